/**
 * Addresses are proven by a link that is mailed there. Whoever opens it also names the account's password: a link that
 * reaches a stranger, by a slip of the pen or because somebody signed up with another's address, lets nobody in.
 */
import { z } from 'zod';
import { type Actor, type Passwords, type Throttle, refuseKey, requireAccess } from '../../security/access/index.ts';
import type { Audit } from '../../security/audit/index.ts';
import { type Database, type Tx, isUniqueViolation } from '../../db/index.ts';
import type { NewMessage, Outbox } from '../../delivery/notifications/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { hashSecret, newId, newSecret } from '../../kernel/ids.ts';
import type { AddressChange, AddressSource, People } from '../../school/people/index.ts';
import type { Vault } from '../../security/privacy/index.ts';
import type { AccountNotices } from '../account/account-notices.ts';
import * as accounts from '../account/accounts.repo.ts';
import { mailDigest } from '../account/mail-digest.ts';
import * as links from '../account/one-time-links.repo.ts';
import { createPresentPassword } from '../account/present-password.ts';
import { words } from '../words/en.ts';

/** Why an address is to be proven: somebody signed up with it, or it shall take the place of another. */
type Reason = 'signUp' | 'change';

export interface SeenProof {
  name: string;
  email: string;
  institution: string;
  expiresAt: Date;
}

export type AddressProofs = ReturnType<typeof createAddressProofs>;

const purpose = 'prove-address';
const lifeMs = 24 * 3600_000;
/** So many proofs of one address may stand at a time: more mail would only annoy whoever reads it. */
const mostStanding = 3;

