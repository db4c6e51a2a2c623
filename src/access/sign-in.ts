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
   * @throws AppError `invalidCredentials` (the same for a wrong password, an unknown and a deactivated account),
   * `forbidden` for the right password of an account that waits for approval, `tooManyRequests` with the seconds to wait.
   */
  async function signIn(email: string, password: string): Promise<IssuedTokens> {
    const address = email.trim().toLowerCase();
    await deps.throttle.refuseWhileBlocked(address);
    const account = await repo.findAccountByEmail(deps.db.read, address);
    const matches = await deps.passwords.verifyPassword(account?.passwordHash ?? null, password);
    if (!account || account.status === 'deactivated' || !matches) {
      await deps.throttle.countFailure(address);
      throw new AppError('invalidCredentials');
    }
    if (account.status === 'pending') throw new AppError('forbidden', { detail: 'Your account waits for an admin to let you in. Please try again later.' });
    return deps.db.transaction(async (tx) => {
      await deps.throttle.clear(tx, address);
      await deps.audit.record(tx, { actorId: account.id, action: 'account.signedIn', subjectType: 'person', subjectId: account.id, facts: {} });
      return deps.tokens.issue(tx, account);
    });
  }

  return { signIn };
}
