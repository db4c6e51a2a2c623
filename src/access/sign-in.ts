/** Sign-in by e-mail and password, limited by account: after five failures each further one makes the wait longer. */
import type { Audit } from '../audit/audit.ts';
import type { Database } from '../db/database.ts';
import type { Clock } from '../kernel/clock.ts';
import { AppError } from '../kernel/errors.ts';
import { keyedDigest } from '../privacy/keyring.ts';
import * as repo from './access.repo.ts';
import type { Passwords } from './passwords.ts';
import type { IssuedTokens, Tokens } from './tokens.ts';

const freeFailures = 5;
const firstWaitMs = 30_000;
const longestWaitMs = 15 * 60_000;
/** Failures older than this are forgotten. */
const forgetAfterMs = 24 * 3600_000;

/** The wait after the n-th failure: none for the first four, then 30 s doubling up to 15 min. */
export function waitAfterFailures(failures: number): number {
  return failures < freeFailures ? 0 : Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(20, failures - freeFailures));
}

export function createSignIn(deps: { db: Database; clock: Clock; passwords: Passwords; tokens: Tokens; audit: Audit; digestKey: Buffer }) {
  /**
   * @throws AppError `invalidCredentials` (the same for a wrong password, an unknown and a deactivated account),
   * `tooManyRequests` with the seconds to wait.
   */
  async function signIn(email: string, password: string): Promise<IssuedTokens> {
    const address = email.trim().toLowerCase();
    const accountHash = keyedDigest(deps.digestKey, 'sign-in', address);
    await refuseWhileBlocked(accountHash);
    const account = await repo.findAccountByEmail(deps.db.read, address);
    const matches = await deps.passwords.verifyPassword(account?.passwordHash ?? null, password);
    if (!account || account.status !== 'active' || !matches) {
      await countFailure(accountHash);
      throw new AppError('invalidCredentials');
    }
    return deps.db.transaction(async (tx) => {
      await repo.clearThrottle(tx, accountHash);
      await deps.audit.record(tx, { actorId: account.id, action: 'account.signedIn', subjectType: 'person', subjectId: account.id, facts: {} });
      return deps.tokens.issue(tx, account);
    });
  }

  async function refuseWhileBlocked(accountHash: Buffer<ArrayBuffer>): Promise<void> {
    const throttle = await repo.findThrottle(deps.db.read, accountHash);
    const now = deps.clock.now().getTime();
    if (!throttle) return;
    if (now - throttle.lastFailedAt.getTime() > forgetAfterMs) {
      await deps.db.transaction((tx) => repo.clearThrottle(tx, accountHash));
      return;
    }
    const waitMs = (throttle.blockedUntil?.getTime() ?? 0) - now;
    if (waitMs > 0) {
      const retryAfterS = Math.ceil(waitMs / 1000);
      throw new AppError('tooManyRequests', { retryAfterS, detail: `Too many failed sign-ins. Please wait ${retryAfterS} seconds.` });
    }
  }

  async function countFailure(accountHash: Buffer<ArrayBuffer>): Promise<void> {
    await deps.db.transaction(async (tx) => {
      const now = deps.clock.now();
      const failures = await repo.countFailure(tx, accountHash, now);
      const waitMs = waitAfterFailures(failures);
      if (waitMs > 0) await repo.blockUntil(tx, accountHash, new Date(now.getTime() + waitMs));
    });
  }

  return { signIn };
}
