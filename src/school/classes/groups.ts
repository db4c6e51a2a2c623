/** Groups of a class, such as sections and labs: who is in them, and since when. */
import { type Actor, requireAccess } from '../../security/access/index.ts';
import type { Audit } from '../../security/audit/index.ts';
import { type Database, type Queryable, type Tx, isUniqueViolation } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { ClassView, GroupChange, GroupView, NewGroup } from './classes.schema.ts';
import * as repo from './rosters.repo.ts';
import { words } from './words/en.ts';

export function createGroups(deps: {
  db: Database;
  audit: Audit;
  clock: Clock;
  get: (db: Queryable, classId: string) => Promise<ClassView>;
  forgetRoster: (classId: string) => void;
}) {
  async function listGroups(actor: Actor, classId: string): Promise<GroupView[]> {
    await requireAccess(deps.db.autocommit, actor, 'classes.roster', { classId });
    await deps.get(deps.db.autocommit, classId);
    return repo.findGroups(deps.db.autocommit, classId);
  }

  /** @throws AppError `conflict` when the name is taken; `notFound` when somebody is not on the roster. */
  async function createGroup(actor: Actor, classId: string, { name, personIds }: NewGroup): Promise<{ id: string }> {
    const id = newId();
    await change(actor, classId, { groupId: id, name, personIds }, async (tx, at) => {
      await repo.insertGroup(tx, { id, classId, name, createdAt: at });
      await setMembers(tx, classId, id, personIds, at);
    });
    return { id };
  }

  /**
   * Renames, archives, or says who is in it from now on. @throws AppError `conflict` when the name is taken; `notFound`
   * when there is no such group, or somebody is not on the roster.
   */
  async function changeGroup(actor: Actor, classId: string, groupId: string, input: GroupChange): Promise<void> {
    const { name, isArchived, personIds } = input;
    await change(actor, classId, { groupId, ...input }, async (tx, at) => {
      const changed = {
        ...(name !== undefined && { name }),
        ...(isArchived !== undefined && { archivedAt: isArchived ? at : null }),
      };
      if (!(await repo.updateGroup(tx, classId, groupId, changed))) throw new AppError('notFound');
      if (personIds !== undefined) await setMembers(tx, classId, groupId, personIds, at);
    });
  }

  async function change(
    actor: Actor,
    classId: string,
    facts: Record<string, unknown>,
    write: (tx: Tx, at: Date) => Promise<void>,
  ): Promise<void> {
    try {
      await deps.db.transaction(async (tx) => {
        await requireAccess(tx, actor, 'classes.setUp', { classId });
        await deps.get(tx, classId);
        await write(tx, deps.clock.now());
        await deps.audit.record(tx, {
          actorId: actor.personId,
          action: 'class.groupChanged',
          subjectType: 'class',
          subjectId: classId,
          facts,
        });
      });
    } catch (error) {
      if (isUniqueViolation(error))
        throw new AppError('conflict', { field: 'name', detail: words.thereIsAlreadyOneCalled(String(facts['name'])) });
      throw error;
    }
    deps.forgetRoster(classId);
  }

  async function setMembers(
    tx: Tx,
    classId: string,
    groupId: string,
    personIds: readonly string[],
    at: Date,
  ): Promise<void> {
    const onRoster = new Set((await repo.findRoster(tx, classId, { includeLeft: false })).map(({ id }) => id));
    if (personIds.some((id) => !onRoster.has(id)))
      throw new AppError('notFound', { field: 'personIds', detail: words.oneOfTheseIsNotOnTheRoster });
    await repo.setMembers(tx, groupId, [...new Set(personIds)], at);
  }

  /** @throws AppError `notFound` when one of them is no group of the class. For modules that have checked the access. */
  async function requireGroups(tx: Tx, classId: string, groupIds: readonly string[]): Promise<void> {
    if (groupIds.length > 0 && (await repo.countGroups(tx, classId, groupIds)) < new Set(groupIds).size)
      throw new AppError('notFound', { field: 'groupIds', detail: words.oneOfTheseIsNoGroup });
  }

  return { listGroups, createGroup, changeGroup, requireGroups };
}
