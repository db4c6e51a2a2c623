/** Groups as the directory keeps them: who is in them, and the role that a rule gives for it. */
import { z } from 'zod';
import { type Database, type Tx, isUniqueViolation } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { Audit } from '../../security/audit/index.ts';
import type { Connection } from './connections.ts';
import { parseFilter } from './filter.ts';
import { pageOf } from './page.ts';
import { applyPatch } from './patch.ts';
import { ScimFault } from './scim-fault.ts';
import * as repo from './scim.repo.ts';
import {
  type ListQuery,
  type PatchOperation,
  type Resource,
  type ScimGroupInput,
  type ScimList,
  groupUrn,
  parseResource,
  scimGroupSchema,
} from './scim.schema.ts';
import type { ScimUsers } from './users.ts';
import { words } from './words/en.ts';

const known = { displayname: 'displayName', externalid: 'externalId', id: 'id' } as const;

export type ScimGroups = ReturnType<typeof createScimGroups>;

export function createScimGroups(deps: {
  db: Database;
  audit: Audit;
  clock: Clock;
  users: Pick<ScimUsers, 'followGroups'>;
  baseUrl: () => string;
}) {
  async function list(_: Connection, query: ListQuery): Promise<ScimList> {
    const filter = query.filter === undefined ? undefined : parseFilter(query.filter, known);
    // What is no id is nobody's.
    const isNobodys = filter?.attribute === 'id' && !z.uuid().safeParse(filter.value).success;
    return pageOf(query, async (skip, take) => {
      if (isNobodys) return { total: 0, resources: [] };
      const where = filter ? { [filter.attribute]: filter.value } : {};
      const { total, groups } = await repo.listGroups(deps.db.autocommit, where, skip, take, hasMembers(query));
      return { total, resources: groups.map(toResource) };
    });
  }

  /** @throws AppError `notFound`. */
  async function read(_: Connection, id: string, query: Pick<ListQuery, 'excludedAttributes'>): Promise<Resource> {
    const group = await repo.findGroup(deps.db.autocommit, id, hasMembers(query));
    if (!group) throw new AppError('notFound');
    return toResource(group);
  }

  /** @throws ScimFault `uniqueness` when a group has the name, `invalidValue`. */
  const create = (connection: Connection, document: Record<string, unknown>): Promise<Resource> =>
    write(connection, async () => ({ id: newId(), before: [], group: parseResource(scimGroupSchema, document) }));

  /** @throws AppError `notFound`, and as `create`. */
  const replace = (connection: Connection, id: string, document: Record<string, unknown>): Promise<Resource> =>
    write(connection, async (tx) => ({
      id,
      before: membersOf(await lock(tx, id)),
      group: parseResource(scimGroupSchema, document),
    }));

  /** @throws AppError `notFound`, and as `create`. */
  const patch = (connection: Connection, id: string, operations: readonly PatchOperation[]): Promise<Resource> =>
    write(connection, async (tx) => {
      const stored = await lock(tx, id);
      const { displayName, externalId } = stored;
      const members = membersOf(stored).map((value) => ({ value }));
      const after = applyPatch({ id, displayName, externalId, members }, operations);
      return { id, before: membersOf(stored), group: parseResource(scimGroupSchema, after) };
    });

  /** @throws AppError `notFound`. */
  async function remove(connection: Connection, id: string): Promise<void> {
    await deps.db.transaction(async (tx) => {
      const left = membersOf(await lock(tx, id));
      await repo.deleteGroup(tx, id);
      await follow(tx, connection, left);
      await record(tx, connection, 'scimGroup.removed', id, { left: left.length });
    });
  }

  async function write(
    connection: Connection,
    prepare: (tx: Tx) => Promise<{ id: string; before: readonly string[]; group: ScimGroupInput }>,
  ): Promise<Resource> {
    try {
      return await deps.db.transaction(async (tx) => {
        const { id, before, group } = await prepare(tx);
        const [was, after] = [new Set(before), new Set((group.members ?? []).map(({ value }) => value))];
        const joined = [...after].filter((personId) => !was.has(personId));
        const left = before.filter((personId) => !after.has(personId));
        if ((await repo.findKept(tx, joined)).length < joined.length)
          throw new ScimFault('invalidValue', words.notAMember);
        const { displayName, externalId = null } = group;
        await repo.writeGroup(tx, { id, displayName, externalId, at: deps.clock.now() });
        await repo.changeMembers(tx, id, { joined, left });
        await follow(tx, connection, [...joined, ...left]);
        await record(tx, connection, 'scimGroup.written', id, { joined, left });
        return toResource(await lock(tx, id));
      });
    } catch (error) {
      if (isUniqueViolation(error)) throw new ScimFault('uniqueness', words.aGroupHasThisName, 'conflict');
      throw error;
    }
  }

  /** In one order for everybody, since each is held while their role changes. */
  async function follow(tx: Tx, connection: Connection, personIds: readonly string[]): Promise<void> {
    for (const personId of personIds.toSorted()) await deps.users.followGroups(tx, connection, personId);
  }

  async function lock(tx: Tx, id: string): Promise<repo.StoredGroup> {
    const group = await repo.lockGroup(tx, id);
    if (!group) throw new AppError('notFound');
    return group;
  }

  const record = (
    tx: Tx,
    { id: connection }: Connection,
    action: 'scimGroup.written' | 'scimGroup.removed',
    subjectId: string,
    facts: Record<string, unknown>,
  ): Promise<void> =>
    deps.audit.record(tx, {
      actorId: null,
      action,
      subjectType: 'scimGroup',
      subjectId,
      facts: { connection, ...facts },
    });

  const toResource = ({ id, displayName, externalId, createdAt, changedAt, members }: repo.StoredGroup): Resource => ({
    schemas: [groupUrn],
    id,
    displayName,
    ...(externalId === null ? {} : { externalId }),
    members: members.map(({ personId }) => ({ value: personId, $ref: `${deps.baseUrl()}/scim/v2/Users/${personId}` })),
    meta: {
      resourceType: 'Group',
      created: createdAt.toISOString(),
      lastModified: changedAt.toISOString(),
      location: `${deps.baseUrl()}/scim/v2/Groups/${id}`,
    },
  });

  return { list, read, create, replace, patch, remove };
}

const membersOf = ({ members }: repo.StoredGroup): string[] => members.map(({ personId }) => personId);

/** Entra leaves them out where it only looks whether a group is there. */
const hasMembers = ({ excludedAttributes = '' }: Pick<ListQuery, 'excludedAttributes'>): boolean =>
  !excludedAttributes.split(',').some((name) => name.trim().toLowerCase() === 'members');
