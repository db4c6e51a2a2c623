/** Removes what access kept and nobody can use any more. */
import type { Database } from '../db/database.ts';
import type { Clock } from '../kernel/clock.ts';

const dayMs = 24 * 3600_000;

/** A used refresh token that comes again is a sign of theft for as long as it would have lived; guesses count for a day. */
export function createAccessSweep({ db, clock }: { db: Database; clock: Clock }): () => Promise<number> {
  return async () => {
    const now = clock.now();
    const yesterday = new Date(now.getTime() - dayMs);
    const removed = await Promise.all([
      db.read.refreshToken.deleteMany({ where: { expiresAt: { lt: now } } }),
      db.read.oneTimeLink.deleteMany({ where: { expiresAt: { lt: yesterday } } }),
      db.read.signInThrottle.deleteMany({ where: { lastFailedAt: { lt: yesterday }, OR: [{ blockedUntil: null }, { blockedUntil: { lt: now } }] } }),
    ]);
    return removed.reduce((sum, { count }) => sum + count, 0);
  };
}
