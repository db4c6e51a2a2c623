/** Removes devices with their tokens, one-time links and sign-in failures that nobody can use any more. */
import type { Database } from '../db/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { purgeThrottles } from '../security/access/index.ts';
import { deleteExpiredLinks } from './account/one-time-links.repo.ts';
import { deleteExpiredDevices } from './account/devices.repo.ts';
import type { SignOn } from './sign-on/index.ts';

const dayMs = 24 * 3600_000;

/**
 * A used refresh token that comes again is a sign of theft for as long as it would have lived; guesses count for a day.
 */
export function createPurgeExpired({
  db,
  clock,
  signOn,
}: {
  db: Database;
  clock: Clock;
  signOn: Pick<SignOn, 'purge'>;
}): () => Promise<number> {
  return async () => {
    const now = clock.now();
    const since = new Date(now.getTime() - dayMs);
    const removed = await Promise.all([
      deleteExpiredDevices(db.autocommit, now),
      deleteExpiredLinks(db.autocommit, since),
      purgeThrottles(db.autocommit, now, since),
      signOn.purge(now),
    ]);
    return removed.reduce((sum, count) => sum + count, 0);
  };
}
