/** Stored accounts: who may sign in, and with what. */
import { type Database, type Queryable, type Tx, lockPersonRow } from '../db/index.ts';
import type { EmailStanding } from '../school/people/index.ts';
import type { ActorDetails, Role } from '../security/access/index.ts';

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
export type TokenHolder = Pick<StoredAccount, 'id' | 'name' | 'role' | 'status' | 'tokenGeneration'> & ActorDetails;

const holder = {
  name: 'token_holder',
  text: `SELECT id, name, role, status, token_generation AS "tokenGeneration", email, email_standing AS "emailStanding", family_name AS "familyName", given_name AS "givenName",
    external_id AS "externalId", profile
    FROM person WHERE id = $1`,
} as const;

/** Whose token it is, as it stands now; asked with every request. */
export const findTokenHolder = async (db: Database, id: string): Promise<TokenHolder | null> =>
  (await db.select<TokenHolder>({ ...holder, values: [id] }))[0] ?? null;

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

/** Ends every token of the person. */
export async function raiseTokenGeneration(tx: Tx, personId: string, at: Date): Promise<void> {
  await tx.person.update({ where: { id: personId }, data: { tokenGeneration: { increment: 1 } } });
  await tx.refreshToken.updateMany({ where: { personId, revokedAt: null }, data: { revokedAt: at } });
}
