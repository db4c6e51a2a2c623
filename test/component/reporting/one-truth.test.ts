/**
 * One truth about every mark: sheet, figures, chat, own figures, history, records and the institution count the same, for
 * rosters with joins, leaves and returns, in any zone, over any days. What they should count is counted here once more,
 * by the platform's own calendar.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { addDays } from '../../../src/kernel/days.ts';
import { isMark, isUnderMinimum, standingIn, weighStudent } from '../../../src/reporting/counting/index.ts';
import type { SheetJson } from '../../../src/reporting/sheets/sheet-json.ts';
import type { Actor } from '../../../src/security/access/index.ts';
import {
  drawnClass,
  storeDrawn,
  windowStart,
  zones,
  type Status,
  type StoredClass,
} from '../../support/drawn-school.ts';
import { adminEmail, startTestMuster, type TestMuster } from '../../support/muster.ts';

const drawnClasses = 1000;
const atOnce = 4;
const statuses: readonly Status[] = ['present', 'late', 'absent', 'excused'];

let muster: TestMuster;
let admin: Actor;
let classes: StoredClass[];
let ranges: { from: string; to: string }[];

beforeAll(async () => {
  // Without its jobs, which would close what was drawn open.
  muster = await startTestMuster({ ROLE: 'web' }, '2026-11-15T12:00:00Z');
  const { id, name } = await muster.db.autocommit.person.findFirstOrThrow({ where: { email: adminEmail } });
  admin = { personId: id, name, role: 'admin' };
  const seed = inject('propertySeed');
  classes = await storeDrawn(muster.db, fc.sample(drawnClass, { numRuns: drawnClasses, seed }));
  const first = new Date(windowStart).toISOString().slice(0, 10);
  ranges = fc
    .sample(fc.tuple(fc.integer({ min: -2, max: 20 }), fc.nat({ max: 20 })), { numRuns: drawnClasses, seed })
    .map(([from, length]) => ({ from: addDays(first, from), to: addDays(first, from + length) }));
});
afterAll(() => muster.end());

const dayOf = (hours: number, zone: number): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: zones[zone]! }).format(windowStart + hours * 3600_000);
type Totals = Record<Status, number>;
const totalsOf = (marks: readonly (Status | null)[]): Totals =>
  Object.fromEntries(statuses.map((status) => [status, marks.filter((mark) => mark === status).length])) as Totals;
const pick = ({ present, late, absent, excused }: Totals): Totals => ({ present, late, absent, excused });

/** The sessions of a class that count, of the days. */
const heldOf = ({ sessions, zone }: StoredClass, { from, to }: { from: string; to: string }) =>
  sessions.filter(({ startsAt, state, marks }) => {
    const day = dayOf(startsAt, zone);
    const isHeld = state === 'closed' || (state === 'open' && marks.some((mark) => mark !== null));
    return isHeld && day >= from && day <= to;
  });

async function compare(one: StoredClass, range: { from: string; to: string }): Promise<void> {
  const { modules } = muster;
  const held = heldOf(one, range);
  const expected = totalsOf(held.flatMap(({ marks }) => marks));
  const view = await modules.classes.get(muster.db.autocommit, one.id);
  const [made, figures, chat, page] = [
    await modules.reports.makeSheet(admin, one.id, range, 'json'),
    await modules.figures.readClass(admin, one.id, range),
    await modules.reports.readClassFigures(admin, view, range),
    await modules.figures.listRecords(admin, { classId: one.id, ...range, limit: 500 }),
  ];
  const sheet = JSON.parse(made.file.data.toString()) as SheetJson;
  const views = {
    sheet: [pick(sheet.totals), sheet.percentage],
    figures: [pick(figures.figures), figures.figures.percentage],
    chat: [pick(chat.totals), chat.percentage],
    records: [totalsOf(page.records.map(({ status }) => status)), sheet.percentage],
  };
  for (const [name, found] of Object.entries(views))
    expect([name, found]).toEqual([name, [expected, sheet.percentage]]);
  expect([figures.figures.sessions, chat.sessions]).toEqual([held.length, held.length]);
  expect(figures.weeks.reduce((sum, week) => sum + week.sessions, 0)).toBe(held.length);
  for (const [student, personId] of one.personIds.entries()) {
    const own = totalsOf(held.map(({ marks }) => marks[student]!));
    const line = sheet.students.find(({ id }) => id === personId);
    const row = figures.students.find((found) => found.personId === personId);
    expect(pick(line?.totals ?? totalsOf([]))).toEqual(own);
    if (statuses.some((status) => own[status] > 0))
      expect([pick(row!), row!.percentage, row!.isBelowMinimum]).toEqual([own, line!.percentage, line!.isBelowMinimum]);
    else expect(row).toBeUndefined();
    // Each class has one of its students look at themselves.
    if (student === one.sessions.length % one.personIds.length)
      await compareOwn(personId, range, own, [line?.percentage ?? null, line?.isBelowMinimum ?? false]);
  }
}

