/** Recurring events of iCalendar files, laid out around today. */
import { describe, expect, test } from 'vitest';
import { event, file, read, readAll, startsOf } from '../../support/ics.ts';

describe('recurring events', () => {
  const weekly = (...lines: string[]): string[] =>
    event('UID:w', 'DTSTART;TZID=Europe/Zurich:20261123T090000', 'DURATION:PT1H', ...lines);

  test('keep their hour through a change of clocks, without EXDATE, with RDATE, and with those that were moved or cancelled', () => {
    const { events } = readAll(
      file(
        ...event(
          'UID:w',
          'SUMMARY:Lesson',
          'DTSTART;TZID=Europe/Zurich:20261022T090000',
          'DTEND;TZID=Europe/Zurich:20261022T100000',
          'RRULE:FREQ=WEEKLY;UNTIL=20261126T080000Z',
          'EXDATE;TZID=Europe/Zurich:20261029T090000',
          'RDATE;TZID=Europe/Zurich:20261024T090000',
        ),
        ...event(
          'UID:w',
          'RECURRENCE-ID;TZID=Europe/Zurich:20261105T090000',
          'DTSTART;TZID=Europe/Zurich:20261106T140000',
          'DTEND;TZID=Europe/Zurich:20261106T150000',
          'SUMMARY:Moved',
        ),
        ...event(
          'UID:w',
          'RECURRENCE-ID:20261112T080000Z',
          'DTSTART:20261112T080000Z',
          'DURATION:PT1H',
          'STATUS:CANCELLED',
        ),
      ),
      'UTC',
    );
    expect(
      events.map(({ recurrence, startsAt, title, isCancelled }) => [
        recurrence,
        startsAt.toISOString(),
        title,
        isCancelled,
      ]),
    ).toEqual([
      ['20261022T090000', '2026-10-22T07:00:00.000Z', 'Lesson', false],
      ['20261024T090000', '2026-10-24T07:00:00.000Z', 'Lesson', false],
      ['20261105T090000', '2026-11-06T13:00:00.000Z', 'Moved', false],
      ['20261112T090000', '2026-11-12T08:00:00.000Z', null, true],
      ['20261119T090000', '2026-11-19T08:00:00.000Z', 'Lesson', false],
      ['20261126T090000', '2026-11-26T08:00:00.000Z', 'Lesson', false],
    ]);
  });

  test.each([
    ['weekly, without an end', '20230904T090000', 'FREQ=WEEKLY', '2026-10-26', '2028-11-13'],
    [
      'every other week, in step with its beginning',
      '20200106T090000',
      'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO',
      '2026-11-02',
      '2028-11-13',
    ],
    ['every third day', '20190102T090000', 'FREQ=DAILY;INTERVAL=3', '2026-10-22', '2028-11-16'],
    ['monthly on the first Monday', '20100104T090000', 'FREQ=MONTHLY;BYDAY=1MO', '2026-11-02', '2028-11-06'],
    ['a number of times', '20240108T090000', 'FREQ=WEEKLY;COUNT=150', '2026-10-26', '2026-11-16'],
    [
      'a number of times or until a day, whichever is first',
      '20261102T090000',
      'FREQ=WEEKLY;COUNT=50;UNTIL=20261207',
      '2026-11-02',
      '2026-12-07',
    ],
    ['until a day', '20220905T090000', 'FREQ=WEEKLY;UNTIL=20261207', '2026-10-26', '2026-12-07'],
  ])('that began years ago are laid out around today: %s', (_name, start, rule, first, last) => {
    const days = startsOf(...event('UID:o', `DTSTART:${start}Z`, 'DURATION:PT1H', `RRULE:${rule}`)).map((at) =>
      at.slice(0, 10),
    );
    expect([days[0], days.at(-1)]).toEqual([first, last]);
  });

  test('that are over, or single and long past or far ahead, make no session', () => {
    expect(read(...event('UID:o', 'DTSTART:20210104T090000Z', 'DURATION:PT1H', 'RRULE:FREQ=WEEKLY;COUNT=30'))).toEqual(
      [],
    );
    const single = (day: string): unknown =>
      readAll(file(...event('UID:s', `DTSTART:${day}T090000Z`, 'DURATION:PT1H'))).events[0]?.unfit;
    expect(['20260101', '20261101', '20290101'].map(single)).toEqual([
      'began more than 28 days ago',
      null,
      'begins more than 2 years from now',
    ]);
  });

  test('add periods and days by RDATE, and leave out what EXDATE names by time, by day or without a zone', () => {
    expect(
      read(
        ...weekly(
          'RRULE:FREQ=WEEKLY;COUNT=6',
          'RDATE;VALUE=PERIOD:20261125T130000Z/PT2H,20261127T130000Z/20261127T133000Z',
          'RDATE;VALUE=DATE:20261126',
          'EXDATE;VALUE=DATE:20261130',
          'EXDATE:20261207T090000',
          'EXDATE:20261214T080000Z',
          'EXDATE:',
        ),
      ).map(([, start, end]) => `${start!.slice(0, 16)} ${end!.slice(11, 16)}`),
    ).toEqual([
      '2026-11-23T08:00 09:00',
      '2026-11-25T13:00 15:00',
      '2026-11-26T08:00 09:00',
      '2026-11-27T13:00 13:30',
      '2026-12-21T08:00 09:00',
      '2026-12-28T08:00 09:00',
    ]);
  });

  test('take place at the times of day that their rule names, counted one by one', () => {
    expect(startsOf(...weekly('RRULE:FREQ=WEEKLY;BYHOUR=9,14;BYMINUTE=30;COUNT=3;RSCALE=GREGORIAN;'))).toEqual([
      '2026-11-23T08:30:00.000Z',
      '2026-11-23T13:30:00.000Z',
      '2026-11-30T08:30:00.000Z',
    ]);
  });

  test('of two rules, and without what an EXRULE names, are laid out', () => {
    expect(
      startsOf(
        ...weekly(
          'RRULE:FREQ=DAILY;COUNT=3',
          'RRULE:FREQ=WEEKLY;BYDAY=FR;COUNT=1',
          'EXRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=1',
        ),
      ).map((at) => at.slice(8, 10)),
    ).toEqual(['23', '25', '27']);
  });

  test('that change from one on (RANGE) are shifted from there', () => {
    expect(
      read(
        ...weekly('RRULE:FREQ=WEEKLY;COUNT=4', 'SUMMARY:Old'),
        ...event(
          'UID:w',
          'RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Zurich:20261207T090000',
          'DTSTART;TZID=Europe/Zurich:20261208T140000',
          'DURATION:PT30M',
          'SUMMARY:New',
        ),
        ...event(
          'UID:w',
          'RECURRENCE-ID;TZID=Europe/Zurich:20261214T090000',
          'DTSTART:20261216T080000Z',
          'DURATION:PT1H',
        ),
      ).map(([name, start, end, title]) => [name, start!.slice(0, 16), end!.slice(11, 16), title]),
    ).toEqual([
      ['w/20261123T090000', '2026-11-23T08:00', '09:00', 'Old'],
      ['w/20261130T090000', '2026-11-30T08:00', '09:00', 'Old'],
      ['w/20261207T090000', '2026-12-08T13:00', '13:30', 'New'],
      ['w/20261214T090000', '2026-12-16T08:00', '09:00', null],
    ]);
  });

  test('a change of an event that the file does not hold stands for itself', () => {
    expect(
      read(...event('UID:x', 'RECURRENCE-ID:20261202T080000', 'DTSTART:20261203T080000', 'DURATION:PT1H')).map(
        ([uid]) => uid,
      ),
    ).toEqual(['x/20261202T080000']);
  });

  test('beyond a thousand sessions the soonest come in, and it is told until when', () => {
    const daily = (uid: string) => event(`UID:${uid}`, 'DTSTART:20261118T090000Z', 'DURATION:PT1H', 'RRULE:FREQ=DAILY');
    const { events, to } = readAll(file(...daily('a'), ...daily('b')));
    expect([events.length, to.toISOString()]).toEqual([1000, '2028-04-01T09:00:00.000Z']);
  });
});
