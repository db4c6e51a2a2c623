/**
 * A work queue: the rows of a table, each worked on by one process at a time. What a killed process had taken others
 * take over at once (src/db/worker-liveness.ts); what fails is tried again by one policy, or given up.
 */
import type { Database } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Log } from '../../kernel/log.ts';
import { type RetryPolicy, isFinalFailure, waitAfterAttemptMs } from './retry-policy.ts';
import { type WorkLoop, startWorkLoop } from './work-loop.ts';
import * as repo from './work-queue.repo.ts';

export interface QueuedRow {
  readonly id: string;
  /** How often it was taken, this time included. */
  readonly attempts: number;
}

interface Work<Row> {
  /** How many rows this process works on at once. */
  readonly parallel: number;
  /** The kinds that it can do, of a table that has several. */
  readonly kinds?: readonly string[];
  /** Does the work and writes that it is finished; throws when that failed. May run again after a crash. */
  run(row: Row): Promise<void>;
  /** Says in the log what went wrong. */
  report(row: Row, error: unknown, isFinal: boolean): void;
  /** Finishes a row whose work will not get better. */
  giveUp(row: Row, error: unknown): Promise<void>;
}

/**
 * @param options.name the queue's name in the log
 * @param options.load the whole row of an id; null when it is gone
 */
export function createWorkQueue<Row extends QueuedRow>(
  deps: { db: Database; clock: Clock; log: Log; workerNo: number },
  options: {
    name: string;
    table: repo.QueueTable;
    retry: RetryPolicy;
    load: (id: string) => Promise<Row | null>;
  },
) {
  const { db, clock, log, workerNo } = deps;
  const { table, retry } = options;
  let loop: WorkLoop | undefined;

  /** Begins to work on what waits. */
  function start(work: Work<Row>): WorkLoop {
    const busy = new Set<string>();
    loop = startWorkLoop({
      log,
      name: options.name,
      parallel: work.parallel,
      take: () => takeNext(busy, work.kinds ?? []),
      work: (row: Row) => runOne(work, row).finally(() => busy.delete(row.id)),
    });
    return loop;
  }

  async function takeNext(busy: Set<string>, kinds: readonly string[]): Promise<Row | undefined> {
    for (;;) {
      const id = await repo.takeNext(db.autocommit, table, {
        worker: { workerNo, busy: [...busy] },
        kinds,
        now: clock.now(),
      });
      if (id === undefined) return undefined;
      // One that was deleted since is nobody's work any more.
      const row = await options.load(id);
      if (row === null) continue;
      busy.add(id);
      return row;
    }
  }

  async function runOne(work: Work<Row>, row: Row): Promise<void> {
    try {
      await work.run(row);
    } catch (error) {
      const isFinal = isFinalFailure(retry, row.attempts, error);
      work.report(row, error, isFinal);
      if (isFinal) await work.giveUp(row, error);
      else {
        const notBefore = new Date(clock.now().getTime() + waitAfterAttemptMs(retry, row.attempts, error));
        await repo.putBack(db.autocommit, table, row.id, notBefore);
      }
    }
  }

  /**
   * Takes one row for a request that is open here. The caller knows that no other request of this process works on it.
   * @returns false when it is finished, or a living process works on it.
   */
  const takeOver = (id: string): Promise<boolean> => repo.takeOver(db.autocommit, table, id, { workerNo, busy: [] });

  /** Something may have come. */
  const wake = (): void => loop?.wake();

  return { start, wake, takeOver };
}
