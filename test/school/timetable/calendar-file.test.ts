/** iCalendar files as calendar programs write them, and as nobody should. */
import { describe, expect, test } from 'vitest';
import { readCalendar } from '../../../src/school/timetable/calendar-file.ts';

const file = (...lines: string[]): string =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', ...lines, 'END:VCALENDAR', ''].join('\r\n');
const event = (...lines: string[]): string[] => ['BEGIN:VEVENT', ...lines, 'END:VEVENT'];
const read = (...lines: string[]) =>
  readCalendar(file(...lines), 'Europe/Zurich').map(({ startsAt, endsAt, calendarUid, title }) => [
    calendarUid,
    startsAt.toISOString(),
    endsAt.toISOString(),
    title,
  ]);
const fault = (ics: string): string => {
  try {
    readCalendar(ics, 'UTC');
    return 'no fault';
  } catch (error) {
    const { code, field, message } = error as { code: string; field: string; message: string };
    expect([code, field]).toEqual(['invalidInput', 'ics']);
    return message;
  }
};

/** As Outlook describes Zurich. */
const described = [
  'BEGIN:VTIMEZONE',
  'TZID:W. Europe Standard Time',
  'BEGIN:STANDARD',
  'DTSTART:16010101T030000',
  'TZOFFSETFROM:+0200',
  'TZOFFSETTO:+0100',
  'RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10',
  'END:STANDARD',
  'BEGIN:DAYLIGHT',
  'DTSTART:16010101T020000',
  'TZOFFSETFROM:+0100',
  'TZOFFSETTO:+0200',
  'RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3',
  'END:DAYLIGHT',
  'END:VTIMEZONE',
];

describe('times', () => {
  test.each([
    ['of an IANA zone', 'DTSTART;TZID=America/New_York:20261118T090000', '2026-11-18T14:00:00.000Z'],
    [
      'of a zone behind a path',
      'DTSTART;TZID=/freeassociation.sourceforge.net/America/New_York:20261118T090000',
      '2026-11-18T14:00:00.000Z',
    ],
    [
      'of a zone that the file describes, in winter',
      'DTSTART;TZID=W. Europe Standard Time:20261118T090000',
      '2026-11-18T08:00:00.000Z',
    ],
    [
      'of a zone that the file describes, in summer',
      'DTSTART;TZID="W. Europe Standard Time":20260618T090000',
      '2026-06-18T07:00:00.000Z',
    ],
    ['in UTC', 'DTSTART:20261118T090000Z', '2026-11-18T09:00:00.000Z'],
    ['of no zone are those of the campus', 'DTSTART:20261118T090000', '2026-11-18T08:00:00.000Z'],
  ])('%s', (_name, start, instant) =>
    expect(read(...described, ...event('UID:a', start, 'DURATION:PT90M'))[0]?.[1]).toBe(instant),
  );

  test('an event ends at its DTEND or after its DURATION, and one without either is no session', () => {
    expect(
      read(...event('UID:a', 'DTSTART:20261118T090000', 'DTEND:20261118T104500', 'SUMMARY:Graphs\\, trees')),
    ).toEqual([['a/20261118T090000', '2026-11-18T08:00:00.000Z', '2026-11-18T09:45:00.000Z', 'Graphs, trees']]);
    const unfit = (...lines: string[]): unknown => readCalendar(file(...event('UID:a', ...lines)), 'UTC')[0]?.unfit;
    expect([
      unfit('DTSTART:20261118T090000'),
      unfit('DTSTART;VALUE=DATE:20261118'),
      unfit('DTSTART:20261118T090000', 'DURATION:PT1H'),
    ]).toEqual(['has no end', 'lasts whole days', null]);
  });

  test('folded lines, bare line feeds and a byte order mark are read', () => {
    const ics =
      `\uFEFF${file(...event('UID:a', 'DTSTART:20261118T090000Z', 'DURATION:PT1H', 'SUMMARY:Introduction to\r\n  Computing'))}`.replaceAll(
        '\r\n',
        '\n',
      );
    expect(readCalendar(ics, 'UTC')[0]).toMatchObject({ title: 'Introduction to Computing', line: 3 });
  });
});

