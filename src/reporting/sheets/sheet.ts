/** What an attendance sheet says, and the arithmetic behind it: pure functions, no database, no format. */
import {
  figureOfStudent,
  isMark,
  percentageOf,
  standingIn,
  weigh,
  type CountingRule,
  type MarkedStatus,
} from '../counting/index.ts';
import type { Member } from '../../school/classes/index.ts';

export type SheetStatus = MarkedStatus;

export const sheetStatuses: readonly SheetStatus[] = ['present', 'late', 'absent', 'excused'];

export interface SheetSession {
  readonly id: string;
  readonly title: string | null;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly status: 'scheduled' | 'open' | 'closed' | 'cancelled';
  /** For which groups of the class; for everybody when there is none. */
  readonly groupIds: string[];
}

export interface SheetStudent extends Member {
  readonly id: string;
  readonly name: string;
  /** The institution's own number, where there is one. */
  readonly externalId: string | null;
  /** When they left the class; null while they are on the roster. */
  readonly leftAt: Date | null;
}

export interface SheetInput {
  readonly institution: string;
  readonly classCode: string;
  readonly classTitle: string;
  readonly teachers: readonly string[];
  /** IANA name of the campus's zone; every date on the sheet is shown in it. */
  readonly timeZone: string;
  /** BCP 47: how a CSV separates its columns. */
  readonly locale: string;
  /** ISO date, first day, in that zone. */
  readonly from: string;
  /** ISO date, last day (inclusive), in that zone. */
  readonly to: string;
  readonly generatedAt: Date;
  readonly generatedBy: string;
  /** How the class counts; a student under its minimum is marked. */
  readonly rule: CountingRule;
  /** Those of the range; a column each for those that were held. */
  readonly sessions: readonly SheetSession[];
  /** In the order in which the roster has them. */
  readonly students: readonly SheetStudent[];
  /** By `markKey(sessionId, studentId)`; a pair without an entry was not recorded. */
  readonly marks: ReadonlyMap<string, SheetStatus>;
}

export type SheetTotals = Readonly<Record<SheetStatus, number>>;

export interface SheetRow {
  readonly student: SheetStudent;
  /** One for each session of the sheet, in its order; null: not marked, or not enrolled then. */
  readonly marks: readonly (SheetStatus | null)[];
  /** False: not enrolled then, and not marked either. */
  readonly onRoster: readonly boolean[];
  readonly totals: SheetTotals;
  /** See `percentageOf`; rounded for display. */
  readonly percentage: number | null;
  /** Decided on the exact fraction, never on the rounded figure. */
  readonly isBelowMinimum: boolean;
}

export interface SheetSessionTotals {
  readonly totals: SheetTotals;
  readonly percentage: number | null;
}

export interface Sheet extends Omit<SheetInput, 'sessions' | 'students' | 'marks'> {
  /** By time; cancelled ones are left out. */
  readonly sessions: readonly SheetSession[];
  /** How many sessions of the range were cancelled, those that are void among them. */
  readonly cancelledSessions: number;
  /** How many are over and nobody took their register. */
  readonly notTakenSessions: number;
  /** In the order of the roster. */
  readonly rows: readonly SheetRow[];
  /** One for each session, in its order. */
  readonly sessionTotals: readonly SheetSessionTotals[];
  readonly totals: SheetTotals;
  /** Over all marks of the sheet, so that a session with more students weighs more. */
  readonly percentage: number | null;
  readonly belowMinimum: number;
}

/** The key of one student's mark in one session, as `SheetInput.marks` is read. */
export const markKey = (sessionId: string, studentId: string): string => `${sessionId}/${studentId}`;

/** Counts each status; blanks are not counted. */
export function countMarks(marks: Iterable<SheetStatus | null>): SheetTotals {
  const totals = { present: 0, late: 0, absent: 0, excused: 0 };
  for (const mark of marks) if (mark !== null) totals[mark] += 1;
  return totals;
}

function buildRow(input: SheetInput, sessions: readonly SheetSession[], student: SheetStudent): SheetRow {
  const standings = sessions.map((session) =>
    standingIn(session, student, input.marks.get(markKey(session.id, student.id)) ?? null),
  );
  const marks = standings.map((standing) => (isMark(standing) ? standing : null));
  const totals = countMarks(marks);
  const ahead = input.sessions.filter((session) => standingIn(session, student, null) === 'ahead').length;
  return {
    student,
    marks,
    onRoster: standings.map((standing) => standing !== 'notEnrolled'),
    totals,
    ...figureOfStudent(totals, { ahead, hasLeft: student.leftAt !== null }, input.rule),
  };
}

/**
 * Works out the sheet that every format shows: what counts, and how, is the counting policy's. Cancelled and void
 * sessions are left out, and so are those that were not held.
 */
export function buildSheet(input: SheetInput): Sheet {
  const { sessions: all, students, rule } = input;
  const { institution, classCode, classTitle, teachers, timeZone, locale, from, to, generatedAt, generatedBy } = input;
  const sessions = all
    .filter((session) => session.status === 'open' || session.status === 'closed')
    .sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime() || (a.id < b.id ? -1 : 1));
  const rows = students.map((student) => buildRow(input, sessions, student));
  const totals = countMarks(rows.flatMap((row) => row.marks));
  return {
    institution,
    classCode,
    classTitle,
    teachers,
    timeZone,
    locale,
    from,
    to,
    generatedAt,
    generatedBy,
    rule,
    sessions,
    cancelledSessions: all.filter((session) => session.status === 'cancelled').length,
    notTakenSessions: all.filter((session) => session.status === 'scheduled' && session.endsAt <= input.generatedAt)
      .length,
    rows,
    sessionTotals: sessions.map((_, index) => {
      const ofSession = countMarks(rows.map((row) => row.marks[index] ?? null));
      return { totals: ofSession, percentage: percentageOf(weigh(ofSession, rule), rule.minimumPercentage) };
    }),
    totals,
    percentage: percentageOf(weigh(totals, rule), rule.minimumPercentage),
    belowMinimum: rows.filter((row) => row.isBelowMinimum).length,
  };
}
