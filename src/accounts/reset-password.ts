/** A forgotten password: a one-time link, mailed to whoever asked or handed over by an admin, sets a new one. */
import { createHash } from 'node:crypto';
import type { Audit } from '../security/audit/index.ts';
import type { Database, Tx } from '../db/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { AppError } from '../kernel/errors.ts';
import { newId, newSecret } from '../kernel/ids.ts';
import type { Log } from '../kernel/log.ts';
import type { Outbox } from '../delivery/notifications/index.ts';
import * as accounts from './accounts.repo.ts';
import * as links from './one-time-links.repo.ts';
import { type Actor, type Passwords, refuseKey, requireAccess, requirePassword } from '../security/access/index.ts';
import { words } from './words/en.ts';

const purpose = 'reset-password';
const linkLifeMs = 3600_000;

export type ResetPassword = ReturnType<typeof createResetPassword>;

export function createResetPassword(deps: {
  db: Database;
  audit: Audit;
  clock: Clock;
  log: Log;
  passwords: Passwords;
  outbox: Outbox;
  pageUrl: () => string;
}) {
  const running = new Set<Promise<void>>();

  async function makeLink(tx: Tx, personId: string): Promise<{ url: string; expiresAt: Date }> {
    const secret = newSecret();
    const now = deps.clock.now();
    const expiresAt = new Date(now.getTime() + linkLifeMs);
    await links.expireLinks(tx, purpose, now, personId);
    await links.insertLink(tx, {
      id: newId(),
      purpose,
      personId,
      tokenHash: sha256(secret),
      createdAt: now,
      expiresAt,
    });
    return { url: `${deps.pageUrl()}#reset=${secret}`, expiresAt };
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
      const account = await accounts.findAccountByEmail(tx, email.trim().toLowerCase());
      if (account?.status !== 'active') return;
      const { url, expiresAt } = await makeLink(tx, account.id);
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
  async function makeLinkFor(actor: Actor, personId: string): Promise<{ url: string; expiresAt: Date }> {
    return deps.db.transaction(async (tx) => {
      await requireAccess(tx, actor, 'people.manage', {});
      refuseKey(actor, words.makePasswordLinks);
      const account = await accounts.findAccount(tx, personId);
      if (account?.status !== 'active') throw new AppError('notFound');
      await deps.audit.record(tx, {
        actorId: actor.personId,
        action: 'account.resetLinkMade',
        subjectType: 'person',
        subjectId: personId,
        facts: {},
      });
      return makeLink(tx, personId);
    });
  }

  /**
   * Sets the password; every token issued before ends.
   * @throws AppError `gone` for a link that is unknown, used or old, `invalidInput` for a short password, which leaves
   * the link good.
   */
  async function reset(secret: string, typed: string): Promise<void> {
    const passwordHash = await deps.passwords.hashPassword(requirePassword(typed, 'newPassword'));
    await deps.db.transaction(async (tx) => {
      const personId = await links.usePersonalLink(tx, purpose, sha256(secret), deps.clock.now());
      if (personId === undefined) throw new AppError('gone', { detail: words.thisLinkWasUsedAlready });
      await accounts.updatePassword(tx, personId, passwordHash);
      await deps.audit.record(tx, {
        actorId: personId,
        action: 'account.passwordReset',
        subjectType: 'person',
        subjectId: personId,
        facts: {},
      });
    });
  }

  return { request, settle, makeLinkFor, reset };
}

const sha256 = (value: string): Buffer<ArrayBuffer> => Buffer.from(createHash('sha256').update(value).digest());
