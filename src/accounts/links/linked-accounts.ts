/**
 * Accounts on chat platforms and whose they are. A one-time code, given to a person who is signed in or mailed to them,
 * is sent to the assistant from the account: that proves both ends. Looked up on every message.
 */
import { z } from 'zod';
import type { Audit } from '../../security/audit/index.ts';
import { type Database, type Tx, isUniqueViolation } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { type Vault, keyedDigest } from '../../security/privacy/index.ts';
import { type Actor, type Platform, type PlatformAccount, requireAccess } from '../../security/access/index.ts';
import { invitationLifeMs } from '../account/invitation-life.ts';
import * as repo from './linked-accounts.repo.ts';
import { dueAtOf } from '../account/second-factor-grace.ts';
import { findStanding } from '../account/second-factors.repo.ts';
import { newShortCode, plainCode } from '../account/short-code.ts';
import { words } from '../words/en.ts';

export interface LinkedAccount extends PlatformAccount {
  readonly id: string;
  readonly personId: string;
  readonly linkedAt: Date;
  /** What the edge kept for messages of our own accord; undefined when it keeps nothing. */
  readonly reference: unknown;
}

export interface LinkCode {
  /** Twelve letters and digits in groups of four. */
  readonly code: string;
  readonly expiresAt: Date;
}

const codeLifeMs = 15 * 60_000;

export type LinkedAccounts = ReturnType<typeof createLinkedAccounts>;

export function createLinkedAccounts(deps: {
  db: Database;
  audit: Audit;
  clock: Clock;
  vault: Vault;
  digestKey: Buffer;
  /** The chat platforms that are connected. */
  platforms: readonly Platform[];
  secondFactorGraceMs: number;
}) {
  const { db, clock, platforms } = deps;
  const hash = (code: string): Buffer<ArrayBuffer> => keyedDigest(deps.digestKey, 'link-code', plainCode(code));

  /**
   * A code for the actor's own account, good for a quarter of an hour; an earlier one ends.
   * @throws AppError `conflict` where no chat platform is connected.
   */
  const issueCode = (actor: Actor): Promise<LinkCode> =>
    db.transaction(async (tx) => {
      await requireAccess(tx, actor, 'account.use', { personId: actor.personId });
      if (platforms.length === 0) throw new AppError('conflict', { detail: words.noChatPlatformIsConnected });
      return insertCode(tx, actor.personId, 'link-account', codeLifeMs);
    });

  /**
   * A code to be mailed to somebody, good for two weeks, in the transaction that writes the mail; who may invite is the
   * caller's to check.
   */
  const issueInvitation = (tx: Tx, personId: string): Promise<LinkCode> =>
    insertCode(tx, personId, 'invitation', invitationLifeMs);

  async function insertCode(tx: Tx, personId: string, purpose: string, lifeMs: number): Promise<LinkCode> {
    const code = newShortCode();
    const now = clock.now();
    const expiresAt = new Date(now.getTime() + lifeMs);
    await repo.lockPerson(tx, personId);
    await repo.expireCodes(tx, personId, purpose, now);
    await repo.insertCode(tx, { id: newId(), purpose, tokenHash: hash(code), personId, createdAt: now, expiresAt });
    return { code, expiresAt };
  }

  /**
   * Links the account to whoever the code was given to. The code is used up by it, and stays good when linking fails.
   * @throws AppError `gone` when the code is unknown, used or expired, or its person may not come in; `conflict` when
   * the account is linked already, or the person to another account there.
   */
  async function link(account: PlatformAccount, typedCode: string): Promise<Actor> {
    try {
      return await db.transaction(async (tx) => {
        const person = await repo.useCode(tx, hash(typedCode), clock.now());
        if (person?.status !== 'active')
          throw new AppError('gone', {
            detail: words.thatCodeIsNotValid,
          });
        const { platform, tenantId, userId } = account;
        await repo.insertLink(tx, {
          id: newId(),
          personId: person.id,
          platform,
          tenantId,
          userId,
          linkedAt: clock.now(),
        });
        await deps.audit.record(tx, {
          actorId: person.id,
          action: 'account.linked',
          subjectType: 'person',
          subjectId: person.id,
          facts: { platform, tenantId, userId },
        });
        return { personId: person.id, name: person.name, role: person.role };
      });
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      throw new AppError('conflict', {
        detail: words.thisAccountOrYouWithAnother,
      });
    }
  }

  /** Ends a code that others may have read. */
  async function discardCode(typedCode: string): Promise<void> {
    await repo.useCode(db.autocommit, hash(typedCode), clock.now());
  }

  /** Whose account this is; undefined when it is linked to nobody who may come in. */
  async function find(account: PlatformAccount): Promise<Actor | undefined> {
    const found = await repo.findLink(db.autocommit, account);
    if (found?.person.status !== 'active') return undefined;
    const { id: personId, name, role } = found.person;
    const dueAt = await dueAtOf(deps, personId, await findStanding(db.autocommit, personId));
    return { personId, name, role, ...(dueAt !== null && dueAt <= clock.now() && { owesSecondFactor: true as const }) };
  }

  /** Keeps where the edge reaches the account by itself. Nothing happens when it is not linked. */
  async function keepReference(account: PlatformAccount, reference: unknown): Promise<void> {
    const found = await repo.findLink(db.autocommit, account);
    if (!found) return;
    const key = await deps.vault.keyOf(db.autocommit, found.personId);
    await repo.keepReference(db.autocommit, found.id, key.sealJson(reference, referenceContext(found.id)));
  }

  /** The accounts of the actor. */
  async function listOwn(actor: Actor): Promise<LinkedAccount[]> {
    await requireAccess(db.autocommit, actor, 'account.use', { personId: actor.personId });
    return listOf([actor.personId]);
  }

  /** The accounts of these people, where they may come in; for messages of our own accord. */
  async function listOf(personIds: readonly string[]): Promise<LinkedAccount[]> {
    const rows = await repo.listLinks(db.autocommit, personIds);
    const keys = await deps.vault.keysOf(
      db.autocommit,
      rows.map((row) => row.personId),
    );
    return rows.map(({ reference, ...row }) => {
      const key = keys.get(row.personId);
      const opened = reference && key ? key.openJson(z.unknown(), reference, referenceContext(row.id)) : undefined;
      return { ...row, reference: opened };
    });
  }

  /** @throws AppError `notFound` when it is not a standing link of the actor. */
  async function unlink(actor: Actor, linkId: string): Promise<void> {
    await db.transaction(async (tx) => {
      await requireAccess(tx, actor, 'account.use', { personId: actor.personId });
      if (!(await repo.unlink(tx, actor.personId, linkId, clock.now()))) throw new AppError('notFound');
      await deps.audit.record(tx, {
        actorId: actor.personId,
        action: 'account.unlinked',
        subjectType: 'person',
        subjectId: actor.personId,
        facts: { linkId },
      });
    });
  }

  return { platforms, issueCode, issueInvitation, link, discardCode, find, keepReference, listOwn, listOf, unlink };
}

const referenceContext = (id: string): string => `linked_account:${id}`;
