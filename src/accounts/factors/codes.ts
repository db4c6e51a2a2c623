/** Codes beside the password: of an authenticator app (TOTP, RFC 6238), and ten to recover with. */
import { z } from 'zod';
import type { Database, Tx } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { Throttle } from '../../security/access/index.ts';
import type { Audit } from '../../security/audit/index.ts';
import { keyedDigest, type Vault } from '../../security/privacy/index.ts';
import { createNoteFailedTry } from '../account/failed-tries.ts';
import type { AccountNotices } from '../account/account-notices.ts';
import type { StoredAccount } from '../account/accounts.repo.ts';
import * as repo from '../account/second-factors.repo.ts';
import { newShortCode, plainCode } from '../account/short-code.ts';
import { words } from '../words/en.ts';

// otplib: TOTP with the clock handed in, MIT, kept up.
const loadTotp = () => import('otplib');

const periodS = 30;
const recoveryCodes = 10;

export interface OfferedAuthenticator {
  secret: string;
  /** What the QR code says. */
  uri: string;
}

export type Codes = ReturnType<typeof createCodes>;

export function createCodes(deps: {
  db: Database;
  clock: Clock;
  vault: Vault;
  audit: Audit;
  throttle: Throttle;
  notices: AccountNotices;
  digestKey: Buffer;
  institutionName: () => Promise<string>;
}) {
  const noteFailedTry = createNoteFailedTry(deps);

  /** A fresh secret, which counts once a code of it was right; until then the earlier one does. */
  async function offer(
    account: Pick<StoredAccount, 'id' | 'name' | 'email' | 'externalId'>,
  ): Promise<OfferedAuthenticator> {
    const { generateSecret, generateURI } = await loadTotp();
    const [id, secret] = [newId(), generateSecret()];
    await deps.db.transaction(async (tx) => {
      const key = await deps.vault.keyOf(tx, account.id);
      await repo.deleteAuthenticators(tx, account.id, false);
      const sealed = key.sealJson(secret, sealedAs(id));
      await repo.insertAuthenticator(tx, { id, personId: account.id, secret: sealed, createdAt: deps.clock.now() });
    });
    const label = account.email ?? account.externalId ?? account.name;
    return { secret, uri: generateURI({ issuer: await deps.institutionName(), label, secret }) };
  }

  /** Takes the offered one into use. @returns new recovery codes, shown this once. @throws AppError `invalidCredentials`. */
  async function confirm(personId: string, typed: string): Promise<string[]> {
    const offered = await repo.findAuthenticator(deps.db.autocommit, personId, false);
    if (!offered) throw new AppError('conflict', { detail: words.nothingWaitsForACode });
    await deps.throttle.refuseWhileBlocked(personId);
    if (!(await isRight(personId, offered, typed))) throw await refuse(personId);
    return deps.db.transaction(async (tx) => {
      await repo.deleteAuthenticators(tx, personId, true);
      await repo.confirmAuthenticator(tx, offered.id, deps.clock.now());
      await deps.throttle.clear(tx, personId);
      await record(tx, personId, 'account.authenticatorAdded');
      await deps.notices.tell(tx, personId, { kind: 'authenticatorAdded' });
      return renew(tx, personId);
    });
  }

  /** @throws AppError `notFound`. */
  const remove = (personId: string): Promise<void> =>
    deps.db.transaction(async (tx) => {
      if ((await repo.deleteAuthenticators(tx, personId, true)) === 0) throw new AppError('notFound');
      await record(tx, personId, 'account.authenticatorRemoved');
      await deps.notices.tell(tx, personId, { kind: 'authenticatorRemoved' });
    });

  /** A new set in place of the old one. */
  async function renew(tx: Tx, personId: string): Promise<string[]> {
    const codes = Array.from({ length: recoveryCodes }, newShortCode);
    await repo.replaceRecoveryCodes(
      tx,
      personId,
      codes.map((code) => ({ id: newId(), codeHash: hash(personId, code) })),
    );
    await record(tx, personId, 'account.recoveryCodesMade');
    return codes;
  }

  /**
   * Takes a code of the app, or one to recover with; none is taken twice.
   * @throws AppError `invalidCredentials`; `tooManyRequests` after guesses.
   */
  async function take(personId: string, typed: string): Promise<void> {
    await deps.throttle.refuseWhileBlocked(personId);
    const app = await repo.findAuthenticator(deps.db.autocommit, personId, true);
    if (app && (await isRight(personId, app, typed))) return clear(personId);
    const isRecovered = await deps.db.transaction(async (tx) => {
      if (!(await repo.useRecoveryCode(tx, personId, hash(personId, typed), deps.clock.now()))) return false;
      await record(tx, personId, 'account.recoveryCodeUsed');
      await deps.notices.tell(tx, personId, { kind: 'recoveryCodeUsed' });
      return true;
    });
    if (!isRecovered) throw await refuse(personId);
    await clear(personId);
  }

  const clear = (personId: string): Promise<void> => deps.db.transaction((tx) => deps.throttle.clear(tx, personId));

  /** One step of half a minute to either side, for clocks that go wrong. */
  async function isRight(personId: string, app: repo.StoredAuthenticator, typed: string): Promise<boolean> {
    const token = typed.replace(/\s/g, '');
    if (!/^\d{6}$/.test(token)) return false;
    const key = await deps.vault.keyOf(deps.db.autocommit, personId);
    const { verify } = await loadTotp();
    const result = await verify({
      secret: key.openJson(z.string(), app.secret, sealedAs(app.id)),
      token,
      epoch: Math.floor(deps.clock.now().getTime() / 1000),
      epochTolerance: periodS,
    });
    if (!result.valid || !('timeStep' in result)) return false;
    return repo.takeStep(deps.db.autocommit, app.id, BigInt(result.timeStep));
  }

  async function refuse(personId: string): Promise<AppError> {
    await deps.throttle.countFailure(personId, (tx, failure) =>
      noteFailedTry(tx, personId, { at: 'secondFactor' }, failure),
    );
    return new AppError('invalidCredentials', { field: 'code', detail: words.thisCodeIsNotRight });
  }

  const hash = (personId: string, typed: string): Buffer<ArrayBuffer> =>
    keyedDigest(deps.digestKey, 'recovery code', personId, plainCode(typed));

  const record = (
    tx: Tx,
    personId: string,
    action:
      | 'account.authenticatorAdded'
      | 'account.authenticatorRemoved'
      | 'account.recoveryCodesMade'
      | 'account.recoveryCodeUsed',
  ): Promise<void> =>
    deps.audit.record(tx, { actorId: personId, action, subjectType: 'person', subjectId: personId, facts: {} });

  return { offer, confirm, remove, renew, take };
}

const sealedAs = (id: string): string => `authenticator:${id}`;
