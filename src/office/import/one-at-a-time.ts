/**
 * One import of people at a time, on however many processes: somebody with neither number nor address is known by the
 * roster alone, so that two imports which look at it together would both take them for new.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../../db/index.ts';
import { AppError } from '../../kernel/errors.ts';
import * as repo from './import-lock.repo.ts';

/** So long an import waits for the one before it. */
const longestWaitMs = 20_000;
const lookAgainMs = 200;
/** Longer than any list takes; a task that is longer goes on with what is left. */
const longestHeldMs = 3600_000;
const retryAfterS = 10;

/** @throws once this is no longer the only import. */
export type ConfirmAlone = () => Promise<void>;

type Outcome<T> = { value: T } | { error: unknown };

/**
 * Runs `work` while no other import runs. Whoever waits holds no connection in the meantime.
 * @throws AppError `busy` when the one before takes too long
 */
export async function oneAtATime<T>(
  db: Database,
  work: (confirmAlone: ConfirmAlone) => Promise<T>,
  { waitMs = longestWaitMs }: { waitMs?: number } = {},
): Promise<T> {
  const until = performance.now() + waitMs;
  for (;;) {
    const outcome = await tryAlone(db, work);
    if (outcome && 'error' in outcome) throw outcome.error;
    if (outcome) return outcome.value;
    if (performance.now() >= until) throw new AppError('busy', { retryAfterS });
    await pause(lookAgainMs);
  }
}

/** Undefined while another import runs. */
async function tryAlone<T>(
  db: Database,
  work: (confirmAlone: ConfirmAlone) => Promise<T>,
): Promise<Outcome<T> | undefined> {
  let outcome: Outcome<T> | undefined;
  const hold = db.transaction(
    async (tx) => {
      if (!(await repo.takeImportLock(tx))) return;
      // An error is handed out beside the transaction, which would run a collision of the work's own again.
      outcome = await work(() => repo.confirmImportLock(tx)).then(
        (value) => ({ value }),
        (error: unknown) => ({ error }),
      );
    },
    { timeoutMs: longestHeldMs },
  );
  await hold.catch((error: unknown) => {
    // What was written stays written, however the lock ended.
    if (outcome === undefined) throw error;
  });
  return outcome;
}
