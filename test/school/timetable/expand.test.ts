/** Laying out a timetable: wall time through every change of clocks, and rules as RFC 5545 means them. */
import { DateTime } from 'luxon';
import { describe, expect, test } from 'vitest';
import { daysOf, readRule } from '../../../src/school/timetable/recurrence.ts';
import { expand, type TimetableRule } from '../../../src/school/timetable/timetable.policy.ts';

const weekly: TimetableRule = {
  rule: 'FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20270831',
  firstDay: '2026-09-01',
  startsAt: '09:15',
  durationMinutes: 90,
  exceptDays: [],
};
const lay = (change: Partial<TimetableRule>, timeZone = 'UTC', holidays: Parameters<typeof expand>[1] = []) =>
  expand({ ...weekly, ...change }, holidays, timeZone);
const daysIn = (change: Partial<TimetableRule>): string[] => lay(change).lessons.map((lesson) => lesson.day);
const shown = (instant: Date, timeZone: string): string =>
  DateTime.fromJSDate(instant, { zone: timeZone }).toFormat("yyyy-MM-dd'T'HH:mm");
const refusal = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (error) {
    const { code, field, message } = error as { code: string; field: string; message: string };
    return { code, field, message };
  }
};

describe('a yearly rule', () => {
  const daysOfRule = (rule: string, firstDay: string): string[] =>
    daysOf(readRule(rule, ['YEARLY']), firstDay, '2033-12-31', () => true);

  test.each([
    ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', '2026-02-01', []],
    ['FREQ=YEARLY', '2024-02-29', ['2024-02-29', '2028-02-29', '2032-02-29']],
    ['FREQ=YEARLY;COUNT=2', '2024-02-29', ['2024-02-29', '2028-02-29']],
    ['FREQ=YEARLY;BYMONTH=4,5;BYMONTHDAY=31;COUNT=2', '2026-04-01', ['2026-05-31', '2027-05-31']],
    ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-29', '2026-01-01', ['2028-02-01', '2032-02-01']],
    ['FREQ=YEARLY;INTERVAL=3', '2026-06-10', ['2026-06-10', '2029-06-10', '2032-06-10']],
    ['FREQ=YEARLY;INTERVAL=2;BYMONTH=1,6;COUNT=3', '2026-06-10', ['2026-06-10', '2028-01-10', '2028-06-10']],
  ])('%s from %s leaves out a day that there is not, and puts no other in its place', (rule, firstDay, days) =>
    expect(daysOfRule(rule, firstDay)).toEqual(days),
  );
});

describe('a year of lessons', () => {
  /** How far the zone is from UTC in the lessons, in minutes. */
  test.each([
    ['Europe/Zurich', [120, 60]],
    ['America/New_York', [-240, -300]],
    ['UTC', [0]],
    ['Australia/Lord_Howe', [630, 660]],
  ])('in %s keeps its hour through both changes of clocks', (timeZone, offsets) => {
    const { lessons } = lay({}, timeZone);
    expect(lessons).toHaveLength(104);
    for (const { day, startsAt, endsAt } of lessons) {
      expect(shown(startsAt, timeZone)).toBe(`${day}T09:15`);
      expect(shown(endsAt, timeZone)).toBe(`${day}T10:45`);
      expect([1, 3]).toContain(DateTime.fromISO(day).weekday);
    }
    expect(new Set(lessons.map(({ startsAt }) => DateTime.fromJSDate(startsAt, { zone: timeZone }).offset))).toEqual(
      new Set(offsets),
    );
    expect([lessons[0]?.day, lessons.at(-1)?.day]).toEqual(['2026-09-02', '2027-08-30']);
  });

  test.each([
    ['Europe/Zurich', '2027-03-28', '02:30', '2027-03-28T01:30:00.000Z', '03:30'],
    ['America/New_York', '2027-03-14', '02:30', '2027-03-14T07:30:00.000Z', '03:30'],
    // Half an hour only.
    ['Australia/Lord_Howe', '2026-10-04', '02:10', '2026-10-03T15:40:00.000Z', '02:40'],
  ])('in %s is moved forward on %s, when the clocks skip %s', (timeZone, firstDay, startsAt, instant, wall) => {
    const [lesson] = lay({ rule: 'FREQ=DAILY;COUNT=1', firstDay, startsAt }, timeZone).lessons;
    expect(lesson?.startsAt.toISOString()).toBe(instant);
    expect(shown(lesson?.startsAt ?? new Date(0), timeZone)).toBe(`${firstDay}T${wall}`);
  });

  test('means the first of two times that clocks show on one day', () => {
    expect(
      lay(
        { rule: 'FREQ=DAILY;COUNT=1', firstDay: '2026-10-25', startsAt: '02:30' },
        'Europe/Zurich',
      ).lessons[0]?.startsAt.toISOString(),
    ).toBe('2026-10-25T00:30:00.000Z');
  });

  test('leaves out excepted days and holidays, and COUNT counts them', () => {
    const { lessons, skipped } = lay(
      { rule: 'FREQ=WEEKLY;BYDAY=MO;COUNT=6', firstDay: '2026-11-02', exceptDays: ['2026-11-09'] },
      'UTC',
      [{ firstDay: '2026-11-20', lastDay: '2026-11-30' }],
    );
    expect(lessons.map((lesson) => lesson.day)).toEqual(['2026-11-02', '2026-11-16', '2026-12-07']);
    expect(skipped).toEqual(['2026-11-09', '2026-11-23', '2026-11-30']);
  });
});

