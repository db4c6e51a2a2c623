/**
 * Timetables: a rule by which the sessions of a class recur. All of them are made at once; ending the rule cancels what
 * is to come.
 */
import { type Actor, requireAccess } from '../../security/access/index.ts';
import type { Audit } from '../../security/audit/index.ts';
import type { Classes } from '../classes/index.ts';
import type { Database } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { Sessions } from '../sessions/index.ts';
import { expand } from './timetable.policy.ts';
import * as repo from './timetable.repo.ts';
import type { NewTimetable, TimetableView } from './timetable.schema.ts';
import { dayToDate } from '../../kernel/days.ts';

export function createTimetables(deps: {
  db: Database;
  audit: Audit;
  clock: Clock;
  classes: Classes;
  sessions: Sessions;
}) {
  /**
   * Makes the timetable and its sessions, in the wall time of the class's campus; holidays and excepted days are left
   * out.
   * @returns the timetable, how many sessions were made, and the days that were left out.
   * @throws AppError `invalidInput` for a rule that cannot be laid out; `notFound`.
   */
  async function createTimetable(
    actor: Actor,
    classId: string,
    input: NewTimetable,
  ): Promise<TimetableView & { sessions: number; skippedDays: string[] }> {
    return deps.db.transaction(async (tx) => {
      await requireAccess(tx, actor, 'sessions.plan', { classId });
      await repo.lockHolidays(tx, 'share');
      await deps.sessions.lockClass(tx, classId);
      await deps.sessions.requirePlace(tx, classId, input.placeId);
      await deps.classes.requireGroups(tx, classId, input.groupIds);
      const view = await deps.classes.get(tx, classId);
      const { lessons, skipped } = expand(input, await repo.findHolidays(tx, view.campusId), view.timeZone);
      const timetable: TimetableView = {
        id: newId(),
        classId,
        ...input,
        exceptDays: [...new Set(input.exceptDays)].sort(),
        createdAt: deps.clock.now(),
        endedAt: null,
      };
      await repo.insertTimetable(tx, timetable);
      await deps.sessions.insertMany(
        tx,
        lessons.map(({ day, startsAt, endsAt }) => ({
          id: newId(),
          classId,
          title: input.title,
          startsAt,
          endsAt,
          placeId: input.placeId,
          opensItself: input.opensItself,
          groupIds: input.groupIds,
          timetableId: timetable.id,
          timetableDay: dayToDate(day),
        })),
      );
      await deps.audit.record(tx, {
        actorId: actor.personId,
        action: 'timetable.created',
        subjectType: 'timetable',
        subjectId: timetable.id,
        facts: {
          classId,
          rule: input.rule,
          firstDay: input.firstDay,
          startsAt: input.startsAt,
          durationMinutes: input.durationMinutes,
          sessions: lessons.length,
          skippedDays: skipped,
        },
      });
      return { ...timetable, sessions: lessons.length, skippedDays: skipped };
    });
  }

  /**
   * The class's timetables, also those that have ended. @throws AppError `notFound` also when the class is not the
   * actor's.
   */
  async function listTimetables(actor: Actor, classId: string): Promise<TimetableView[]> {
    await requireAccess(deps.db.autocommit, actor, 'classes.read', { classId });
    await deps.classes.get(deps.db.autocommit, classId);
    return repo.findTimetables(deps.db.autocommit, classId);
  }

  /**
   * Ends a timetable: its sessions that are to come, still scheduled and without records or check-ins are cancelled;
   * the past stays. Ending it twice changes nothing more. @returns how many were cancelled. @throws AppError
   * `notFound`.
   */
  async function endTimetable(actor: Actor, timetableId: string): Promise<{ cancelled: number }> {
    return deps.db.transaction(async (tx) => {
      const timetable = await repo.findTimetable(tx, timetableId);
      if (!timetable) throw new AppError('notFound');
      await requireAccess(tx, actor, 'sessions.plan', { classId: timetable.classId });
      const now = deps.clock.now();
      if (!(await repo.endTimetable(tx, timetableId, now))) return { cancelled: 0 };
      const cancelled = await deps.sessions.cancelMany(tx, actor.personId, [{ timetableId, after: now }], {
        reason: null,
      });
      await deps.audit.record(tx, {
        actorId: actor.personId,
        action: 'timetable.ended',
        subjectType: 'timetable',
        subjectId: timetableId,
        facts: { classId: timetable.classId, sessionIds: cancelled.map(({ id }) => id) },
      });
      return { cancelled: cancelled.length };
    });
  }

  return { createTimetable, listTimetables, endTimetable };
}
