/**
 * Sign-in by e-mail (or number) and password: natively, and by old clients, which get one token that lasts and are told when an
 * account waits.
 */
import type { Audit } from '../../security/audit/index.ts';
import type { Database, Tx } from '../../db/index.ts';
import { AppError, type PendingSecondFactor } from '../../kernel/errors.ts';
import { newSecret } from '../../kernel/ids.ts';
import type { AddressProofs } from '../links/address-proofs.ts';
import * as repo from '../account/accounts.repo.ts';
import type { Passwords, Role } from '../../security/access/index.ts';
import type { ClientDetails } from './client-details.ts';
import type { IssuedTokens, SigningIn, Tokens } from './tokens.ts';
import type { Codes } from '../factors/codes.ts';
import type { Passkeys, UsedPasskey } from '../factors/passkeys.ts';
import type { SecondFactors } from '../factors/second-factors.ts';
import type { Tickets } from '../account/tickets.ts';
import type { Attempt, GuessLimits } from './guess-limits.ts';
import type { KnownDevices } from './known-devices.ts';
import { isUnproven } from '../account/unproven.ts';
import { words } from '../words/en.ts';

/** What a device is told that somebody has just signed in on. */
export interface Marked {
  /** By which it is known the next time. */
  deviceMark: string;
}

export interface OldClientSignIn extends Marked {
  token: string;
  person: {
    id: string;
    number: number;
    email: string;
    name: string;
    familyName: string | null;
    givenName: string | null;
    role: Role;
  };
}

