/** Time zones of calendar files: by the names that programs write, and as files describe them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCalendar } from '../../../src/school/calendars/calendar-file.ts';
import { attachBy, readDescribedZone } from '../../../src/school/calendars/described-zones.ts';
import { readComponents } from '../../../src/school/calendars/calendar-lines.ts';
import { attach } from '../../../src/kernel/days.ts';

const now = new Date('2026-11-18T09:00:00Z');
const file = (start: string, ...zone: string[]): string =>
  ['BEGIN:VCALENDAR', ...zone, 'BEGIN:VEVENT', 'UID:a', start, 'DURATION:PT1H', 'END:VEVENT', 'END:VCALENDAR'].join(
    '\r\n',
  );
const readOne = (ics: string, timeZone = 'Asia/Kathmandu') => {
  const { events, unread } = readCalendar(ics, { timeZone, now });
  return { at: events[0]?.startsAt.toISOString(), note: events[0]?.note, reason: unread[0]?.reason };
};
/** When nine o'clock on a day in winter and in summer is, by a zone of this name. */
const nine = (tzid: string, ...zone: string[]): (string | undefined)[] =>
  ['20261207', '20270607'].map((day) => readOne(file(`DTSTART;TZID=${tzid}:${day}T090000`, ...zone)).at?.slice(11, 16));

/** A description with two changes a year, as Outlook writes it. */
const describeZone = (
  tzid: string,
  standard: { offset: string; from: string; rule: string; at?: string },
  ...more: string[]
): string[] => [
  'BEGIN:VTIMEZONE',
  `TZID:${tzid}`,
  ...more,
  'BEGIN:STANDARD',
  `DTSTART:16010101T${standard.at ?? '030000'}`,
  `TZOFFSETFROM:${standard.from}`,
  `TZOFFSETTO:${standard.offset}`,
  `RRULE:${standard.rule}`,
  'END:STANDARD',
  'BEGIN:DAYLIGHT',
  'DTSTART:16010101T020000',
  `TZOFFSETFROM:${standard.offset}`,
  `TZOFFSETTO:${standard.from}`,
  'RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3',
  'END:DAYLIGHT',
  'END:VTIMEZONE',
];
const berlin = { offset: '+0100', from: '+0200', rule: 'FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10' };

