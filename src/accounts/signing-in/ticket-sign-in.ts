/** Sign-in with the ticket that a sign-in at the school's own provider came to. */
import type { Audit } from '../../security/audit/index.ts';
import type { Database } from '../../db/index.ts';
import { AppError } from '../../kernel/errors.ts';
import * as repo from '../account/accounts.repo.ts';
import type { ClientDetails } from './client-details.ts';
import type { KnownDevices } from './known-devices.ts';
import type { Marked } from './sign-in.ts';
import type { SignOn } from '../sign-on/index.ts';
import type { IssuedTokens, Tokens } from './tokens.ts';
import { words } from '../words/en.ts';

/**
 * Trades a ticket for tokens, once and within a minute. The school's provider vouches for its second factor, so that none
 * of ours is asked for.
 * @throws AppError `unauthenticated` for one that is unknown, used or too old, or whose person may not come in any more.
 */
export const createTicketSignIn =
  (deps: { db: Database; audit: Audit; tokens: Tokens; knownDevices: KnownDevices; signOn: Pick<SignOn, 'redeem'> }) =>
  (ticket: string, client: ClientDetails): Promise<IssuedTokens & Marked> =>
    deps.db.transaction(async (tx) => {
      const redeemed = await deps.signOn.redeem(tx, ticket);
      const account = redeemed && (await repo.findAccount(tx, redeemed.personId));
      if (!redeemed || account?.status !== 'active')
        throw new AppError('unauthenticated', { detail: words.pleaseSignInAgain });
      await deps.audit.record(tx, {
        actorId: account.id,
        action: 'account.signedIn',
        subjectType: 'person',
        subjectId: account.id,
        facts: { provider: redeemed.providerId },
      });
      const tokens = await deps.tokens.issue(tx, account, { way: 'signOn', client });
      return { ...tokens, deviceMark: deps.knownDevices.giveMark(account.id) };
    });
