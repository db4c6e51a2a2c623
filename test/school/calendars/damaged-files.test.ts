/** Calendar files that were damaged on their way: whatever happens to one event, the others come in. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AppError } from '../../../src/kernel/errors.ts';
import { event, lesson, readAll } from '../../support/ics.ts';

const damaged = [
  ...event(
    'UID:w',
    'SUMMARY:Choir\\, first\\nhalf',
    'DTSTART;TZID="(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna":20261123T090000',
    'DTEND;TZID=Campus:20261123T100000',
    'RRULE:FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20261231T215959Z;WKST=SU',
    'EXDATE;TZID=Campus:20261130T090000,20261207T090000',
    'RDATE;VALUE=PERIOD:20261125T080000Z/PT1H',
    'DESCRIPTION:Room 4; bring “the book”',
    ' and a pen',
    'ATTENDEE;CN="A: B";ROLE=REQ-PARTICIPANT:mailto:a@school.example',
    'X-ALT-DESC;FMTTYPE=text/html:<p>x</p>',
  ),
  ...event('UID:w', 'RECURRENCE-ID;RANGE=THISANDFUTURE:20261202T080000Z', 'DTSTART:20261203T080000Z', 'DURATION:PT45M'),
];
const zone = [
  'BEGIN:VTIMEZONE',
  'TZID:Campus',
  'BEGIN:STANDARD',
  'DTSTART:16010101T030000',
  'TZOFFSETFROM:+0200',
  'TZOFFSETTO:+0100',
  'RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10',
  'END:STANDARD',
  'END:VTIMEZONE',
];

const garble = fc.oneof(
  fc.constant((line: string) => [line, line]),
  fc.constant(() => []),
  fc.nat({ max: 60 }).map((at) => (line: string) => [line.slice(0, at)]),
  fc.nat({ max: 60 }).map((at) => (line: string) => [line.slice(0, at), line.slice(at)]),
  fc
    .tuple(fc.nat({ max: 60 }), fc.string({ maxLength: 4 }))
    .map(([at, text]) => (line: string) => [line.slice(0, at) + text.replace(/[\r\n]/g, '') + line.slice(at)]),
  fc.constantFrom(':', ';', '"', ',', '99', 'Z', ' ').map((text) => (line: string) => [line.replace(/\d\d/, text)]),
);

test('is told or read, never an error of ours, and the event beside it comes in', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(), garble), { minLength: 1, maxLength: 4 }), (changes) => {
      const lines: string[][] = [...zone, ...damaged].map((line) => [line]);
      for (const [at, change] of changes) {
        const index = at % lines.length;
        lines[index] = lines[index]!.flatMap((line) => change(line));
      }
      const ics = ['BEGIN:VCALENDAR', ...lines.flat(), ...lesson('good'), 'END:VCALENDAR'].join('\r\n');
      try {
        const { events, unread } = readAll(ics);
        expect(events.filter(({ uid }) => uid === 'good')).toHaveLength(1);
        for (const { startsAt, endsAt } of events)
          expect([startsAt, endsAt].some((at) => Number.isNaN(at.getTime()))).toBe(false);
        expect(unread.every(({ reason }) => reason.length > 5)).toBe(true);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        expect(error.message).toMatch(/takes too long to lay out/);
      }
    }),
    { numRuns: 1500 },
  );
});
