/** History: how students stood, session by session, also where nothing was marked. */
import { DateTime } from 'luxon';
import { type Actor, requireAccess, requirePermission } from '../../security/access/index.ts';
import type { Database } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { percentageOf } from '../percentage/index.ts';
import * as repo from './statistics.repo.ts';
import type { HistoryRow, Totals } from './statistics.schema.ts';

export interface HistoryQuery {
  /** One student; all of the actor's classes when absent. Whoever is no staff names themselves or their ward. */
  personId?: string;
  /** Only the student with this address. */
  email?: string;
  /** Sessions that start at or after this, two years back when absent, … */
  from?: Date;
  /** … and before this. */
  to?: Date;
}

/** Counts with the percentage as on sheets: excused counts neither way; null when nothing counts. */
export type Summed<T extends Totals> = T & { percentage: number | null };

const usualYears = 2;

export function createHistory({ db, clock }: { db: Database; clock: Clock }) {
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
    const now = DateTime.fromJSDate(clock.now());
    return {
      personId,
      email,
      taughtBy,
      from: from ?? now.minus({ years: usualYears }).toJSDate(),
      to: to ?? now.plus({ years: usualYears }).toJSDate(),
    };
  }

  return { listHistory, sumBySession, sumByStudent };
}

const withPercentage = <T extends Totals>(row: T): Summed<T> => ({ ...row, percentage: percentageOf(row, 100) });

/** Counts of several classes or sessions together. */
export function addUp(rows: readonly Totals[]): Summed<Totals> {
  const sum = (status: keyof Totals): number => rows.reduce((total, row) => total + row[status], 0);
  return withPercentage({ present: sum('present'), late: sum('late'), absent: sum('absent'), excused: sum('excused') });
}
