/** iCalendar files as calendar programs write them, and as nobody should. */
import { describe, expect, test } from 'vitest';
import { event, file, lesson, read, readAll, refusal, startsOf, told } from '../../support/ics.ts';

describe('times', () => {
  test('an event ends at its DTEND or after its DURATION, and one without either is no session', () => {
    expect(
      read(...event('UID:a', 'DTSTART:20261118T090000', 'DTEND:20261118T104500', 'SUMMARY:Graphs\\, trees')),
    ).toEqual([['a', '2026-11-18T08:00:00.000Z', '2026-11-18T09:45:00.000Z', 'Graphs, trees']]);
    const unfit = (...lines: string[]): unknown => readAll(file(...event('UID:a', ...lines))).events[0]?.unfit;
    expect([
      unfit('DTSTART:20261118T090000'),
      unfit('DTSTART:20261118T090000', 'DTEND:'),
      unfit('DTSTART;VALUE=DATE:20261118'),
      unfit('DTSTART:20261118'),
      unfit('DTSTART:20261118T090000', 'DURATION:PT1H'),
    ]).toEqual(['has no end', 'has no end', 'lasts whole days', 'lasts whole days', null]);
  });

  test('are read without seconds, with separators, with an offset, and as the midnight that ends a day', () => {
    const at = (start: string): string | undefined => startsOf(...event('UID:a', start, 'DURATION:PT1H'))[0];
    expect([
      at('DTSTART:20261118T0900'),
      at('DTSTART:2026-11-18T09:00:00Z'),
      at('DTSTART:20261118T090000+0200'),
      at('DTSTART:20261118T240000'),
    ]).toEqual([
      '2026-11-18T08:00:00.000Z',
      '2026-11-18T09:00:00.000Z',
      '2026-11-18T07:00:00.000Z',
      '2026-11-18T23:00:00.000Z',
    ]);
  });
});

describe('a time that clocks skip', () => {
  const zone = [
    ...['BEGIN:VTIMEZONE', 'TZID:Ours'],
    ...['BEGIN:STANDARD', 'DTSTART:19701025T030000', 'RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU'],
    ...['TZOFFSETFROM:+0200', 'TZOFFSETTO:+0100', 'END:STANDARD'],
    ...['BEGIN:DAYLIGHT', 'DTSTART:19700329T020000', 'RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU'],
    ...['TZOFFSETFROM:+0100', 'TZOFFSETTO:+0200', 'END:DAYLIGHT', 'END:VTIMEZONE'],
  ];
  // On 28 March 2027 clocks go from two to three.
  test.each([
    ['0230', '0330', '01:30', '02:30'],
    ['0230', '0315', '01:30', '02:15'],
    ['0215', '0245', '01:15', '01:45'],
    // These two are shown by clocks: the hour between them is not there.
    ['0130', '0330', '00:30', '01:30'],
    ['0300', '0400', '01:00', '02:00'],
  ])(
    'is moved forward with its end: %s to %s is %s to %s in UTC, whichever way the zone is given',
    (from, to, ...is) => {
      for (const tzid of [';TZID=Europe/Zurich', ';TZID=Ours', ''])
        expect(
          read(...zone, ...event('UID:a', `DTSTART${tzid}:20270328T${from}00`, `DTEND${tzid}:20270328T${to}00`)),
        ).toEqual([['a', ...is.map((time) => `2027-03-28T${time}:00.000Z`), null]]);
    },
  );

  test('is so in a period of RDATE, whose end is of the zone of its begin', () => {
    const period = 'RDATE;VALUE=PERIOD;TZID=America/New_York:20270314T023000/20270314T034500';
    const first = ['DTSTART;TZID=America/New_York:20270310T090000', 'DURATION:PT1H'];
    expect(read(...event('UID:a', ...first, period))[1]).toEqual([
      'a/20270314T023000',
      '2027-03-14T07:30:00.000Z',
      '2027-03-14T08:45:00.000Z',
      null,
    ]);
  });
});

describe('lines', () => {
  const ics = file(...lesson('a', 'SUMMARY:Introduction to\r\n  Compü\r\n ting'));
  test.each([
    ['of CRLF', ics],
    ['of line feeds', ics.replaceAll('\r\n', '\n')],
    ['of carriage returns', ics.replaceAll('\r\n', '\r')],
    ['of two carriage returns and a line feed', ics.replaceAll('\r\n', '\r\r\n')],
    ['behind a byte order mark', `\uFEFF${ics}`],
    ['in small letters', ics.replace('BEGIN:VEVENT', 'begin:vevent').replace('UID', 'uid')],
    ['before the end-of-file mark of old systems', `${ics}\u001A`],
  ])('%s are read', (_name, text) =>
    expect(readAll(text).events).toMatchObject([{ uid: 'a', title: 'Introduction to Compüting' }]),
  );

  test('that break off a description without being folded belong to it', () => {
    expect(
      read(
        ...event(
          'UID:a',
          'DESCRIPTION:Room 4',
          'Bring the book',
          'Link: https://meet.example/1',
          '',
          '- and a pen',
          'SUMMARY:Lab',
          'DTSTART:20261124T090000Z',
          'DURATION:PT1H',
        ),
        ...lesson('b'),
      ).map(([uid, , , title]) => [uid, title]),
    ).toEqual([
      ['a', 'Lab'],
      ['b', null],
    ]);
  });

  test('of several calendars in one file, and of what is no event, are read', () => {
    const todo = ['BEGIN:VTODO', 'UID:t', 'SUMMARY:Homework', 'END:VTODO'];
    const alarm = ['BEGIN:VALARM', 'TRIGGER:-PT15M', 'DESCRIPTION:Soon', 'END:VALARM'];
    expect(
      read(...lesson('a', ...alarm), 'END:VCALENDAR', '\uFEFFBEGIN:VCALENDAR', ...todo, ...lesson('b')),
    ).toHaveLength(2);
  });

  test('of an event without its END, or an END of nothing, harm no other', () => {
    expect(
      read('BEGIN:VEVENT', 'UID:a', 'DTSTART:20261124T090000Z', 'DURATION:PT1H', 'END:VTODO', ...lesson('b')).map(
        ([uid]) => uid,
      ),
    ).toEqual(['a', 'b']);
  });

  test('that break off are told, and the file counts as incomplete', () => {
    const cut = file(...lesson('a'), ...lesson('b')).split('DURATION:PT1H\r\nEND:VEVENT\r\nEND:VCALENDAR')[0]!;
    const { events, unread, isWhole } = readAll(cut);
    expect([events.map(({ uid }) => uid), unread.map(({ uid, reason }) => [uid, reason]), isWhole]).toEqual([
      ['a'],
      [['b', 'line 8 begins VEVENT, which never ends.']],
      false,
    ]);
  });
});

