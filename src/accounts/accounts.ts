/** Accounts: signing in and out, tokens, passwords. */
import type { Audit } from '../security/audit/index.ts';
import type { Vault } from '../security/privacy/index.ts';
import type { Database } from '../db/index.ts';
import type { Faces } from '../recognition/faces/index.ts';
import type { Budgets } from '../security/budgets/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { AppError } from '../kernel/errors.ts';
import type { AddressProofs } from './links/address-proofs.ts';
import * as repo from './account/accounts.repo.ts';
import {
  type Actor,
  type InstitutionRules,
  type Passwords,
  createThrottle,
  requireAccess,
  requirePassword,
} from '../security/access/index.ts';
import type { AccountNotices } from './account/account-notices.ts';
import { keyMark, type ApiKeys } from './api-keys/api-keys.ts';
import type { Codes } from './factors/codes.ts';
import { createFreshProofs } from './factors/fresh-proofs.ts';
import type { Passkeys } from './factors/passkeys.ts';
import type { SecondFactors } from './factors/second-factors.ts';
import type { Tickets } from './account/tickets.ts';
import { createDevices, type IdleLimits } from './signing-in/devices.ts';
import { createFaceSignIn } from './signing-in/face-sign-in.ts';
import { createGuessLimits } from './signing-in/guess-limits.ts';
import { createKnownDevices } from './signing-in/known-devices.ts';
import { createPresentPassword } from './account/present-password.ts';
import { createSignIn } from './signing-in/sign-in.ts';
import type { SignOn } from './sign-on/index.ts';
import { createTicketSignIn } from './signing-in/ticket-sign-in.ts';
import { createTokens } from './signing-in/tokens.ts';
import { words } from './words/en.ts';

export type Accounts = ReturnType<typeof createAccounts>;

export function createAccounts(deps: {
  db: Database;
  clock: Clock;
  vault: Vault;
  passwords: Passwords;
  audit: Audit;
  faces: Faces;
  rules: InstitutionRules;
  apiKeys: ApiKeys;
  budgets: Budgets;
  notices: AccountNotices;
  proofs: AddressProofs;
  isMailSetUp: boolean;
  tickets: Tickets;
  passkeys: Passkeys;
  codes: Codes;
  secondFactors: SecondFactors;
  keys: { tokens: Buffer; digests: Buffer };
  oldTokenLifeMs: number;
  secondFactorGraceMs: number;
  idleLimitsMs: IdleLimits;
  signOn: Pick<SignOn, 'redeem' | 'providers'>;
}) {
  const devices = createDevices(deps);
  const tokens = createTokens({ ...deps, devices });
  const throttle = createThrottle({ db: deps.db, clock: deps.clock, digestKey: deps.keys.digests, guessed: 'sign-in' });
  const { refuseLocal } = deps.signOn.providers;
  const knownDevices = createKnownDevices({ digestKey: deps.keys.digests, clock: deps.clock });
  const guessLimits = createGuessLimits({ ...deps, digestKey: deps.keys.digests, knownDevices });
  const guarded = { ...deps, tokens, guessLimits, knownDevices, refuseLocal };
  const ways = createSignIn(guarded);
  const presentPassword = createPresentPassword({ ...deps, throttle });
  const { prove } = createFreshProofs({ ...deps, presentPassword });
  const { signInWithFace, requireFaceSignIn } = createFaceSignIn(guarded);
  const signInWithTicket = createTicketSignIn(guarded);

  /** Who holds this access token or API key, coming from this address. @throws AppError `unauthenticated`. */
  const authenticate = (bearer: string, address?: string): Promise<Actor> =>
    bearer.startsWith(keyMark) ? deps.apiKeys.authenticate(bearer, address) : tokens.authenticate(bearer, 'muster');

  /** Who holds this token of an old client. @throws AppError `unauthenticated`, also for native tokens and API keys. */
  const authenticateOldClient = (token: string): Promise<Actor> => tokens.authenticate(token, 'compat');

  /** Ends every token of the actor, this one included. */
  async function signOutEverywhere(actor: Actor): Promise<void> {
    await deps.db.transaction(async (tx) => {
      await requireAccess(tx, actor, 'account.use', { personId: actor.personId });
      await repo.raiseTokenGeneration(tx, actor.personId, deps.clock.now());
      await deps.audit.record(tx, {
        actorId: actor.personId,
        action: 'account.signedOutEverywhere',
        subjectType: 'person',
        subjectId: actor.personId,
        facts: {},
      });
    });
  }

  /**
   * Sets a new password; all tokens issued before end at once.
   * @throws AppError `invalidCredentials` when the present password is not right, `tooManyRequests` after guesses;
   * `invalidInput` for one that is no good.
   */
  async function changePassword(actor: Actor, input: { currentPassword: string; newPassword: string }): Promise<void> {
    await requireAccess(deps.db.autocommit, actor, 'account.use', { personId: actor.personId });
    const account = await repo.findAccount(deps.db.autocommit, actor.personId);
    if (!account) throw new AppError('unauthenticated');
    const { name: institution } = await deps.rules.settings(deps.db.autocommit);
    const newPassword = await requirePassword(input.newPassword, { ...account, institution }, 'newPassword');
    const refusal = { field: 'currentPassword', detail: words.thePresentPasswordIsNotRight };
    // A token that was left open somewhere is no way around the count of guesses.
    await presentPassword.require(account, input.currentPassword, refusal);
    const passwordHash = await deps.passwords.hashPassword(newPassword);
    await deps.db.transaction(async (tx) => {
      // Of two changes at once the later one no longer knows the present password.
      if ((await repo.lockAccount(tx, actor.personId))?.passwordHash !== account.passwordHash)
        throw new AppError('invalidCredentials', refusal);
      await presentPassword.forgive(tx, account);
      await repo.updatePassword(tx, actor.personId, passwordHash);
      await deps.audit.record(tx, {
        actorId: actor.personId,
        action: 'account.passwordChanged',
        subjectType: 'person',
        subjectId: actor.personId,
        facts: {},
      });
      await deps.notices.tell(tx, actor.personId, { kind: 'passwordChanged' });
    });
    deps.notices.wake();
  }

  return {
    ...ways,
    devices,
    prove,
    secondFactors: deps.secondFactors,
    askForPasskey: deps.passkeys.ask,
    signInWithFace,
    requireFaceSignIn,
    signInWithTicket,
    refresh: tokens.refresh,
    authenticate,
    authenticateOldClient,
    signOutEverywhere,
    changePassword,
  };
}
