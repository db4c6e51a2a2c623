/** History: how students stood, session by session, also where nothing was marked. */
import { DateTime } from 'luxon';
import type { Actor } from '../access/actor.ts';
import { requireAccess, requirePermission } from '../access/require-access.ts';
import type { Database } from '../db/database.ts';
import type { Clock } from '../kernel/clock.ts';
import { countMarks, percentageOf } from '../reports/sheet.ts';
import * as repo from './figures.repo.ts';

export type { HistoryRow } from './figures.repo.ts';

export interface HistoryQuery {
  /** One student; all of the actor's classes when absent. Whoever is no staff names themselves or their ward. */
  personId?: string;
  /** Only the student with this address. */
  email?: string;
  /** Sessions that start at or after this, two years back when absent, … */
  from?: Date;
  /** … and before this. */
  to?: Date;
  limit: number;
}

export interface Standing extends repo.Totals {
  /** As on sheets: excused counts neither way; null when nothing counts. */
  percentage: number | null;
}

const usualYears = 2;

export function createHistory({ db, clock }: { db: Database; clock: Clock }) {
  /**
   * A row for each student and each session that was not cancelled, newest session first, then by name: sessions that began
   * while the student was on the roster, and those with a mark. Staff see the classes that are theirs.
   * @throws AppError `notFound` for somebody who is neither the actor nor a ward, for those who are no staff.
   */
  async function listHistory(actor: Actor, { personId, email, from, to, limit }: HistoryQuery): Promise<repo.HistoryRow[]> {
    const isStaff = actor.role === 'teacher' || actor.role === 'admin';
    if (!isStaff) await requireAccess(db.read, actor, 'attendance.readOwn', personId === undefined ? {} : { personId });
    const taughtBy = isStaff && requirePermission(actor, 'reports.statistics') === 'taught' ? actor.personId : undefined;
    const now = DateTime.fromJSDate(clock.now());
    return repo.findHistory(db.read, { personId, email, taughtBy, from: from ?? now.minus({ years: usualYears }).toJSDate(), to: to ?? now.plus({ years: usualYears }).toJSDate() }, limit);
  }

  return { listHistory };
}

/** Counts the marks of rows: of one student, one session, or whatever they have in common. */
export function sumHistory(rows: readonly repo.HistoryRow[]): Standing {
  const totals = countMarks(rows.map(({ status }) => status));
  return { ...totals, percentage: percentageOf(totals, 100) };
}
