/** What somebody shows beside a password, as they see and change it; and who has to have something. */
import { z } from 'zod';
import type { Database, Tx } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import {
  type Actor,
  type InstitutionRules,
  refuseKey,
  requireAccess,
  requireFreshProof,
  requireProofFor,
} from '../../security/access/index.ts';
import type { Audit } from '../../security/audit/index.ts';
import type { AccountNotices } from '../account/account-notices.ts';
import * as accounts from '../account/accounts.repo.ts';
import type { Codes } from './codes.ts';
import { endOldClients } from '../account/devices.repo.ts';
import type { NewPasskey, Passkeys } from './passkeys.ts';
import * as repo from '../account/second-factors.repo.ts';
import { words } from '../words/en.ts';

export const secondFactorsSchema = z.object({
  passkeys: z.array(z.object({ id: z.uuid(), name: z.string(), createdAt: z.date(), lastUsedAt: z.date().nullable() })),
  authenticatorSince: z.date().nullable().describe('Since when an app that shows codes is in use.'),
  recoveryCodesLeft: z.number().int(),
  isRequired: z.boolean().describe('Whether somebody of this role needs a second factor here.'),
  dueAt: z.date().nullable().describe('From when on nothing else can be done without one.'),
});

export type SecondFactors = ReturnType<typeof createSecondFactors>;

