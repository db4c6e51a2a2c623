/**
 * Links that let somebody choose a password, each good once: the invitation of somebody new, and the way back for whoever
 * forgot theirs. A new one asked for by a stranger stands beside those there are; once one is used all of them end.
 */
import type { Audit } from '../../security/audit/index.ts';
import type { Database, Tx } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { hashSecret, newId, newSecret } from '../../kernel/ids.ts';
import type { Log } from '../../kernel/log.ts';
import type { Outbox } from '../../delivery/notifications/index.ts';
import type { AccountNotices } from '../account/account-notices.ts';
import { mailDigest } from '../account/mail-digest.ts';
import * as accounts from '../account/accounts.repo.ts';
import { invitationLifeMs } from '../account/invitation-life.ts';
import * as links from '../account/one-time-links.repo.ts';
import {
  type Actor,
  type Passwords,
  refuseKey,
  requireAccess,
  requireProofFor,
  requirePassword,
} from '../../security/access/index.ts';
import { digestsEqual, keyedDigest } from '../../security/privacy/index.ts';
import { newShortCode, plainCode } from '../account/short-code.ts';
import { words } from '../words/en.ts';

/** What a link is for; the page greets by it. */
const lifeMs = { welcome: invitationLifeMs, 'reset-password': 3600_000 } as const;
export type PasswordLinkPurpose = keyof typeof lifeMs;
const purposes = Object.keys(lifeMs) as PasswordLinkPurpose[];
/** What the page reads of the purpose behind the #. */
const fragment = { welcome: 'welcome', 'reset-password': 'reset' } as const;
/** So many links that strangers asked for may stand at a time: more mail would only annoy whoever gets it. */
const mostAskedFor = 3;

export interface PasswordLink {
  url: string;
  expiresAt: Date;
}

/** For whom a link is made, and to which address it is mailed; without one it is handed over. */
export interface LinkFor {
  personId: string;
  mailTo?: string;
}

/** What whoever holds a link may know before using it. */
export interface SeenLink {
  purpose: PasswordLinkPurpose;
  name: string;
  /** What they sign in with: their address, else their number. */
  login: string;
  institution: string;
  expiresAt: Date;
}

export type PasswordLinks = ReturnType<typeof createPasswordLinks>;

