/** Devices: sign-ins that stand, which people see and end one by one, and which end by themselves when nobody uses them. */
import { z } from 'zod';
import type { Database, Tx } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { type Actor, type Role, refuseKey, requireAccess } from '../../security/access/index.ts';
import type { Audit } from '../../security/audit/index.ts';
import { keyedDigest, type Vault } from '../../security/privacy/index.ts';
import type { AccountNotices } from '../account/account-notices.ts';
import { findAccount } from '../account/accounts.repo.ts';
import { type ClientDetails, keepDetails, keptDetailsSchema } from './client-details.ts';
import * as repo from '../account/devices.repo.ts';
import { words } from '../words/en.ts';

/** A use is noted again after so long, so that a busy client does not write with every request. */
const noteUseAfterMs = 10 * 60_000;

/** How long a device stands without being used, by the role of its person. */
export type IdleLimits = Readonly<Record<Role, number>>;

/** What decides when a device ends by itself. */
type Standing = Pick<repo.StoredDevice, 'audience' | 'lastUsedAt' | 'expiresAt'>;

const ways = ['password', 'passwordAndCode', 'passkey', 'face', 'signUp', 'signOn', 'earlier'] as const;
export const deviceSchema = z.object({
  id: z.uuid(),
  name: z.string().describe('The program in plain words, such as Chrome on Windows.'),
  address: z.string().nullable().describe('Where the sign-in came from; only its own person sees it.'),
  way: z.enum(ways).describe('How they signed in; earlier: before devices were kept.'),
  isOldClient: z.boolean().describe('A client of an older backend, with one token that lasts.'),
  isThis: z.boolean().describe('The one that asks.'),
  signedInAt: z.date(),
  lastUsedAt: z.date().describe('Within ten minutes.'),
  endsAt: z.date().describe('When it ends if nobody uses it before.'),
});
export type DeviceView = z.infer<typeof deviceSchema>;

export type Devices = ReturnType<typeof createDevices>;

