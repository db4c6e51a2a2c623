/** Stored people. */
import type { Role } from '../../security/access/index.ts';
import { Prisma } from '../../db/generated/client.ts';
import { type Database, type Queryable, type Tx, lockPersonRow, inNameOrder } from '../../db/index.ts';
import type { Names } from './names.ts';
import type { EmailStanding, PersonView } from './people.schema.ts';

export interface StoredPerson extends PersonView {
  /** Sealed with the person's key. */
  profile: Uint8Array | null;
}

export interface NumberedPerson extends PersonView {
  /** For clients that know people by an integer. */
  number: number;
}

const viewFields = {
  id: true,
  email: true,
  emailStanding: true,
  name: true,
  familyName: true,
  givenName: true,
  role: true,
  status: true,
  externalId: true,
} as const;
const fields = { ...viewFields, profile: true } as const;

export interface NewStoredPerson extends Names {
  id: string;
  email: string | null;
  emailStanding: EmailStanding;
  role: Role;
  status: PersonView['status'];
  externalId: string | null;
  passwordHash: string | null;
}

export async function insertPeople(tx: Tx, people: readonly NewStoredPerson[]): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO person (id, email, email_standing, name, family_name, given_name, role, status, external_id, password_hash)
    SELECT id, email, "emailStanding"::"AddressStanding", name, "familyName", "givenName", role::"Role", status::"PersonStatus", "externalId", "passwordHash"
    FROM jsonb_to_recordset(${JSON.stringify(people)}::jsonb)
      AS p(id uuid, email text, "emailStanding" text, name text, "familyName" text, "givenName" text, role text, status text, "externalId" text, "passwordHash" text)`;
}

export const findPerson = (db: Queryable, id: string): Promise<StoredPerson | null> =>
  db.person.findUnique({ where: { id }, select: fields });

const byId = {
  name: 'person_by_id',
  text: `SELECT id, email, email_standing AS "emailStanding", name, family_name AS "familyName", given_name AS "givenName", role, status, external_id AS "externalId", profile
    FROM person WHERE id = $1`,
} as const;

/** The same outside of a transaction, prepared: each page that is opened asks who one is. */
export const readPerson = async (db: Database, id: string): Promise<StoredPerson | null> =>
  (await db.select<StoredPerson>({ ...byId, values: [id] }))[0] ?? null;

/** The person, held until the transaction ends. */
export async function lockPerson(tx: Tx, id: string): Promise<StoredPerson | null> {
  await lockPersonRow(tx, id);
  return findPerson(tx, id);
}

export const findPeople = (db: Queryable, ids: readonly string[]): Promise<PersonView[]> =>
  db.person.findMany({ where: { id: { in: [...ids] } }, select: viewFields });

export const findNumbers = (db: Queryable, ids: readonly string[]): Promise<{ id: string; number: number }[]> =>
  db.person.findMany({ where: { id: { in: [...ids] } }, select: { id: true, number: true } });

export const findByNumbers = (db: Queryable, numbers: readonly number[]): Promise<NumberedPerson[]> =>
  db.person.findMany({ where: { number: { in: [...numbers] } }, select: { ...viewFields, number: true } });

/** Whoever has one of these addresses or numbers; nobody is found by an address that they only claim. */
export async function findByKeys(
  db: Queryable,
  keys: { emails: readonly string[]; externalIds: readonly string[] },
): Promise<PersonView[]> {
  // One after the other: of a list as long as a university Prisma makes several statements, of two in one it cannot.
  const byEmail = await db.person.findMany({
    where: { email: { in: [...keys.emails] }, emailStanding: { not: 'claimed' } },
    select: viewFields,
  });
  const byNumber = await db.person.findMany({
    where: { externalId: { in: [...keys.externalIds] } },
    select: viewFields,
  });
  return [...new Map([...byEmail, ...byNumber].map((person) => [person.id, person])).values()];
}

/**
 * Takes these addresses from accounts that only claim them, and ends their tokens: they came in by the claim.
 * @returns whose they were.
 */
export const releaseClaims = (tx: Tx, emails: readonly string[]): Promise<{ id: string; email: string }[]> =>
  tx.$queryRaw<{ id: string; email: string }[]>`
    UPDATE person p SET email = NULL, email_standing = 'given', token_generation = p.token_generation + 1
    FROM (SELECT id, email FROM person WHERE email = ANY (${[...emails]}::text[]) AND email_standing = 'claimed' ORDER BY id FOR NO KEY UPDATE) c
    WHERE p.id = c.id RETURNING p.id, c.email`;

export interface PeopleFilter {
  text?: string;
  role?: Role;
  status?: PersonView['status'];
  /** The id of the last one of the page before. */
  after?: string;
}

/** How a list goes: by name, or those who came first at the top. */
export type PeopleOrder = 'name' | 'arrival';

/** What everybody is called who has an account, or waits for one. */
export const findNames = (db: Queryable): Promise<{ id: string; name: string }[]> =>
  db.person.findMany({ where: { status: { not: 'deactivated' } }, select: { id: true, name: true } });

/** `text` is looked for in names, address and number. */
export async function searchPeople(
  db: Queryable,
  { text, role, status, after }: PeopleFilter,
  take: number,
  order: PeopleOrder,
): Promise<PersonView[]> {
  const keys = order === 'name' ? inNameOrder : Prisma.sql`p.id`;
  const like = `%${(text ?? '').replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
  return db.$queryRaw<PersonView[]>(Prisma.sql`
    SELECT p.id, p.email, p.email_standing::text AS "emailStanding", p.name, p.family_name AS "familyName", p.given_name AS "givenName", p.role::text, p.status::text, p.external_id AS "externalId"
    FROM person p
    WHERE true ${role === undefined ? Prisma.empty : Prisma.sql`AND p.role = ${role}::"Role"`}
      ${status === undefined ? Prisma.empty : Prisma.sql`AND p.status = ${status}::"PersonStatus"`}
      ${after === undefined ? Prisma.empty : Prisma.sql`AND (${keys}) > (SELECT ${keys} FROM person p WHERE p.id = ${after}::uuid)`}
      ${text === undefined ? Prisma.empty : Prisma.sql`AND (p.name ILIKE ${like} OR p.family_name ILIKE ${like} OR p.given_name ILIKE ${like} OR p.email ILIKE ${like} OR p.external_id LIKE ${like})`}
    ORDER BY ${keys} LIMIT ${take}`);
}

