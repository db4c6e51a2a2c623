/** Stored audit entries and the chain of seals over them. */
import type { Queryable, Tx } from '../../db/index.ts';

export interface StoredEntry {
  id: string;
  at: Date;
  actorId: string | null;
  action: string;
  subjectType: string;
  subjectId: string;
  facts: unknown;
  sealedBy: string | null;
  sealed: Uint8Array | null;
  origin: Uint8Array | null;
  about: string[];
}

export interface StoredSeal {
  seq: bigint;
  entryId: string;
  previous: Uint8Array;
  hash: Uint8Array;
}

export type NewEntry = Omit<StoredEntry, 'facts' | 'sealed' | 'origin'> & {
  facts: Record<string, unknown>;
  sealed: Buffer<ArrayBuffer> | null;
  origin: Buffer<ArrayBuffer> | null;
};

export async function insertEntries(tx: Tx, entries: readonly NewEntry[]): Promise<void> {
  // One value for all of them: of a list as long as a school the parameters alone take longer than the rows.
  const rows = entries.map((entry) => ({
    ...entry,
    sealed: entry.sealed?.toString('base64') ?? null,
    origin: entry.origin?.toString('base64') ?? null,
  }));
  await tx.$executeRaw`
    INSERT INTO audit_entry (id, at, actor_id, action, subject_type, subject_id, facts, sealed_by, sealed, origin, about)
    SELECT id, at, "actorId", action, "subjectType", "subjectId", facts, "sealedBy", decode(sealed, 'base64'), decode(origin, 'base64'), about
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS e(id uuid, at timestamptz, "actorId" uuid, action text, "subjectType" text, "subjectId" text, facts jsonb, "sealedBy" uuid, sealed text, origin text, about uuid[])`;
}

/** Only one process seals at a time; the lock ends with the transaction. @returns whether this one may. */
export async function lockChain(tx: Tx): Promise<boolean> {
  const [row] = await tx.$queryRaw<
    { locked: boolean }[]
  >`SELECT pg_try_advisory_xact_lock(hashtext('muster.audit.chain')) AS locked`;
  return row?.locked ?? false;
}

export async function findUnsealed(db: Queryable, limit: number): Promise<StoredEntry[]> {
  return db.auditEntry.findMany({ where: { seal: null }, orderBy: { id: 'asc' }, take: limit });
}

export async function findHead(db: Queryable): Promise<StoredSeal | null> {
  return db.auditSeal.findFirst({ orderBy: { seq: 'desc' } });
}

export const findHash = async (tx: Tx, seq: bigint): Promise<Uint8Array | undefined> =>
  (await tx.auditSeal.findUnique({ where: { seq }, select: { hash: true } }))?.hash;

export async function insertSeals(
  tx: Tx,
  seals: { seq: bigint; entryId: string; previous: Buffer<ArrayBuffer>; hash: Buffer<ArrayBuffer> }[],
): Promise<void> {
  await tx.auditSeal.createMany({ data: seals });
}

export async function findSealedAfter(
  db: Queryable,
  seq: bigint,
  limit: number,
): Promise<(StoredSeal & { entry: StoredEntry })[]> {
  return db.auditSeal.findMany({
    where: { seq: { gt: seq } },
    orderBy: { seq: 'asc' },
    take: limit,
    include: { entry: true },
  });
}

/** Which entries are meant; each further condition narrows them down. */
export interface EntryFilter {
  actorId?: string;
  /** Whom they name, or who acted. */
  personId?: string;
  subjectType?: string;
  subjectId?: string;
  /** An action, or the beginning of several: `person.`. */
  action?: string;
  from?: Date;
  before?: Date;
  /** The last one of the page before. */
  after?: string;
}

/** How many entries the filter means. */
export const countEntries = (db: Queryable, filter: EntryFilter): Promise<number> =>
  db.auditEntry.count({ where: whereOf(filter) });

/** Newest first; entries that are not sealed yet among them. */
export async function findEntries(
  db: Queryable,
  filter: EntryFilter,
  take: number,
): Promise<(StoredEntry & { seal: { seq: bigint } | null })[]> {
  return db.auditEntry.findMany({
    where: whereOf(filter),
    orderBy: { id: 'desc' },
    take,
    include: { seal: { select: { seq: true } } },
  });
}

function whereOf({ actorId, personId, subjectType, subjectId, action, from, before, after }: EntryFilter): object {
  const at = { ...(from && { gte: from }), ...(before && { lt: before }) };
  return {
    ...(actorId !== undefined && { actorId }),
    ...(personId !== undefined && { OR: [{ about: { has: personId } }, { actorId: personId }] }),
    ...(subjectType !== undefined && { subjectType }),
    ...(subjectId !== undefined && { subjectId }),
    ...(action !== undefined && { action: action.endsWith('.') ? { startsWith: action } : action }),
    ...(Object.keys(at).length > 0 && { at }),
    ...(after !== undefined && { id: { lt: after } }),
  };
}

/** How far the audit has left the house; held until the transaction ends, undefined while somebody else holds it. */
export async function lockForwarded(tx: Tx): Promise<bigint | undefined> {
  const [row] = await tx.$queryRaw<
    { seq: bigint }[]
  >`SELECT seq FROM audit_forwarded WHERE id = 1 FOR UPDATE SKIP LOCKED`;
  return row?.seq;
}

export async function noteForwarded(tx: Tx, seq: bigint): Promise<void> {
  await tx.auditForwarded.update({ where: { id: 1 }, data: { seq } });
}
