/** Stored connections of directories, and what they call people and groups. */
import type { Queryable, Tx } from '../../db/index.ts';
import type { PersonView } from '../../school/people/index.ts';

export interface StoredConnection {
  id: string;
  name: string;
  prefix: string;
  admission: unknown;
  createdById: string;
  createdAt: Date;
  lastUsedAt: Date | null;
}

const connection = {
  id: true,
  name: true,
  prefix: true,
  admission: true,
  createdById: true,
  createdAt: true,
  lastUsedAt: true,
} as const;

export async function insertConnection(
  tx: Tx,
  {
    admission,
    ...row
  }: Omit<StoredConnection, 'lastUsedAt' | 'admission'> & {
    admission: object;
    tokenHash: Buffer<ArrayBuffer>;
  },
): Promise<void> {
  await tx.scimConnection.create({ data: { ...row, admission: admission } });
}

export const findConnections = (db: Queryable): Promise<StoredConnection[]> =>
  db.scimConnection.findMany({ where: { revokedAt: null }, select: connection, orderBy: { id: 'asc' } });

export const findConnection = (db: Queryable, tokenHash: Buffer<ArrayBuffer>): Promise<StoredConnection | null> =>
  db.scimConnection.findFirst({ where: { tokenHash, revokedAt: null }, select: connection });

export async function revokeConnection(tx: Tx, id: string, revokedAt: Date): Promise<boolean> {
  return (await tx.scimConnection.updateMany({ where: { id, revokedAt: null }, data: { revokedAt } })).count === 1;
}

/** Noted at most once a minute, so that a busy directory does not write at every request. */
export async function noteUse(db: Queryable, id: string, at: Date): Promise<void> {
  const since = new Date(at.getTime() - 60_000);
  await db.scimConnection.updateMany({
    where: { id, OR: [{ lastUsedAt: null }, { lastUsedAt: { lt: since } }] },
    data: { lastUsedAt: at },
  });
}

/** A person, with what the directory calls them where it does. */
export interface ScimPerson extends PersonView {
  mergedIntoId: string | null;
  createdAt: Date;
  scimUser: { sealed: Uint8Array; createdAt: Date; changedAt: Date } | null;
  scimGroups: { group: { id: string; displayName: string } }[];
}

const person = {
  id: true,
  email: true,
  emailStanding: true,
  name: true,
  familyName: true,
  givenName: true,
  role: true,
  status: true,
  externalId: true,
  mergedIntoId: true,
  createdAt: true,
  scimUser: { select: { sealed: true, createdAt: true, changedAt: true } },
  scimGroups: { select: { group: { select: { id: true, displayName: true } } }, orderBy: { groupId: 'asc' } },
} as const;

export const findPerson = (db: Queryable, id: string): Promise<ScimPerson | null> =>
  db.person.findUnique({ where: { id }, select: person });

export const findByUserName = (db: Queryable, userNameHash: Buffer<ArrayBuffer>): Promise<ScimPerson | null> =>
  db.person.findFirst({ where: { scimUser: { userNameHash } }, select: person });

export const findByExternalId = (db: Queryable, externalIdHash: Buffer<ArrayBuffer>): Promise<ScimPerson[]> =>
  db.person.findMany({ where: { scimUser: { externalIdHash } }, select: person, orderBy: { id: 'asc' }, take: 200 });

/** Nobody is found by an address that they only claim. */
export const findByAddress = (db: Queryable, email: string): Promise<ScimPerson | null> =>
  db.person.findFirst({ where: { email, emailStanding: { not: 'claimed' } }, select: person });

/** Those whom the directory keeps, a page of them. */
export async function listPeople(
  db: Queryable,
  skip: number,
  take: number,
): Promise<{ total: number; people: ScimPerson[] }> {
  const where = { scimUser: { isNot: null } };
  const total = await db.person.count({ where });
  return { total, people: await db.person.findMany({ where, select: person, orderBy: { id: 'asc' }, skip, take }) };
}

