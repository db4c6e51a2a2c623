/**
 * People as the directory keeps them. Whom it ends is deactivated and signed out everywhere at once; their attendance
 * stays, and they come back as the same person.
 */
import { z } from 'zod';
import { type Database, type Queryable, type Tx, isUniqueViolation } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { People } from '../../school/people/index.ts';
import type { Role } from '../../security/access/index.ts';
import type { Audit } from '../../security/audit/index.ts';
import { type Vault, keyedDigest } from '../../security/privacy/index.ts';
import { mayChangeRole, roleByRule, roleOfNew } from '../sign-on/index.ts';
import type { Connection } from './connections.ts';
import { parseFilter } from './filter.ts';
import { applyPatch } from './patch.ts';
import { pageOf } from './page.ts';
import { ScimFault } from './scim-fault.ts';
import * as repo from './scim.repo.ts';
import {
  type ListQuery,
  type PatchOperation,
  type Resource,
  type ScimList,
  type ScimUserInput,
  enterpriseUrn,
  parseResource,
  provenAddressOf,
  scimUserSchema,
  toPersonChange,
  userUrn,
} from './scim.schema.ts';
import { words } from './words/en.ts';

const documentSchema = z.record(z.string(), z.unknown());
type Document = z.infer<typeof documentSchema>;

const known = {
  username: 'userName',
  externalid: 'externalId',
  emails: 'emails',
  'emails.value': 'emails',
  id: 'id',
} as const;

/** What is somebody else's to say, or must not be kept at all. */
const notKept: ReadonlySet<string> = new Set(['password', 'id', 'meta', 'groups']);

export type ScimUsers = ReturnType<typeof createScimUsers>;

