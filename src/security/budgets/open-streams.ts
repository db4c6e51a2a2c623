/** Which event streams one person holds open, over all processes: so many and no more, and none of a process that died. */
import type { Database } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { mostOpenStreams } from './budgets.policy.ts';
import * as repo from './budgets.repo.ts';
import { words } from './words/en.ts';

const retryAfterS = 10;

/** One stream that somebody holds open. */
export interface Place {
  giveBack(): Promise<void>;
}

export type OpenStreams = ReturnType<typeof createOpenStreams>;

export function createOpenStreams({ db, clock, workerNo }: { db: Database; clock: Clock; workerNo: number }) {
  // Whoever holds all of theirs in this very process is refused without asking the database.
  const heldHere = new Map<string, number>();
  const count = (personId: string, change: 1 | -1): void => {
    const held = (heldHere.get(personId) ?? 0) + change;
    if (held > 0) heldHere.set(personId, held);
    else heldHere.delete(personId);
  };
  const isFull = (): AppError =>
    new AppError('tooManyRequests', { retryAfterS, detail: words.tooManyStreams(mostOpenStreams) });

  /** Takes one of the person's places. @throws AppError `tooManyRequests` while all are taken. */
  async function take(personId: string): Promise<Place> {
    if ((heldHere.get(personId) ?? 0) >= mostOpenStreams) throw isFull();
    const id = newId();
    count(personId, 1);
    try {
      await db.transaction(async (tx) => {
        await repo.holdStreamsOf(tx, personId);
        if ((await repo.countOpenStreams(tx, personId)) >= mostOpenStreams) throw isFull();
        await repo.insertOpenStream(tx, { id, personId, workerNo, openedAt: clock.now() });
      });
    } catch (error) {
      count(personId, -1);
      throw error;
    }
    return {
      giveBack: async () => {
        count(personId, -1);
        await repo.deleteOpenStream(db.autocommit, id);
      },
    };
  }

  /** Removes what processes held that are gone. @returns how many. */
  const sweep = (): Promise<number> => repo.deleteOrphanedStreams(db.autocommit);

  return { take, sweep };
}
