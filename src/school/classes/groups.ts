/** Groups of a class, such as sections and labs: who is in them, and since when. */
import { type Actor, requireAccess } from '../../security/access/index.ts';
import type { Audit } from '../../security/audit/index.ts';
import type { Database, Queryable, Tx } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { ClassView, GroupChange, GroupView, NewGroup } from './classes.schema.ts';
import * as repo from './rosters.repo.ts';
import { beginOf } from './since.policy.ts';
import { rethrowTaken } from './taken.ts';
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

  /**
   * Makes a group. Those in it are so since they came onto the roster: it describes how the class was all along, so that
   * lessons of before have a register too; with a `since`, from the begin of that day.
   * @throws AppError `conflict` when the name is taken; `notFound` when somebody is not on the roster; `invalidInput` for
   * a day to come.
   */
  async function createGroup(
    actor: Actor,
    classId: string,
    { name, personIds, since }: NewGroup,
  ): Promise<{ id: string }> {
    const id = newId();
    const facts = { groupId: id, name, personIds, ...(since !== undefined && { since }) };
    await change(actor, classId, facts, async (tx, at, view) => {
      await rethrowTaken(name, () => repo.insertGroup(tx, { id, classId, name, createdAt: at }));
      await requireOnRoster(tx, classId, personIds);
      if (since === undefined) await repo.insertFirstMembers(tx, classId, id, personIds);
      else await repo.setMembers(tx, id, [...new Set(personIds)], beginOf(since, view, at));
    });
    return { id };
  }

  /**
   * Renames, archives, or says who is in it: from now on, or from the begin of the day `since`. @throws AppError
   * `conflict` when the name is taken; `notFound` when there is no such group, or somebody is not on the roster;
   * `invalidInput` for a day to come.
   */
  async function changeGroup(actor: Actor, classId: string, groupId: string, input: GroupChange): Promise<void> {
    const { name, isArchived, personIds, since } = input;
    await change(actor, classId, { groupId, ...input }, async (tx, at, view) => {
      const changed = {
        ...(name !== undefined && { name }),
        ...(isArchived !== undefined && { archivedAt: isArchived ? at : null }),
      };
      // Of two changes at once the later one reads what the first has left.
      await repo.lockGroup(tx, groupId);
      const isThere = await rethrowTaken(name ?? '', () => repo.updateGroup(tx, classId, groupId, changed));
      if (!isThere) throw new AppError('notFound');
      if (personIds === undefined) return;
      await requireOnRoster(tx, classId, personIds);
      const from = since === undefined ? at : beginOf(since, view, at);
      await repo.setMembers(tx, groupId, [...new Set(personIds)], from);
    });
  }

  async function change(
    actor: Actor,
    classId: string,
    facts: Record<string, unknown>,
    write: (tx: Tx, at: Date, view: ClassView) => Promise<void>,
  ): Promise<void> {
    await deps.db.transaction(async (tx) => {
      await requireAccess(tx, actor, 'classes.setUp', { classId });
      await write(tx, deps.clock.now(), await deps.get(tx, classId));
      await deps.audit.record(tx, {
        actorId: actor.personId,
        action: 'class.groupChanged',
        subjectType: 'class',
        subjectId: classId,
        facts,
      });
    });
    deps.forgetRoster(classId);
  }

  async function requireOnRoster(tx: Tx, classId: string, personIds: readonly string[]): Promise<void> {
    const onRoster = new Set((await repo.findRoster(tx, classId, { includeLeft: false })).map(({ id }) => id));
    if (personIds.some((id) => !onRoster.has(id)))
      throw new AppError('notFound', { field: 'personIds', detail: words.oneOfTheseIsNotOnTheRoster });
  }

  /** @throws AppError `notFound` when one of them is no group of the class. For modules that have checked the access. */
  async function requireGroups(tx: Tx, classId: string, groupIds: readonly string[]): Promise<void> {
    if (groupIds.length > 0 && (await repo.countGroups(tx, classId, groupIds)) < new Set(groupIds).size)
      throw new AppError('notFound', { field: 'groupIds', detail: words.oneOfTheseIsNoGroup });
  }

  return { listGroups, createGroup, changeGroup, requireGroups };
}