export function createDevices(deps: {
  db: Database;
  vault: Vault;
  audit: Audit;
  clock: Clock;
  notices: AccountNotices;
  keys: { digests: Buffer };
  idleLimitsMs: IdleLimits;
}) {
  /** Makes a device inside the sign-in's transaction. */
  async function begin(
    tx: Tx,
    account: { id: string; tokenGeneration: number },
    made: { audience: repo.Audience; way: repo.Way; client: ClientDetails; lifeMs: number },
  ): Promise<repo.StoredDevice> {
    const now = deps.clock.now();
    const id = newId();
    const key = await deps.vault.keyOf(tx, account.id);
    const kept = keepDetails(made.client);
    const programHash = keyedDigest(deps.keys.digests, 'program', account.id, kept.agent);
    const former = await repo.findFormer(tx, account.id, programHash);
    if (former.any && !former.same) await deps.notices.tell(tx, account.id, { kind: 'newDevice', name: kept.agent });
    const device = {
      id,
      personId: account.id,
      audience: made.audience,
      way: made.way,
      generation: account.tokenGeneration,
      details: key.sealJson(kept, sealedAs(id)),
      programHash,
      // A photo of a face is no proof for what is grave.
      provenAt: made.way === 'face' ? null : now,
      createdAt: now,
      lastUsedAt: now,
      expiresAt: new Date(now.getTime() + made.lifeMs),
    };
    await repo.insertDevice(tx, device);
    return device;
  }

  /**
   * When it ends if nobody uses it before. A client of an older backend cannot refresh: how long its token lasts is for
   * the operator to say.
   */
  const endOf = (role: Role, { audience, lastUsedAt, expiresAt }: Standing): Date => {
    const idleEnd = lastUsedAt.getTime() + (audience === 'compat' ? Infinity : deps.idleLimitsMs[role]);
    return new Date(Math.min(idleEnd, expiresAt.getTime()));
  };

  /** Whether nobody used it for longer than somebody of this role may be away. */
  const isIdle = (role: Role, device: Standing): boolean => endOf(role, device) <= deps.clock.now();

  /** Notes a use where the last one is a while ago. */
  async function noteUse(id: string, lastUsedAt: Date): Promise<void> {
    const now = deps.clock.now();
    if (now.getTime() - lastUsedAt.getTime() > noteUseAfterMs) await repo.noteUse(deps.db.autocommit, id, now);
  }

  /** The actor's own devices, the latest used first. */
  async function listOwn(actor: Actor): Promise<DeviceView[]> {
    await requireAccess(deps.db.autocommit, actor, 'account.use', { personId: actor.personId });
    return list(actor, actor.personId, actor.role);
  }

  /** Somebody's devices, for an admin: without the addresses, which are nobody's business. @throws AppError `notFound`. */
  async function listOf(actor: Actor, personId: string): Promise<DeviceView[]> {
    const { role } = await requirePerson(actor, personId);
    return (await list(actor, personId, role)).map((device) => ({ ...device, address: null }));
  }

  async function list(actor: Actor, personId: string, role: Role): Promise<DeviceView[]> {
    const rows = await repo.findDevices(deps.db.autocommit, personId, deps.clock.now());
    const standing = rows.filter((device) => !isIdle(role, device));
    if (standing.length === 0) return [];
    const key = await deps.vault.keyOf(deps.db.autocommit, personId);
    return standing.map((device) => {
      const { id, details, audience, way, createdAt, lastUsedAt } = device;
      const { agent, address } = details
        ? key.openJson(keptDetailsSchema, details, sealedAs(id))
        : { agent: words.anUnknownProgram, address: null };
      return {
        id,
        name: agent,
        address,
        way,
        isOldClient: audience === 'compat',
        isThis: id === actor.device?.id,
        signedInAt: createdAt,
        lastUsedAt,
        endsAt: endOf(role, device),
      };
    });
  }

  /** Ends one of the actor's own devices, with everything issued for it, at once. @throws AppError `notFound`. */
  const endOwn = (actor: Actor, deviceId: string): Promise<void> =>
    deps.db.transaction(async (tx) => {
      await requireAccess(tx, actor, 'account.use', { personId: actor.personId });
      await end(tx, actor, actor.personId, deviceId);
    });

  /** Ends the device that asks, and no other. @throws AppError `notFound` when none asks, as from chat. */
  async function endThis(actor: Actor): Promise<void> {
    if (!actor.device) throw new AppError('notFound');
    await endOwn(actor, actor.device.id);
  }

  /** Ends a device of somebody else's, for an admin. @throws AppError `notFound`; `forbidden` for API keys. */
  async function endFor(actor: Actor, personId: string, deviceId: string): Promise<void> {
    await requirePerson(actor, personId);
    await deps.db.transaction((tx) => end(tx, actor, personId, deviceId));
  }

  async function end(tx: Tx, actor: Actor, personId: string, deviceId: string): Promise<void> {
    if (!(await repo.endDevice(tx, personId, deviceId, deps.clock.now()))) throw new AppError('notFound');
    await deps.audit.record(tx, {
      actorId: actor.personId,
      action: 'account.deviceEnded',
      subjectType: 'person',
      subjectId: personId,
      facts: { deviceId },
    });
  }

  async function requirePerson(actor: Actor, personId: string): Promise<{ role: Role }> {
    await requireAccess(deps.db.autocommit, actor, 'people.manage', {});
    refuseKey(actor, words.seeOrEndSignIns);
    const account = await findAccount(deps.db.autocommit, personId);
    if (!account) throw new AppError('notFound');
    return account;
  }

  return { begin, isIdle, noteUse, listOwn, listOf, endOwn, endThis, endFor };
}

const sealedAs = (deviceId: string): string => `device:${deviceId}`;
