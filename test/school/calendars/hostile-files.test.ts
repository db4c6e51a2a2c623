/**
 * Small files that were made to keep the service busy: each is read or refused. What takes ever longer with its size
 * would not end within a test, though nothing here is timed.
 */
import { describe, expect, test } from 'vitest';
import { AppError } from '../../../src/kernel/errors.ts';
import { readCalendar } from '../../../src/school/calendars/calendar-file.ts';

const event = (uid: string, ...lines: string[]): string[] => [
  'BEGIN:VEVENT',
  `UID:${uid}`,
  'DTSTART:20261201T080000Z',
  'DTEND:20261201T090000Z',
  ...lines,
  'END:VEVENT',
];
/** A calendar with these lines and one plain event. @returns how many sessions and faults, or why it was refused. */
function read(...lines: string[]): { sessions: number; unread: number } | string {
  const ics = ['BEGIN:VCALENDAR', ...lines, ...event('plain'), 'END:VCALENDAR', ''].join('\r\n');
  try {
    const { events, unread } = readCalendar(ics, { timeZone: 'Europe/Zurich', now: new Date('2026-11-30T08:00:00Z') });
    return { sessions: events.length, unread: unread.length };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return error.code;
  }
}
const list = (count: number, make: (index: number) => number | string): string =>
  Array.from({ length: count }, (_, index) => make(index)).join(',');
const zone = (...rule: string[]): string[] => [
  'BEGIN:VTIMEZONE',
  'TZID:Hostile',
  'BEGIN:DAYLIGHT',
  'DTSTART:19700329T020000',
  'TZOFFSETFROM:+0100',
  'TZOFFSETTO:+0200',
  ...rule,
  'END:DAYLIGHT',
  'END:VTIMEZONE',
];
const inZone = (years = 1): string[] =>
  Array.from({ length: years }, (_, index) => [
    ...event(`z${index}`, `EXDATE;TZID=Hostile:${String(index + 1).padStart(4, '0')}0601T080000`),
  ]).flat();

describe('lines', () => {
  test.each([
    ['quotes that nobody closed', `X;${'"'.repeat(100_001)}`],
    ['pairs of quotes before no colon', `X;A="${'""'.repeat(100_000)}`],
    ['a parameter of spaces', `X;A=${' '.repeat(200_000)}y:1`],
    ['a parameter of backslashes', `X;A="${'\\'.repeat(200_000)}y":1`],
    ['ends of files within a line', `X:${'\u001A'.repeat(200_000)}y`],
    ['a zone without end', `DTSTART;TZID=${'"\\ '.repeat(50_000)}x:20261201T080000`],
  ])('of %s harm no event', (_, line) => {
    expect(read(line)).toMatchObject({ sessions: 1 });
    expect(read(...event('hostile', line))).toMatchObject({ sessions: expect.any(Number) as number });
  });

  test('keep their value behind the colon that is in no quotes', () => {
    const titled = read(...event('a', 'SUMMARY;ALTREP="http://a:1/":Maths: part 1', 'X-ODD;A="b:c'));
    expect(titled).toEqual({ sessions: 2, unread: 0 });
  });
});

describe('rules', () => {
  test('with more times of day than a day has lessons are told, and the other events come in', () => {
    for (const times of [10, 24, 100_000])
      expect(
        read(
          ...event(
            'hostile',
            `RRULE:FREQ=DAILY;BYHOUR=${list(times, (at) => at % 24)};BYMINUTE=${list(times, (at) => at % 60)};BYSECOND=${list(times, (at) => at % 60)}`,
          ),
        ),
      ).toEqual({ sessions: 1, unread: 1 });
  });

  test('that repeat a time name it once', () => {
    expect(read(...event('a', `RRULE:FREQ=DAILY;COUNT=2;BYHOUR=${list(50_000, () => 8)}`))).toEqual({
      sessions: 3,
      unread: 0,
    });
  });
});

describe('zones', () => {
  test.each([
    [
      'lists that repeat themselves',
      `RRULE:FREQ=YEARLY;BYMONTH=${list(20_000, () => 3)};BYDAY=${list(20_000, () => '-1SU')}`,
    ],
    [
      'a change of clocks on every day',
      `RRULE:FREQ=YEARLY;BYMONTH=${list(12, (at) => at + 1)};BYMONTHDAY=${list(31, (at) => at + 1)}`,
    ],
    ['months that there are not', `RRULE:FREQ=YEARLY;BYMONTH=${list(20_000, (at) => at + 1)};BYDAY=1SU`],
    ['days named one by one without end', `RDATE:${list(100_000, () => '20260329T020000')}`],
    ['a change of every second year', 'RRULE:FREQ=YEARLY;INTERVAL=2;BYMONTH=3;BYDAY=-1SU'],
  ])('with %s are read or told', (_, rule) => {
    const years = 900;
    const found = read(...zone(rule), ...inZone(years));
    expect(found).toMatchObject({ sessions: expect.any(Number) as number });
    const { sessions, unread } = found as { sessions: number; unread: number };
    expect([sessions > 0, sessions + unread]).toEqual([true, years + 1]);
  });
});
