/** Stored flags, and who shares a device or a photo. */
import type { Queryable, Tx } from '../../db/index.ts';

export type FlagKind = 'device' | 'photo' | 'guessing';
/** What several people can share. */
export type TraceKind = Exclude<FlagKind, 'guessing'>;

export interface StoredFlag {
  id: string;
  sessionId: string;
  kind: FlagKind;
  personIds: string[];
  createdAt: Date;
  resolvedAt: Date | null;
}

const fields = { id: true, sessionId: true, kind: true, personIds: true, createdAt: true, resolvedAt: true } as const;

export async function lockTrace(tx: Tx, sessionId: string, kind: TraceKind, hash: Buffer<ArrayBuffer>): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`${kind}:${sessionId}:${hash.toString('hex')}`}, 0))`;
}

/** Everybody whose check-in with this trace was not refused. */
export async function findPeopleWith(
  tx: Tx,
  sessionId: string,
  kind: TraceKind,
  hash: Buffer<ArrayBuffer>,
): Promise<string[]> {
  const trace = kind === 'device' ? { deviceHash: hash } : { photoHash: hash };
  const rows = await tx.checkIn.findMany({
    where: { sessionId, ...trace, decision: { not: 'rejected' } },
    distinct: ['personId'],
    select: { personId: true },
    orderBy: { personId: 'asc' },
  });
  return rows.map((row) => row.personId);
}

/** A flag that was settled opens again when somebody new joins in. */
export async function upsertFlag(
  tx: Tx,
  flag: {
    id: string;
    sessionId: string;
    kind: FlagKind;
    subjectHash: Buffer<ArrayBuffer>;
    personIds: string[];
    createdAt: Date;
  },
): Promise<void> {
  const { sessionId, kind, subjectHash, personIds } = flag;
  const existing = await tx.reviewFlag.findUnique({
    where: { sessionId_kind_subjectHash: { sessionId, kind, subjectHash } },
    select: { id: true, personIds: true },
  });
  if (!existing) await tx.reviewFlag.create({ data: flag });
  else if (existing.personIds.length < personIds.length)
    await tx.reviewFlag.update({
      where: { id: existing.id },
      data: { personIds, resolvedAt: null, resolvedById: null },
    });
}

export const findFlags = (db: Queryable, sessionId: string): Promise<StoredFlag[]> =>
  db.reviewFlag.findMany({ where: { sessionId }, select: fields, orderBy: { createdAt: 'asc' } });
export const findFlag = (tx: Tx, id: string): Promise<StoredFlag | null> =>
  tx.reviewFlag.findUnique({ where: { id }, select: fields });

/** @returns false when it was settled already. */
export async function resolve(tx: Tx, id: string, resolvedById: string, resolvedAt: Date): Promise<boolean> {
  return (
    (await tx.reviewFlag.updateMany({ where: { id, resolvedAt: null }, data: { resolvedById, resolvedAt } })).count ===
    1
  );
}