describe('identity', () => {
  test('without a UID an event is known again by what it says', () => {
    const nameless = event('DTSTART:20261124T090000Z', 'DURATION:PT1H', 'SUMMARY:Choir');
    const other = event('DTSTART:20261125T090000Z', 'DURATION:PT1H', 'SUMMARY:Choir');
    const [[first], [second]] = [read(...nameless, ...other), read(...other, ...nameless)].map((all) =>
      all.map(([uid]) => uid),
    ) as [string[], string[]];
    expect(first).not.toBe(undefined);
    expect(read(...nameless)[0]![0]).toBe(first);
    expect(read(...other)[0]![0]).toBe(second);
    expect(first).not.toBe(second);
  });

  test('one UID at several times is several events, and of one time the latest version counts', () => {
    const at = (hour: string, ...more: string[]) =>
      event('UID:same', `DTSTART:20261124T${hour}0000Z`, 'DURATION:PT1H', ...more);
    expect(read(...at('09'), ...at('11')).map(([uid]) => uid)).toEqual([
      'same/20261124T090000',
      'same/20261124T110000',
    ]);
    expect(read(...at('09', 'SEQUENCE:1', 'SUMMARY:Old'), ...at('11', 'SEQUENCE:3'))).toHaveLength(1);
    expect(told(...at('09'), ...at('09'))).toEqual(['13: is in the file twice']);
  });

  test('a calendar that cancels (METHOD) cancels its events', () => {
    expect(readAll(file('METHOD:CANCEL', ...lesson('a'))).events[0]?.isCancelled).toBe(true);
  });
});

describe('what cannot be read is told with its line, and the rest comes in', () => {
  const start = 'DTSTART:20261118T090000Z';
  test.each([
    ['8: line 8 begins an event without DTSTART.', event('UID:a')],
    ['8: line 10 has no time', event('UID:a', 'DTSTART:20261345T090000')],
    ['8: line 10 has no time', event('UID:a', 'DTSTART:soon', 'DURATION:PT1H')],
    ['8: line 11 has no time', event('UID:a', start, 'DTEND:later')],
    ['8: line 10 names a time zone that is not known', event('UID:a', 'DTSTART;TZID=Mars/Olympus:20261118T090000')],
    ['8: line 11 has no DURATION', event('UID:a', start, 'DURATION:PT')],
    [
      '8: line 11 cannot be laid out. The rule needs FREQ',
      event('UID:a', start, 'RRULE:FREQ=SECONDLY', 'DURATION:PT1H'),
    ],
    [
      '8: line 12 cannot be laid out. The rule is not right',
      event('UID:a', start, 'DURATION:PT1H', 'RRULE:FREQ=DAILY;BYHOUR=25'),
    ],
    ['8: line 12 has no DURATION', event('UID:a', start, 'DURATION:PT1H', 'RDATE:20261118T090000Z/PT1H/x')],
  ])('%s', (what, lines) => expect(told(...lines)[0]).toContain(what));

  test('a file that is no calendar is refused', () => {
    expect([refusal('hello'), refusal('BEGIN:VCARD\r\nFN:Ada\r\nEND:VCARD'), refusal(' ')]).toEqual([
      'ics: line 1 does not begin a VCALENDAR: this is no iCalendar file.',
      'ics: line 1 does not begin a VCALENDAR: this is no iCalendar file.',
      'ics: line 1 does not begin a VCALENDAR: this is no iCalendar file.',
    ]);
  });

  test('what would take too long to lay out is told, or refused before it does', () => {
    const never = (uid: number) =>
      event(`UID:${uid}`, 'DTSTART:20261118T090000', 'DURATION:PT1H', 'RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30');
    expect(refusal(file(...Array.from({ length: 999 }, (_, index) => never(index)).flat()))).toContain(
      'takes too long to lay out',
    );
    expect(
      told(
        ...event(
          'UID:a',
          start,
          'DURATION:PT1H',
          'RRULE:FREQ=DAILY',
          `EXDATE:${Array(11_000).fill('20261119T090000').join(',')}`,
        ),
      ),
    ).toEqual(['8: takes too long to lay out']);
  });
});