export function createPasswordLinks(deps: {
  db: Database;
  audit: Audit;
  clock: Clock;
  log: Log;
  passwords: Passwords;
  outbox: Outbox;
  notices: AccountNotices;
  digestKey: Buffer;
  institutionName: () => Promise<string>;
  pageUrl: () => string;
}) {
  const running = new Set<Promise<void>>();

  /** The secret of an invitation is also typed from a letter, so it is short, and its hash takes our key to try. */
  const hashOf = {
    welcome: (secret: string) => keyedDigest(deps.digestKey, 'welcome', plainCode(secret)),
    'reset-password': (secret: string) => hashSecret(secret),
  };
  const keysOf = (secret: string): links.LinkKey<PasswordLinkPurpose>[] =>
    purposes.map((purpose) => ({ purpose, tokenHash: hashOf[purpose](secret) }));

  async function insert(
    tx: Tx,
    purpose: PasswordLinkPurpose,
    people: readonly LinkFor[],
  ): Promise<Map<string, PasswordLink>> {
    const createdAt = deps.clock.now();
    const expiresAt = new Date(createdAt.getTime() + lifeMs[purpose]);
    const made = people.map(({ personId, mailTo }) => ({
      personId,
      secret: purpose === 'welcome' ? newShortCode() : newSecret(),
      ...(mailTo === undefined ? {} : { mailedTo: mailDigest(deps.digestKey, mailTo) }),
    }));
    await links.insertLinks(
      tx,
      made.map(({ secret, ...link }) => {
        const tokenHash = hashOf[purpose](secret);
        return { ...link, id: newId(), purpose, tokenHash, createdAt, expiresAt };
      }),
    );
    const urlOf = (secret: string): string => `${deps.pageUrl()}#${fragment[purpose]}=${secret}`;
    return new Map(made.map(({ personId, secret }) => [personId, { url: urlOf(secret), expiresAt }]));
  }

  /**
   * A link for each in place of the earlier ones of its kind, in as many statements for a school as for one; that the
   * caller may make them is the caller's to check.
   */
  async function renew(
    tx: Tx,
    purpose: PasswordLinkPurpose,
    people: readonly LinkFor[],
  ): Promise<Map<string, PasswordLink>> {
    const personIds = people.map(({ personId }) => personId);
    // Of two at once the later one waits here: only the newest may work.
    await accounts.lockAccounts(tx, personIds);
    await links.expireLinks(tx, [purpose], deps.clock.now(), personIds);
    return insert(tx, purpose, people);
  }

  /**
   * Mails a link, if there is such an account; the caller cannot tell, nor by the time it takes, since nobody waits for
   * it.
   */
  function request(email: string): void {
    const mailed = mailLink(email)
      .catch((error: unknown) => deps.log.error({ err: error }, 'a password link could not be mailed'))
      .finally(() => running.delete(mailed));
    running.add(mailed);
  }

  /** Ends when everything that was asked for is written, for a stop. */
  async function settle(): Promise<void> {
    await Promise.all(running);
  }

  async function mailLink(email: string): Promise<void> {
    await deps.db.transaction(async (tx) => {
      const found = await accounts.findAccountByEmail(tx, email.trim().toLowerCase());
      const account = found && (await accounts.lockAccount(tx, found.id));
      // Whoever only claims an address may not be the one who reads mail there.
      if (account?.status !== 'active' || account.emailStanding === 'claimed') return;
      const standing = await links.countStanding(tx, 'reset-password', account.id, deps.clock.now());
      if (standing >= mostAskedFor) return;
      const { url, expiresAt } = only(
        await insert(tx, 'reset-password', [{ personId: account.id, mailTo: account.email ?? email }]),
      );
      await deps.outbox.write(tx, [
        {
          personId: account.id,
          channel: 'mail',
          kind: 'passwordReset',
          expiresAt,
          subject: words.aNewPasswordForMuster,
          text: words.helloOpenThisAddressToSet({ name: account.name, url }),
        },
      ]);
      await deps.audit.record(tx, {
        actorId: null,
        action: 'account.resetRequested',
        subjectType: 'person',
        subjectId: account.id,
        facts: {},
      });
    });
    deps.outbox.wake();
  }

  /**
   * A link for an admin to hand over, where no mail reaches the person. @throws AppError `notFound`; `forbidden` for
   * API keys.
   */
  async function makeLinkFor(actor: Actor, personId: string): Promise<PasswordLink> {
    return deps.db.transaction(async (tx) => {
      await requireAccess(tx, actor, 'people.manage', {});
      refuseKey(actor, words.makePasswordLinks);
      // Whoever holds the link can come in as an admin.
      const account = await accounts.findAccount(tx, personId);
      if (account?.role === 'admin') await requireProofFor(tx, actor, 'roles', words.makeLinkFor(account.name));
      return makeFor(tx, actor.personId, personId);
    });
  }

  /** The same for whoever runs the server, inside the caller's transaction. @throws AppError `notFound`. */
  async function makeFor(tx: Tx, actorId: string | null, personId: string): Promise<PasswordLink> {
    const account = await accounts.findAccount(tx, personId);
    if (account?.status !== 'active') throw new AppError('notFound');
    await deps.audit.record(tx, {
      actorId,
      action: 'account.resetLinkMade',
      subjectType: 'person',
      subjectId: personId,
      facts: actorId === null ? { by: 'server' } : {},
    });
    return only(await renew(tx, 'reset-password', [{ personId }]));
  }

  const isGone = (): AppError => new AppError('gone', { detail: words.thisLinkWasUsedAlready });

  /** The link and its person, while it is good. @throws AppError `gone`. */
  async function requireLink(secret: string) {
    const found = await links.findPersonalLink(deps.db.autocommit, keysOf(secret), deps.clock.now());
    const account = found && (await accounts.findAccount(deps.db.autocommit, found.personId));
    if (!found || account?.status !== 'active') throw isGone();
    return { found, account };
  }

  /** What a link is for and whom it belongs to; it stays good. @throws AppError `gone` as `choose`. */
  async function look(secret: string): Promise<SeenLink> {
    const { found, account } = await requireLink(secret);
    return {
      purpose: found.purpose,
      name: account.name,
      login: account.email ?? account.externalId ?? '',
      institution: await deps.institutionName(),
      expiresAt: found.expiresAt,
    };
  }

  /**
   * Sets the password; every token issued before ends, and so does every other such link of the person.
   * @throws AppError `gone` for a link that is unknown, used or old, `invalidInput` for a password that is no good, which leaves
   * the link good.
   */
  async function choose(secret: string, typed: string): Promise<void> {
    const { account } = await requireLink(secret);
    const owner = { ...account, institution: await deps.institutionName() };
    const passwordHash = await deps.passwords.hashPassword(await requirePassword(typed, owner, 'newPassword'));
    await deps.db.transaction(async (tx) => {
      const { purpose, ...account } = await useIn(tx, secret);
      await accounts.updatePassword(tx, account.id, passwordHash);
      await deps.audit.record(tx, {
        actorId: account.id,
        action: purpose === 'welcome' ? 'account.passwordChosen' : 'account.passwordReset',
        subjectType: 'person',
        subjectId: account.id,
        facts: {},
      });
      // A first password changes nothing that anybody relied on.
      if (account.passwordHash !== null) await deps.notices.tell(tx, account.id, { kind: 'passwordChanged' });
    });
    deps.notices.wake();
  }

  /**
   * Uses the link up, with every other of the person; it proves the address that it was mailed to. @throws AppError
   * `gone`.
   */
  async function useIn(tx: Tx, secret: string): Promise<accounts.StoredAccount & { purpose: PasswordLinkPurpose }> {
    const used = await useUp(tx, keysOf(secret));
    if (!used) throw isGone();
    return used;
  }

  async function useUp(
    tx: Tx,
    keys: readonly links.LinkKey<PasswordLinkPurpose>[],
  ): Promise<(accounts.StoredAccount & { purpose: PasswordLinkPurpose }) | undefined> {
    const now = deps.clock.now();
    const used = await links.usePersonalLink(tx, keys, now);
    const account = used && (await accounts.findAccount(tx, used.personId));
    if (!account) return undefined;
    await links.expireLinks(tx, purposes, now, [account.id]);
    if (
      account.email !== null &&
      used.mailedTo &&
      digestsEqual(used.mailedTo, mailDigest(deps.digestKey, account.email))
    )
      await accounts.markProven(tx, account.id);
    return { ...account, purpose: used.purpose };
  }

  /** The same of an invitation, for whoever needs no password. @returns whose it was, while it was good. */
  const useInvitation = async (tx: Tx, secret: string): Promise<string | undefined> =>
    (await useUp(tx, [{ purpose: 'welcome', tokenHash: hashOf.welcome(secret) }]))?.id;

  return { request, settle, renew, makeLinkFor, makeFor, look, choose, requireLink, useIn, useInvitation };
}

function only(made: ReadonlyMap<string, PasswordLink>): PasswordLink {
  const [link] = made.values();
  if (!link) throw new AppError('internal');
  return link;
}
