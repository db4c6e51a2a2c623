/** History: how students stood, session by session, also where nothing was marked. */
import { type Actor, requireAccess, requirePermission } from '../../security/access/index.ts';
import type { Database } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { type CountingRule, type Weighed, addWeighed, percentageOf, weigh } from '../counting/index.ts';
import type { Classes } from '../../school/classes/index.ts';
import { type Day, addYears, dayOf } from '../../kernel/days.ts';
import { layOutDays } from './campus-days.ts';
import * as repo from './statistics.repo.ts';
import type { HistoryRow, Totals } from './statistics.schema.ts';

export interface HistoryQuery {
  /** One student; all of the actor's classes when absent. Whoever is no staff names themselves or their ward. */
  personId?: string;
  /** Only the student with this address. */
  email?: string;
  /** First and last day, each in the calendar of the campus; two years back and ahead when absent. */
  from?: Day;
  to?: Day;
}

/** Counts with the percentage as on sheets, by the rule of the class; null when nothing counts. */
export type Summed<T extends Totals> = T & Weighed & { percentage: number | null };

const usualYears = 2;
/** From two years back to two years ahead, and what a client adds to one end. */
const mostDays = 366 * 20;

export function createHistory({ db, clock, classes }: { db: Database; clock: Clock; classes: Classes }) {
  /**
   * A row for each student and each session that was not cancelled, newest session first, then by name: sessions that
   * began while the student was on the roster, and those with a mark. Staff see the classes that are theirs.
   * @throws AppError `notFound` for somebody who is neither the actor nor a ward, for those who are no staff.
   */
  const listHistory = async (
    actor: Actor,
    { limit, ...query }: HistoryQuery & { limit: number },
  ): Promise<HistoryRow[]> => repo.findHistory(db.autocommit, await reach(actor, query), limit);

  /** The marks of the same rows counted by session. @throws as `listHistory`. */
  const sumBySession = async (actor: Actor, query: HistoryQuery = {}) =>
    (await repo.sumHistoryBySession(db.autocommit, await reach(actor, query))).map(withPercentage);

  /** The same by class and student. @throws as `listHistory`. */
  const sumByStudent = async (actor: Actor, query: HistoryQuery = {}) =>
    (await repo.sumHistoryByStudent(db.autocommit, await reach(actor, query))).map(withPercentage);

  async function reach(actor: Actor, { personId, email, from, to }: HistoryQuery): Promise<repo.HistoryFilter> {
    const isStaff = actor.role === 'teacher' || actor.role === 'admin';
    if (!isStaff)
      await requireAccess(db.autocommit, actor, 'attendance.readOwn', personId === undefined ? {} : { personId });
    const taughtBy =
      isStaff && requirePermission(actor, 'reports.statistics') === 'taught' ? actor.personId : undefined;
    const now = clock.now();
    const calendars = await classes.listCalendars();
    const days = calendars.flatMap((calendar) => {
      const today = dayOf(now, calendar.timeZone);
      const range = { from: from ?? addYears(today, -usualYears), to: to ?? addYears(today, usualYears) };
      return range.from > range.to ? [] : layOutDays(range, now, [calendar], mostDays);
    });
    return { personId, email, taughtBy, days };
  }

  return { listHistory, sumBySession, sumByStudent };
}

function withPercentage<T extends Totals & Pick<CountingRule, 'excusedRule'>>(row: T): Summed<T> {
  const weighed = weigh(row, row);
  return { ...row, ...weighed, percentage: percentageOf(weighed, 100) };
}

/** Counts of several classes or sessions together. */
export function addUp(rows: readonly (Totals & Weighed)[]): Summed<Totals> {
  const sum = (status: keyof Totals): number => rows.reduce((total, row) => total + row[status], 0);
  const weighed = addWeighed(rows);
  return {
    present: sum('present'),
    late: sum('late'),
    absent: sum('absent'),
    excused: sum('excused'),
    ...weighed,
    percentage: percentageOf(weighed, 100),
  };
}