describe('names of time zones', () => {
  test.each([
    ['of IANA', 'America/New_York', ['14:00', '13:00']],
    ['of IANA in small letters', 'europe/berlin', ['08:00', '07:00']],
    ['of IANA with a blank', 'America/Los Angeles', ['17:00', '16:00']],
    ['behind the path of Evolution', '/freeassociation.sourceforge.net/Tzfile/Europe/Lisbon', ['09:00', '08:00']],
    ['behind the path of Mozilla', '/mozilla.org/20070129_1/America/Argentina/Cordoba', ['12:00', '12:00']],
    ['behind the path of Citadel', '/citadel.org/20210210_1/Europe/Oslo', ['08:00', '07:00']],
    ['of Windows', 'Romance Standard Time', ['08:00', '07:00']],
    ['of Windows, with a dot and in quotes', '"E. Australia Standard Time"', ['23:00', '23:00']],
    ['of Windows, in summer', 'Central Europe Daylight Time', ['08:00', '07:00']],
    ['of Windows, numbered by Outlook', 'GTB Standard Time 1', ['07:00', '06:00']],
    ['as Outlook shows it', '"(UTC+02:00) Helsinki, Kyiv, Riga, Sofia, Tallinn, Vilnius"', ['07:00', '06:00']],
    ['as Outlook shows it, without quotes', '(UTC-06:00) Central Time (US & Canada)', ['15:00', '14:00']],
    [
      'as Outlook shows it in German',
      '"(UTC+01:00) Amsterdam, Berlin, Bern, Rom, Stockholm, Wien"',
      ['08:00', '07:00'],
    ],
    ['as Zimbra shows it', '"(GMT+01.00) Belgrade / Bratislava / Budapest / Ljubljana / Prague"', ['08:00', '07:00']],
    ['as Outlook shows it, with an offset of former times', '"(UTC+02:00) Amman"', ['06:00', '06:00']],
    ['of no city', '"(UTC-03:00) Brasilia"', ['12:00', '12:00']],
    ['of Exchange', 'tzone://Microsoft/Utc', ['09:00', '09:00']],
    ['of Microsoft, with a path', '"tzone://Microsoft/W. Europe Standard Time"', ['08:00', '07:00']],
    ['of an offset', 'GMT+02:00', ['07:00', '07:00']],
    ['of a short offset', 'UTC-5', ['14:00', '14:00']],
    ['of a bare offset', '+0530', ['03:30', '03:30']],
    ['as websites show it', '"Eastern Time (US & Canada)"', ['14:00', '13:00']],
  ])('%s', (_what, tzid, instants) => expect(nine(tzid)).toEqual(instants));

  test('that say nothing are read by the clocks of the campus, which is said; unknown ones are refused', () => {
    const custom = readOne(file('DTSTART;TZID="tzone://Microsoft/Custom":20261207T090000'), 'Europe/Zurich');
    expect(custom).toMatchObject({
      at: '2026-12-07T08:00:00.000Z',
      note: expect.stringContaining('clocks of the campus') as string,
    });
    const far = readOne(file('DTSTART;TZID="(UTC+01:00) Somewhere":20261207T090000'), 'Europe/Zurich');
    expect(far).toMatchObject({ at: '2026-12-07T08:00:00.000Z', note: expect.stringContaining('Somewhere') as string });
    expect(readOne(file('DTSTART;TZID="(UTC+09:00) Somewhere":20261207T090000'), 'Europe/Zurich').reason).toContain(
      'line 4 names a time zone that is not known',
    );
  });

  test('are those of the file’s own description where that says otherwise, and those of IANA where it agrees', () => {
    const alike = describeZone('W. Europe Standard Time', berlin);
    expect(nine('W. Europe Standard Time', ...alike)).toEqual(['08:00', '07:00']);
    const unlike = describeZone('W. Europe Standard Time', { ...berlin, offset: '+0300', from: '+0400' });
    expect(nine('W. Europe Standard Time', ...unlike)).toEqual(['06:00', '05:00']);
    const broken = alike.filter((line) => !line.startsWith('TZOFFSET'));
    expect(nine('W. Europe Standard Time', ...broken)).toEqual(['08:00', '07:00']);
    expect(nine('Europe/Berlin', ...describeZone('Europe/Berlin', { ...berlin, offset: '+0300' }))).toEqual([
      '08:00',
      '07:00',
    ]);
    expect(nine('Customized Time Zone', ...describeZone('Customized Time Zone', berlin))).toEqual(['08:00', '07:00']);
  });
});

