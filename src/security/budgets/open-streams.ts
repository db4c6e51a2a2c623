/** Which event streams one person holds open, over all processes: so many and no more, and none of a process that died. */
import type { Database } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { mostOpenStreams } from './budgets.policy.ts';
import * as repo from './budgets.repo.ts';
import { words } from './words/en.ts';

const retryAfterS = 10;

export type OpenStreams = ReturnType<typeof createOpenStreams>;

export function createOpenStreams({ db, clock, workerNo }: { db: Database; clock: Clock; workerNo: number }) {
  /**
   * Takes one of the person's places. @returns its id, to be given back.
   * @throws AppError `tooManyRequests` while all are taken.
   */
  function take(personId: string): Promise<string> {
    const id = newId();
    return db.transaction(async (tx) => {
      await repo.holdStreamsOf(tx, personId);
      if ((await repo.countOpenStreams(tx, personId)) >= mostOpenStreams)
        throw new AppError('tooManyRequests', { retryAfterS, detail: words.tooManyStreams(mostOpenStreams) });
      await repo.insertOpenStream(tx, { id, personId, workerNo, openedAt: clock.now() });
      return id;
    });
  }

  /** Gives places back, whether they were taken or not. */
  const giveBack = (ids: readonly string[]): Promise<void> => repo.deleteOpenStreams(db.autocommit, ids);

  /** Removes what processes held that are gone. @returns how many. */
  const sweep = (): Promise<number> => repo.deleteOrphanedStreams(db.autocommit);

  return { take, giveBack, sweep };
}
