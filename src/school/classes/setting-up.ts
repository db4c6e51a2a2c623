/** Setting up campuses and classes: making and changing them, the attendance policy of a class, and where it meets. */
import type { z } from 'zod';
import { type Actor, requireAccess } from '../../security/access/index.ts';
import type { Audit, AuditEvent } from '../../security/audit/index.ts';
import { type Database, type Queryable, type Tx, isMissingReference } from '../../db/index.ts';
import type { Geofence } from '../places/index.ts';
import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { omitUndefined } from '../../kernel/objects.ts';
import * as repo from './classes.repo.ts';
import type {
  CampusView,
  campusChangeSchema,
  classChangeSchema,
  ClassPolicy,
  ClassView,
  NewCampus,
  NewClass,
} from './classes.schema.ts';
import { rethrowTaken } from './taken.ts';
import { words } from './words/en.ts';

export function createSettingUp({
  get,
  ...deps
}: {
  db: Database;
  audit: Audit;
  geofence: Geofence;
  get: (db: Queryable, classId: string) => Promise<ClassView>;
}) {
  async function createCampus(actor: Actor, input: NewCampus): Promise<{ id: string }> {
    return manage(actor, async (tx, id) => {
      await rethrowTaken(input.name, () => repo.insertCampus(tx, { id, ...input }));
      return { action: 'campus.created', subjectType: 'campus', facts: { ...input } };
    });
  }

  /** @throws AppError `conflict` when the code is taken, `notFound` when there is no such campus. */
  async function createClass(actor: Actor, input: NewClass): Promise<{ id: string }> {
    return manage(actor, async (tx, id) => {
      const { policy, ...row } = input;
      await rethrowTaken(row.code, () => insertClass(tx, { id, ...row, ...omitUndefined(policy) }), { field: 'code' });
      return { action: 'class.created', subjectType: 'class', facts: { code: input.code, policy } };
    });
  }

  async function manage(
    actor: Actor,
    create: (tx: Tx, id: string) => Promise<AuditEvent<'campus' | 'class'> & { facts: Record<string, unknown> }>,
  ): Promise<{ id: string }> {
    const id = newId();
    await deps.db.transaction(async (tx) => {
      await requireAccess(tx, actor, 'classes.manage', {});
      await deps.audit.record(tx, { actorId: actor.personId, subjectId: id, ...(await create(tx, id)) });
    });
    return { id };
  }

  /**
   * Renames, archives or brings back. @throws AppError `conflict` for a taken code, or a session that is still open.
   */
  async function changeClass(actor: Actor, classId: string, change: z.infer<typeof classChangeSchema>): Promise<void> {
    const after = omitUndefined(change);
    await deps.db.transaction(async (tx) => {
      await requireAccess(tx, actor, 'classes.manage', { classId });
      const { code, title, status } = await get(tx, classId);
      if (after.status === 'archived') {
        await repo.holdSessions(tx, classId);
        if ((await repo.countOpenSessions(tx, classId)) > 0)
          throw new AppError('conflict', { detail: words.aSessionOfThisClass });
      }
      await rethrowTaken(after.code ?? code, () => repo.updateClass(tx, classId, after), {
        field: 'code',
        ...(after.code === undefined && { detail: words.theCodeIsUsedAgain(code) }),
      });
      await deps.audit.record(tx, {
        actorId: actor.personId,
        action: 'class.changed',
        subjectType: 'class',
        subjectId: classId,
        facts: { before: { code, title, status }, after },
      });
    });
  }

  async function listCampuses(actor: Actor): Promise<CampusView[]> {
    await requireAccess(deps.db.autocommit, actor, 'places.read', {});
    return repo.findCampuses(deps.db.autocommit);
  }

  /**
   * A changed zone moves no session: instants stay, only how they are told changes. @throws AppError `notFound`,
   * `conflict`.
   */
  async function changeCampus(
    actor: Actor,
    campusId: string,
    change: z.infer<typeof campusChangeSchema>,
  ): Promise<void> {
    const after = omitUndefined(change);
    await deps.db.transaction(async (tx) => {
      await requireAccess(tx, actor, 'classes.manage', {});
      if (!(await rethrowTaken(after.name ?? '', () => repo.updateCampus(tx, campusId, after))))
        throw new AppError('notFound');
      await deps.audit.record(tx, {
        actorId: actor.personId,
        action: 'campus.changed',
        subjectType: 'campus',
        subjectId: campusId,
        facts: { after },
      });
    });
  }

  async function setPolicy(actor: Actor, classId: string, policy: Partial<ClassPolicy>): Promise<void> {
    await deps.db.transaction(async (tx) => {
      await requireAccess(tx, actor, 'classes.setUp', { classId });
      const before = await repo.findClass(tx, classId);
      if (!before) throw new AppError('notFound');
      await repo.updatePolicy(tx, classId, policy);
      await deps.audit.record(tx, {
        actorId: actor.personId,
        action: 'class.policyChanged',
        subjectType: 'class',
        subjectId: classId,
        facts: { before: before.policy, after: policy },
      });
    });
  }

  /**
   * Says where the class meets, for check-in by place; null: nowhere on the map. @throws AppError `notFound` for a
   * class or a place that is not there.
   */
  async function setPlace(actor: Actor, classId: string, placeId: string | null): Promise<void> {
    await deps.db.transaction(async (tx) => {
      await requireAccess(tx, actor, 'classes.setUp', { classId });
      const before = await get(tx, classId);
      if (placeId !== null) await deps.geofence.hold(tx, placeId);
      await repo.updatePlace(tx, classId, placeId);
      await deps.audit.record(tx, {
        actorId: actor.personId,
        action: 'class.placeChanged',
        subjectType: 'class',
        subjectId: classId,
        facts: { before: before.placeId, after: placeId },
      });
    });
  }

  return { createCampus, changeCampus, listCampuses, createClass, changeClass, setPolicy, setPlace };
}

async function insertClass(tx: Tx, row: Parameters<typeof repo.insertClass>[1]): Promise<void> {
  try {
    await repo.insertClass(tx, row);
  } catch (error) {
    if (isMissingReference(error))
      throw new AppError('notFound', { field: 'campusId', detail: words.thereIsNoSuchCampus });
    throw error;
  }
}
