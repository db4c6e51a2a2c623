/** The arithmetic of a sheet. */
import { describe, expect, it } from 'vitest';
import { buildSheet, countMarks, markKey, sheetStatuses } from '../../../src/reporting/sheets/sheet.ts';
import { AppError } from '../../../src/kernel/errors.ts';
import { periodText } from '../../../src/reporting/sheets/sheet-text.ts';
import { sampleInput, sampleSheet } from './sample-sheets.ts';

describe('buildSheet', () => {
  it('agrees with itself: marks, row totals, session totals and sheet totals are the same count', () => {
    const sheet = sampleSheet(37, 23);
    for (const row of sheet.rows) expect(row.totals).toEqual(countMarks(row.marks));
    for (const status of sheetStatuses) {
      const byRows = sheet.rows.reduce((sum, row) => sum + row.totals[status], 0);
      const bySessions = sheet.sessionTotals.reduce((sum, session) => sum + session.totals[status], 0);
      expect(byRows).toBe(sheet.totals[status]);
      expect(bySessions).toBe(sheet.totals[status]);
    }
    expect(sheetStatuses.reduce((sum, status) => sum + sheet.totals[status], 0)).toBe(37 * 23);
  });

  it('leaves cancelled sessions out, marks and all, and says how many there were', () => {
    const input = sampleInput(3, 4);
    const sessions = input.sessions.map((session, index) =>
      index === 1 ? { ...session, status: 'cancelled' as const } : session,
    );
    const sheet = buildSheet({ ...input, sessions });
    expect(sheet.sessions.map((session) => session.id)).toEqual(['s0', 's2', 's3']);
    expect(sheet.cancelledSessions).toBe(1);
    expect(sheet.rows.every((row) => row.marks.length === 3)).toBe(true);
  });

  it('shows sessions by time and students by name, whatever order they came in', () => {
    const input = sampleInput(12, 5);
    const shuffled = buildSheet({
      ...input,
      sessions: [...input.sessions].reverse(),
      students: [...input.students].reverse(),
    });
    expect(shuffled).toEqual(buildSheet(input));
  });

  it('blanks what lies outside a time on the roster, and holds nobody absent from a session they joined or left during', () => {
    const input = sampleInput(1, 4, ['Ada']);
    const [first, second, third] = input.sessions;
    if (!first || !second || !third) throw new Error('four sessions');
    const inside = (session: typeof first) => new Date(session.startsAt.getTime() + 60_000);
    const students = input.students.map((student) => ({
      ...student,
      enrolledAt: inside(second),
      leftAt: inside(third),
    }));
    const marks = new Map(input.sessions.map((session) => [markKey(session.id, 'p0'), 'absent' as const]));
    const absent = buildSheet({ ...input, students, marks });
    expect(absent.rows[0]).toMatchObject({
      marks: [null, null, null, null],
      onRoster: [false, true, true, false],
      percentage: null,
      isBelowMinimum: false,
    });
    const attended = buildSheet({
      ...input,
      students,
      marks: new Map([...marks.keys()].map((key) => [key, 'late' as const])),
    });
    expect(attended.rows[0]?.marks).toEqual([null, 'late', 'late', null]);
  });

  it('refuses a time zone that does not exist', () => {
    expect(() => buildSheet({ ...sampleInput(1, 1), timeZone: 'Mars/Olympus' })).toThrow(AppError);
  });
});

describe('periodText', () => {
  it.each([
    ['2026-11-02', '2026-11-02', '2 November 2026'],
    ['2026-11-01', '2026-11-30', '1–30 November 2026'],
    ['2026-11-01', '2026-12-02', '1 November – 2 December 2026'],
    ['2026-11-01', '2027-01-02', '1 November 2026 – 2 January 2027'],
  ])('says what %s and %s share once', (from, to, text) => expect(periodText({ from, to })).toBe(text));
});
