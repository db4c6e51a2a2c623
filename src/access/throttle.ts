/** Failed sign-ins by account: after five failures each further one makes the wait longer, whatever the way of signing in. */
import type { Database, Tx } from '../db/database.ts';
import type { Clock } from '../kernel/clock.ts';
import { AppError } from '../kernel/errors.ts';
import { keyedDigest } from '../privacy/keyring.ts';
import * as repo from './access.repo.ts';

const freeFailures = 5;
const firstWaitMs = 30_000;
const longestWaitMs = 15 * 60_000;
/** Failures older than this are forgotten. */
const forgetAfterMs = 24 * 3600_000;

/** The wait after the n-th failure: none for the first four, then 30 s doubling up to 15 min. */
export function waitAfterFailures(failures: number): number {
  return failures < freeFailures ? 0 : Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(20, failures - freeFailures));
}

export type Throttle = ReturnType<typeof createThrottle>;

/** Accounts are named by their address in lower case, and kept as keyed hashes. */
export function createThrottle(deps: { db: Database; clock: Clock; digestKey: Buffer }) {
  const hash = (address: string): Buffer<ArrayBuffer> => keyedDigest(deps.digestKey, 'sign-in', address);

  /** @throws AppError `tooManyRequests` with the seconds to wait. */
  async function refuseWhileBlocked(address: string): Promise<void> {
    const throttle = await repo.findThrottle(deps.db.read, hash(address));
    const now = deps.clock.now().getTime();
    if (!throttle) return;
    if (now - throttle.lastFailedAt.getTime() > forgetAfterMs) {
      await deps.db.transaction((tx) => clear(tx, address));
      return;
    }
    const waitMs = (throttle.blockedUntil?.getTime() ?? 0) - now;
    if (waitMs > 0) {
      const retryAfterS = Math.ceil(waitMs / 1000);
      throw new AppError('tooManyRequests', { retryAfterS, detail: `Too many failed sign-ins. Please wait ${retryAfterS} seconds.` });
    }
  }

  async function countFailure(address: string): Promise<void> {
    await deps.db.transaction(async (tx) => {
      const now = deps.clock.now();
      const failures = await repo.countFailure(tx, hash(address), now);
      const waitMs = waitAfterFailures(failures);
      if (waitMs > 0) await repo.blockUntil(tx, hash(address), new Date(now.getTime() + waitMs));
    });
  }

  const clear = (tx: Tx, address: string): Promise<void> => repo.clearThrottle(tx, hash(address));

  return { refuseWhileBlocked, countFailure, clear };
}
