/** Asks whoever is signed in, or holds a link, for the account's password; guesses count like those at sign-in. */
import type { Tx } from '../../db/index.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Passwords, Throttle } from '../../security/access/index.ts';
import type { Audit } from '../../security/audit/index.ts';
import type { StoredAccount } from './accounts.repo.ts';
import { createNoteFailedTry } from './failed-tries.ts';

type Asked = Pick<StoredAccount, 'id' | 'email' | 'passwordHash'>;

export function createPresentPassword({
  passwords,
  throttle,
  audit,
}: {
  passwords: Passwords;
  throttle: Throttle;
  audit: Audit;
}) {
  const noteFailedTry = createNoteFailedTry({ audit });
  const nameOf = ({ id, email }: Asked): string => email ?? id;

  /** @throws AppError `invalidCredentials`, with what is told of it; `tooManyRequests` after guesses. */
  async function require(account: Asked, typed: string, refusal: { field: string; detail: string }): Promise<void> {
    await throttle.refuseWhileBlocked(nameOf(account));
    if (await passwords.verifyPassword(account.passwordHash, typed)) return;
    await throttle.countFailure(nameOf(account), (tx, failure) =>
      noteFailedTry(tx, account.id, { at: 'presentPassword' }, failure),
    );
    throw new AppError('invalidCredentials', refusal);
  }

  /** The guesses before were its owner's own, once the password did what it was asked for. */
  const forgive = (tx: Tx, account: Asked): Promise<void> => throttle.clear(tx, nameOf(account));

  return { require, forgive };
}
