/** Stored accounts, tokens, throttles and one-time links. */
import type { Tx } from '../../db/database.ts';
import type { Role } from './actor.ts';

export interface StoredAccount {
  id: string;
  number: number;
  email: string;
  name: string;
  role: Role;
  status: 'pending' | 'active' | 'deactivated';
  passwordHash: string | null;
  tokenGeneration: number;
}

export const findAccount = (tx: Tx, id: string): Promise<StoredAccount | null> => tx.person.findUnique({ where: { id } });

export const findAccountByEmail = (tx: Tx, email: string): Promise<StoredAccount | null> => tx.person.findUnique({ where: { email } });

export async function hasAdmin(tx: Tx): Promise<boolean> {
  return (await tx.person.count({ where: { role: 'admin', status: 'active' } })) > 0;
}

export async function isEnrolled(tx: Tx, classId: string, personId: string): Promise<boolean> {
  return (await tx.enrolment.count({ where: { classId, personId, leftAt: null } })) > 0;
}

export async function teaches(tx: Tx, classId: string, personId: string): Promise<boolean> {
  return (await tx.classTeacher.count({ where: { classId, personId } })) > 0;
}

export async function substitutes(tx: Tx, sessionId: string, personId: string): Promise<boolean> {
  return (await tx.sessionSubstitute.count({ where: { sessionId, personId } })) > 0;
}

export async function isGuardian(tx: Tx, guardianId: string, studentId: string): Promise<boolean> {
  return (await tx.guardianship.count({ where: { guardianId, studentId, endedAt: null } })) > 0;
}

/** Sets a password and ends every token issued before. */
export async function updatePassword(tx: Tx, personId: string, passwordHash: string): Promise<void> {
  await tx.person.update({ where: { id: personId }, data: { passwordHash, tokenGeneration: { increment: 1 } } });
}

/** Ends every token of the person. */
export async function raiseTokenGeneration(tx: Tx, personId: string, at: Date): Promise<void> {
  await tx.person.update({ where: { id: personId }, data: { tokenGeneration: { increment: 1 } } });
  await tx.refreshToken.updateMany({ where: { personId, revokedAt: null }, data: { revokedAt: at } });
}

// ── Refresh tokens ─────────────────────────────────────────────────────────────────────────────────────────────────

export interface StoredRefreshToken {
  id: string;
  familyId: string;
  personId: string;
  generation: number;
  expiresAt: Date;
  usedAt: Date | null;
  revokedAt: Date | null;
}

export async function insertRefreshToken(
  tx: Tx,
  token: { id: string; familyId: string; personId: string; tokenHash: Buffer<ArrayBuffer>; generation: number; createdAt: Date; expiresAt: Date },
): Promise<void> {
  await tx.refreshToken.create({ data: token });
}

export const findRefreshToken = (tx: Tx, tokenHash: Buffer<ArrayBuffer>): Promise<StoredRefreshToken | null> =>
  tx.refreshToken.findUnique({ where: { tokenHash } });

/** Takes the token for use. @returns false when somebody already did: of two at once, one wins. */
export async function useRefreshToken(tx: Tx, id: string, usedAt: Date): Promise<boolean> {
  const { count } = await tx.refreshToken.updateMany({ where: { id, usedAt: null, revokedAt: null }, data: { usedAt } });
  return count === 1;
}

export async function revokeFamily(tx: Tx, familyId: string, revokedAt: Date): Promise<void> {
  await tx.refreshToken.updateMany({ where: { familyId, revokedAt: null }, data: { revokedAt } });
}

// ── Throttle ───────────────────────────────────────────────────────────────────────────────────────────────────────

export interface StoredThrottle {
  failures: number;
  lastFailedAt: Date;
  blockedUntil: Date | null;
}

export const findThrottle = (tx: Tx, accountHash: Buffer<ArrayBuffer>): Promise<StoredThrottle | null> =>
  tx.signInThrottle.findUnique({ where: { accountHash } });

/** Counts one more failure, also when several arrive at once. @returns failures so far. */
export async function countFailure(tx: Tx, accountHash: Buffer<ArrayBuffer>, at: Date): Promise<number> {
  const row = await tx.signInThrottle.upsert({
    where: { accountHash },
    create: { accountHash, failures: 1, lastFailedAt: at },
    update: { failures: { increment: 1 }, lastFailedAt: at },
  });
  return row.failures;
}

export async function blockUntil(tx: Tx, accountHash: Buffer<ArrayBuffer>, blockedUntil: Date): Promise<void> {
  await tx.signInThrottle.update({ where: { accountHash }, data: { blockedUntil } });
}

