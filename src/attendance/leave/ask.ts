/**
 * Asking for leave: what is asked is checked against rosters and what was asked before, then kept with its evidence.
 */
import { type Actor, requireAccess } from '../../security/access/index.ts';
import type { Audit } from '../../security/audit/index.ts';
import { type ClassView, type Classes, findHomeCalendars } from '../../school/classes/index.ts';
import type { Database, Queryable } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { People } from '../../school/people/index.ts';
import type { Vault } from '../../security/privacy/index.ts';
import type { SessionView, Sessions } from '../../school/sessions/index.ts';
import type { Storage } from '../../delivery/storage/index.ts';
import { examine, keep } from './evidence.ts';
import {
  aroundDays,
  covers,
  inZones,
  overlaps,
  readDays,
  requirePending,
  type LeaveDays,
  type LeaveScope,
  type ZonedSession,
} from './leave.policy.ts';
import type { EvidenceFile, NewLeave } from './leave.schema.ts';
import * as repo from './leave.repo.ts';
import type { TellLeave } from './tell.ts';
import { sealWords } from './sealed-text.ts';
import { words } from './words/en.ts';

/** What would be asked. */
export interface LeavePlan extends LeaveScope {
  studentId: string;
  /** From the begin of the first day to the end of the last, in `timeZone`; null when sessions are named. */
  startsAt: Date | null;
  endsAt: Date | null;
  class: ClassView | null;
  /** Zone in which the days were read. */
  timeZone: string;
  /** Sessions known today that fall under it, by start. */
  covered: ZonedSession[];
}