describe('recurring events', () => {
  test('keep their hour through a change of clocks, without EXDATE, with RDATE, and with those that were moved or cancelled', () => {
    const lesson = [
      'UID:w',
      'SUMMARY:Lesson',
      'DTSTART;TZID=Europe/Zurich:20261012T090000',
      'DTEND;TZID=Europe/Zurich:20261012T100000',
    ];
    const events = readCalendar(
      file(
        ...event(
          ...lesson,
          'RRULE:FREQ=WEEKLY;UNTIL=20261109T080000Z',
          'EXDATE;TZID=Europe/Zurich:20261019T090000',
          'RDATE;TZID=Europe/Zurich:20261014T090000',
        ),
        ...event(
          'UID:w',
          'RECURRENCE-ID;TZID=Europe/Zurich:20261026T090000',
          'DTSTART;TZID=Europe/Zurich:20261027T140000',
          'DTEND;TZID=Europe/Zurich:20261027T150000',
          'SUMMARY:Moved',
        ),
        ...event(
          'UID:w',
          'RECURRENCE-ID:20261102T080000Z',
          'DTSTART:20261102T080000Z',
          'DURATION:PT1H',
          'STATUS:CANCELLED',
        ),
      ),
      'UTC',
    );
    expect(
      events.map(({ calendarUid, startsAt, title, isCancelled }) => [
        calendarUid,
        startsAt.toISOString(),
        title,
        isCancelled,
      ]),
    ).toEqual([
      ['w/20261012T090000', '2026-10-12T07:00:00.000Z', 'Lesson', false],
      ['w/20261014T090000', '2026-10-14T07:00:00.000Z', 'Lesson', false],
      ['w/20261026T090000', '2026-10-27T13:00:00.000Z', 'Moved', false],
      ['w/20261102T090000', '2026-11-02T08:00:00.000Z', null, true],
      ['w/20261109T090000', '2026-11-09T08:00:00.000Z', 'Lesson', false],
    ]);
  });

  test('without an end are laid out for two years', () => {
    const days = readCalendar(
      file(...event('UID:w', 'DTSTART:20261118T090000', 'DURATION:PT1H', 'RRULE:FREQ=WEEKLY')),
      'UTC',
    );
    expect([days.length, days.at(-1)?.startsAt.toISOString()]).toEqual([105, '2028-11-15T09:00:00.000Z']);
  });

  test('a change of an event that the file does not hold stands for itself', () => {
    expect(
      read(...event('UID:x', 'RECURRENCE-ID:20261102T080000', 'DTSTART:20261103T080000', 'DURATION:PT1H')).map(
        ([uid]) => uid,
      ),
    ).toEqual(['x/20261102T080000']);
  });
});

test('a file that would take too long to lay out is refused before it does', () => {
  const never = Array.from({ length: 999 }, (_, index) =>
    event(`UID:${index}`, 'DTSTART:20261118T090000', 'DURATION:PT1H', 'RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30'),
  ).flat();
  expect(fault(file(...never))).toContain('takes too long to lay out');
  expect(
    fault(
      file(
        ...event(
          'UID:a',
          'DTSTART:20261118T090000',
          'DURATION:PT1H',
          'RRULE:FREQ=DAILY',
          `EXDATE:${Array(30_000).fill('20261119T090000').join(',')}`,
        ),
      ),
    ),
  ).toContain('takes too long to lay out');
  const changes = described.slice(2, 8).join('\r\n');
  expect(
    fault(
      file(
        'BEGIN:VTIMEZONE',
        'TZID:Own',
        ...Array<string>(51).fill(changes),
        'END:VTIMEZONE',
        ...event('UID:a', 'DTSTART;TZID=Own:20261118T090000', 'DURATION:PT1H'),
      ),
    ),
  ).toContain('describes yet another change of clocks; 50 are read at most');
});

describe('what is malformed is told with its line', () => {
  const start = 'DTSTART:20261118T090000Z';
  test.each([
    ['line 1 stands outside', 'hello'],
    ['line 1 does not begin a VCALENDAR', 'BEGIN:VCARD\r\nFN:Ada\r\nEND:VCARD'],
    ['line 1 does not begin a VCALENDAR', ' '],
    ['line 3 begins VEVENT, which never ends', 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:a'],
    ['line 5 ends VTODO, which was not begun', file('BEGIN:VEVENT', 'UID:a', 'END:VTODO')],
    ['line 5 cannot be read', file(...event('UID:a', 'this is no property'))],
    ['line 4 cannot be read', file(...event('RRULE:FREQ=SOMETIMES', start))],
    ['line 3 begins an event without a UID', file(...event(start))],
    ['line 3 begins an event without DTSTART', file(...event('UID:a'))],
    ['line 5 has no time', file(...event('UID:a', 'DTSTART:20261345T090000'))],
    ['line 5 has no time', file(...event('UID:a', 'DTSTART:soon'))],
    [
      'line 5 names a time zone that is not known',
      file(...event('UID:a', 'DTSTART;TZID=Mars/Olympus:20261118T090000')),
    ],
    ['line 6 has no DURATION', file(...event('UID:a', start, 'DURATION:PT'))],
    ['line 6 cannot be laid out. The rule needs FREQ', file(...event('UID:a', start, 'RRULE:FREQ=SECONDLY'))],
    ['line 7 is a second RRULE', file(...event('UID:a', start, 'RRULE:FREQ=DAILY', 'RRULE:FREQ=WEEKLY'))],
    [
      'line 5 changes an event and all after it',
      file(...event('UID:a', 'RECURRENCE-ID;RANGE=THISANDFUTURE:20261118T090000Z', start)),
    ],
    [
      'more than 1000 events',
      file(...event('UID:a', start, 'RRULE:FREQ=DAILY'), ...event('UID:b', start, 'RRULE:FREQ=DAILY')),
    ],
    [
      'line 3 begins a time zone that cannot be read',
      file(
        ...described.map((line) => line.replace('16010101T030000', 'soon')),
        ...event('UID:a', 'DTSTART;TZID=W. Europe Standard Time:20261118T090000'),
      ),
    ],
    [
      'line 9 describes a change of clocks that is not once a year',
      file(
        ...described.map((line) => line.replace('YEARLY', 'SECONDLY')),
        ...event('UID:a', 'DTSTART;TZID=W. Europe Standard Time:20261118T090000'),
      ),
    ],
  ])('%s', (what, ics) => expect(fault(ics)).toContain(what));
});