/** @throws a unique violation when somebody has the name. */
export async function writeUser(
  tx: Tx,
  row: {
    personId: string;
    userNameHash: Buffer<ArrayBuffer>;
    externalIdHash: Buffer<ArrayBuffer> | null;
    sealed: Buffer<ArrayBuffer>;
    at: Date;
  },
): Promise<void> {
  const { personId, at, ...written } = row;
  await tx.scimUser.upsert({
    where: { personId },
    create: { personId, ...written, createdAt: at, changedAt: at },
    update: { ...written, changedAt: at },
  });
}

/** The directory keeps them no more. */
export async function removeUser(tx: Tx, personId: string): Promise<void> {
  await tx.scimGroupMember.deleteMany({ where: { personId } });
  await tx.scimUser.deleteMany({ where: { personId } });
}

/** Ends a password that somebody chose whom nobody had let in. */
export async function endPassword(tx: Tx, personId: string): Promise<void> {
  await tx.person.update({ where: { id: personId }, data: { passwordHash: null } });
}

export interface StoredGroup {
  id: string;
  displayName: string;
  externalId: string | null;
  createdAt: Date;
  changedAt: Date;
  members: { personId: string }[];
}

const groupWith = (hasMembers: boolean) =>
  ({
    id: true,
    displayName: true,
    externalId: true,
    createdAt: true,
    changedAt: true,
    members: { select: { personId: true }, orderBy: { personId: 'asc' }, ...(hasMembers ? {} : { take: 0 }) },
  }) as const;

export const findGroup = (db: Queryable, id: string, hasMembers = true): Promise<StoredGroup | null> =>
  db.scimGroup.findUnique({ where: { id }, select: groupWith(hasMembers) });

export async function listGroups(
  db: Queryable,
  where: { displayName?: string; externalId?: string },
  skip: number,
  take: number,
  hasMembers: boolean,
): Promise<{ total: number; groups: StoredGroup[] }> {
  const total = await db.scimGroup.count({ where });
  const select = groupWith(hasMembers);
  return { total, groups: await db.scimGroup.findMany({ where, select, orderBy: { id: 'asc' }, skip, take }) };
}

/** Holds the group until the transaction ends: changes of members come one after the other. */
export async function lockGroup(tx: Tx, id: string): Promise<StoredGroup | null> {
  await tx.$queryRaw`SELECT 1 FROM scim_group WHERE id = ${id}::uuid FOR UPDATE`;
  return findGroup(tx, id);
}

/** @throws a unique violation when another one has the name. */
export async function writeGroup(
  tx: Tx,
  { id, displayName, externalId, at }: { id: string; displayName: string; externalId: string | null; at: Date },
): Promise<void> {
  await tx.scimGroup.upsert({
    where: { id },
    create: { id, displayName, externalId, createdAt: at, changedAt: at },
    update: { displayName, externalId, changedAt: at },
  });
}

export async function changeMembers(
  tx: Tx,
  groupId: string,
  { joined, left }: { joined: readonly string[]; left: readonly string[] },
): Promise<void> {
  await tx.scimGroupMember.createMany({
    data: joined.map((personId) => ({ groupId, personId })),
    skipDuplicates: true,
  });
  await tx.scimGroupMember.deleteMany({ where: { groupId, personId: { in: [...left] } } });
}

export const deleteGroup = async (tx: Tx, id: string): Promise<boolean> =>
  (await tx.scimGroup.deleteMany({ where: { id } })).count === 1;

/** Those of these whom the directory keeps. */
export const findKept = async (tx: Tx, ids: readonly string[]): Promise<string[]> =>
  (
    await tx.scimUser.findMany({
      where: { personId: { in: [...ids] } },
      select: { personId: true },
      orderBy: { personId: 'asc' },
    })
  ).map(({ personId }) => personId);
