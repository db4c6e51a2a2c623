/** Stored second factors: passkeys, authenticator apps, recovery codes. */
import type { Queryable, Tx } from '../../db/index.ts';

export interface StoredPasskey {
  id: string;
  personId: string;
  credentialId: Uint8Array<ArrayBuffer>;
  publicKey: Uint8Array<ArrayBuffer>;
  counter: bigint;
  label: Uint8Array;
  createdAt: Date;
  lastUsedAt: Date | null;
}

export async function insertPasskey(
  tx: Tx,
  passkey: Omit<StoredPasskey, 'lastUsedAt' | 'label'> & { label: Buffer<ArrayBuffer> },
): Promise<void> {
  await tx.passkey.create({ data: passkey });
}

export const findPasskeys = (db: Queryable, personId: string): Promise<StoredPasskey[]> =>
  db.passkey.findMany({ where: { personId }, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] });

export const findPasskey = (db: Queryable, credentialId: Buffer<ArrayBuffer>): Promise<StoredPasskey | null> =>
  db.passkey.findUnique({ where: { credentialId } });

/** Notes a use. @returns false when it was used meanwhile with a counter that is as high: one of the two is a copy. */
export async function noteUse(tx: Tx, id: string, counter: bigint, at: Date): Promise<boolean> {
  const isCounted = counter > 0n;
  const { count } = await tx.passkey.updateMany({
    where: { id, ...(isCounted && { counter: { lt: counter } }) },
    data: { counter, lastUsedAt: at },
  });
  return count === 1;
}

/** @returns false when the person has no such passkey. */
export async function labelPasskey(tx: Tx, personId: string, id: string, label: Buffer<ArrayBuffer>): Promise<boolean> {
  return (await tx.passkey.updateMany({ where: { id, personId }, data: { label } })).count === 1;
}

/** @returns false when the person has no such passkey. */
export async function deletePasskey(tx: Tx, personId: string, id: string): Promise<boolean> {
  return (await tx.passkey.deleteMany({ where: { id, personId } })).count === 1;
}

export interface StoredAuthenticator {
  id: string;
  secret: Uint8Array;
  createdAt: Date;
  lastStep: bigint | null;
}

export async function insertAuthenticator(
  tx: Tx,
  made: { id: string; personId: string; secret: Buffer<ArrayBuffer>; createdAt: Date },
): Promise<void> {
  await tx.authenticator.create({ data: made });
}

/** The one that counts, or with `isConfirmed` false the one that waits for its first code. */
export const findAuthenticator = (
  db: Queryable,
  personId: string,
  isConfirmed: boolean,
): Promise<StoredAuthenticator | null> =>
  db.authenticator.findFirst({
    where: { personId, confirmedAt: isConfirmed ? { not: null } : null },
    orderBy: { createdAt: 'desc' },
  });

export async function deleteAuthenticators(tx: Tx, personId: string, isConfirmed: boolean): Promise<number> {
  const where = { personId, confirmedAt: isConfirmed ? { not: null } : null };
  return (await tx.authenticator.deleteMany({ where })).count;
}

export async function confirmAuthenticator(tx: Tx, id: string, at: Date): Promise<void> {
  await tx.authenticator.update({ where: { id }, data: { confirmedAt: at } });
}

/** Takes the code of this step. @returns false when it, or a later one, was taken already: of two at once, one wins. */
export async function takeStep(db: Queryable, id: string, step: bigint): Promise<boolean> {
  const { count } = await db.authenticator.updateMany({
    where: { id, OR: [{ lastStep: null }, { lastStep: { lt: step } }] },
    data: { lastStep: step },
  });
  return count === 1;
}

/** Puts these codes in place of all that the person has. */
export async function replaceRecoveryCodes(
  tx: Tx,
  personId: string,
  codes: readonly { id: string; codeHash: Buffer<ArrayBuffer> }[],
): Promise<void> {
  await tx.recoveryCode.deleteMany({ where: { personId } });
  await tx.recoveryCode.createMany({ data: codes.map((code) => ({ ...code, personId })) });
}

/** @returns false when it is none of the person's, or was used. */
export async function useRecoveryCode(
  db: Queryable,
  personId: string,
  codeHash: Buffer<ArrayBuffer>,
  at: Date,
): Promise<boolean> {
  return (
    (await db.recoveryCode.updateMany({ where: { personId, codeHash, usedAt: null }, data: { usedAt: at } })).count ===
    1
  );
}

export const countRecoveryCodes = (db: Queryable, personId: string): Promise<number> =>
  db.recoveryCode.count({ where: { personId, usedAt: null } });

/** What somebody may show beside a password. */
export async function findFactors(db: Queryable, personId: string): Promise<{ passkeys: number; codes: number }> {
  const [passkeys, codes] = await Promise.all([
    db.passkey.count({ where: { personId } }),
    db.authenticator.count({ where: { personId, confirmedAt: { not: null } } }),
  ]);
  return { passkeys, codes };
}

/** Takes away all that the person has. @returns whether there was anything. */
export async function deleteFactors(tx: Tx, personId: string): Promise<boolean> {
  const passkeys = await tx.passkey.deleteMany({ where: { personId } });
  const apps = await tx.authenticator.deleteMany({ where: { personId } });
  await tx.recoveryCode.deleteMany({ where: { personId } });
  return passkeys.count + apps.count > 0;
}

/** Whether somebody has a second factor, and has to have one. */
export async function findStanding(
  db: Queryable,
  personId: string,
): Promise<{ hasSecondFactor: boolean; needsSecondFactor: boolean; secondFactorDueAt: Date | null }> {
  const [standing] = await db.$queryRaw<
    { hasSecondFactor: boolean; needsSecondFactor: boolean; secondFactorDueAt: Date | null }[]
  >`
    SELECT p.second_factor_due_at AS "secondFactorDueAt", COALESCE(p.role = ANY (i.second_factor_for), true) AS "needsSecondFactor",
      EXISTS (SELECT 1 FROM passkey k WHERE k.person_id = p.id)
        OR EXISTS (SELECT 1 FROM authenticator a WHERE a.person_id = p.id AND a.confirmed_at IS NOT NULL) AS "hasSecondFactor"
    FROM person p LEFT JOIN institution i ON i.id = 1 WHERE p.id = ${personId}::uuid`;
  return standing ?? { hasSecondFactor: false, needsSecondFactor: true, secondFactorDueAt: null };
}

/** The grace begins where it has not begun yet. */
export async function setDue(db: Queryable, personId: string, dueAt: Date): Promise<void> {
  await db.person.updateMany({ where: { id: personId, secondFactorDueAt: null }, data: { secondFactorDueAt: dueAt } });
}