export function createScimUsers(deps: {
  db: Database;
  audit: Audit;
  clock: Clock;
  vault: Vault;
  digestKey: Buffer;
  people: Pick<People, 'add' | 'followDirectory'>;
  baseUrl: () => string;
}) {
  // Names are the same in small and capital letters; ids of a directory are not.
  const userNameHash = (name: string) => keyedDigest(deps.digestKey, 'scim-user-name', name.toLowerCase());
  const externalIdHash = (id: string) => keyedDigest(deps.digestKey, 'scim-external-id', id);

  /** A page of those whom the directory keeps, or whoever has the name, id or address that is asked for. */
  async function list(_: Connection, query: ListQuery): Promise<ScimList> {
    const db = deps.db.autocommit;
    if (query.filter === undefined)
      return pageOf(query, async (skip, take) => {
        const { total, people } = await repo.listPeople(db, skip, take);
        return { total, resources: await Promise.all(people.map((person) => toResource(db, person))) };
      });
    const found = await find(db, parseFilter(query.filter, known));
    return pageOf(query, async (skip, take) => ({
      total: found.length,
      resources: await Promise.all(found.slice(skip, skip + take).map((person) => toResource(db, person))),
    }));
  }

  async function find(
    db: Queryable,
    { attribute, value }: { attribute: (typeof known)[keyof typeof known]; value: string },
  ): Promise<repo.ScimPerson[]> {
    if (attribute === 'externalId') return repo.findByExternalId(db, externalIdHash(value));
    const found = {
      id: async () => (z.uuid().safeParse(value).success ? repo.findPerson(db, value) : null),
      emails: async () => repo.findByAddress(db, value.toLowerCase()),
      userName: async () => (await repo.findByUserName(db, userNameHash(value))) ?? byAddress(db, value),
    };
    const person = await found[attribute]();
    return person && isThere(person) ? [person] : [];
  }

  /** Who has this address and no name in the directory yet: it finds them so, and takes them over. */
  async function byAddress(db: Queryable, value: string): Promise<repo.ScimPerson | null> {
    const person = await repo.findByAddress(db, value.toLowerCase());
    return person?.scimUser ? null : person;
  }

  /** @throws AppError `notFound` also for whom the directory has ended. */
  async function read(_: Connection, id: string): Promise<Resource> {
    return toResource(deps.db.autocommit, requireThere(await repo.findPerson(deps.db.autocommit, id)));
  }

  /** @throws ScimFault `uniqueness` when somebody has the name, address or number; `invalidValue`. */
  const create = (connection: Connection, document: Document): Promise<Resource> =>
    write(async (tx) => {
      const user = parseResource(scimUserSchema, document);
      if (await repo.findByUserName(tx, userNameHash(user.userName))) throw taken();
      const address = provenAddressOf(user);
      const person = address === null ? null : await repo.findByAddress(tx, address);
      if (person && isThere(person)) throw taken();
      if (person?.mergedIntoId) throw new ScimFault('uniqueness', words.thisAccountWasMerged, 'conflict');
      if (person) return keep(tx, connection, person, document, user);
      const role = roleOfNew(connection.admission, claimsOf(document, []));
      if (role === undefined) throw new ScimFault('invalidValue', words.noRuleGivesARole);
      return keep(tx, connection, await add(tx, user, role), document, user);
    });

  async function add(tx: Tx, user: ScimUserInput, role: Role): Promise<repo.ScimPerson> {
    const { name, email, givenName = null, familyName = null, externalId = null } = toPersonChange(user);
    requireReachable(role, email);
    const status = user.active === false ? 'deactivated' : 'active';
    const id = newId();
    await deps.people.add(tx, null, [
      { id, name, email, emailStanding: 'proven', givenName, familyName, externalId, role, status, passwordHash: null },
    ]);
    return requireThere(await repo.findPerson(tx, id), true);
  }

  /** What is not in it is no more, but for roles and what only we know. @throws as `patch`. */
  const replace = (connection: Connection, id: string, document: Document): Promise<Resource> =>
    write(async (tx) => {
      const person = requireThere(await repo.findPerson(tx, id));
      return keep(tx, connection, person, document, parseResource(scimUserSchema, document));
    });

  /**
   * @throws AppError `notFound`; `forbidden` for an admin, where the connection may not make any; `conflict` for the one
   * without whom nobody could let the others in; ScimFault.
   */
  const patch = (connection: Connection, id: string, operations: readonly PatchOperation[]): Promise<Resource> =>
    write(async (tx) => {
      const person = requireThere(await repo.findPerson(tx, id));
      const document = applyPatch(await documentOf(tx, person), operations);
      return keep(tx, connection, person, document, parseResource(scimUserSchema, document));
    });

  /** Deactivates; the directory knows them no more. @throws as `patch`. */
  async function remove(connection: Connection, id: string): Promise<void> {
    await deps.db.transaction(async (tx) => {
      const person = requireThere(await repo.findPerson(tx, id));
      requireOwn(connection, person.role);
      await deps.people.followDirectory(tx, id, { status: 'deactivated' });
      await repo.removeUser(tx, id);
      await record(tx, connection, id, { isKept: false });
    });
  }

  /** Writes what the directory says of somebody: who they are, whether they may come in, and as what. */
  async function keep(
    tx: Tx,
    connection: Connection,
    person: repo.ScimPerson,
    document: Document,
    user: ScimUserInput,
  ): Promise<Resource> {
    requireOwn(connection, person.role);
    const status = user.active === false ? 'deactivated' : 'active';
    const groups = person.scimGroups.map(({ group }) => group.displayName);
    // Whoever asked to be let in has chosen a password before anybody knew that they are who they say.
    if (person.status === 'pending') await repo.endPassword(tx, person.id);
    const change = {
      ...toPersonChange(user),
      status,
      ...roleChange(connection, person.role, document, groups),
    } as const;
    requireReachable(change.role ?? person.role, change.email);
    await deps.people.followDirectory(tx, person.id, change);
    const key = await deps.vault.keyOf(tx, person.id);
    const kept = Object.fromEntries(Object.entries(document).filter(([name]) => !notKept.has(name)));
    await repo.writeUser(tx, {
      personId: person.id,
      userNameHash: userNameHash(user.userName),
      externalIdHash: user.externalId ? externalIdHash(user.externalId) : null,
      sealed: key.sealJson(kept, contextOf(person.id)),
      at: deps.clock.now(),
    });
    await record(tx, connection, person.id, { isKept: true, status });
    return toResource(tx, requireThere(await repo.findPerson(tx, person.id), true));
  }

  /** Gives the role that a rule gives for the groups that somebody is in now. */
  async function followGroups(tx: Tx, connection: Connection, personId: string): Promise<void> {
    const person = await repo.findPerson(tx, personId);
    if (!person?.scimUser) return;
    const groups = person.scimGroups.map(({ group }) => group.displayName);
    const change = roleChange(connection, person.role, await documentOf(tx, person), groups);
    if (change.role !== undefined) await deps.people.followDirectory(tx, personId, change);
  }

  /** What they were called in the directory the last time, over which we lay what they are called here. */
  async function documentOf(db: Queryable, person: repo.ScimPerson): Promise<Document> {
    const { id, email, name, givenName, familyName, status, scimUser } = person;
    const kept = scimUser
      ? (await deps.vault.keyOf(db, id)).openJson(documentSchema, scimUser.sealed, contextOf(id))
      : {
          userName: email ?? id,
          ...(email === null ? {} : { emails: [{ value: email, type: 'work', primary: true }] }),
        };
    const names = { ...(kept['name'] as object | undefined), givenName, familyName };
    // A directory that tells the names apart has none as a whole.
    const whole = scimUser && !('displayName' in kept) ? {} : { displayName: name };
    return { schemas: [userUrn], ...kept, ...whole, id, name: names, active: status === 'active' };
  }

  async function toResource(db: Queryable, person: repo.ScimPerson): Promise<Resource> {
    const { id, scimUser, scimGroups, createdAt } = person;
    const document = await documentOf(db, person);
    return {
      ...document,
      schemas: [userUrn, ...(enterpriseUrn in document ? [enterpriseUrn] : [])],
      id,
      groups: scimGroups.map(({ group }) => ({ value: group.id, display: group.displayName })),
      meta: {
        resourceType: 'User',
        created: (scimUser?.createdAt ?? createdAt).toISOString(),
        lastModified: (scimUser?.changedAt ?? createdAt).toISOString(),
        location: `${deps.baseUrl()}/scim/v2/Users/${id}`,
      },
    };
  }

  async function write(work: (tx: Tx) => Promise<Resource>): Promise<Resource> {
    try {
      return await deps.db.transaction(work);
    } catch (error) {
      if (isUniqueViolation(error)) throw taken();
      if (error instanceof AppError && error.code === 'conflict' && error.field === 'email')
        throw new ScimFault('uniqueness', words.somebodyHasThisNumber, 'conflict');
      throw error;
    }
  }

  const record = (tx: Tx, { id }: Connection, personId: string, facts: Record<string, unknown>): Promise<void> =>
    deps.audit.record(tx, {
      actorId: null,
      action: 'person.directoryFollowed',
      subjectType: 'person',
      subjectId: personId,
      facts: { connection: id, ...facts },
    });

  return { list, read, create, replace, patch, remove, followGroups };
}

