/**
 * Failed guesses, at a password by account and whence, or at a join code by person: after five failures each further
 * one makes the wait longer.
 */
import type { Database, Tx } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { keyedDigest } from '../privacy/index.ts';
import * as repo from './throttle.repo.ts';
import { words } from './words/en.ts';

const usualFreeFailures = 5;
const firstWaitMs = 30_000;
const longestWaitMs = 15 * 60_000;
/** Failures older than this are forgotten. */
const forgetAfterMs = 24 * 3600_000;

/** The wait after the n-th failure: none for the first (four), then 30 s doubling up to 15 min. */
export function waitAfterFailures(failures: number, freeFailures = usualFreeFailures): number {
  return failures < freeFailures
    ? 0
    : Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(20, failures - freeFailures));
}

/** Removes failures older than `since` that block nobody at `now`. @returns how many. */
export const purgeThrottles = repo.deleteOutlivedThrottles;

/** A failure that is worth an entry: the first, the one that makes wait, and then each time their number has doubled. */
export interface TellingFailure {
  readonly failures: number;
  /** How long nothing more is tried; 0 while the free failures last. */
  readonly waitS: number;
}

/** Under a flood a handful of entries, and not one a guess. */
const isTelling = (failures: number, freeFailures: number): boolean =>
  failures === freeFailures || Number.isInteger(Math.log2(failures));

export type Throttle = ReturnType<typeof createThrottle>;

const failuresOf = {
  'second-factor': words.wrongCodes,
  'sign-in': words.failedSignIns,
  join: words.wrongJoinCodes,
} as const;

/** Who guesses is named by what they guess at, or by an id, and kept as a keyed hash. */
export function createThrottle(deps: {
  db: Database;
  clock: Clock;
  digestKey: Buffer;
  guessed: keyof typeof failuresOf;
  /** With which failure the waiting begins; the fifth when left out. */
  freeFailures?: number;
}) {
  const hash = (guesser: string): Buffer<ArrayBuffer> => keyedDigest(deps.digestKey, deps.guessed, guesser);

  /** @throws AppError `tooManyRequests` with the seconds to wait. */
  async function refuseWhileBlocked(guesser: string): Promise<void> {
    const throttle = await repo.findThrottle(deps.db.autocommit, hash(guesser));
    const now = deps.clock.now().getTime();
    if (!throttle) return;
    if (now - throttle.lastFailedAt.getTime() > forgetAfterMs) {
      await deps.db.transaction((tx) => clear(tx, guesser));
      return;
    }
    const waitMs = (throttle.blockedUntil?.getTime() ?? 0) - now;
    if (waitMs > 0) {
      const retryAfterS = Math.ceil(waitMs / 1000);
      throw new AppError('tooManyRequests', {
        retryAfterS,
        detail: words.tooManyPleaseWaitSeconds({ item: failuresOf[deps.guessed], retryAfterS }),
      });
    }
  }

  /** @param note is told of failures that are worth an entry, in the transaction that counts them */
  async function countFailure(
    guesser: string,
    note?: (tx: Tx, failure: TellingFailure) => Promise<void>,
  ): Promise<void> {
    await deps.db.transaction(async (tx) => {
      const now = deps.clock.now();
      const failures = await repo.countFailure(tx, hash(guesser), now);
      const waitMs = waitAfterFailures(failures, deps.freeFailures);
      if (waitMs > 0) await repo.blockUntil(tx, hash(guesser), new Date(now.getTime() + waitMs));
      if (isTelling(failures, deps.freeFailures ?? usualFreeFailures))
        await note?.(tx, { failures, waitS: waitMs / 1000 });
    });
  }

  const clear = (tx: Tx, guesser: string): Promise<void> => repo.clearThrottle(tx, hash(guesser));

  return { refuseWhileBlocked, countFailure, clear };
}
