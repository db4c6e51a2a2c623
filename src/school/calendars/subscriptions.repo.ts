/** Stored subscriptions to calendars. */
import type { Queryable, Tx } from '../../db/index.ts';
import type { Actor } from '../../security/access/index.ts';
import type { Outcome } from './calendars.schema.ts';

export interface StoredSubscription {
  id: string;
  classId: string;
  address: Uint8Array;
  cancelVanished: boolean;
  madeById: string;
  createdAt: Date;
  etag: string | null;
  lastModified: string | null;
  bodyHash: Uint8Array | null;
  nextAt: Date;
  triedAt: Date | null;
  takenAt: Date | null;
  failures: number;
  fault: string | null;
  outcome: unknown;
}

const fields = {
  id: true,
  classId: true,
  address: true,
  cancelVanished: true,
  madeById: true,
  createdAt: true,
  etag: true,
  lastModified: true,
  bodyHash: true,
  nextAt: true,
  triedAt: true,
  takenAt: true,
  failures: true,
  fault: true,
  outcome: true,
} as const;

export const countOf = (tx: Tx, classId: string): Promise<number> =>
  tx.calendarSubscription.count({ where: { classId } });

export const insert = (
  tx: Tx,
  data: {
    id: string;
    classId: string;
    address: Buffer<ArrayBuffer>;
    addressHash: Buffer<ArrayBuffer>;
    cancelVanished: boolean;
    madeById: string;
    createdAt: Date;
    nextAt: Date;
  },
): Promise<StoredSubscription> => tx.calendarSubscription.create({ data, select: fields });

/** In the order in which they were made. */
export const findOf = (db: Queryable, classId: string): Promise<StoredSubscription[]> =>
  db.calendarSubscription.findMany({ where: { classId }, select: fields, orderBy: { id: 'asc' } });

export const find = (db: Queryable, classId: string, id: string): Promise<StoredSubscription | null> =>
  db.calendarSubscription.findFirst({ where: { id, classId }, select: fields });

/** Holds it as it is until the transaction ends. @returns false when it was removed, or its class was archived. */
export async function lock(tx: Tx, id: string): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM calendar_subscription s JOIN class c ON c.id = s.class_id
    WHERE s.id = ${id}::uuid AND c.status = 'active' FOR UPDATE OF s`;
  return rows.length > 0;
}

/** @returns whether there was one. */
export async function remove(tx: Tx, classId: string, id: string): Promise<boolean> {
  return (await tx.calendarSubscription.deleteMany({ where: { id, classId } })).count === 1;
}

/** Takes the one that has been due longest, of a class that is not archived, for so long from the others. */
export async function claimDue(db: Queryable, now: Date, until: Date): Promise<StoredSubscription | null> {
  const [claimed] = await db.$queryRaw<{ id: string }[]>`
    UPDATE calendar_subscription SET next_at = ${until}
    WHERE id = (
      SELECT s.id FROM calendar_subscription s JOIN class c ON c.id = s.class_id
      WHERE s.next_at <= ${now} AND c.status = 'active' ORDER BY s.next_at LIMIT 1 FOR UPDATE OF s SKIP LOCKED
    ) RETURNING id`;
  return claimed ? db.calendarSubscription.findUnique({ where: { id: claimed.id }, select: fields }) : null;
}

/** What a try came to; one that was removed meanwhile stays so. */
export async function update(
  tx: Tx,
  id: string,
  data: {
    triedAt: Date;
    nextAt: Date;
    failures: number;
    fault: string | null;
    takenAt?: Date;
    etag?: string | null;
    lastModified?: string | null;
    bodyHash?: Buffer<ArrayBuffer>;
    outcome?: Outcome;
  },
): Promise<void> {
  const { outcome, ...rest } = data;
  await tx.calendarSubscription.updateMany({
    where: { id },
    data: { ...rest, ...(outcome ? { outcome: outcome } : {}) },
  });
}

/** Whoever made it, as they act; null when they may not come in any more. */
export async function findMaker(db: Queryable, personId: string): Promise<Actor | null> {
  const row = await db.person.findFirst({
    where: { id: personId, status: 'active' },
    select: { id: true, name: true, role: true },
  });
  return row && { personId: row.id, name: row.name, role: row.role };
}
