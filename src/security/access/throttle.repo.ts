/** Stored failures to sign in. */
import type { Queryable, Tx } from '../../db/index.ts';

export interface StoredThrottle {
  failures: number;
  lastFailedAt: Date;
  blockedUntil: Date | null;
}

export const findThrottle = (db: Queryable, accountHash: Buffer<ArrayBuffer>): Promise<StoredThrottle | null> =>
  db.signInThrottle.findUnique({ where: { accountHash } });

/** Counts one more failure, also when several arrive at once. @returns failures so far. */
export async function countFailure(tx: Tx, accountHash: Buffer<ArrayBuffer>, at: Date): Promise<number> {
  const row = await tx.signInThrottle.upsert({
    where: { accountHash },
    create: { accountHash, failures: 1, lastFailedAt: at },
    update: { failures: { increment: 1 }, lastFailedAt: at },
  });
  return row.failures;
}

export async function blockUntil(tx: Tx, accountHash: Buffer<ArrayBuffer>, blockedUntil: Date): Promise<void> {
  await tx.signInThrottle.update({ where: { accountHash }, data: { blockedUntil } });
}

export async function clearThrottle(tx: Tx, accountHash: Buffer<ArrayBuffer>): Promise<void> {
  await tx.signInThrottle.deleteMany({ where: { accountHash } });
}

/** Removes failures older than `since` that block nobody at `now`. @returns how many. */
export async function deleteOutlivedThrottles(db: Queryable, now: Date, since: Date): Promise<number> {
  return (
    await db.signInThrottle.deleteMany({
      where: { lastFailedAt: { lt: since }, OR: [{ blockedUntil: null }, { blockedUntil: { lt: now } }] },
    })
  ).count;
}
