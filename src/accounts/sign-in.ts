/**
 * Sign-in by e-mail (or number) and password: natively, and by old clients, which get one token that lasts and are told when an
 * account waits.
 */
import type { Audit } from '../security/audit/index.ts';
import type { Database, Tx } from '../db/index.ts';
import { AppError } from '../kernel/errors.ts';
import type { AddressProofs } from './address-proofs.ts';
import * as repo from './accounts.repo.ts';
import type { Passwords, Role, Throttle } from '../security/access/index.ts';
import type { ClientDetails } from './client-details.ts';
import type { IssuedTokens, SigningIn, Tokens } from './tokens.ts';
import { isUnproven } from './unproven.ts';
import { words } from './words/en.ts';

export interface OldClientSignIn {
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
  throttle: Throttle;
  proofs: AddressProofs;
  isMailSetUp: boolean;
}) {
  /**
   * @throws AppError `invalidCredentials` (the same for a wrong password, an unknown account, one that is deactivated,
   * one that waits for approval and one whose address is not proven, to which the link is mailed again), `tooManyRequests` with the seconds to wait.
   */
  async function signIn(email: string, password: string, client: ClientDetails): Promise<IssuedTokens> {
    const account = await verify(email, password);
    // Whoever signs up with an address and learns that the account waits knows that nobody had it before.
    if (account.status !== 'active') throw await refuse(guessedName(account));
    if (isUnproven(account, deps.isMailSetUp)) {
      await deps.proofs.askAgain(account);
      throw await refuse(guessedName(account));
    }
    return letIn(account, {}, (tx) => deps.tokens.issue(tx, account, { way: 'password', client }));
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
    const account = await verify(email, password);
    requireActive(account);
    if (isUnproven(account, deps.isMailSetUp)) {
      await deps.proofs.askAgain(account);
      throw new AppError('forbidden', { detail: words.thisAddressIsNotProven });
    }
    if (role !== undefined && account.role !== role)
      throw new AppError('forbidden', { detail: words.thisIsNoSAccount(role) });
    return letIn(account, { channel: 'compat' }, (tx) => oldClientSignIn(tx, account, { way: 'password', client }));
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
      return oldClientSignIn(tx, account, signing);
    });

  /** The account of this address (or number of the school's) and password, whether it may come in or not. */
  async function verify(typed: string, password: string): Promise<repo.StoredAccount> {
    const account = await repo.findAccountByLogin(deps.db.autocommit, typed);
    // Guesses count against whom they are aimed at, whichever of their names is typed.
    const guessed = account ? guessedName(account) : typed.trim().toLowerCase();
    await deps.throttle.refuseWhileBlocked(guessed);
    const matches = await deps.passwords.verifyPassword(account?.passwordHash ?? null, password);
    if (!account || !matches) throw await refuse(guessed);
    return account;
  }

  async function refuse(guessed: string): Promise<AppError> {
    await deps.throttle.countFailure(guessed);
    return new AppError('invalidCredentials', {
      detail: words.eMailOrPasswordIsNot,
    });
  }

  const letIn = <T>(
    account: repo.StoredAccount,
    facts: Record<string, unknown>,
    issue: (tx: Tx) => Promise<T>,
  ): Promise<T> =>
    deps.db.transaction(async (tx) => {
      await deps.throttle.clear(tx, guessedName(account));
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
    return { token: await deps.tokens.issueForOldClient(tx, account, signing), person };
  }

  return { signIn, signInOldClient, issueOldClient };
}

/** Under what name guesses at an account are counted. */
const guessedName = ({ email, id }: repo.StoredAccount): string => email ?? id;

function requireActive({ status }: repo.StoredAccount): void {
  if (status === 'pending') throw new AppError('forbidden', { detail: words.thisAccountWaitsUntilAnAdmin });
  if (status === 'deactivated') throw new AppError('forbidden', { detail: words.thisAccountWasTurnedAway });
}
