/** Stored refresh tokens. */
import type { Queryable, Tx } from '../db/index.ts';

export interface StoredRefreshToken {
  id: string;
  familyId: string;
  personId: string;
  generation: number;
  expiresAt: Date;
  usedAt: Date | null;
  revokedAt: Date | null;
}

export async function insertRefreshToken(
  tx: Tx,
  token: {
    id: string;
    familyId: string;
    personId: string;
    tokenHash: Buffer<ArrayBuffer>;
    generation: number;
    createdAt: Date;
    expiresAt: Date;
  },
): Promise<void> {
  await tx.refreshToken.create({ data: token });
}

export const findRefreshToken = (tx: Tx, tokenHash: Buffer<ArrayBuffer>): Promise<StoredRefreshToken | null> =>
  tx.refreshToken.findUnique({ where: { tokenHash } });

/** How many tokens of a family were issued since then. */
export const countIssued = (tx: Tx, familyId: string, since: Date): Promise<number> =>
  tx.refreshToken.count({ where: { familyId, createdAt: { gt: since } } });

/** Takes the token for use. @returns false when somebody already did: of two at once, one wins. */
export async function useRefreshToken(tx: Tx, id: string, usedAt: Date): Promise<boolean> {
  const { count } = await tx.refreshToken.updateMany({
    where: { id, usedAt: null, revokedAt: null },
    data: { usedAt },
  });
  return count === 1;
}

export async function revokeFamily(tx: Tx, familyId: string, revokedAt: Date): Promise<void> {
  await tx.refreshToken.updateMany({ where: { familyId, revokedAt: null }, data: { revokedAt } });
}

/** @returns how many had expired and were removed. */
export const deleteExpiredTokens = async (db: Queryable, now: Date): Promise<number> =>
  (await db.refreshToken.deleteMany({ where: { expiresAt: { lt: now } } })).count;