/** Changes what people are called and reached by. */
export async function updatePerson(
  tx: Tx,
  id: string,
  change: Partial<Names> & {
    email?: string | null;
    emailStanding?: EmailStanding;
    externalId?: string | null;
    profile?: Buffer<ArrayBuffer>;
  },
): Promise<void> {
  await tx.person.update({ where: { id }, data: change });
}

/** Changes role or status; every token of the person ends with it. */
export async function updateStanding(
  tx: Tx,
  id: string,
  change: { role?: Role; status?: PersonView['status'] },
): Promise<void> {
  // Whoever becomes an admin has as long to set up a second factor as everybody.
  const isMoved = change.role !== undefined;
  await tx.person.update({
    where: { id },
    data: { ...change, ...(isMoved && { secondFactorDueAt: null }), tokenGeneration: { increment: 1 } },
  });
}

export const findAdminIds = async (tx: Tx): Promise<string[]> =>
  (await tx.person.findMany({ where: { role: 'admin', status: 'active' }, select: { id: true } })).map((row) => row.id);

export interface StandingGuardian {
  guardianId: string;
  studentId: string;
  studentName: string;
}

export const findGuardians = (tx: Tx, studentIds: readonly string[]): Promise<StandingGuardian[]> =>
  tx.$queryRaw<StandingGuardian[]>`
    SELECT g.guardian_id AS "guardianId", g.student_id AS "studentId", s.name AS "studentName"
    FROM guardianship g JOIN person p ON p.id = g.guardian_id JOIN person s ON s.id = g.student_id
    WHERE g.student_id = ANY(${[...studentIds]}::uuid[]) AND g.ended_at IS NULL AND p.status = 'active'`;