export function createSecondFactors(deps: {
  db: Database;
  clock: Clock;
  audit: Audit;
  rules: InstitutionRules;
  notices: AccountNotices;
  passkeys: Passkeys;
  codes: Codes;
}) {
  async function read(actor: Actor): Promise<z.infer<typeof secondFactorsSchema>> {
    const { id } = await requireOwn(actor);
    const app = await repo.findAuthenticator(deps.db.autocommit, id, true);
    const { secondFactorFor } = await deps.rules.settings(deps.db.autocommit);
    return {
      passkeys: await deps.passkeys.list(id),
      authenticatorSince: app?.createdAt ?? null,
      recoveryCodesLeft: await repo.countRecoveryCodes(deps.db.autocommit, id),
      isRequired: secondFactorFor.includes(actor.role),
      dueAt: actor.device?.secondFactor.dueAt ?? null,
    };
  }

  /** @throws AppError `proofRequired`; `conflict` where no passkeys can be made. */
  const offerPasskey = async (actor: Actor) => deps.passkeys.offer(await requireProven(actor));

  /** @throws AppError `proofRequired`; `invalidInput` for a response that is not as it should be. */
  async function addPasskey(actor: Actor, made: NewPasskey, name: string): Promise<{ id: string }> {
    const { id: personId } = await requireProven(actor);
    const verified = await deps.passkeys.verifyNew(personId, made);
    const id = await deps.db.transaction(async (tx) => {
      await endOldClients(tx, personId, deps.clock.now());
      return deps.passkeys.insert(tx, personId, verified, name);
    });
    deps.notices.wake();
    return { id };
  }

  /** @throws AppError `notFound`. */
  const renamePasskey = async (actor: Actor, id: string, name: string): Promise<void> =>
    deps.passkeys.rename((await requireOwn(actor)).id, id, name);

  /** @throws AppError `proofRequired`, `notFound`. */
  async function removePasskey(actor: Actor, id: string): Promise<void> {
    await deps.passkeys.remove((await requireProven(actor)).id, id);
    deps.notices.wake();
  }

  /** @throws AppError `proofRequired`. */
  const offerAuthenticator = async (actor: Actor) => deps.codes.offer(await requireProven(actor));

  /** @returns the recovery codes, shown this once. @throws AppError `invalidCredentials`, `conflict`, `tooManyRequests`. */
  async function confirmAuthenticator(actor: Actor, code: string): Promise<{ recoveryCodes: string[] }> {
    const { id } = await requireOwn(actor);
    const recoveryCodes = await deps.codes.confirm(id, code);
    await deps.db.transaction((tx) => endOldClients(tx, id, deps.clock.now()));
    deps.notices.wake();
    return { recoveryCodes };
  }

  /** @throws AppError `proofRequired`, `notFound`. */
  async function removeAuthenticator(actor: Actor): Promise<void> {
    await deps.codes.remove((await requireProven(actor)).id);
    deps.notices.wake();
  }

  /** A new set in place of the old one. @throws AppError `proofRequired`; `conflict` for whoever has no second factor. */
  async function renewRecoveryCodes(actor: Actor): Promise<{ recoveryCodes: string[] }> {
    const { id } = await requireProven(actor);
    if (!(await has(id))) throw new AppError('conflict', { detail: words.codesRecoverASecondFactor });
    return { recoveryCodes: await deps.db.transaction((tx) => deps.codes.renew(tx, id)) };
  }

  /**
   * Takes somebody's second factors away, who lost them; they sign in anew everywhere. @throws AppError `proofRequired`,
   * `notFound`; `forbidden` for API keys; `conflict` for whoever would help themselves past their own.
   */
  async function resetOf(actor: Actor, personId: string): Promise<void> {
    refuseKey(actor, words.resetSecondFactors);
    await deps.db.transaction(async (tx) => {
      await requireAccess(tx, actor, 'people.manage', {});
      const account = await accounts.findAccount(tx, personId);
      if (account?.role === 'admin') await requireProofFor(tx, actor, 'roles', words.takeFactorsAway(account.name));
      else requireFreshProof(actor);
      if (personId === actor.personId) throw new AppError('conflict', { detail: words.removeYourOwnOneByOne });
      await resetIn(tx, actor.personId, personId);
    });
    deps.notices.wake();
  }

  /** The same for whoever runs the server, who is no person. */
  const reset = (personId: string): Promise<void> => deps.db.transaction((tx) => resetIn(tx, null, personId));

  async function resetIn(tx: Tx, actorId: string | null, personId: string): Promise<void> {
    if (!(await accounts.lockAccount(tx, personId))) throw new AppError('notFound');
    if (!(await repo.deleteFactors(tx, personId))) throw new AppError('notFound');
    await accounts.raiseTokenGeneration(tx, personId, deps.clock.now());
    // Otherwise whoever lost theirs could not even come in to make a new one in peace.
    await accounts.forgetDue(tx, personId);
    await deps.audit.record(tx, {
      actorId,
      action: 'account.secondFactorsReset',
      subjectType: 'person',
      subjectId: personId,
      facts: actorId === null ? { by: 'server' } : {},
    });
    await deps.notices.tell(tx, personId, { kind: 'secondFactorsReset' });
  }

  /** What somebody has, by which a sign-in goes on after the password. */
  async function waysOf(personId: string): Promise<('code' | 'passkey')[]> {
    const { passkeys, codes } = await repo.findFactors(deps.db.autocommit, personId);
    const left = codes > 0 ? codes : passkeys > 0 ? await repo.countRecoveryCodes(deps.db.autocommit, personId) : 0;
    return [...(left > 0 ? (['code'] as const) : []), ...(passkeys > 0 ? (['passkey'] as const) : [])];
  }

  const has = async (personId: string): Promise<boolean> => (await waysOf(personId)).length > 0;

  async function requireOwn(actor: Actor): Promise<accounts.StoredAccount> {
    await requireAccess(deps.db.autocommit, actor, 'account.use', { personId: actor.personId });
    const account = await accounts.findAccount(deps.db.autocommit, actor.personId);
    if (!account) throw new AppError('unauthenticated');
    return account;
  }

  async function requireProven(actor: Actor): Promise<accounts.StoredAccount> {
    const account = await requireOwn(actor);
    requireFreshProof(actor);
    return account;
  }

  return {
    read,
    offerPasskey,
    addPasskey,
    renamePasskey,
    removePasskey,
    offerAuthenticator,
    confirmAuthenticator,
    removeAuthenticator,
    renewRecoveryCodes,
    resetOf,
    reset,
    waysOf,
    has,
  };
}