describe('rules', () => {
  test.each([
    ['FREQ=WEEKLY;COUNT=3', '2026-11-18', ['2026-11-18', '2026-11-25', '2026-12-02']],
    [
      'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;COUNT=4',
      '2026-11-19',
      ['2026-11-19', '2026-12-01', '2026-12-03', '2026-12-15'],
    ],
    [
      'FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO',
      '1997-08-05',
      ['1997-08-05', '1997-08-10', '1997-08-19', '1997-08-24'],
    ],
    [
      'FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU',
      '1997-08-05',
      ['1997-08-05', '1997-08-17', '1997-08-19', '1997-08-31'],
    ],
    ['FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR;COUNT=4', '2026-11-19', ['2026-11-19', '2026-11-20', '2026-11-23', '2026-11-24']],
    ['FREQ=DAILY;INTERVAL=3;COUNT=3', '2026-11-29', ['2026-11-29', '2026-12-02', '2026-12-05']],
    ['FREQ=MONTHLY;COUNT=3', '2026-12-31', ['2026-12-31', '2027-01-31', '2027-03-31']],
    ['FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3', '2026-12-31', ['2026-12-31', '2027-01-31', '2027-02-28']],
    ['FREQ=MONTHLY;BYDAY=2TU;COUNT=3', '2026-11-18', ['2026-12-08', '2027-01-12', '2027-02-09']],
    ['FREQ=MONTHLY;BYDAY=-1FR;COUNT=3', '2026-11-18', ['2026-11-27', '2026-12-25', '2027-01-29']],
    // As Outlook writes "the last working day" and "the second Tuesday".
    ['FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=3', '2026-11-01', ['2026-11-30', '2026-12-31', '2027-01-29']],
    ['FREQ=MONTHLY;BYDAY=TU;BYSETPOS=2;COUNT=2', '2026-11-18', ['2026-12-08', '2027-01-12']],
    [
      'FREQ=MONTHLY;INTERVAL=2;BYMONTH=1,3,5;BYMONTHDAY=10;COUNT=3',
      '2026-11-01',
      ['2027-01-10', '2027-03-10', '2027-05-10'],
    ],
    ['FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;COUNT=2', '2026-11-01', ['2026-11-13', '2027-08-13']],
    ['rrule:freq=weekly;byday=we;until=20261202', '2026-11-18', ['2026-11-18', '2026-11-25', '2026-12-02']],
    ['FREQ=WEEKLY;BYDAY=WE;UNTIL=20261202T091500', '2026-11-18', ['2026-11-18', '2026-11-25', '2026-12-02']],
    ['FREQ=WEEKLY;BYDAY=WE;UNTIL=20261202T091459Z', '2026-11-18', ['2026-11-18', '2026-11-25']],
  ])('%s from %s', (rule, firstDay, days) => expect(daysIn({ rule, firstDay })).toEqual(days));

  test('name, each for two years, the very days that a count by hand does', () => {
    const names = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];
    const first = DateTime.fromISO('2026-02-11', { zone: 'utc' });
    const all = Array.from({ length: 731 }, (_, index) => first.plus({ days: index }));
    const cases: [string, (day: DateTime) => boolean][] = [
      ['FREQ=DAILY', () => true],
      ...names.map((name, index): [string, (day: DateTime) => boolean] => [
        `FREQ=WEEKLY;BYDAY=${name}`,
        (day) => day.weekday % 7 === index,
      ]),
      [
        'FREQ=WEEKLY;BYDAY=MO,TH;BYMONTH=2,9,12',
        (day) => [1, 4].includes(day.weekday) && [2, 9, 12].includes(day.month),
      ],
      [
        'FREQ=WEEKLY;INTERVAL=3;BYDAY=TU,WE,SU',
        (day) =>
          [2, 3, 7].includes(day.weekday) &&
          Math.round(day.startOf('week').diff(first.startOf('week'), 'weeks').weeks) % 3 === 0,
      ],
      ['FREQ=DAILY;BYMONTHDAY=1,15,-1', (day) => [1, 15, day.daysInMonth].includes(day.day)],
      ['FREQ=MONTHLY;BYMONTHDAY=1,15,29,31', (day) => [1, 15, 29, 31].includes(day.day)],
      ['FREQ=MONTHLY;BYDAY=1MO,3MO', (day) => day.weekday === 1 && [1, 3].includes(Math.ceil(day.day / 7))],
      ['FREQ=MONTHLY;BYDAY=5WE', (day) => day.weekday === 3 && day.day > 28],
      ['FREQ=MONTHLY;BYDAY=SA,SU', (day) => day.weekday > 5],
      [
        'FREQ=MONTHLY;INTERVAL=3;BYDAY=-1TH',
        (day) => day.weekday === 4 && day.day + 7 > day.daysInMonth! && (day.month - 2 + 12) % 3 === 0,
      ],
    ];
    for (const [rule, isNamed] of cases) {
      const named = daysOf(readRule(rule, ['DAILY', 'WEEKLY', 'MONTHLY']), '2026-02-11', '2028-02-11', () => true);
      expect([rule, named]).toEqual([rule, all.filter(isNamed).map((day) => day.toFormat('yyyy-MM-dd'))]);
    }
  });

  test.each([
    ['has no end', 'FREQ=WEEKLY'],
    ['needs FREQ', 'BYDAY=MO;COUNT=3'],
    ['needs FREQ', 'FREQ=YEARLY;COUNT=3'],
    ['needs FREQ', 'FREQ=SECONDLY;COUNT=3'],
    ['is not known here', 'FREQ=DAILY;BYHOUR=9;COUNT=3'],
    ['is not right at BYDAY', 'FREQ=WEEKLY;BYDAY=XX;COUNT=3'],
    ['or names it twice', 'FREQ=DAILY;COUNT=3;COUNT=4'],
    ['UNTIL and COUNT', 'FREQ=DAILY;COUNT=3;UNTIL=20261120'],
    ['UNTIL that there is not', 'FREQ=DAILY;UNTIL=20260231'],
    ['makes 731 sessions', 'FREQ=DAILY;UNTIL=20280831'],
    ['more than 2 years', 'FREQ=WEEKLY;UNTIL=20280902'],
    ['more than 2 years', 'FREQ=WEEKLY;COUNT=300'],
    ['is not right at COUNT', 'FREQ=WEEKLY;COUNT=0'],
    // Rules that no day fulfils are refused, and not searched for ever.
    ['names no day', 'FREQ=DAILY;INTERVAL=7;BYDAY=MO;UNTIL=20270101'],
    ['more than 2 years', 'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=2'],
    ['more than 2 years', 'FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30;COUNT=2'],
    ['contradicts itself', 'FREQ=MONTHLY;BYDAY=1MO;BYMONTHDAY=31;COUNT=2'],
    ['names no day', 'FREQ=MONTHLY;BYDAY=MO;BYSETPOS=9;UNTIL=20270601'],
    ['names no day', 'FREQ=WEEKLY;UNTIL=20200101'],
  ])('that make no sense are refused, and told why (%s: %s)', (why, rule) => {
    expect(refusal(() => lay({ rule, firstDay: '2026-09-01' }))).toMatchObject({
      code: 'invalidInput',
      field: 'rule',
      message: expect.stringContaining(why) as string,
    });
  });
});
