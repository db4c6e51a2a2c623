/** Stored audit entries and the chain of seals over them. */
import type { Prisma } from '../../db/generated/client.ts';
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
}

export interface StoredSeal {
  seq: bigint;
  entryId: string;
  previous: Uint8Array;
  hash: Uint8Array;
}

export type NewEntry = Omit<StoredEntry, 'facts' | 'sealed'> & {
  facts: Record<string, unknown>;
  sealed: Buffer<ArrayBuffer> | null;
};

export async function insertEntries(tx: Tx, entries: readonly NewEntry[]): Promise<void> {
  await tx.auditEntry.createMany({
    data: entries.map((entry) => ({ ...entry, facts: entry.facts as Prisma.InputJsonObject })),
  });
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

export async function findHead(tx: Tx): Promise<StoredSeal | null> {
  return tx.auditSeal.findFirst({ orderBy: { seq: 'desc' } });
}

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