export async function clearThrottle(tx: Tx, accountHash: Buffer<ArrayBuffer>): Promise<void> {
  await tx.signInThrottle.deleteMany({ where: { accountHash } });
}

// ── One-time links ─────────────────────────────────────────────────────────────────────────────────────────────────

export async function insertLink(tx: Tx, link: { id: string; purpose: string; personId?: string; tokenHash: Buffer<ArrayBuffer>; createdAt: Date; expiresAt: Date }): Promise<void> {
  await tx.oneTimeLink.create({ data: link });
}

/** Ends the unused links of a purpose, of one person where one is named, so that only the newest works. */
export async function expireLinks(tx: Tx, purpose: string, at: Date, personId?: string): Promise<void> {
  await tx.oneTimeLink.updateMany({ where: { purpose, usedAt: null, expiresAt: { gt: at }, ...(personId === undefined ? {} : { personId }) }, data: { expiresAt: at } });
}

/** Takes the link for use. @returns whose it is, where it is good and they may come in. */
export async function usePersonalLink(tx: Tx, purpose: string, tokenHash: Buffer<ArrayBuffer>, at: Date): Promise<string | undefined> {
  const isTaken = await useLink(tx, purpose, tokenHash, at);
  const row = isTaken ? await tx.oneTimeLink.findUnique({ where: { tokenHash }, select: { personId: true, person: { select: { status: true } } } }) : null;
  return row?.person?.status === 'active' ? (row.personId ?? undefined) : undefined;
}

/** Takes the link for use. @returns false when it is unknown, used or expired. */
export async function useLink(tx: Tx, purpose: string, tokenHash: Buffer<ArrayBuffer>, at: Date): Promise<boolean> {
  const { count } = await tx.oneTimeLink.updateMany({
    where: { purpose, tokenHash, usedAt: null, expiresAt: { gt: at } },
    data: { usedAt: at },
  });
  return count === 1;
}

// ── Accounts that wait ─────────────────────────────────────────────────────────────────────────────────────────────

/** The account, held until the transaction ends. */
export async function lockAccount(tx: Tx, id: string): Promise<StoredAccount | null> {
  await tx.$queryRaw`SELECT 1 FROM person WHERE id = ${id}::uuid FOR UPDATE`;
  return findAccount(tx, id);
}

export async function updateStatus(tx: Tx, id: string, status: StoredAccount['status']): Promise<void> {
  await tx.person.update({ where: { id }, data: { status, tokenGeneration: { increment: 1 } } });
}

// ── The institution ────────────────────────────────────────────────────────────────────────────────────────────────

/** @returns the name on record; what is given is written only when there is none. */
export async function ensureInstitution(tx: Tx, first: { name: string; signUp: 'approval' | 'open' }): Promise<string> {
  await tx.institution.createMany({ data: [{ id: 1, ...first }], skipDuplicates: true });
  return (await tx.institution.findUniqueOrThrow({ where: { id: 1 } })).name;
}

export const getInstitution = (tx: Tx): Promise<{ name: string; signUp: string; faceSignIn: boolean; profile: 'standard' | 'eu' }> =>
  tx.institution.findUniqueOrThrow({ where: { id: 1 }, select: { name: true, signUp: true, faceSignIn: true, profile: true } });

export async function holdProfile(tx: Tx): Promise<'standard' | 'eu'> {
  const [row] = await tx.$queryRaw<{ profile: 'standard' | 'eu' }[]>`SELECT profile::text FROM institution WHERE id = 1 FOR SHARE`;
  // Without an answer, the stricter one.
  return row?.profile ?? 'eu';
}

export async function updateInstitution(tx: Tx, change: { name?: string; signUp?: 'closed' | 'approval' | 'open'; faceSignIn?: boolean; profile?: 'standard' | 'eu' }): Promise<void> {
  await tx.institution.update({ where: { id: 1 }, data: change });
}

/** Refresh tokens and links that are over, and guesses older than `since`. @returns how many. */
export async function deleteOutlived(tx: Tx, now: Date, since: Date): Promise<number> {
  const removed = await Promise.all([
    tx.refreshToken.deleteMany({ where: { expiresAt: { lt: now } } }),
    tx.oneTimeLink.deleteMany({ where: { expiresAt: { lt: since } } }),
    tx.signInThrottle.deleteMany({ where: { lastFailedAt: { lt: since }, OR: [{ blockedUntil: null }, { blockedUntil: { lt: now } }] } }),
  ]);
  return removed.reduce((sum, { count }) => sum + count, 0);
}
