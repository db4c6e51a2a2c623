/** Holidays: days without lessons, on one campus or on all. */
import { type Actor, requireAccess } from '../../security/access/index.ts';
import type { Audit } from '../../security/audit/index.ts';
import type { Database, Tx } from '../../db/index.ts';
import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { Sessions } from '../sessions/index.ts';
import * as repo from './timetable.repo.ts';
import type { HolidayView, NewHoliday } from './timetable.schema.ts';
import { addDays, spanOfDays } from '../../kernel/days.ts';
import { words } from './words/en.ts';

/** A longer one was mistyped. */
const mostDays = 366;

export function createHolidays(deps: { db: Database; audit: Audit; sessions: Sessions }) {
  /** For everybody. */
  async function listHolidays(actor: Actor): Promise<HolidayView[]> {
    await requireAccess(deps.db.autocommit, actor, 'account.use', { personId: actor.personId });
    return repo.findHolidays(deps.db.autocommit);
  }

  /**
   * Makes a holiday and cancels what is scheduled on its days, by the clocks of each campus. What was held on them
   * becomes void, its marks kept and uncounted, unless `voidHeld` is false.
   * @returns its id, and how many sessions were cancelled, and are void.
   * @throws AppError `invalidInput` when it ends before it starts or lasts more than a year; `notFound` for an unknown
   * campus.
   */
  async function createHoliday(
    actor: Actor,
    { voidHeld, ...input }: NewHoliday,
  ): Promise<{ id: string; cancelled: number; voided: number }> {
    if (input.lastDay < input.firstDay)
      throw new AppError('invalidInput', {
        field: 'lastDay',
        detail: words.lastDayAHolidayDoesNotEnd,
      });
    if (addDays(input.firstDay, mostDays) <= input.lastDay)
      throw new AppError('invalidInput', {
        field: 'lastDay',
        detail: words.lastDayAHolidayLastsDays(mostDays),
      });
    return deps.db.transaction(async (tx) => {
      await requireAccess(tx, actor, 'sessions.holidays', {});
      await repo.lockHolidays(tx, 'alone');
      const campuses = await repo.findCampuses(tx, input.campusId);
      if (input.campusId !== null && campuses.length === 0)
        throw new AppError('notFound', { field: 'campusId', detail: words.thereIsNoSuchCampus });
      const holiday = { id: newId(), ...input };
      await repo.insertHoliday(tx, holiday);
      const scopes = campuses.map((campus) => ({
        campusId: campus.id,
        ...spanOfDays(input.firstDay, input.lastDay, campus.timeZone),
        withHeld: voidHeld,
      }));
      const cancelled = await deps.sessions.cancelMany(tx, actor.personId, scopes, {
        reason: input.name,
        holidayId: holiday.id,
      });
      const voided = cancelled.filter(({ status }) => status !== 'scheduled').length;
      await deps.audit.record(tx, {
        actorId: actor.personId,
        action: 'holiday.created',
        subjectType: 'holiday',
        subjectId: holiday.id,
        facts: { ...input, sessionIds: cancelled.map(({ id }) => id) },
      });
      return { id: holiday.id, cancelled: cancelled.length - voided, voided };
    });
  }

  /**
   * Takes a holiday off the list. What another holiday covers too is that one's from then on; the rest of what it called
   * off stays so unless `restores` asks for it to be given back.
   * @returns how many sessions were given back. @throws AppError `notFound`.
   */
  async function deleteHoliday(actor: Actor, holidayId: string, restores: boolean): Promise<{ restored: number }> {
    return deps.db.transaction(async (tx) => {
      await requireAccess(tx, actor, 'sessions.holidays', {});
      await repo.lockHolidays(tx, 'alone');
      const sessionIds = await deps.sessions.endHoliday(tx, actor.personId, holidayId, {
        restores,
        others: await spansBeside(tx, holidayId),
      });
      if (!(await repo.deleteHoliday(tx, holidayId))) throw new AppError('notFound');
      await deps.audit.record(tx, {
        actorId: actor.personId,
        action: 'holiday.deleted',
        subjectType: 'holiday',
        subjectId: holidayId,
        facts: { sessionIds },
      });
      return { restored: sessionIds.length };
    });
  }

  /** When the holidays that overlap this one are, on each campus. */
  async function spansBeside(tx: Tx, holidayId: string) {
    const all = await repo.findHolidays(tx);
    const ending = all.find(({ id }) => id === holidayId);
    const beside = all.filter(
      ({ id, firstDay, lastDay }) =>
        id !== holidayId && ending && firstDay <= ending.lastDay && lastDay >= ending.firstDay,
    );
    const campuses = beside.length > 0 ? await repo.findCampuses(tx, ending?.campusId ?? null) : [];
    return beside.flatMap(({ id, name, campusId, firstDay, lastDay }) =>
      campuses
        .filter((campus) => campusId === null || campus.id === campusId)
        .map((campus) => ({
          ...{ holidayId: id, name, campusId: campus.id },
          ...spanOfDays(firstDay, lastDay, campus.timeZone),
        })),
    );
  }

  return { listHolidays, createHoliday, deleteHoliday };
}
