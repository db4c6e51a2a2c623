/** Calendars imported over HTTP: what becomes of each event. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { calendar, fates, inClassOf, series } from '../../support/calendars.ts';
import { startPlanning, type Fault, type Planning } from '../../support/planning.ts';

let it: Planning;
const { bring, live, open } = inClassOf(() => it);

beforeAll(async () => {
  it = await startPlanning();
});
afterAll(() => it.muster.end());
beforeEach(() => it.renew());

describe('a calendar that is imported', () => {
  test('is told first and done when asked, and done again it changes instead of adding', async () => {
    const weekly = series('20261118T100000');
    const dry = await bring(calendar(weekly), { dryRun: true });
    expect([dry.status, dry.body.applied, fates(dry)]).toEqual([200, false, ['new', 'new', 'new']]);
    expect(dry.body.sessions[0]).toEqual({
      line: 3,
      uid: 'lesson',
      title: 'Lesson',
      startsAt: '2026-11-18T09:00:00.000Z',
      endsAt: '2026-11-18T10:30:00.000Z',
      fate: 'new',
      reason: null,
    });
    expect(await live()).toEqual([]);

    expect((await bring(calendar(weekly))).body.applied).toBe(true);
    expect(fates(await bring(calendar(weekly)))).toEqual(['unchanged', 'unchanged', 'unchanged']);
    expect(await live()).toEqual(['2026-11-18T09:00', '2026-11-25T09:00', '2026-12-02T09:00']);

    // The first is held; the second is moved, and the third cancelled in the calendar.
    await open();
    const moved = [
      'UID:lesson',
      'SUMMARY:Moved',
      'RECURRENCE-ID;TZID=Europe/Zurich:20261125T100000',
      'DTSTART;TZID=Europe/Zurich:20261126T080000',
      'DURATION:PT90M',
    ];
    const off = [
      'UID:lesson',
      'RECURRENCE-ID;TZID=Europe/Zurich:20261202T100000',
      'DTSTART;TZID=Europe/Zurich:20261202T100000',
      'DURATION:PT90M',
      'STATUS:CANCELLED',
    ];
    expect(fates(await bring(calendar(weekly, moved, off)))).toEqual([
      'skipped: was held already',
      'changed',
      'changed: is cancelled in the calendar',
    ]);
    expect((await it.list()).sessions.map(({ startsAt, status, title }) => [startsAt, status, title])).toEqual([
      ['2026-11-18T09:00:00.000Z', 'open', 'Lesson'],
      ['2026-11-26T07:00:00.000Z', 'scheduled', 'Moved'],
      ['2026-12-02T09:00:00.000Z', 'cancelled', 'Lesson'],
    ]);
    expect(fates(await bring(calendar(weekly, moved, off)))).toEqual([
      'skipped: was held already',
      'unchanged',
      'skipped: is cancelled in the calendar',
    ]);
    // What its calendar cancelled takes place again when the calendar says so.
    expect(fates(await bring(calendar(weekly, moved)))[2]).toBe(
      'changed: was cancelled in the calendar, and is on again',
    );
    expect(await live()).toEqual(['2026-11-18T09:00', '2026-11-26T07:00', '2026-12-02T09:00']);
    expect((await it.auditOf(it.classId)).filter((action) => action === 'calendar.imported')).toHaveLength(5);
  });

  test('leaves out what can be no session or cannot be read, and says why', async () => {
    const event = (uid: string, ...lines: string[]): string[] => [`UID:${uid}`, ...lines];
    const answer = await bring(
      calendar(
        event('a', 'DTSTART;VALUE=DATE:20261118'),
        event('b', 'DTSTART:20261118T100000'),
        event('c', 'DTSTART:20261118T100000Z', 'DTEND:20261118T090000Z'),
        event('d', 'DTSTART:20261118T100000Z', 'DURATION:P2D'),
        event('e', 'DTSTART:20261118T100000Z', 'DURATION:PT1H'),
        event('e', 'DTSTART:20261118T100000Z', 'DURATION:PT1H'),
        event('f', 'DTSTART:yesterday'),
        ['DTSTART:20261119T100000Z', 'DURATION:PT1H', 'DESCRIPTION:Room', 'four'],
      ),
    );
    expect(fates(answer)).toEqual([
      'skipped: lasts whole days',
      'skipped: has no end',
      'skipped: A session ends after it starts.',
      'skipped: A session lasts a day at most.',
      'new',
      'skipped: is in the file twice',
      'skipped: line 33 has no time that there is: DTSTART is written 20261118T090000 or 20261118.',
      'new',
    ]);
    expect(answer.body.sessions[6]).toMatchObject({ line: 31, uid: 'f', startsAt: null });
    expect(await live()).toEqual(['2026-11-18T10:00', '2026-11-19T10:00']);
  });

  test('that is none, too long or not theirs changes nothing', async () => {
    expect((await bring<Fault>('BEGIN:VCARD\r\nEND:VCARD')).body).toMatchObject({ code: 'invalidInput', field: 'ics' });
    expect((await bring<Fault>('x'.repeat(1_000_001))).body).toMatchObject({ code: 'invalidInput', field: 'ics' });
    expect([(await bring(calendar(), {}, it.colleague)).status, (await bring(calendar(), {}, it.ada)).status]).toEqual([
      404, 403,
    ]);
    expect(await live()).toEqual([]);
  });
});
