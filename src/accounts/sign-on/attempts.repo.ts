/** Stored sign-ins under way, tickets, and assertions that were taken. */
import { type Queryable, type Tx, isUniqueViolation } from '../../db/index.ts';

export interface StoredAttempt {
  id: string;
  browserHash: Uint8Array;
  sealed: Uint8Array;
}

export async function insertAttempt(
  db: Queryable,
  row: {
    id: string;
    providerId: string;
    stateHash: Buffer<ArrayBuffer>;
    browserHash: Buffer<ArrayBuffer>;
    sealed: Buffer<ArrayBuffer>;
    createdAt: Date;
    expiresAt: Date;
  },
): Promise<void> {
  await db.signOnAttempt.create({ data: row });
}

/** Takes the attempt for use. @returns undefined when it is unknown, used, expired, or another provider's. */
export async function useAttempt(
  db: Queryable,
  providerId: string,
  stateHash: Buffer<ArrayBuffer>,
  at: Date,
): Promise<StoredAttempt | undefined> {
  const { count } = await db.signOnAttempt.updateMany({
    where: { providerId, stateHash, usedAt: null, expiresAt: { gt: at } },
    data: { usedAt: at },
  });
  if (count !== 1) return undefined;
  const select = { id: true, browserHash: true, sealed: true };
  return (await db.signOnAttempt.findUnique({ where: { stateHash }, select })) ?? undefined;
}

export async function insertTicket(
  tx: Tx,
  row: {
    id: string;
    providerId: string;
    personId: string;
    tokenHash: Buffer<ArrayBuffer>;
    createdAt: Date;
    expiresAt: Date;
  },
): Promise<void> {
  await tx.signOnTicket.create({ data: row });
}

/** Takes the ticket for use. @returns undefined when it is unknown, used or expired. */
export async function useTicket(
  tx: Tx,
  tokenHash: Buffer<ArrayBuffer>,
  at: Date,
): Promise<{ providerId: string; personId: string } | undefined> {
  const { count } = await tx.signOnTicket.updateMany({
    where: { tokenHash, usedAt: null, expiresAt: { gt: at } },
    data: { usedAt: at },
  });
  if (count !== 1) return undefined;
  const select = { providerId: true, personId: true };
  return (await tx.signOnTicket.findUnique({ where: { tokenHash }, select })) ?? undefined;
}

/** Notes an assertion as taken. @returns false when it was taken before. */
export async function takeAssertion(
  db: Queryable,
  row: { providerId: string; idHash: Buffer<ArrayBuffer>; expiresAt: Date },
): Promise<boolean> {
  try {
    await db.samlAssertion.create({ data: row });
    return true;
  } catch (error) {
    if (isUniqueViolation(error)) return false;
    throw error;
  }
}

/** @returns how many attempts, tickets and assertions had ended and were removed. */
export async function deleteEnded(db: Queryable, at: Date): Promise<number> {
  const where = { expiresAt: { lt: at } };
  const { count: attempts } = await db.signOnAttempt.deleteMany({ where });
  const { count: tickets } = await db.signOnTicket.deleteMany({ where });
  const { count: assertions } = await db.samlAssertion.deleteMany({ where });
  return attempts + tickets + assertions;
}
