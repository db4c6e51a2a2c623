/** Stored challenges. */
import type { Queryable, Tx } from '../../db/index.ts';
import type { HeadTurn } from './challenge.policy.ts';

export interface StoredChallenge {
  id: string;
  personId: string;
  sessionId: string;
  turns: HeadTurn[];
  createdAt: Date;
  expiresAt: Date;
  answeredAt: Date | null;
}

const fields = {
  id: true,
  personId: true,
  sessionId: true,
  turns: true,
  createdAt: true,
  expiresAt: true,
  answeredAt: true,
} as const;

export async function insertChallenge(tx: Tx, challenge: Omit<StoredChallenge, 'answeredAt'>): Promise<void> {
  await tx.challenge.create({ data: challenge });
}

export const findChallenge = (db: Queryable, id: string): Promise<StoredChallenge | null> =>
  db.challenge.findUnique({ where: { id }, select: fields });

/** Challenges of one person are asked for and answered one after the other. */
export async function lockChallenges(tx: Tx, personId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`challenge:${personId}`}, 0))`;
}

/**
 * How many the person asked for, and how many of these were in vain through no fault of theirs: `release` says which.
 */
export async function countSince(tx: Tx, personId: string, since: Date): Promise<{ asked: number; inVain: number }> {
  const where = { personId, createdAt: { gte: since } };
  return {
    asked: await tx.challenge.count({ where }),
    inVain: await tx.challenge.count({ where: { ...where, answeredAt: null, frameHashes: { not: null } } }),
  };
}

/** @returns false when it was answered before. */
export async function claim(tx: Tx, id: string, answeredAt: Date, frameHashes: Buffer<ArrayBuffer>): Promise<boolean> {
  return (
    (await tx.challenge.updateMany({ where: { id, answeredAt: null }, data: { answeredAt, frameHashes } })).count === 1
  );
}

/**
 * Makes it good again. @param isInVain pictures came and we could not look at them: their hashes stay, and tell it
 * apart from one nobody answered
 */
export async function release(db: Queryable, id: string, isInVain: boolean): Promise<void> {
  await db.challenge.updateMany({
    where: { id },
    data: { answeredAt: null, ...(isInVain ? {} : { frameHashes: null }) },
  });
}

/** Hashes of all pictures that the person sent for other challenges. */
export async function findFrameHashes(tx: Tx, personId: string, exceptId: string): Promise<Uint8Array[]> {
  const rows = await tx.challenge.findMany({
    where: { personId, id: { not: exceptId }, frameHashes: { not: null } },
    select: { frameHashes: true },
  });
  return rows.flatMap(({ frameHashes }) => frameHashes ?? []);
}

export async function deleteBefore(db: Queryable, before: Date): Promise<number> {
  return (await db.challenge.deleteMany({ where: { createdAt: { lt: before } } })).count;
}
