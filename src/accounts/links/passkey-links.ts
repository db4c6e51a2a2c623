/** A passkey in place of a password, from an invitation or a link of one's own. */
import type { Database } from '../../db/index.ts';
import { AppError } from '../../kernel/errors.ts';
import type { AccountNotices } from '../account/account-notices.ts';
import * as accounts from '../account/accounts.repo.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { NewPasskey, Passkeys } from '../factors/passkeys.ts';
import type { PasswordLinks } from './password-links.ts';
import type { SecondFactors } from '../factors/second-factors.ts';
import { words } from '../words/en.ts';

export type PasskeyLinks = ReturnType<typeof createPasskeyLinks>;

export function createPasskeyLinks(deps: {
  db: Database;
  clock: Clock;
  passwordLinks: PasswordLinks;
  passkeys: Passkeys;
  secondFactors: SecondFactors;
  notices: AccountNotices;
}) {
  /** @throws AppError `gone` as the link; `forbidden` for whoever has a second factor; `conflict` where none can be made. */
  const offer = async (secret: string) => deps.passkeys.offer(await requireOpen(secret));

  /**
   * Makes the passkey and uses the link up; every sign-in from before ends.
   * @throws AppError as `offer`, and `invalidInput`, which leaves the link good.
   */
  async function choose(secret: string, made: NewPasskey, name: string): Promise<void> {
    const { id } = await requireOpen(secret);
    const verified = await deps.passkeys.verifyNew(id, made);
    await deps.db.transaction(async (tx) => {
      const account = await deps.passwordLinks.useIn(tx, secret);
      await accounts.raiseTokenGeneration(tx, account.id, deps.clock.now());
      await deps.passkeys.insert(tx, account.id, verified, name);
    });
    deps.notices.wake();
  }

  /** Whoever reads somebody's mail has one factor; a passkey would be both. */
  async function requireOpen(secret: string): Promise<accounts.StoredAccount> {
    const { account } = await deps.passwordLinks.requireLink(secret);
    if (await deps.secondFactors.has(account.id))
      throw new AppError('forbidden', { detail: words.choosePasswordAndShowYourFactor });
    return account;
  }

  return { offer, choose };
}
