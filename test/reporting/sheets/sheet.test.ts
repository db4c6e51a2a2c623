/** The arithmetic of a sheet. */
import { describe, expect, it } from 'vitest';
import { buildSheet, countMarks, markKey, sheetStatuses } from '../../../src/reporting/sheets/sheet.ts';
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

  it('shows sessions by time, whatever order they came in, and students as the roster has them', () => {
    const input = sampleInput(12, 5);
    const shuffled = buildSheet({
      ...input,
      sessions: [...input.sessions].reverse(),
    });
    expect(shuffled).toEqual(buildSheet(input));
    expect(shuffled.rows.map(({ student }) => student.id)).toEqual(input.students.map(({ id }) => id));
  });

  it('counts a mark that stands also outside a time on the roster, and shows where nobody was enrolled', () => {
    const input = sampleInput(1, 4, ['Ada']);
    const [first, second, third] = input.sessions;
    if (!first || !second || !third) throw new Error('four sessions');
    const inside = (session: typeof first) => new Date(session.startsAt.getTime() + 60_000);
    const students = input.students.map((student) => ({
      ...student,
      leftAt: inside(third),
      spells: [{ from: inside(second), to: inside(third) }],
    }));
    const unmarked = buildSheet({ ...input, students, marks: new Map() });
    expect(unmarked.rows[0]).toMatchObject({
      marks: [null, null, null, null],
      onRoster: [false, true, true, false],
      percentage: null,
      isBelowMinimum: false,
    });
    const before = buildSheet({ ...input, students, marks: new Map([[markKey(first.id, 'p0'), 'late' as const]]) });
    expect(before.rows[0]).toMatchObject({ marks: ['late', null, null, null], onRoster: [true, true, true, false] });
    expect(before.percentage).toBe(100);
  });

  it('leaves out who is not in the groups of a session, and counts over all planned lessons where the class says so', () => {
    const input = sampleInput(2, 2, ['Ada', 'Bo']);
    const [first, second] = input.sessions;
    if (!first || !second) throw new Error('two sessions');
    const students = input.students.map((student, index) => ({
      ...student,
      groupSpells: index === 0 ? [{ groupId: 'lab', from: new Date(0), to: null }] : [],
    }));
    const rule = { ...input.rule, percentageBase: 'planned' as const };
    const sessions = [
      { ...first, groupIds: ['lab'] },
      { ...second, status: 'scheduled' as const },
    ];
    const sheet = buildSheet({
      ...input,
      rule,
      students,
      sessions,
      marks: new Map([[markKey(first.id, 'p0'), 'present' as const]]),
    });
    expect(sheet.rows.map(({ onRoster, percentage }) => ({ onRoster, percentage }))).toEqual([
      { onRoster: [true], percentage: 50 },
      { onRoster: [false], percentage: null },
    ]);
    expect(sheet.notTakenSessions).toBe(1);
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
