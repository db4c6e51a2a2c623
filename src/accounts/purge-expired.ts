/** Removes what access kept and nobody can use any more. */
import type { Database } from '../db/database.ts';
import type { Clock } from '../kernel/clock.ts';
import * as repo from '../security/access/access.repo.ts';

const dayMs = 24 * 3600_000;

/** A used refresh token that comes again is a sign of theft for as long as it would have lived; guesses count for a day. */
export function createAccessSweep({ db, clock }: { db: Database; clock: Clock }): () => Promise<number> {
  return async () => {
    const now = clock.now();
    return repo.deleteOutlived(db.read, now, new Date(now.getTime() - dayMs));
  };
}
