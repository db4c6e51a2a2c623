/** Sign-in by e-mail and password. */
import type { Audit } from '../audit/audit.ts';
import type { Database } from '../db/database.ts';
import { AppError } from '../kernel/errors.ts';
import * as repo from './access.repo.ts';
import type { Passwords } from './passwords.ts';
import type { Throttle } from './throttle.ts';
import type { IssuedTokens, Tokens } from './tokens.ts';

export function createSignIn(deps: { db: Database; passwords: Passwords; tokens: Tokens; audit: Audit; throttle: Throttle }) {
  /**
   * @throws AppError `invalidCredentials` (the same for a wrong password, an unknown account, one that is deactivated and
   * one that waits for approval), `tooManyRequests` with the seconds to wait.
   */
  async function signIn(email: string, password: string): Promise<IssuedTokens> {
    const address = email.trim().toLowerCase();
    await deps.throttle.refuseWhileBlocked(address);
    const account = await repo.findAccountByEmail(deps.db.read, address);
    const matches = await deps.passwords.verifyPassword(account?.passwordHash ?? null, password);
    // Whoever signs up with an address and learns that the account waits knows that nobody had it before.
    if (account?.status !== 'active' || !matches) {
      await deps.throttle.countFailure(address);
      throw new AppError('invalidCredentials', { detail: 'E-mail or password is not right. A new account may have to wait until an admin lets it in.' });
    }
    return deps.db.transaction(async (tx) => {
      await deps.throttle.clear(tx, address);
      await deps.audit.record(tx, { actorId: account.id, action: 'account.signedIn', subjectType: 'person', subjectId: account.id, facts: {} });
      return deps.tokens.issue(tx, account);
    });
  }

  return { signIn };
}