describe('zones that a file describes', () => {
  const offsets = (...zone: string[]) => readDescribedZone(readComponents(file('', ...zone))[0]!.parts[0]!);

  test.each([
    ['by days of the month', 'FREQ=YEARLY;BYDAY=SU;BYMONTHDAY=25,26,27,28,29,30,31;BYMONTH=10'],
    ['by a position', 'FREQ=YEARLY;BYMONTH=10;BYDAY=SU;BYSETPOS=-1'],
    ['with much that says nothing', 'FREQ=YEARLY;WKST=MO;INTERVAL=1;BYMONTH=10;BYDAY=-1SU;'],
  ])('with a rule %s are read', (_what, rule) => {
    expect(nine('Campus', ...describeZone('Campus', { ...berlin, rule }))).toEqual(['08:00', '07:00']);
  });

  test('with rules that ended, and changes written out one by one, are read', () => {
    const zone = [
      'BEGIN:VTIMEZONE',
      'TZID:Campus',
      'BEGIN:DAYLIGHT',
      'DTSTART:19810329T020000',
      'TZOFFSETFROM:+0100',
      'TZOFFSETTO:+0200',
      'RRULE:FREQ=YEARLY;UNTIL=20160327T010000Z;BYMONTH=3;BYDAY=-1SU',
      'END:DAYLIGHT',
      'BEGIN:STANDARD',
      'DTSTART:20161030T030000',
      'TZOFFSETFROM:+0200',
      'TZOFFSETTO:+0300',
      'RDATE:20161030T030000',
      'END:STANDARD',
      'END:VTIMEZONE',
    ];
    expect(nine('Campus', ...zone)).toEqual(['06:00', '06:00']);
    const at = offsets(...zone);
    expect(['1990-01-15', '1990-07-15', '2016-07-15', '2020-01-15'].map((day) => at(Date.parse(day)))).toEqual([
      120, 120, 120, 180,
    ]);
  });

  test.each([
    [
      'changes its clocks every second',
      describeZone('Campus', { ...berlin, rule: 'FREQ=SECONDLY' }),
      'line 8 describes a change of clocks',
    ],
    [
      'has no offsets',
      ['BEGIN:VTIMEZONE', 'TZID:Campus', 'BEGIN:STANDARD', 'DTSTART:19700101T000000', 'END:STANDARD', 'END:VTIMEZONE'],
      'begins a time zone that cannot be read',
    ],
    ['is empty', ['BEGIN:VTIMEZONE', 'TZID:Campus', 'END:VTIMEZONE'], 'begins a time zone that cannot be read'],
  ])('one that %s is told with the event', (_what, zone, reason) =>
    expect(readOne(file('DTSTART;TZID=Campus:20261207T090000', ...zone)).reason).toContain(reason),
  );

  /** As their rules are today. */
  const zones = [
    ['Europe/Berlin', '+0100', '+0200', '-1SU', 10, '030000', '-1SU', 3, '020000'],
    ['America/New_York', '-0500', '-0400', '1SU', 11, '020000', '2SU', 3, '020000'],
    ['Australia/Adelaide', '+0930', '+1030', '1SU', 4, '030000', '1SU', 10, '020000'],
    ['Australia/Lord_Howe', '+1030', '+1100', '1SU', 4, '020000', '1SU', 10, '020000'],
    ['Pacific/Auckland', '+1200', '+1300', '1SU', 4, '030000', '-1SU', 9, '020000'],
  ] as const;

  test('mean the same as the zone of IANA for any local time, also one that clocks show twice or never', () => {
    const described = zones.map(([iana, standard, summer, toStandard, month, at, toSummer, summerMonth, summerAt]) => ({
      iana,
      changes: [
        [month, at],
        [summerMonth, summerAt],
      ] as const,
      offsetAt: offsets(
        ...describeZone('Campus', {
          offset: standard,
          from: summer,
          rule: `FREQ=YEARLY;BYDAY=${toStandard};BYMONTH=${month}`,
          at,
        }).map((line) =>
          line === 'DTSTART:16010101T020000' && at !== '020000'
            ? `DTSTART:16010101T${summerAt}`
            : line.replace('BYDAY=-1SU;BYMONTH=3', `BYDAY=${toSummer};BYMONTH=${summerMonth}`),
        ),
      ),
    }));
    fc.assert(
      fc.property(
        fc.constantFrom(...described),
        fc.integer({ min: 2010, max: 2035 }),
        fc.boolean(),
        fc.integer({ min: 0, max: 31 * 24 * 60 - 1 }),
        ({ iana, changes, offsetAt }, year, isFirst, minutes) => {
          const [month] = changes[isFirst ? 0 : 1];
          const local = new Date(Date.UTC(year, month - 1, 1) + minutes * 60_000).toISOString().slice(0, 19);
          expect([local, attachBy(offsetAt, local).toISOString()]).toEqual([local, attach(local, iana).toISOString()]);
        },
      ),
      { numRuns: 3000 },
    );
  });
});
