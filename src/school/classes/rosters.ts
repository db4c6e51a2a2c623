/** Who is in a class: the students on its roster, and its teachers. */
import { type Actor, requireAccess } from '../../security/access/index.ts';
import type { Audit, AuditAction } from '../../security/audit/index.ts';
import { type Changes, type Database, type Queryable, type Tx, createChangeCache } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { findLookAlikes } from '../../kernel/look-alikes.ts';
import { omitUndefined } from '../../kernel/objects.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Day } from '../../kernel/days.ts';
import * as classRepo from './classes.repo.ts';
import type { ClassView, RosterEntry } from './classes.schema.ts';
import { findByName } from './find-by-name.ts';
import { createGroups } from './groups.ts';
import { beginOf } from './since.policy.ts';
import { type Standing, requireStudents } from './students.ts';
import * as repo from './rosters.repo.ts';
import { words } from './words/en.ts';

/** Rosters kept in memory, some 20 kB each. */
const mostRosters = 500;

export function createRosters({
  get,
  ...deps
}: {
  db: Database;
  audit: Audit;
  clock: Clock;
  changes: Changes;
  get: (db: Queryable, classId: string) => Promise<ClassView>;
}) {
  const rosters = createChangeCache<RosterEntry[]>({
    changes: deps.changes,
    topics: { roster: 'key', person: 'any' },
    max: mostRosters,
  });

  /** @throws AppError `notFound` when there is no such class, or nobody who teaches has that id. */
  async function appointTeacher(actor: Actor, classId: string, personId: string): Promise<void> {
    await deps.db.transaction((tx) => appoint(tx, actor, classId, personId));
  }

  /** The same inside the caller's transaction. */
  async function appoint(tx: Tx, actor: Actor, classId: string, personId: string): Promise<void> {
    await requireAccess(tx, actor, 'classes.manage', { classId });
    await get(tx, classId);
    if ((await classRepo.countPeople(tx, [personId], ['teacher', 'admin'])) === 0)
      throw new AppError('notFound', { field: 'personId', detail: words.thereIsNoSuchTeacher });
    await classRepo.addTeacher(tx, classId, personId);
    await deps.audit.record(tx, {
      actorId: actor.personId,
      action: 'class.teacherAppointed',
      subjectType: 'class',
      subjectId: classId,
      facts: { personId },
    });
  }

  /**
   * Puts students on the roster; those on it already stay. With a `since` in the past, for rosters taken over, they are
   * on it from the begin of that day, and those on it already from then too. Who comes back is in their groups again.
   * @throws AppError `notFound` when there is no such class, or one of them is no student; `conflict` when one of them is
   * not active; nobody is enrolled then. `invalidInput` for a day to come.
   */
  async function enrolStudents(
    actor: Actor,
    classId: string,
    personIds: readonly string[],
    since?: Day,
  ): Promise<void> {
    await deps.db.transaction(async (tx) => {
      if (since === undefined) return enrol(tx, actor, classId, personIds);
      await enrol(tx, actor, classId, personIds, beginOf(since, await get(tx, classId), deps.clock.now()));
    });
    rosters.forget(classId);
  }

  /** The same inside the caller's transaction; `enrolledAt` lies in the past. */
  async function enrol(
    tx: Tx,
    actor: Actor,
    classId: string,
    personIds: readonly string[],
    enrolledAt?: Date,
  ): Promise<void> {
    await requireAccess(tx, actor, 'classes.manage', { classId });
    await get(tx, classId);
    await requireStudents(tx, personIds);
    if (enrolledAt) await repo.backdate(tx, classId, personIds, enrolledAt);
    await repo.enrol(tx, classId, personIds, enrolledAt ?? deps.clock.now());
    await deps.audit.record(tx, {
      actorId: actor.personId,
      action: 'class.studentsEnrolled',
      subjectType: 'class',
      subjectId: classId,
      facts: { personIds, ...(enrolledAt && { since: enrolledAt.toISOString() }) },
    });
  }

  /** Takes a student off the roster; old sheets keep them. @throws AppError `notFound`. */
  const removeStudent = (actor: Actor, classId: string, personId: string): Promise<void> =>
    remove(actor, classId, personId, 'class.studentLeft', (tx) =>
      repo.leave(tx, classId, personId, deps.clock.now()),
    ).finally(() => rosters.forget(classId));

  /** @throws AppError `notFound`. */
  const removeTeacher = (actor: Actor, classId: string, personId: string): Promise<void> =>
    remove(actor, classId, personId, 'class.teacherRemoved', (tx) => classRepo.removeTeacher(tx, classId, personId));

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

  /** The roster of now, or of all time; who might be taken for whom is marked. */
  async function readRoster(
    actor: Actor,
    classId: string,
    options: { includeLeft: boolean } = { includeLeft: false },
  ): Promise<RosterEntry[]> {
    await requireAccess(deps.db.autocommit, actor, 'classes.roster', { classId });
    await get(deps.db.autocommit, classId);
    const entries = await roster(deps.db.autocommit, classId, options);
    const alike = findLookAlikes(entries);
    return entries.map((entry) => ({ ...entry, ...omitUndefined({ looksLike: alike.get(entry.id) }) }));
  }

  /**
   * Who is deactivated is on no roster from then on, and comes back onto those if reactivated; who is no student any
   * more has left them for good. Records stay. For people, who have checked the access.
   */
  async function followStanding(tx: Tx, personId: string, { role, status }: Standing): Promise<void> {
    const at = deps.clock.now();
    const follow = async (): Promise<string[]> => {
      if (role !== 'student') return repo.leaveAll(tx, personId, at);
      if (status !== 'active') return repo.suspend(tx, personId, at);
      const suspended = await repo.findSuspended(tx, personId);
      for (const classId of suspended) await repo.enrol(tx, classId, [personId], at);
      return suspended;
    };
    for (const classId of await follow()) rosters.forget(classId);
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

  const roster = (db: Queryable, classId: string, options = { includeLeft: false }): Promise<RosterEntry[]> =>
    repo.findRoster(db, classId, options);
  /** Those of the persons who are on the roster, or were, for modules that have checked the access. */
  const everOnRoster = async (tx: Tx, classId: string, personIds: readonly string[]): Promise<Set<string>> =>
    new Set(await repo.findEverEnrolled(tx, classId, personIds));

  /**
   * Everybody who is or was on the roster, from memory, for views that are read often. What is decided or written asks
   * `roster` in its transaction.
   */
  const everOnRosterNow = (classId: string): Promise<RosterEntry[]> =>
    rosters.read(classId, () => roster(deps.db.autocommit, classId, { includeLeft: true }));
  /** The roster of now from memory. */
  const rosterNow = async (classId: string): Promise<RosterEntry[]> =>
    (await everOnRosterNow(classId)).filter(({ leftAt }) => leftAt === null);
  const teacherIds = (tx: Tx, classId: string): Promise<string[]> => classRepo.findTeacherIds(tx, classId);
  const teacherNames = (classId: string): Promise<string[]> => classRepo.findTeacherNames(deps.db.autocommit, classId);

  /** For merging two accounts of one person, which has checked the access. */
  const handOverSpells = (tx: Tx, fromId: string, intoId: string): Promise<void> =>
    repo.handOverSpells(tx, fromId, intoId);

  return {
    handOverSpells,
    appointTeacher,
    appoint,
    enrolStudents,
    enrol,
    removeStudent,
    removeTeacher,
    readRoster,
    resolveStudent,
    roster,
    everOnRoster,
    everOnRosterNow,
    rosterNow,
    followStanding,
    teacherIds,
    teacherNames,
    ...createGroups({ ...deps, get, forgetRoster: rosters.forget }),
    forgetRoster: rosters.forget,
  };
}
