/**
 * API keys for other systems: each may do what the admin who made it may, narrowed to its scopes, for as long as both
 * stand.
 */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { shownLine } from '../../kernel/shown-text.ts';
import type { Audit } from '../../security/audit/index.ts';
import type { Database } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { hashSecret, newId } from '../../kernel/ids.ts';
import { isRange, isWithin } from './address-ranges.ts';
import * as accounts from '../account/accounts.repo.ts';
import { type Actor, permissionNames, reachOf, requireAccess, requireProofFor } from '../../security/access/index.ts';
import * as repo from './api-keys.repo.ts';
import { words } from '../words/en.ts';

/** Tells a key from an access token, and leaked ones from random text. */
export const keyMark = 'mk_';
const shownCharacters = 8;
const dayMs = 24 * 3600_000;
const usualLifeMs = 90 * dayMs;
const longestLifeMs = 366 * dayMs;

/** What no machine may: keys that make keys would outlive their maker's grip. */
const neverScopes: ReadonlySet<string> = new Set([
  'access.keys',
  'access.secondYes',
  'account.use',
  'chat.use',
  'institution.manage',
]);

export const newKeySchema = z.strictObject({
  name: shownLine(100),
  scopes: z.array(z.enum(permissionNames)).min(1).max(permissionNames.length).describe('Rows of the permission table.'),
  expiresAt: z.iso
    .datetime({ offset: true })
    .transform((value) => new Date(value))
    .nullable()
    .default(null)
    .describe('A year from now at most; left out: in 90 days.'),
  ranges: z
    .array(z.string().trim().refine(isRange, words.isNoAddressRange))
    .max(20)
    .default([])
    .describe('Address ranges (CIDR, or single addresses) from which it is believed; anywhere when none is named.'),
});

/** A key that stands, as admins see it; the key itself is shown once. */
export const apiKeySchema = z.object({
  id: z.uuid(),
  name: z.string(),
  prefix: z.string(),
  scopes: z.array(z.string()),
  createdById: z.uuid(),
  createdAt: z.date(),
  expiresAt: z.date(),
  ranges: z.array(z.string()),
  lastUsedAt: z.date().nullable(),
});
export type ApiKeyView = z.infer<typeof apiKeySchema>;

export type ApiKeys = ReturnType<typeof createApiKeys>;

export function createApiKeys(deps: { db: Database; audit: Audit; clock: Clock }) {
  /**
   * @returns the key itself, which is shown this once. @throws AppError `invalidInput` for a scope that no key may
   * have.
   */
  async function createKey(actor: Actor, input: z.infer<typeof newKeySchema>): Promise<{ id: string; key: string }> {
    const refused = input.scopes.find((scope) => neverScopes.has(scope) || !reachOf(actor.role, scope));
    if (refused !== undefined)
      throw new AppError('invalidInput', { field: 'scopes', detail: words.scopesIsNotForKeys(refused) });
    const now = deps.clock.now();
    const expiresAt = input.expiresAt ?? new Date(now.getTime() + usualLifeMs);
    if (expiresAt <= now)
      throw new AppError('invalidInput', { field: 'expiresAt', detail: words.expiresAtLiesInThePast });
    if (expiresAt.getTime() - now.getTime() > longestLifeMs)
      throw new AppError('invalidInput', { field: 'expiresAt', detail: words.expiresAtIsTooLate });
    const key = `${keyMark}${randomBytes(32).toString('base64url')}`;
    const id = newId();
    await deps.db.transaction(async (tx) => {
      await requireAccess(tx, actor, 'access.keys', {});
      await requireProofFor(tx, actor, 'apiKeys', words.makeKey(input));
      await repo.insertKey(tx, {
        id,
        ...input,
        expiresAt,
        prefix: key.slice(0, keyMark.length + shownCharacters),
        tokenHash: hashSecret(key),
        createdById: actor.personId,
        createdAt: now,
      });
      await deps.audit.record(tx, {
        actorId: actor.personId,
        action: 'apiKey.created',
        subjectType: 'apiKey',
        subjectId: id,
        facts: { scopes: input.scopes, expiresAt: expiresAt.toISOString(), ranges: input.ranges },
      });
    });
    return { id, key };
  }

  async function listKeys(actor: Actor): Promise<ApiKeyView[]> {
    await requireAccess(deps.db.autocommit, actor, 'access.keys', {});
    return repo.findKeys(deps.db.autocommit);
  }

  /** Acts at once. */
  async function revokeKey(actor: Actor, keyId: string): Promise<void> {
    await deps.db.transaction(async (tx) => {
      await requireAccess(tx, actor, 'access.keys', {});
      if (!(await repo.revokeKey(tx, keyId, deps.clock.now()))) throw new AppError('notFound');
      await deps.audit.record(tx, {
        actorId: actor.personId,
        action: 'apiKey.revoked',
        subjectType: 'apiKey',
        subjectId: keyId,
        facts: {},
      });
    });
  }

  /**
   * Who acts with this key.
   * @param address from where; a key that is bound to ranges is believed from nowhere else
   * @throws AppError `unauthenticated` when it is unknown, ended, comes from elsewhere, or its maker is no admin any
   * more.
   */
  async function authenticate(key: string, address: string | undefined): Promise<Actor> {
    const now = deps.clock.now();
    const stored = await repo.findKey(deps.db.autocommit, hashSecret(key));
    if (!stored || stored.expiresAt <= now || !isWithin(address, stored.ranges)) throw new AppError('unauthenticated');
    const maker = await accounts.findAccount(deps.db.autocommit, stored.createdById);
    if (maker?.status !== 'active' || maker.role !== 'admin') throw new AppError('unauthenticated');
    await repo.noteUse(deps.db.autocommit, stored.id, now);
    return {
      personId: maker.id,
      name: stored.name,
      role: maker.role,
      scopes: new Set(stored.scopes),
      keyId: stored.id,
    };
  }

  return { createKey, listKeys, revokeKey, authenticate };
}
