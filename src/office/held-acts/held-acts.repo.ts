/** Stored acts that wait for a second admin's yes. */
import type { Queryable, Tx } from '../../db/index.ts';

export interface StoredHeldAct {
  id: string;
  act: string;
  operation: string;
  askedById: string;
  input: Uint8Array | null;
  what: Uint8Array;
  status: string;
  askedAt: Date;
  expiresAt: Date;
  settledById: string | null;
  settledAt: Date | null;
  answer: Uint8Array | null;
}

export interface NewHeldAct extends Pick<
  StoredHeldAct,
  'id' | 'act' | 'operation' | 'askedById' | 'askedAt' | 'expiresAt'
> {
  input: Uint8Array<ArrayBuffer>;
  what: Uint8Array<ArrayBuffer>;
  inputHash: Uint8Array<ArrayBuffer>;
}

export async function insertHeldAct(tx: Tx, act: NewHeldAct): Promise<void> {
  await tx.heldAct.create({ data: act });
}

export const findHeldAct = (db: Queryable, id: string): Promise<StoredHeldAct | null> =>
  db.heldAct.findUnique({ where: { id } });

/** The same of the same admin, as long as it can still come to something. */
export const findSame = (
  tx: Tx,
  askedById: string,
  inputHash: Uint8Array<ArrayBuffer>,
  at: Date,
): Promise<StoredHeldAct | null> =>
  tx.heldAct.findFirst({
    where: { askedById, inputHash, status: { in: ['waiting', 'approved'] }, expiresAt: { gt: at } },
    orderBy: { askedAt: 'desc' },
  });

/** How many of an admin's wait. */
export const countWaiting = (tx: Tx, askedById: string, at: Date): Promise<number> =>
  tx.heldAct.count({ where: { askedById, status: 'waiting', expiresAt: { gt: at } } });

/** Newest first. */
export const findHeldActs = (
  db: Queryable,
  filter: { isWaiting: boolean; after?: string },
  at: Date,
  take: number,
): Promise<StoredHeldAct[]> =>
  db.heldAct.findMany({
    where: {
      ...(filter.isWaiting ? { status: 'waiting', expiresAt: { gt: at } } : {}),
      ...(filter.after === undefined ? {} : { id: { lt: filter.after } }),
    },
    orderBy: { id: 'desc' },
    take,
  });

/** Whether it stood as `from` and had not expired: of two who settle it at once, one does. What was sent is forgotten. */
export async function settle(
  tx: Tx,
  id: string,
  {
    from,
    status,
    byId,
    at,
    isInputKept = false,
  }: { from: 'waiting' | 'approved'; status: string; byId?: string | null; at: Date; isInputKept?: boolean },
): Promise<boolean> {
  const { count } = await tx.heldAct.updateMany({
    where: { id, status: from, expiresAt: { gt: at } },
    data: {
      status,
      settledAt: at,
      ...(byId === undefined ? {} : { settledById: byId }),
      ...(isInputKept ? {} : { input: null }),
    },
  });
  return count > 0;
}

export async function keepAnswer(tx: Tx, id: string, answer: Uint8Array<ArrayBuffer>): Promise<void> {
  await tx.heldAct.update({ where: { id }, data: { answer } });
}

/** Takes the answer away: it is given once. */
export async function takeAnswer(tx: Tx, id: string): Promise<Uint8Array | null> {
  const [row] = await tx.$queryRaw<
    { answer: Uint8Array | null }[]
  >`SELECT answer FROM held_act WHERE id = ${id}::uuid FOR UPDATE`;
  await tx.heldAct.updateMany({ where: { id, answer: { not: null } }, data: { answer: null } });
  return row?.answer ?? null;
}

/** Forgets what was sent with acts that expired, and answers that nobody took. */
export async function forgetExpired(db: Queryable, at: Date, answeredBefore: Date): Promise<void> {
  await db.heldAct.updateMany({ where: { input: { not: null }, expiresAt: { lte: at } }, data: { input: null } });
  await db.heldAct.updateMany({
    where: { answer: { not: null }, settledAt: { lte: answeredBefore } },
    data: { answer: null },
  });
}

export const deleteOlder = async (db: Queryable, before: Date): Promise<number> =>
  (await db.heldAct.deleteMany({ where: { askedAt: { lt: before } } })).count;