const claimsOf = (document: Document, groups: readonly string[]): Document => ({
  ...document,
  ...(document[enterpriseUrn] as object | undefined),
  groups,
});

function roleChange(
  { admission }: Connection,
  before: Role,
  document: Document,
  groups: readonly string[],
): { role?: Role } {
  const role = roleByRule(admission, claimsOf(document, groups));
  return role !== undefined && mayChangeRole(admission, before, role) ? { role } : {};
}

/** @throws AppError `forbidden`. */
function requireOwn({ admission }: Connection, role: Role): void {
  if (role === 'admin' && !admission.mayMakeAdmins)
    throw new AppError('forbidden', { detail: words.adminsAreNotForDirectories });
}

/** @throws ScimFault for an admin whom no mail would reach. */
function requireReachable(role: Role, email: string | null): void {
  if (role === 'admin' && email === null) throw new ScimFault('invalidValue', words.anAdminNeedsAnAddress);
}

/** Whom the directory has ended is as good as not there, until it sends them again. */
const isThere = ({ status, scimUser, mergedIntoId }: repo.ScimPerson): boolean =>
  mergedIntoId === null && (scimUser !== null || status !== 'deactivated');

function requireThere(person: repo.ScimPerson | null, isBeingWritten = false): repo.ScimPerson {
  if (!person || !(isBeingWritten || isThere(person))) throw new AppError('notFound');
  return person;
}

const taken = (): ScimFault => new ScimFault('uniqueness', words.somebodyHasThisUserName, 'conflict');
const contextOf = (personId: string): string => `scim_user:${personId}`;