export function createAddressProofs(deps: {
  db: Database;
  audit: Audit;
  clock: Clock;
  vault: Vault;
  people: People;
  passwords: Passwords;
  throttle: Throttle;
  outbox: Outbox;
  notices: AccountNotices;
  digestKey: Buffer;
  institutionName: () => Promise<string>;
  pageUrl: () => string;
  /** Without a mail server nothing can be proven: the school's word counts, and a claim stays one. */
  isMailSetUp: boolean;
}) {
  const presentPassword = createPresentPassword(deps);
  const keyOf = (secret: string): links.LinkKey<typeof purpose> => ({ purpose, tokenHash: hashSecret(secret) });

  /** Mails a link to each of these addresses, in the caller's transaction; the caller wakes the outbox afterwards. */
  async function ask(
    tx: Tx,
    reason: Reason,
    asked: readonly { personId: string; email: string }[],
    actorId: string | null,
  ): Promise<void> {
    const createdAt = deps.clock.now();
    const expiresAt = new Date(createdAt.getTime() + lifeMs);
    const institution = await deps.institutionName();
    const keys = await deps.vault.keysOf(
      tx,
      asked.map(({ personId }) => personId),
    );
    const named = new Map(asked.map(({ email }) => [email, mailDigest(deps.digestKey, email)]));
    const standing = await links.countMailed(tx, purpose, [...named.values()], createdAt);
    const rows: links.NewLink[] = [];
    const messages: NewMessage[] = [];
    for (const { personId, email } of asked) {
      const [key, mailedTo] = [keys.get(personId), named.get(email)];
      if (!key || !mailedTo || (standing.get(mailedTo.toString('hex')) ?? 0) >= mostStanding) continue;
      const [id, secret] = [newId(), newSecret()];
      const address = key.sealJson(email, contextOf(id));
      rows.push({ ...keyOf(secret), id, personId, createdAt, expiresAt, mailedTo, address });
      messages.push({
        ...{ personId, channel: 'mail', kind: 'addressProof', expiresAt, to: email },
        subject: words.proveYourAddress(institution),
        text: words.mailsToProve[reason]({ institution, url: `${deps.pageUrl()}#address=${secret}` }),
      });
    }
    await links.insertLinks(tx, rows);
    await deps.outbox.write(tx, messages);
    await deps.audit.recordAll(
      tx,
      rows.map(({ personId }) => ({
        ...{ actorId, action: 'address.proofAsked', subjectType: 'person', subjectId: personId ?? '' },
        facts: { reason },
      })),
    );
  }

  /**
   * What becomes of addresses that the school changes. Whoever comes in already has to prove the new one first, where
   * mail can be sent; the others, and whoever had none, go by the school's word. A directory has proved it already.
   * @returns whose address stays as it is until then.
   */
  async function followAddresses(
    tx: Tx,
    changes: readonly AddressChange[],
    by: AddressSource,
  ): Promise<ReadonlySet<string>> {
    if (!deps.isMailSetUp) return new Set();
    const changed = changes.flatMap(({ personId, from, to }) => (from === null ? [] : [{ personId, from, to }]));
    const comeIn = await accounts.findThoseWithPassword(
      tx,
      changed.map(({ personId }) => personId),
    );
    const replaced = changed.flatMap(({ personId, to }) =>
      to !== null && by === 'school' && comeIn.has(personId) ? [{ personId, email: to }] : [],
    );
    await ask(tx, 'change', replaced, null);
    const waiting = new Set(replaced.map(({ personId }) => personId));
    await deps.notices.tellAll(
      tx,
      changed.map(({ personId, ...change }) => ({
        ...{ personId, ...change },
        kind: waiting.has(personId) ? 'addressAsked' : 'addressChanged',
      })),
    );
    return waiting;
  }

  /**
   * The actor's own wish to be reached elsewhere; nothing changes before the new address is proven.
   * @throws AppError `conflict` where no mail can be sent, `invalidCredentials` for a wrong password; whether the address
   * is somebody else's, nobody is told.
   */
  async function askOwn(actor: Actor, input: { email: string; currentPassword: string }): Promise<void> {
    await requireAccess(deps.db.autocommit, actor, 'account.use', { personId: actor.personId });
    refuseKey(actor, words.changeAnAddress);
    if (!deps.isMailSetUp)
      throw new AppError('conflict', { field: 'email', detail: words.addressesAreKeptByTheSchool });
    const account = await accounts.findAccount(deps.db.autocommit, actor.personId);
    if (!account) throw new AppError('unauthenticated');
    await verify(account, input.currentPassword, 'currentPassword');
    await deps.db.transaction(async (tx) => {
      await ask(tx, 'change', [{ personId: account.id, email: input.email }], actor.personId);
      await deps.notices.tell(tx, account.id, { kind: 'addressAsked', from: account.email, to: input.email });
    });
    deps.outbox.wake();
  }

  const verify = (account: accounts.StoredAccount, password: string, field: string): Promise<void> =>
    presentPassword.require(account, password, { field, detail: words.thisIsNotTheAccountsPassword });

  const isGone = (): AppError => new AppError('gone', { detail: words.thisLinkWasUsedAlready });

  /** Whose address a link proves; it stays good. @throws AppError `gone` when it is unknown, used or old. */
  async function look(secret: string): Promise<SeenProof> {
    const { account, email, expiresAt } = await find(secret);
    return { name: account.name, email, institution: await deps.institutionName(), expiresAt };
  }

  async function find(secret: string) {
    const db = deps.db.autocommit;
    const found = await links.findPersonalLink(db, [keyOf(secret)], deps.clock.now());
    const account = found && (await accounts.findAccount(db, found.personId));
    if (!found?.address || !account || account.status === 'deactivated') throw isGone();
    const key = await deps.vault.keyOf(db, account.id);
    return {
      account,
      expiresAt: found.expiresAt,
      email: key.openJson(z.string(), found.address, contextOf(found.id)),
    };
  }

  /**
   * The address counts from now on. An account that only claims it loses it; whoever has it from the school or proved it
   * keeps it.
   * @throws AppError `gone` as `look`; `invalidCredentials` when it is not the account's password; `conflict` when the
   * address became somebody else's.
   */
  async function prove(secret: string, password: string): Promise<void> {
    const { account, email } = await find(secret);
    await verify(account, password, 'password');
    try {
      await deps.db.transaction((tx) => settle(tx, account.id, secret, email));
    } catch (error) {
      if (isUniqueViolation(error))
        throw new AppError('conflict', { field: 'email', detail: words.thisAddressIsSomebodyElses });
      throw error;
    }
    deps.outbox.wake();
  }

  async function settle(tx: Tx, personId: string, secret: string, email: string): Promise<void> {
    const now = deps.clock.now();
    const account = await accounts.lockAccount(tx, personId);
    if (!account || !(await links.useLink(tx, purpose, hashSecret(secret), now))) throw isGone();
    await presentPassword.forgive(tx, account);
    if (account.email !== email) await deps.people.releaseClaims(tx, personId, [email]);
    await accounts.updateAddress(tx, personId, email, 'proven');
    await links.expireLinks(tx, [purpose], now, [personId]);
    await deps.audit.record(tx, {
      ...{ actorId: personId, action: 'address.proven', subjectType: 'person', subjectId: personId, facts: {} },
      personal: { personId, value: { before: account.email, after: email } },
    });
    if (account.email !== email)
      await deps.notices.tell(tx, personId, { kind: 'addressChanged', from: account.email, to: email });
  }

  /** For somebody who knows the password of an account whose address still has to be proven. */
  async function askAgain({ id, email }: accounts.StoredAccount): Promise<void> {
    if (email === null) return;
    await deps.db.transaction((tx) => ask(tx, 'signUp', [{ personId: id, email }], id));
    deps.outbox.wake();
  }

  return { ask, askAgain, askOwn, followAddresses, look, prove };
}

const contextOf = (linkId: string): string => `one_time_link:${linkId}`;
