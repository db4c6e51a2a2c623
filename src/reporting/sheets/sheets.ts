/** Sheets and reports: sheets as files, and the figures that people ask for. */
import { DateTime } from 'luxon';
import { type Actor, requireAccess } from '../../security/access/index.ts';
import type { Attendance, OwnRecord } from '../../attendance/register/index.ts';
import type { ClassView, Classes } from '../../school/classes/index.ts';
import type { Database } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { SessionView, Sessions } from '../../school/sessions/index.ts';
import { renderSheet, type RenderedSheet, type SheetFormat } from './render-sheet.ts';
import { percentageOf } from '../percentage/index.ts';
import { buildSheet, countMarks, markKey, type Sheet, type SheetTotals } from './sheet.ts';

/** ISO dates in the campus's zone, inclusive. */
export interface DayRange {
  from: string;
  to: string;
}

export interface ClassFigures {
  class: ClassView;
  sessions: number;
  totals: SheetTotals;
  percentage: number | null;
  /** Students under the minimum, lowest first. */
  below: { name: string; percentage: number }[];
}

export interface OwnFigures {
  class: ClassView;
  totals: SheetTotals;
  percentage: number | null;
  records: OwnRecord[];
}

export type Sheets = ReturnType<typeof createSheets>;

export function createSheets(deps: {
  db: Database;
  clock: Clock;
  classes: Classes;
  sessions: Sessions;
  attendance: Attendance;
  institutionName: () => Promise<string>;
}) {
  /**
   * The sheet of a class over a range of days, and its file.
   * @throws AppError `notFound` also when the class is not the actor's.
   */
  async function makeSheet(
    actor: Actor,
    classId: string,
    range: DayRange,
    format: SheetFormat,
  ): Promise<{ sheet: Sheet; file: RenderedSheet }> {
    await requireAccess(deps.db.autocommit, actor, 'reports.sheet', { classId });
    const sheet = await gather(actor, await deps.classes.get(deps.db.autocommit, classId), range);
    return { sheet, file: await renderSheet(sheet, format) };
  }

  /** The sheet of the day of one session, holding that session only. */
  async function makeSessionSheet(
    actor: Actor,
    sessionId: string,
    format: SheetFormat,
  ): Promise<{ sheet: Sheet; file: RenderedSheet }> {
    const session = await deps.sessions.read(actor, sessionId, 'reports.sheet');
    const view = await deps.classes.get(deps.db.autocommit, session.classId);
    const day = DateTime.fromJSDate(session.startsAt, { zone: view.timeZone }).toFormat('yyyy-MM-dd');
    const sheet = await gather(actor, view, { from: day, to: day }, (candidate) => candidate.id === sessionId);
    return { sheet, file: await renderSheet(sheet, format) };
  }

  async function gather(
    actor: Actor,
    view: ClassView,
    range: DayRange,
    isWanted: (session: SessionView) => boolean = () => true,
  ): Promise<Sheet> {
    const held = (await sessionsOf(view, range)).filter(isWanted);
    const [institution, teachers, students, marks] = await Promise.all([
      deps.institutionName(),
      deps.classes.teacherNames(view.id),
      deps.classes.roster(deps.db.autocommit, view.id, { includeLeft: true }),
      deps.attendance.listMarks(held.map((session) => session.id)),
    ]);
    return buildSheet({
      institution,
      classCode: view.code,
      classTitle: view.title,
      teachers,
      timeZone: view.timeZone,
      ...range,
      generatedAt: deps.clock.now(),
      generatedBy: actor.name,
      minimumPercentage: view.policy.minimumPercentage,
      sessions: held,
      students,
      marks: new Map(marks.map((mark) => [markKey(mark.sessionId, mark.personId), mark.status])),
    });
  }

  /** Sessions of the range that took place or were called off; one still to come says nothing about attendance. */
  async function sessionsOf(view: ClassView, range: DayRange): Promise<SessionView[]> {
    const from = DateTime.fromISO(range.from, { zone: view.timeZone }).startOf('day').toJSDate();
    const to = DateTime.fromISO(range.to, { zone: view.timeZone }).plus({ days: 1 }).startOf('day').toJSDate();
    return (await deps.sessions.listBetween([view.id], from, to)).filter((session) => session.status !== 'scheduled');
  }

  /** Percentage and counts of a class. Its open sessions are left out: nobody is absent from them yet. */
  async function readClassFigures(actor: Actor, view: ClassView, range: DayRange): Promise<ClassFigures> {
    await requireAccess(deps.db.autocommit, actor, 'reports.statistics', { classId: view.id });
    const sheet = await gather(actor, view, range, (session) => session.status === 'closed');
    const below = sheet.rows
      .filter((row) => row.isBelowMinimum && row.percentage !== null)
      .map((row) => ({ name: row.student.name, percentage: row.percentage ?? 0 }))
      .sort((a, b) => a.percentage - b.percentage);
    return { class: view, sessions: sheet.sessions.length, totals: sheet.totals, percentage: sheet.percentage, below };
  }

  /** Figures of several classes together; every mark weighs the same. */
  function combine(figures: readonly ClassFigures[]): {
    sessions: number;
    totals: SheetTotals;
    percentage: number | null;
  } {
    const totals = { present: 0, late: 0, absent: 0, excused: 0 };
    for (const { totals: one } of figures) {
      totals.present += one.present;
      totals.late += one.late;
      totals.absent += one.absent;
      totals.excused += one.excused;
    }
    return {
      sessions: figures.reduce((sum, one) => sum + one.sessions, 0),
      totals,
      percentage: percentageOf(totals, 100),
    };
  }

  /** The actor's own records and percentage in a class. */
  async function readOwnFigures(actor: Actor, view: ClassView, range: DayRange): Promise<OwnFigures> {
    await requireAccess(deps.db.autocommit, actor, 'classes.read', { classId: view.id });
    return figuresOf(actor, actor.personId, view, range);
  }

  /**
   * The records and percentages of a student in each of their classes: the actor's own, or a ward's. By default this
   * month up to today, in each class's own zone.
   * @throws AppError `notFound` when it is another student.
   */
  async function readStudentFigures(actor: Actor, studentId: string, range: Partial<DayRange>): Promise<OwnFigures[]> {
    await requireAccess(deps.db.autocommit, actor, 'attendance.readOwn', { personId: studentId });
    const views = await deps.classes.listEnrolled(deps.db.autocommit, studentId);
    return Promise.all(
      views.map((view) => {
        const to = range.to ?? DateTime.fromJSDate(deps.clock.now(), { zone: view.timeZone }).toFormat('yyyy-MM-dd');
        return figuresOf(actor, studentId, view, {
          from: range.from ?? DateTime.fromISO(to).startOf('month').toFormat('yyyy-MM-dd'),
          to,
        });
      }),
    );
  }

  async function figuresOf(actor: Actor, personId: string, view: ClassView, range: DayRange): Promise<OwnFigures> {
    const held = (await sessionsOf(view, range)).filter((session) => session.status !== 'cancelled');
    const records = await deps.attendance.readOwn(actor, held, personId);
    const totals = countMarks(records.map((record) => record.status));
    return { class: view, totals, percentage: percentageOf(totals, view.policy.minimumPercentage), records };
  }

  return { makeSheet, makeSessionSheet, readClassFigures, combine, readOwnFigures, readStudentFigures };
}