export function createSignIn(deps: {
  db: Database;
  passwords: Passwords;
  tokens: Tokens;
  audit: Audit;
  guessLimits: GuessLimits;
  knownDevices: KnownDevices;
  proofs: AddressProofs;
  isMailSetUp: boolean;
  tickets: Tickets;
  passkeys: Passkeys;
  codes: Codes;
  secondFactors: SecondFactors;
  /** Refuses who has to come in by the school's own sign-in. */
  refuseLocal: (personId: string) => Promise<void>;
}) {
  /**
   * @throws AppError `invalidCredentials` (the same for a wrong password, an unknown account, one that is deactivated,
   * one that waits for approval and one whose address is not proven, to which the link is mailed again),
   * `tooManyRequests` with the seconds to wait; `secondFactorRequired` with the ticket for the second half.
   */
  async function signIn(email: string, password: string, client: ClientDetails): Promise<IssuedTokens & Marked> {
    const { account, attempt } = await verify(email, password, client);
    // Whoever signs up with an address and learns that the account waits knows that nobody had it before.
    if (account.status !== 'active') throw await refuse(attempt);
    if (isUnproven(account, deps.isMailSetUp)) {
      await deps.proofs.askAgain(account);
      throw await refuse(attempt);
    }
    const ways = await deps.secondFactors.waysOf(account.id);
    if (ways.length > 0) throw await askForSecondFactor(account.id, ways);
    return marked(
      account,
      await letIn({ account, attempt }, {}, (tx) => deps.tokens.issue(tx, account, { way: 'password', client })),
    );
  }

  async function askForSecondFactor(personId: string, ways: PendingSecondFactor['ways']): Promise<AppError> {
    const ticket = newSecret();
    await deps.tickets.keep('second-factor', ticket, personId);
    return new AppError('secondFactorRequired', { secondFactor: { ticket, ways } });
  }

  /**
   * The second half, with the ticket that the first one gave. A wrong code leaves the ticket good.
   * @throws AppError `invalidCredentials`; `unauthenticated` for a ticket that is unknown, used or too old;
   * `tooManyRequests` after guesses.
   */
  async function signInWithCode(ticket: string, code: string, client: ClientDetails): Promise<IssuedTokens & Marked> {
    const tookTooLong = (): AppError => new AppError('unauthenticated', { detail: words.thisSignInTookTooLong });
    const personId = await deps.tickets.ownerOf('second-factor', ticket);
    const account = personId === undefined ? null : await repo.findAccount(deps.db.autocommit, personId);
    if (account?.status !== 'active') throw tookTooLong();
    await deps.codes.take(account.id, code);
    const issued = await letIn({ account }, { way: 'passwordAndCode' }, async (tx) => {
      if (!(await deps.tickets.use(tx, 'second-factor', ticket))) throw tookTooLong();
      return deps.tokens.issue(tx, account, { way: 'passwordAndCode', client });
    });
    return marked(account, issued);
  }

  /** By a passkey alone, which is both factors. @throws AppError `invalidCredentials`. */
  async function signInWithPasskey(used: UsedPasskey, client: ClientDetails): Promise<IssuedTokens & Marked> {
    const { personId } = await deps.passkeys.verifyUse(used);
    const account = await repo.findAccount(deps.db.autocommit, personId);
    if (account?.status !== 'active' || isUnproven(account, deps.isMailSetUp))
      throw new AppError('invalidCredentials', { detail: words.thisPasskeyDidNotWork });
    await deps.refuseLocal(account.id);
    return marked(
      account,
      await letIn({ account }, { way: 'passkey' }, (tx) => deps.tokens.issue(tx, account, { way: 'passkey', client })),
    );
  }

  /**
   * The same for an old client, which tells people whether their account waits.
   * @throws AppError as `signIn`, but `forbidden` for the right password of an account that may not come in, or has not
   * this role.
   */
  async function signInOldClient(
    email: string,
    password: string,
    client: ClientDetails,
    role?: Role,
  ): Promise<OldClientSignIn> {
    const { account, attempt } = await verify(email, password, client);
    requireActive(account);
    if (isUnproven(account, deps.isMailSetUp)) {
      await deps.proofs.askAgain(account);
      throw new AppError('forbidden', { detail: words.thisAddressIsNotProven });
    }
    if (role !== undefined && account.role !== role)
      throw new AppError('forbidden', { detail: words.thisIsNoSAccount(role) });
    await refuseWithSecondFactor(account.id);
    return letIn({ account, attempt }, { channel: 'compat' }, (tx) =>
      oldClientSignIn(tx, account, { way: 'password', client }),
    );
  }

  /**
   * What an old client gets for somebody who has just signed up, or changed their password. @throws AppError
   * `forbidden` when the account may not come in.
   */
  const issueOldClient = (personId: string, signing: SigningIn): Promise<OldClientSignIn> =>
    deps.db.transaction(async (tx) => {
      const account = await repo.findAccount(tx, personId);
      if (!account) throw new AppError('notFound');
      requireActive(account);
      await deps.refuseLocal(account.id);
      await refuseWithSecondFactor(account.id);
      return oldClientSignIn(tx, account, signing);
    });

  /** Clients that cannot ask for a second factor are no way around it. */
  async function refuseWithSecondFactor(personId: string): Promise<void> {
    if (await deps.secondFactors.has(personId))
      throw new AppError('forbidden', { detail: words.olderAppsAskForNoCode });
  }

  /** The account of this address (or number of the school's) and password, whether it may come in or not. */
  async function verify(typed: string, password: string, client: ClientDetails): Promise<Verified> {
    const account = await repo.findAccountByLogin(deps.db.autocommit, typed);
    // Guesses count against whom they are aimed at, whichever of their names is typed.
    const guessed = account ? (account.email ?? account.id) : typed.trim().toLowerCase();
    const attempt = await deps.guessLimits.begin(guessed, account?.id, client);
    const matches = await deps.passwords.verifyPassword(account?.passwordHash ?? null, password);
    if (!account || !matches) throw await refuse(attempt);
    // Told only to whoever knows the password.
    await deps.refuseLocal(account.id);
    return { account, attempt };
  }

  /** The device is known from now on. */
  const marked = ({ id }: repo.StoredAccount, tokens: IssuedTokens): IssuedTokens & Marked => ({
    ...tokens,
    deviceMark: deps.knownDevices.giveMark(id),
  });

  async function refuse(attempt: Attempt): Promise<AppError> {
    await attempt.failed();
    return new AppError('invalidCredentials', {
      detail: words.eMailOrPasswordIsNot,
    });
  }

  const letIn = <T>(
    { account, attempt }: { account: repo.StoredAccount; attempt?: Attempt },
    facts: Record<string, unknown>,
    issue: (tx: Tx) => Promise<T>,
  ): Promise<T> =>
    deps.db.transaction(async (tx) => {
      await attempt?.succeeded(tx);
      await deps.audit.record(tx, {
        actorId: account.id,
        action: 'account.signedIn',
        subjectType: 'person',
        subjectId: account.id,
        facts,
      });
      return issue(tx);
    });

  async function oldClientSignIn(tx: Tx, account: repo.StoredAccount, signing: SigningIn): Promise<OldClientSignIn> {
    const { id, number, email, name, familyName, givenName, role } = account;
    const person = { id, number, email: email ?? '', name, familyName, givenName, role };
    const token = await deps.tokens.issueForOldClient(tx, account, signing);
    return { token, person, deviceMark: deps.knownDevices.giveMark(id) };
  }

  return { signIn, signInWithCode, signInWithPasskey, signInOldClient, issueOldClient };
}

/** An account whose password was right, and the try that it was. */
interface Verified {
  readonly account: repo.StoredAccount;
  readonly attempt: Attempt;
}

function requireActive({ status }: repo.StoredAccount): void {
  if (status === 'pending') throw new AppError('forbidden', { detail: words.thisAccountWaitsUntilAnAdmin });
  if (status === 'deactivated') throw new AppError('forbidden', { detail: words.thisAccountWasTurnedAway });
}
