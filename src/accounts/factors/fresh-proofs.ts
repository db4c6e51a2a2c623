/** Showing once more who one is, before a grave act: by password, code or passkey, for the device that asks. */
import { z } from 'zod';
import type { Database } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { type Actor, freshProofMs, requireAccess } from '../../security/access/index.ts';
import type { Audit } from '../../security/audit/index.ts';
import * as accounts from '../account/accounts.repo.ts';
import type { Codes } from './codes.ts';
import { markDeviceProven } from '../account/devices.repo.ts';
import { type Passkeys, usedPasskeySchema } from './passkeys.ts';
import type { SecondFactors } from './second-factors.ts';
import type { createPresentPassword } from '../account/present-password.ts';
import { words } from '../words/en.ts';

export const proofSchema = z.union([
  z.strictObject({ password: z.string().min(1).max(200) }),
  z.strictObject({ code: z.string().min(1).max(40).describe('Of the authenticator app, or one to recover with.') }),
  z.strictObject({ passkey: usedPasskeySchema }),
]);
export type Proof = z.infer<typeof proofSchema>;

export function createFreshProofs(deps: {
  db: Database;
  clock: Clock;
  audit: Audit;
  presentPassword: ReturnType<typeof createPresentPassword>;
  passkeys: Passkeys;
  codes: Codes;
  secondFactors: SecondFactors;
}) {
  /**
   * Whoever has a second factor shows that one: a password alone may be what was stolen.
   * @returns until when grave acts are open to this device. @throws AppError `invalidCredentials`, `tooManyRequests`.
   */
  async function prove(actor: Actor, proof: Proof): Promise<{ provenUntil: Date }> {
    await requireAccess(deps.db.autocommit, actor, 'account.use', { personId: actor.personId });
    const { device } = actor;
    if (!device) throw new AppError('forbidden', { detail: words.onlyADeviceCanBeProven });
    const way = await check(actor.personId, proof);
    const now = deps.clock.now();
    await deps.db.transaction(async (tx) => {
      await markDeviceProven(tx, device.id, now);
      await deps.audit.record(tx, {
        actorId: actor.personId,
        action: 'account.proven',
        subjectType: 'person',
        subjectId: actor.personId,
        facts: { deviceId: device.id, way },
      });
    });
    return { provenUntil: new Date(now.getTime() + freshProofMs) };
  }

  async function check(personId: string, proof: Proof): Promise<'password' | 'code' | 'passkey'> {
    if ('passkey' in proof) {
      const { personId: holder } = await deps.passkeys.verifyUse(proof.passkey);
      if (holder !== personId) throw new AppError('invalidCredentials', { detail: words.thisPasskeyDidNotWork });
      return 'passkey';
    }
    if ('code' in proof) {
      await deps.codes.take(personId, proof.code);
      return 'code';
    }
    const account = await accounts.findAccount(deps.db.autocommit, personId);
    if (!account) throw new AppError('unauthenticated');
    const refusal = { field: 'password', detail: words.thePresentPasswordIsNotRight };
    await deps.presentPassword.require(account, proof.password, refusal);
    if (await deps.secondFactors.has(personId))
      throw new AppError('invalidCredentials', { field: 'password', detail: words.showYourSecondFactor });
    return 'password';
  }

  return { prove };
}