async function compareOwn(
  personId: string,
  range: { from: string; to: string },
  expected: Totals,
  figure: [percentage: number | null, isBelowMinimum: boolean],
): Promise<void> {
  const actor: Actor = { personId, name: '', role: 'student' };
  const [own] = await muster.modules.reports.readStudentFigures(actor, personId, range);
  const history = await muster.modules.figures.listHistory(actor, { personId, ...range, limit: 500 });
  expect(totalsOf(history.map(({ status }) => status))).toEqual(expected);
  // Without a mark in these days a class that was left is not shown at all.
  expect([pick(own?.totals ?? totalsOf([])), own?.percentage ?? null, own?.isBelowMinimum ?? false]).toEqual([
    expected,
    ...figure,
  ]);
}

test(`${drawnClasses} drawn classes are told the same by every view`, { timeout: 600_000 }, async () => {
  for (let index = 0; index < classes.length; index += atOnce)
    await Promise.all(classes.slice(index, index + atOnce).map((one, offset) => compare(one, ranges[index + offset]!)));
});

test('the institution is the sum of its classes, by campus, class and week, and so are those below the minimum', async () => {
  for (const range of ranges.slice(0, 10)) {
    const found = await muster.modules.figures.readInstitution(admin, range);
    const held = classes.map((one) => heldOf(one, range));
    const expected = totalsOf(held.flatMap((sessions) => sessions.flatMap(({ marks }) => marks)));
    const count = held.reduce((sum, sessions) => sum + sessions.length, 0);
    expect([pick(found.figures), found.figures.sessions]).toEqual([expected, count]);
    for (const parts of [found.campuses, found.classes, found.weeks]) {
      const sum = (of: (part: (typeof parts)[number]) => number): number =>
        parts.reduce((all, part) => all + of(part), 0);
      expect([sum(({ sessions }) => sessions), sum(({ present }) => present), sum(({ absent }) => absent)]).toEqual([
        count,
        expected.present,
        expected.absent,
      ]);
    }
  }
  const found = await muster.modules.figures.readInstitution(admin, {});
  expect(found.students).toEqual(standingNow());
});

/** How many students of now are below the minimum of their class, of all time. */
function standingNow(): { below: number; of: number } {
  const at = (hours: number): Date => new Date(windowStart + hours * 3600_000);
  const standings = classes.flatMap(({ students, sessions, rule }) =>
    students.flatMap((edges, student) => {
      const spells = edges.flatMap((from, index) =>
        index % 2 === 0 ? [{ from: at(from), to: edges[index + 1] === undefined ? null : at(edges[index + 1]!) }] : [],
      );
      const standing = sessions.map(({ startsAt, hours, state, marks }) =>
        standingIn(
          { status: state, startsAt: at(startsAt), endsAt: at(startsAt + hours), groupIds: [] },
          { spells, groupSpells: [] },
          state === 'scheduled' ? null : marks[student]!,
        ),
      );
      const marks = totalsOf(standing.map((one) => (isMark(one) ? one : null)));
      const isCounted = edges.length % 2 === 1 && statuses.some((status) => marks[status] > 0);
      const ahead = standing.filter((one) => one === 'ahead').length;
      return isCounted ? [isUnderMinimum(weighStudent(marks, ahead, rule), rule.minimumPercentage)] : [];
    }),
  );
  return { below: standings.filter(Boolean).length, of: standings.length };
}
