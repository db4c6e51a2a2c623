/** Sheets and reports: sheets as files, and the figures that people ask for. */
import { type Actor, requireAccess } from '../../security/access/index.ts';
import type { Attendance, OwnRecord } from '../../attendance/register/index.ts';
import { type ClassView, type Classes, membershipDuring } from '../../school/classes/index.ts';
import type { Database } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { SessionView, Sessions } from '../../school/sessions/index.ts';
import { renderSheet, type RenderedSheet, type SheetFormat } from './render-sheet.ts';
import {
  type StudentFigure,
  addWeighed,
  figureOfStudent,
  isMark,
  percentageOf,
  standingIn,
  weigh,
} from '../counting/index.ts';
import { type AskedDays, type DayRange, dayOf, daysAsked, spanOfDays } from '../../kernel/days.ts';
import { buildSheet, countMarks, markKey, type Sheet, type SheetTotals } from './sheet.ts';

export type { DayRange } from '../../kernel/days.ts';

export interface ClassFigures {
  class: ClassView;
  range: DayRange;
  sessions: number;
  /** Lessons that are over and whose register nobody took. */
  notTaken: number;
  totals: SheetTotals;
  percentage: number | null;
  /** Students under the minimum, lowest first. */
  below: { name: string; percentage: number }[];
}

export interface OwnFigures extends StudentFigure {
  class: ClassView;
  range: DayRange;
  totals: SheetTotals;
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
    const day = dayOf(session.startsAt, view.timeZone);
    const sheet = await gather(actor, view, { from: day, to: day }, (candidate) => candidate.id === sessionId);
    return { sheet, file: await renderSheet(sheet, format) };
  }

  async function gather(
    actor: Actor,
    view: ClassView,
    range: DayRange,
    isWanted: (session: SessionView) => boolean = () => true,
  ): Promise<Sheet> {
    const sessions = (await sessionsOf(view, range)).filter(isWanted);
    const [institution, teachers, everybody, marks] = await Promise.all([
      deps.institutionName(),
      deps.classes.teacherNames(view.id),
      deps.classes.roster(deps.db.autocommit, view.id, { includeLeft: true }),
      deps.attendance.listMarks(sessions.map((session) => session.id)),
    ]);
    const marked = new Set(marks.map(({ personId }) => personId));
    // Who left before, and whoever came after, has no line; unless something stands about them.
    const students = everybody.filter(
      (entry) =>
        entry.leftAt === null ||
        marked.has(entry.id) ||
        sessions.some((session) => membershipDuring(entry, session) !== 'none'),
    );
    return buildSheet({
      institution,
      classCode: view.code,
      classTitle: view.title,
      teachers,
      timeZone: view.timeZone,
      locale: view.locale,
      ...range,
      generatedAt: deps.clock.now(),
      generatedBy: actor.name,
      rule: view.policy,
      sessions,
      students,
      marks: new Map(marks.map((mark) => [markKey(mark.sessionId, mark.personId), mark.status])),
    });
  }

  const sessionsOf = (view: ClassView, range: DayRange): Promise<SessionView[]> => {
    const { from, to } = spanOfDays(range.from, range.to, view.timeZone);
    return deps.sessions.listBetween([view.id], from, to);
  };

  /** Percentage and counts of a class, as its sheet has them. */
  async function readClassFigures(actor: Actor, view: ClassView, range: DayRange): Promise<ClassFigures> {
    await requireAccess(deps.db.autocommit, actor, 'reports.statistics', { classId: view.id });
    const sheet = await gather(actor, view, range);
    const below = sheet.rows
      .filter((row) => row.isBelowMinimum && row.percentage !== null)
      .map((row) => ({ name: row.student.name, percentage: row.percentage ?? 0 }))
      .sort((a, b) => a.percentage - b.percentage);
    const { totals, percentage, notTakenSessions: notTaken } = sheet;
    // An open session in which nobody is marked yet was not held so far.
    const held = sheet.sessions.filter(
      ({ status }, index) => status === 'closed' || sheet.rows.some((row) => row.marks[index] !== null),
    );
    return { class: view, range, sessions: held.length, notTaken, totals, percentage, below };
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
      percentage: percentageOf(addWeighed(figures.map((one) => weigh(one.totals, one.class.policy))), 100),
    };
  }

  /** The actor's own records and percentage in a class, also one they have left. */
  async function readOwnFigures(actor: Actor, view: ClassView, range: DayRange): Promise<OwnFigures> {
    await requireAccess(deps.db.autocommit, actor, 'attendance.readOwn', { personId: actor.personId });
    return figuresOf(actor, actor.personId, view, range);
  }

  /**
   * The records and percentages of a student in each of their classes: the actor's own, or a ward's. Classes that they
   * left, or that are archived, are among them where they have something of these days. By default this month up to
   * today, in each class's own zone.
   * @throws AppError `notFound` when it is another student.
   */
  async function readStudentFigures(actor: Actor, studentId: string, asked: AskedDays): Promise<OwnFigures[]> {
    await requireAccess(deps.db.autocommit, actor, 'attendance.readOwn', { personId: studentId });
    const [ever, now] = await Promise.all([
      deps.classes.listEverEnrolled(deps.db.autocommit, studentId),
      deps.classes.listEnrolled(deps.db.autocommit, studentId),
    ]);
    const all = await Promise.all(
      ever.map((view) => figuresOf(actor, studentId, view, daysAsked(asked, deps.clock.now(), view.timeZone))),
    );
    return all.filter(
      ({ class: { id }, records }) =>
        now.some((view) => view.id === id) || records.some(({ status }) => status !== null),
    );
  }

  async function figuresOf(actor: Actor, personId: string, view: ClassView, range: DayRange): Promise<OwnFigures> {
    const sessions = await sessionsOf(view, range);
    const [everybody, found] = await Promise.all([
      deps.classes.everOnRosterNow(view.id),
      deps.attendance.readOwn(actor, sessions, personId),
    ]);
    const member = everybody.find(({ id }) => id === personId) ?? { spells: [], groupSpells: [] };
    const stood = found.map((record) => ({ ...record, standing: standingIn(record.session, member, record.status) }));
    const records = stood.flatMap(({ standing, session }) =>
      isMark(standing) || standing === 'notMarked' ? [{ session, status: isMark(standing) ? standing : null }] : [],
    );
    const totals = countMarks(records.map((record) => record.status));
    const ahead = stood.filter(({ standing }) => standing === 'ahead').length;
    const hasLeft = !member.spells.some(({ to }) => to === null);
    return { class: view, range, totals, ...figureOfStudent(totals, { ahead, hasLeft }, view.policy), records };
  }

  return { makeSheet, makeSessionSheet, readClassFigures, combine, readOwnFigures, readStudentFigures };
}
