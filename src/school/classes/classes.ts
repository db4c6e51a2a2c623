/** Classes: course groups with a roster, teachers and an attendance policy. */
import type { z } from 'zod';
import { type Actor, type Throttle, requireAccess } from '../../security/access/index.ts';
import type { Audit, AuditAction, AuditEvent } from '../../security/audit/index.ts';
import {
  type Changes,
  type Database,
  type Queryable,
  type Tx,
  createChangeCache,
  isMissingReference,
  isShortNumber,
  isUniqueViolation,
} from '../../db/index.ts';
import type { Geofence } from '../places/index.ts';
import type { Clock } from '../../kernel/clock.ts';
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
  RosterEntry,
} from './classes.schema.ts';
import { findByName } from './find-by-name.ts';
import { createJoining } from './joining.ts';
import { createOwnClasses } from './own-classes.ts';
import { words } from './words/en.ts';

/** Rosters kept in memory, some 20 kB each. */
const mostRosters = 500;

export type Classes = ReturnType<typeof createClasses>;

export function createClasses(deps: {
  db: Database;
  audit: Audit;
  clock: Clock;
  geofence: Geofence;
  changes: Changes;
  throttle: Throttle;
}) {
  const rosters = createChangeCache<RosterEntry[]>({
    changes: deps.changes,
    topics: { roster: 'key', person: 'any' },
    max: mostRosters,
  });

  async function createCampus(actor: Actor, input: NewCampus): Promise<{ id: string }> {
    return manage(actor, input.name, async (tx, id) => {
      await repo.insertCampus(tx, { id, ...input });
      return { action: 'campus.created', subjectType: 'campus', facts: { ...input } };
    });
  }

  /** @throws AppError `conflict` when the code is taken. */
  async function createClass(actor: Actor, input: NewClass): Promise<{ id: string }> {
    return manage(actor, input.code, async (tx, id) => {
      const { policy, ...row } = input;
      await repo.insertClass(tx, { id, ...row, ...omitUndefined(policy) });
      return { action: 'class.created', subjectType: 'class', facts: { code: input.code, policy } };
    });
  }

  async function manage(
    actor: Actor,
    name: string,
    create: (tx: Tx, id: string) => Promise<AuditEvent<'campus' | 'class'> & { facts: Record<string, unknown> }>,
  ): Promise<{ id: string }> {
    const id = newId();
    await rethrowTaken(name, () =>
      deps.db.transaction(async (tx) => {
        await requireAccess(tx, actor, 'classes.manage', {});
        await deps.audit.record(tx, { actorId: actor.personId, subjectId: id, ...(await create(tx, id)) });
      }),
    );
    return { id };
  }

  /** @throws AppError `notFound` when there is no such class, or nobody who teaches has that id. */
  async function appointTeacher(actor: Actor, classId: string, personId: string): Promise<void> {
    await deps.db.transaction((tx) => appoint(tx, actor, classId, personId));
  }

  /** The same inside the caller's transaction. */
  async function appoint(tx: Tx, actor: Actor, classId: string, personId: string): Promise<void> {
    await requireAccess(tx, actor, 'classes.manage', { classId });
    await get(tx, classId);
    if ((await repo.countPeople(tx, [personId], ['teacher', 'admin'])) === 0)
      throw new AppError('notFound', { field: 'personId', detail: words.thereIsNoSuchTeacher });
    await repo.addTeacher(tx, classId, personId);
    await deps.audit.record(tx, {
      actorId: actor.personId,
      action: 'class.teacherAppointed',
      subjectType: 'class',
      subjectId: classId,
      facts: { personId },
    });
  }

  /**
   * Puts students on the roster; those on it already stay. `enrolledAt` may lie in the past, for rosters taken over.
   * @throws AppError `notFound` when there is no such class, or one of them is no student; nobody is enrolled then.
   */
  async function enrolStudents(
    actor: Actor,
    classId: string,
    personIds: readonly string[],
    enrolledAt: Date = deps.clock.now(),
  ): Promise<void> {
    await deps.db.transaction((tx) => enrol(tx, actor, classId, personIds, enrolledAt));
    rosters.forget(classId);
  }

  /** The same inside the caller's transaction. */
  async function enrol(
    tx: Tx,
    actor: Actor,
    classId: string,
    personIds: readonly string[],
    enrolledAt: Date = deps.clock.now(),
  ): Promise<void> {
    await requireAccess(tx, actor, 'classes.manage', { classId });
    await get(tx, classId);
    const students = await repo.countPeople(tx, personIds, ['student']);
    if (students < new Set(personIds).size)
      throw new AppError('notFound', {
        field: 'personIds',
        detail: words.oneOfTheseIsNot,
      });
    await repo.enrol(tx, classId, personIds, enrolledAt);
    await deps.audit.record(tx, {
      actorId: actor.personId,
      action: 'class.studentsEnrolled',
      subjectType: 'class',
      subjectId: classId,
      facts: { personIds },
    });
  }

  /** Takes a student off the roster; old sheets keep them. @throws AppError `notFound`. */
  const removeStudent = (actor: Actor, classId: string, personId: string): Promise<void> =>
    remove(actor, classId, personId, 'class.studentLeft', (tx) =>
      repo.leave(tx, classId, personId, deps.clock.now()),
    ).finally(() => rosters.forget(classId));

  /** @throws AppError `notFound`. */
  const removeTeacher = (actor: Actor, classId: string, personId: string): Promise<void> =>
    remove(actor, classId, personId, 'class.teacherRemoved', (tx) => repo.removeTeacher(tx, classId, personId));

  async function remove(
    actor: Actor,
    classId: string,
    personId: string,
    action: AuditAction<'class'>,
    apply: (tx: Tx) => Promise<boolean>,
  ): Promise<void> {
    await deps.db.transaction(async (tx) => {
      await requireAccess(tx, actor, 'classes.manage', { classId });
      if (!(await apply(tx))) throw new AppError('notFound');
      await deps.audit.record(tx, {
        actorId: actor.personId,
        action,
        subjectType: 'class',
        subjectId: classId,
        facts: { personId },
      });
    });
  }

  /** Renames, archives or brings back. @throws AppError `conflict` for a taken code, or a session that is still open. */
  async function changeClass(actor: Actor, classId: string, change: z.infer<typeof classChangeSchema>): Promise<void> {
    const after = omitUndefined(change);
    await rethrowTaken(after.code ?? '', () =>
      deps.db.transaction(async (tx) => {
        await requireAccess(tx, actor, 'classes.manage', { classId });
        const before = await get(tx, classId);
        if (after.status === 'archived' && (await repo.countOpenSessions(tx, classId)) > 0)
          throw new AppError('conflict', { detail: words.aSessionOfThisClass });
        await repo.updateClass(tx, classId, after);
        const { code, title, status } = before;
        await deps.audit.record(tx, {
          actorId: actor.personId,
          action: 'class.changed',
          subjectType: 'class',
          subjectId: classId,
          facts: { before: { code, title, status }, after },
        });
      }),
    );
  }

  async function listCampuses(actor: Actor): Promise<CampusView[]> {
    await requireAccess(deps.db.autocommit, actor, 'places.read', {});
    return repo.findCampuses(deps.db.autocommit);
  }

  /** A changed zone moves no session: instants stay, only how they are told changes. @throws AppError `notFound`, `conflict`. */
  async function changeCampus(
    actor: Actor,
    campusId: string,
    change: z.infer<typeof campusChangeSchema>,
  ): Promise<void> {
    const after = omitUndefined(change);
    await rethrowTaken(after.name ?? '', () =>
      deps.db.transaction(async (tx) => {
        await requireAccess(tx, actor, 'classes.manage', {});
        if (!(await repo.updateCampus(tx, campusId, after))) throw new AppError('notFound');
        await deps.audit.record(tx, {
          actorId: actor.personId,
          action: 'campus.changed',
          subjectType: 'campus',
          subjectId: campusId,
          facts: { after },
        });
      }),
    );
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

  /** Says where the class meets, for check-in by place; null: nowhere on the map. @throws AppError `notFound` for a class or a place that is not there. */
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

  /** The classes that are the actor's: taught, enrolled in, or all for an admin. */
  async function listOwn(actor: Actor): Promise<ClassView[]> {
    if (actor.role === 'admin') return repo.findAllClasses(deps.db.autocommit);
    return actor.role === 'teacher'
      ? repo.findClassesTaught(deps.db.autocommit, actor.personId)
      : repo.findClassesEnrolled(deps.db.autocommit, actor.personId);
  }

  /** The classes that the actor teaches, whatever else they may see. */
  const listTaught = (actor: Actor): Promise<ClassView[]> => repo.findClassesTaught(deps.db.autocommit, actor.personId);

  /**
   * The class somebody means by `typed`, among the actor's own; without a name, the only one there is.
   * @throws AppError `conflict` naming the candidates, `notFound` when none fits.
   */
  async function resolve(actor: Actor, typed: string | undefined): Promise<ClassView> {
    const own = await listOwn(actor);
    if (own.length === 0) throw new AppError('notFound', { detail: words.youHaveNoClassesYet });
    const names = own.map((view) => view.code).join(', ');
    if (typed === undefined) {
      const [only, ...others] = own;
      if (only && others.length === 0) return only;
      throw new AppError('conflict', {
        field: 'class',
        asksFor: 'class',
        detail: words.whichClassYoursAre(names),
      });
    }
    const found = findByName(own, typed, (view) => [view.code, view.title]);
    if (found.kind === 'one') return found.item;
    if (found.kind === 'none')
      throw new AppError('notFound', {
        field: 'class',
        asksFor: 'class',
        detail: words.youHaveNoClassCalledYours({ typed, names }),
      });
    throw new AppError('conflict', {
      field: 'class',
      asksFor: 'class',
      detail: words.whichClassDoYouMean(found.candidates.map((view) => `${view.code} ${view.title}`).join(', ')),
    });
  }

  /** @throws AppError `notFound` also when the class is not the actor's. */
  async function read(actor: Actor, classId: string): Promise<ClassView> {
    await requireAccess(deps.db.autocommit, actor, 'classes.read', { classId });
    return get(deps.db.autocommit, classId);
  }

  /** For other rooms, which have checked the access themselves. */
  async function get(db: Queryable, classId: string): Promise<ClassView> {
    const view = await repo.findClass(db, classId);
    if (!view) throw new AppError('notFound');
    return view;
  }

  /** The class that clients know by this number; undefined when there is none. The access is for the caller to check. */
  const findByNumber = async (number: number): Promise<ClassView | undefined> =>
    isShortNumber(number) ? ((await repo.findClassByNumber(deps.db.autocommit, number)) ?? undefined) : undefined;

  async function readRoster(actor: Actor, classId: string): Promise<RosterEntry[]> {
    await requireAccess(deps.db.autocommit, actor, 'classes.roster', { classId });
    await get(deps.db.autocommit, classId);
    return roster(deps.db.autocommit, classId);
  }

  /**
   * The student on the roster whom somebody means by `typed`.
   * @throws AppError `conflict` naming the candidates, `notFound` when none fits.
   */
  async function resolveStudent(actor: Actor, classId: string, typed: string): Promise<RosterEntry> {
    const found = findByName(await readRoster(actor, classId), typed, (entry) => [entry.name, entry.externalId]);
    if (found.kind === 'one') return found.item;
    if (found.kind === 'none')
      throw new AppError('notFound', {
        field: 'student',
        asksFor: 'person',
        detail: words.nobodyOnTheRosterIsCalled(typed),
      });
    const names = found.candidates.map((entry) =>
      entry.externalId ? `${entry.name} (${entry.externalId})` : entry.name,
    );
    throw new AppError('conflict', {
      field: 'student',
      asksFor: 'person',
      detail: words.whomDoYouMeanNothing(names.join(', ')),
    });
  }

  /** The classes whose roster holds the student, by code, for rooms that have checked the access. */
  const listEnrolled = (db: Queryable, personId: string): Promise<ClassView[]> =>
    repo.findClassesEnrolled(db, personId);

  const roster = (db: Queryable, classId: string, options = { includeLeft: false }): Promise<RosterEntry[]> =>
    repo.findRoster(db, classId, options);
  /** Those of the persons who are on the roster, or were, for rooms that have checked the access. */
  const everOnRoster = async (tx: Tx, classId: string, personIds: readonly string[]): Promise<Set<string>> =>
    new Set(await repo.findEverEnrolled(tx, classId, personIds));
  /** The roster of now from memory, for views that are read often. What is decided or written asks `roster` in its transaction. */
  const rosterNow = (classId: string): Promise<RosterEntry[]> =>
    rosters.read(classId, () => roster(deps.db.autocommit, classId));
  const teacherIds = (tx: Tx, classId: string): Promise<string[]> => repo.findTeacherIds(tx, classId);
  const teacherNames = (classId: string): Promise<string[]> => repo.findTeacherNames(deps.db.autocommit, classId);

  return {
    ...createJoining({ ...deps, forgetRoster: rosters.forget }),
    ...createOwnClasses(deps),
    createCampus,
    changeCampus,
    listCampuses,
    createClass,
    changeClass,
    appointTeacher,
    removeTeacher,
    removeStudent,
    appoint,
    enrolStudents,
    enrol,
    setPolicy,
    setPlace,
    listOwn,
    listTaught,
    resolve,
    read,
    get,
    findByNumber,
    readRoster,
    resolveStudent,
    listEnrolled,
    roster,
    everOnRoster,
    rosterNow,
    teacherIds,
    teacherNames,
  };
}

async function rethrowTaken<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isUniqueViolation(error)) throw new AppError('conflict', { detail: words.thereIsAlreadyOneCalled(name) });
    if (isMissingReference(error))
      throw new AppError('notFound', { field: 'campusId', detail: words.thereIsNoSuchCampus });
    throw error;
  }
}
