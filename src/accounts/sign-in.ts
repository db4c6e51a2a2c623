/**
 * Sign-in by e-mail (or number) and password: natively, and by old clients, which get one token that lasts and are told when an
 * account waits.
 */
import type { Audit } from '../security/audit/index.ts';
import type { Database, Tx } from '../db/index.ts';
import { AppError } from '../kernel/errors.ts';
import type { AddressProofs } from './address-proofs.ts';
import * as repo from './accounts.repo.ts';
import type { Passwords, Role } from '../security/access/index.ts';
import type { Attempt, GuessLimits, Origin } from './guess-limits.ts';
import type { KnownDevices } from './known-devices.ts';
import type { IssuedTokens, Tokens } from './tokens.ts';
import { isUnproven } from './unproven.ts';
import { words } from './words/en.ts';

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
}) {
  /**
   * @throws AppError `invalidCredentials` (the same for a wrong password, an unknown account, one that is deactivated,
   * one that waits for approval and one whose address is not proven, to which the link is mailed again),
   * `tooManyRequests` with the seconds to wait.
   */
  async function signIn(email: string, password: string, from: Origin): Promise<IssuedTokens & Marked> {
    const { account, attempt } = await verify(email, password, from);
    // Whoever signs up with an address and learns that the account waits knows that nobody had it before.
    if (account.status !== 'active') throw await refuse(attempt);
    if (isUnproven(account, deps.isMailSetUp)) {
      await deps.proofs.askAgain(account);
      throw await refuse(attempt);
    }
    const tokens = await letIn({ account, attempt }, {}, (tx) => deps.tokens.issue(tx, account));
    return { ...tokens, deviceMark: deps.knownDevices.giveMark(account.id) };
  }

  /**
   * The same for an old client, which tells people whether their account waits.
   * @throws AppError as `signIn`, but `forbidden` for the right password of an account that may not come in, or has not
   * this role.
   */
  async function signInOldClient(email: string, password: string, from: Origin, role?: Role): Promise<OldClientSignIn> {
    const { account, attempt } = await verify(email, password, from);
    requireActive(account);
    if (isUnproven(account, deps.isMailSetUp)) {
      await deps.proofs.askAgain(account);
      throw new AppError('forbidden', { detail: words.thisAddressIsNotProven });
    }
    if (role !== undefined && account.role !== role)
      throw new AppError('forbidden', { detail: words.thisIsNoSAccount(role) });
    return letIn({ account, attempt }, { channel: 'compat' }, async () => oldClientSignIn(account));
  }

  /**
   * What an old client gets for somebody who has just signed up. @throws AppError `forbidden` when the account may not
   * come in.
   */
  async function issueOldClient(personId: string): Promise<OldClientSignIn> {
    const account = await repo.findAccount(deps.db.autocommit, personId);
    if (!account) throw new AppError('notFound');
    requireActive(account);
    return oldClientSignIn(account);
  }

  /** The account of this address (or number of the school's) and password, whether it may come in or not. */
  async function verify(typed: string, password: string, from: Origin): Promise<Verified> {
    const account = await repo.findAccountByLogin(deps.db.autocommit, typed);
    // Guesses count against whom they are aimed at, whichever of their names is typed.
    const guessed = account ? (account.email ?? account.id) : typed.trim().toLowerCase();
    const attempt = await deps.guessLimits.begin(guessed, account?.id, from);
    const matches = await deps.passwords.verifyPassword(account?.passwordHash ?? null, password);
    if (!account || !matches) throw await refuse(attempt);
    return { account, attempt };
  }

  async function refuse(attempt: Attempt): Promise<AppError> {
    await attempt.failed();
    return new AppError('invalidCredentials', {
      detail: words.eMailOrPasswordIsNot,
    });
  }

  const letIn = <T>(
    { account, attempt }: Verified,
    facts: Record<string, unknown>,
    issue: (tx: Tx) => Promise<T>,
  ): Promise<T> =>
    deps.db.transaction(async (tx) => {
      await attempt.succeeded(tx);
      await deps.audit.record(tx, {
        actorId: account.id,
        action: 'account.signedIn',
        subjectType: 'person',
        subjectId: account.id,
        facts,
      });
      return issue(tx);
    });

  function oldClientSignIn(account: repo.StoredAccount): OldClientSignIn {
    const { id, number, email, name, familyName, givenName, role } = account;
    const person = { id, number, email: email ?? '', name, familyName, givenName, role };
    const deviceMark = deps.knownDevices.giveMark(id);
    return { token: deps.tokens.issueForOldClient(account), person, deviceMark };
  }

  return { signIn, signInOldClient, issueOldClient };
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
