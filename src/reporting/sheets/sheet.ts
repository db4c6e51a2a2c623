/** What an attendance sheet says, and the arithmetic behind it: pure functions, no database, no format. */
import { IANAZone } from 'luxon';
import { AppError } from '../../kernel/errors.ts';
import { words } from './words/en.ts';

export type SheetStatus = 'present' | 'late' | 'absent' | 'excused';

export const sheetStatuses: readonly SheetStatus[] = ['present', 'late', 'absent', 'excused'];

export interface SheetSession {
  readonly id: string;
  readonly title: string | null;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly status: 'scheduled' | 'open' | 'closed' | 'cancelled';
}

export interface SheetStudent {
  readonly id: string;
  readonly name: string;
  /** The institution's own number, where there is one. */
  readonly externalId: string | null;
  readonly enrolledAt: Date;
  readonly leftAt: Date | null;
}

export interface SheetInput {
  readonly institution: string;
  readonly classCode: string;
  readonly classTitle: string;
  readonly teachers: readonly string[];
  /** IANA name of the campus's zone; every date on the sheet is shown in it. */
  readonly timeZone: string;
  /** ISO date, first day, in that zone. */
  readonly from: string;
  /** ISO date, last day (inclusive), in that zone. */
  readonly to: string;
  readonly generatedAt: Date;
  readonly generatedBy: string;
  /** 0-100; a student under it is marked. */
  readonly minimumPercentage: number;
  readonly sessions: readonly SheetSession[];
  readonly students: readonly SheetStudent[];
  /** By `markKey(sessionId, studentId)`; a pair without an entry was not recorded. */
  readonly marks: ReadonlyMap<string, SheetStatus>;
}

export type SheetTotals = Readonly<Record<SheetStatus, number>>;

export interface SheetRow {
  readonly student: SheetStudent;
  /** One for each session of the sheet, in its order; null: not recorded, or not on the roster then. */
  readonly marks: readonly (SheetStatus | null)[];
  /** Whether the student was on the roster during each session. */
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
  /** How many sessions of the range were cancelled. */
  readonly cancelledSessions: number;
  /** By name. */
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

/**
 * Attendance in per cent, to one decimal: (present + late) / (present + late + absent). Excused is left out on both
 * sides, as if the session had not been. Null when nothing counts.
 *
 * Rounds half up, except where that would lift the figure to a line that the fraction does not reach: with a
 * minimum of 75, 74.96 is shown as 74.9 and never as 75.0, and 99.96 is never shown as 100.
 */
export function percentageOf(totals: SheetTotals, minimumPercentage: number): number | null {
  const attended = totals.present + totals.late;
  const counted = attended + totals.absent;
  if (counted === 0) return null;
  const rounded = Math.round((1000 * attended) / counted) / 10;
  const crosses = (line: number): boolean => rounded >= line && 100 * attended < line * counted;
  return crosses(minimumPercentage) || crosses(100) ? Math.floor((1000 * attended) / counted) / 10 : rounded;
}

/** Whether the exact fraction lies under the minimum; false when nothing counts. */
export function isUnderMinimum(totals: SheetTotals, minimumPercentage: number): boolean {
  const attended = totals.present + totals.late;
  return 100 * attended < minimumPercentage * (attended + totals.absent);
}

/** Counts each status; blanks are not counted. */
export function countMarks(marks: Iterable<SheetStatus | null>): SheetTotals {
  const totals = { present: 0, late: 0, absent: 0, excused: 0 };
  for (const mark of marks) if (mark !== null) totals[mark] += 1;
  return totals;
}

/** How a session lies to a student's time on the roster. */
function membershipDuring(session: SheetSession, student: SheetStudent): 'whole' | 'part' | 'none' {
  const { enrolledAt, leftAt } = student;
  if (enrolledAt >= session.endsAt || (leftAt !== null && leftAt <= session.startsAt)) return 'none';
  return enrolledAt <= session.startsAt && (leftAt === null || leftAt >= session.endsAt) ? 'whole' : 'part';
}

/** Someone who joined or left during a session keeps what they attended, but is not held absent from it. */
function markOf(input: SheetInput, session: SheetSession, student: SheetStudent): SheetStatus | null {
  const membership = membershipDuring(session, student);
  const mark = input.marks.get(markKey(session.id, student.id)) ?? null;
  if (membership === 'none' || (membership === 'part' && mark === 'absent')) return null;
  return mark;
}

function buildRow(input: SheetInput, sessions: readonly SheetSession[], student: SheetStudent): SheetRow {
  const marks = sessions.map((session) => markOf(input, session, student));
  const totals = countMarks(marks);
  return {
    student,
    marks,
    onRoster: sessions.map((session) => membershipDuring(session, student) !== 'none'),
    totals,
    percentage: percentageOf(totals, input.minimumPercentage),
    isBelowMinimum: isUnderMinimum(totals, input.minimumPercentage),
  };
}

/** One order on every machine: the root collation, then the institution's number, then the id. */
function sortStudents(students: readonly SheetStudent[]): SheetStudent[] {
  const collator = new Intl.Collator('en', { numeric: true });
  return [...students].sort(
    (a, b) =>
      collator.compare(a.name, b.name) ||
      collator.compare(a.externalId ?? '', b.externalId ?? '') ||
      (a.id < b.id ? -1 : 1),
  );
}

/**
 * Works out the sheet that every format shows. Cancelled sessions are left out; a session outside a student's time
 * on the roster is blank and counts neither for nor against them.
 *
 * @throws AppError `invalidInput` when the time zone is not an IANA name.
 */
export function buildSheet(input: SheetInput): Sheet {
  if (!IANAZone.isValidZone(input.timeZone)) {
    throw new AppError('invalidInput', { detail: words.isNotATimeZone(input.timeZone), field: 'timeZone' });
  }
  const {
    institution,
    classCode,
    classTitle,
    teachers,
    timeZone,
    from,
    to,
    generatedAt,
    generatedBy,
    minimumPercentage,
  } = input;
  const { sessions: allSessions, students } = input;
  const sessions = allSessions
    .filter((session) => session.status !== 'cancelled')
    .sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime() || (a.id < b.id ? -1 : 1));
  const rows = sortStudents(students).map((student) => buildRow(input, sessions, student));
  const totals = countMarks(rows.flatMap((row) => row.marks));
  return {
    institution,
    classCode,
    classTitle,
    teachers,
    timeZone,
    from,
    to,
    generatedAt,
    generatedBy,
    minimumPercentage,
    sessions,
    cancelledSessions: allSessions.length - sessions.length,
    rows,
    sessionTotals: sessions.map((_, index) => {
      const ofSession = countMarks(rows.map((row) => row.marks[index] ?? null));
      return { totals: ofSession, percentage: percentageOf(ofSession, input.minimumPercentage) };
    }),
    totals,
    percentage: percentageOf(totals, input.minimumPercentage),
    belowMinimum: rows.filter((row) => row.isBelowMinimum).length,
  };
}
