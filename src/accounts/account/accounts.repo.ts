/** Stored accounts: who may sign in, and with what. */
import { type Database, type Queryable, type Tx, lockPersonRow } from '../../db/index.ts';
import type { EmailStanding } from '../../school/people/index.ts';
import type { ActorDetails, Role } from '../../security/access/index.ts';
import type { FactorStanding } from './second-factor-grace.ts';
import { endDevicesOf } from './devices.repo.ts';

export interface StoredAccount {
  id: string;
  number: number;
  /** Empty for somebody without an address, who signs in with their number. */
  email: string | null;
  emailStanding: EmailStanding;
  /** The school's own number for them. */
  externalId: string | null;
  name: string;
  familyName: string | null;
  givenName: string | null;
  role: Role;
  status: 'pending' | 'active' | 'deactivated';
  passwordHash: string | null;
  tokenGeneration: number;
}

export const findAccount = (db: Queryable, id: string): Promise<StoredAccount | null> =>
  db.person.findUnique({ where: { id } });

/** What a token is held against, and who that is: a page that is opened asks for that first. */
export type TokenHolder = Pick<StoredAccount, 'id' | 'name' | 'role' | 'status' | 'tokenGeneration'> &
  ActorDetails & {
    lastUsedAt: Date;
    expiresAt: Date;
    provenAt: Date | null;
  } & FactorStanding;

const holder = {
  name: 'token_holder',
  text: `SELECT p.id, p.name, p.role, p.status, p.token_generation AS "tokenGeneration", p.email,
    p.email_standing AS "emailStanding", p.family_name AS "familyName",
    p.given_name AS "givenName", p.external_id AS "externalId", p.profile, d.last_used_at AS "lastUsedAt", d.expires_at AS "expiresAt", d.proven_at AS "provenAt",
    p.second_factor_due_at AS "secondFactorDueAt", COALESCE(p.role = ANY (i.second_factor_for), true) AND d.way <> 'signOn' AS "needsSecondFactor",
    EXISTS (SELECT 1 FROM passkey k WHERE k.person_id = p.id)
      OR EXISTS (SELECT 1 FROM authenticator a WHERE a.person_id = p.id AND a.confirmed_at IS NOT NULL) AS "hasSecondFactor"
    FROM person p JOIN device d ON d.person_id = p.id LEFT JOIN institution i ON i.id = 1
    WHERE p.id = $1 AND d.id = $2 AND d.ended_at IS NULL AND d.expires_at > $3`,
} as const;

/** Whose token it is, as it stands now, while its device stands; asked with every request. */
export const findTokenHolder = async (
  db: Database,
  id: string,
  deviceId: string,
  at: Date,
): Promise<TokenHolder | null> => (await db.select<TokenHolder>({ ...holder, values: [id, deviceId, at] }))[0] ?? null;

export const findAccountByEmail = (db: Queryable, email: string): Promise<StoredAccount | null> =>
  db.person.findUnique({ where: { email } });

/** Whose this address is, else this number of the school's: what people sign in with. */
export async function findAccountByLogin(db: Queryable, typed: string): Promise<StoredAccount | null> {
  const login = typed.trim();
  const byEmail = await findAccountByEmail(db, login.toLowerCase());
  return byEmail ?? db.person.findUnique({ where: { externalId: login } });
}

export const findAccounts = (db: Queryable, ids: readonly string[]): Promise<StoredAccount[]> =>
  db.person.findMany({ where: { id: { in: [...ids] } } });

/** Which of these people can sign in with a password. */
export const findThoseWithPassword = async (db: Queryable, ids: readonly string[]): Promise<Set<string>> =>
  new Set(
    (
      await db.person.findMany({ where: { id: { in: [...ids] }, passwordHash: { not: null } }, select: { id: true } })
    ).map(({ id }) => id),
  );

export async function hasAdmin(db: Queryable): Promise<boolean> {
  return (await db.person.count({ where: { role: 'admin', status: 'active' } })) > 0;
}

/** All admins, by address. */
export const listAdmins = (db: Queryable): Promise<StoredAccount[]> =>
  db.person.findMany({ where: { role: 'admin' }, orderBy: [{ email: 'asc' }, { id: 'asc' }] });

/** The account, held until the transaction ends. */
export async function lockAccount(tx: Tx, id: string): Promise<StoredAccount | null> {
  await lockPersonRow(tx, id);
  return findAccount(tx, id);
}

/** Holds these accounts, in one order for everybody, until the transaction ends. */
export async function lockAccounts(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM person WHERE id = ANY (${[...ids]}::uuid[]) ORDER BY id FOR NO KEY UPDATE`;
}

export async function updateStatus(tx: Tx, id: string, status: StoredAccount['status']): Promise<void> {
  await tx.person.update({ where: { id }, data: { status, tokenGeneration: { increment: 1 } } });
}

/** @throws a unique violation when the address is somebody else's. */
export async function updateAddress(tx: Tx, id: string, email: string, emailStanding: EmailStanding): Promise<void> {
  await tx.person.update({ where: { id }, data: { email, emailStanding } });
}

/** An address that was claimed is the school's word from now on. */
export async function vouchForAddress(tx: Tx, id: string): Promise<void> {
  await tx.person.updateMany({ where: { id, emailStanding: 'claimed' }, data: { emailStanding: 'given' } });
}

/** Whoever opened a link that was mailed to this address reads mail there. */
export async function markProven(tx: Tx, id: string): Promise<void> {
  await tx.person.update({ where: { id }, data: { emailStanding: 'proven' } });
}

/** Sets a password and ends every token issued before. */
export async function updatePassword(tx: Tx, personId: string, passwordHash: string): Promise<void> {
  await tx.person.update({ where: { id: personId }, data: { passwordHash, tokenGeneration: { increment: 1 } } });
}

/** The time to set a second factor up begins anew. */
export async function forgetDue(tx: Tx, personId: string): Promise<void> {
  await tx.person.update({ where: { id: personId }, data: { secondFactorDueAt: null } });
}

/** Ends every token of the person. */
export async function raiseTokenGeneration(tx: Tx, personId: string, at: Date): Promise<void> {
  await tx.person.update({ where: { id: personId }, data: { tokenGeneration: { increment: 1 } } });
  await endDevicesOf(tx, personId, at);
}