export function createAsk(deps: {
  db: Database;
  audit: Audit;
  clock: Clock;
  vault: Vault;
  storage: Storage;
  classes: Classes;
  sessions: Sessions;
  people: People;
  tell: TellLeave;
}) {
  /**
   * Asks for leave. Asked again under the same `id` it changes nothing, so that a confirmation may be carried out
   * twice.
   * @returns the request's id. @throws AppError as `plan`, and for evidence as `examine`.
   */
  async function ask(
    actor: Actor,
    input: NewLeave,
    files: readonly EvidenceFile[],
    id: string = newId(),
  ): Promise<{ id: string }> {
    await deps.db.transaction(async (tx) => {
      const studentId = await requireStudent(tx, actor, input);
      await repo.lockStudent(tx, studentId);
      const known = await repo.findLeave(tx, id);
      if (known?.studentId === studentId) return;
      const { classId, startsAt, endsAt, firstDay, lastDay, sessions } = await check(tx, studentId, input);
      const leave = {
        id,
        studentId,
        classId,
        startsAt,
        endsAt,
        firstDay,
        lastDay,
        askedById: actor.personId,
        createdAt: deps.clock.now(),
      };
      const evidence = await examine(files, 0);
      await repo.insertLeave(
        tx,
        { ...leave, reason: await sealWords(deps, tx, leave, 'reason', input.reason) },
        sessions.map((session) => session.id),
      );
      await keep(deps, tx, leave, evidence);
      await deps.audit.record(tx, {
        actorId: actor.personId,
        action: 'leave.requested',
        subjectType: 'leave',
        subjectId: id,
        facts: {
          studentId,
          classId,
          sessionIds: sessions.map((session) => session.id),
          startsAt,
          endsAt,
          evidence: evidence.length,
        },
      });
      await deps.tell.asked(tx, leave, await deps.people.nameOf(tx, studentId));
    });
    deps.tell.wake();
    return { id };
  }

  /**
   * What `ask` would do with it; changes nothing.
   * @throws AppError `notFound` (another student, not on the roster), `invalidInput` (neither or both of sessions and
   * days, too many days, sessions of another class), `conflict` (a cancelled session, or asked for already).
   */
  async function plan(actor: Actor, input: Omit<NewLeave, 'reason'>): Promise<LeavePlan> {
    return check(deps.db.autocommit, await requireStudent(deps.db.autocommit, actor, input), input);
  }

  /**
   * The classes for which the actor may ask: their own, or the ward's. @throws AppError `notFound` when it is another
   * student.
   */
  async function listClasses(actor: Actor, studentId?: string): Promise<ClassView[]> {
    return deps.classes.listEnrolled(
      deps.db.autocommit,
      await requireStudent(deps.db.autocommit, actor, { studentId }),
    );
  }

  async function requireStudent(
    db: Queryable,
    actor: Actor,
    { studentId }: { studentId?: string | undefined },
  ): Promise<string> {
    const personId = studentId ?? actor.personId;
    if (actor.role === 'guardian' && studentId === undefined)
      throw new AppError('invalidInput', { field: 'studentId', detail: words.studentIdNameTheWardForWhom });
    await requireAccess(db, actor, 'leave.request', { personId });
    return personId;
  }

  async function check(db: Queryable, studentId: string, input: Omit<NewLeave, 'reason'>): Promise<LeavePlan> {
    const enrolled = await deps.classes.listEnrolled(db, studentId);
    const view = input.classId === undefined ? null : enrolled.find(({ id }) => id === input.classId);
    if (view === undefined)
      throw new AppError('notFound', {
        field: 'classId',
        detail: words.classIdThereIsNoSuchClass,
      });
    if (
      (input.sessionIds === undefined) === (input.from === undefined) ||
      (input.to !== undefined && input.from === undefined)
    ) {
      throw new AppError('invalidInput', {
        field: 'sessionIds',
        detail: words.sessionIdsNameEitherSessionsOrDays,
      });
    }
    const timeZone = view?.timeZone ?? (await findHomeCalendars(db, [studentId]))(studentId).timeZone;
    const sessions =
      input.sessionIds === undefined ? [] : await findNamed(db, [...new Set(input.sessionIds)], enrolled, view);
    const days =
      input.from === undefined
        ? { firstDay: null, lastDay: null, startsAt: null, endsAt: null }
        : readDays(input.from, input.to ?? input.from, timeZone);
    const zoned = inZones(sessions, enrolled);
    const scope = { classId: view?.id ?? null, sessions: zoned, ...days };
    if ((await repo.findStanding(db, studentId)).some((other) => overlaps(other, scope))) {
      throw new AppError('conflict', {
        detail: words.leaveForThisTimeWasAsked,
      });
    }
    const covered = days.firstDay === null ? zoned : await findCovered(db, scope, days, enrolled);
    return { ...scope, studentId, class: view, timeZone, covered };
  }

  async function findCovered(
    db: Queryable,
    scope: LeaveScope,
    days: LeaveDays,
    enrolled: readonly ClassView[],
  ): Promise<ZonedSession[]> {
    const near = await deps.sessions.find(db, { classIds: enrolled.map(({ id }) => id), ...aroundDays(days) });
    const on = near.filter(({ status }) => status !== 'cancelled');
    return inZones(on, enrolled).filter((session) => covers(scope, session));
  }

  async function findNamed(
    db: Queryable,
    ids: readonly string[],
    enrolled: readonly ClassView[],
    view: ClassView | null,
  ): Promise<SessionView[]> {
    const sessions = await deps.sessions.find(db, { ids });
    const isTheirs =
      sessions.length === ids.length && sessions.every((session) => enrolled.some(({ id }) => id === session.classId));
    if (!isTheirs)
      throw new AppError('notFound', {
        field: 'sessionIds',
        detail: words.sessionIdsOneOfThemDoesNot,
      });
    if (view && sessions.some((session) => session.classId !== view.id)) {
      throw new AppError('invalidInput', {
        field: 'sessionIds',
        detail: words.sessionIdsOneOfThem,
      });
    }
    if (sessions.some((session) => session.status === 'cancelled'))
      throw new AppError('conflict', { field: 'sessionIds', detail: words.sessionIdsOneOfThemWasCancelled });
    return sessions;
  }

  /**
   * Adds evidence to a request that is pending. @throws AppError `notFound`, `conflict` when it is decided, and as
   * `examine`.
   */
  async function addEvidence(actor: Actor, leaveId: string, files: readonly EvidenceFile[]): Promise<void> {
    if (files.length === 0)
      throw new AppError('invalidInput', { field: 'evidence', detail: words.evidenceSendAtLeastOneFile });
    await deps.db.transaction(async (tx) => {
      const leave = await repo.lockLeave(tx, leaveId);
      await requireAccess(tx, actor, 'leave.request', leave ? { personId: leave.studentId } : {});
      if (!leave) throw new AppError('notFound');
      requirePending(leave.status);
      await keep(deps, tx, leave, await examine(files, leave.evidence.length));
      await deps.audit.record(tx, {
        actorId: actor.personId,
        action: 'leave.evidenceAdded',
        subjectType: 'leave',
        subjectId: leaveId,
        facts: { files: files.length },
      });
    });
  }

  return { ask, plan, listClasses, addEvidence };
}
