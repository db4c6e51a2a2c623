/** Calendars imported again, after they have changed. */
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { calendar, fates, inClassOf, series, single, vanished } from '../../support/calendars.ts';
import { startPlanning, type Planning } from '../../support/planning.ts';

let it: Planning;
const { bring, live, open } = inClassOf(() => it);

beforeAll(async () => {
  it = await startPlanning();
});
afterAll(() => it.muster.end());
beforeEach(() => it.renew());

describe('a calendar that has changed', () => {
  test.each([
    ['to another hour', single('a', '20261209T140000', 'SEQUENCE:1'), ['2026-12-09T13:00']],
    ['to another month', single('a', '20270112T080000'), ['2027-01-12T07:00']],
    [
      'into a series',
      series('20261210T100000').map((line) => line.replace('UID:lesson', 'UID:a')),
      ['2026-12-10T09:00', '2026-12-17T09:00', '2026-12-24T09:00'],
    ],
  ])('moves a single event %s, and makes no second one', async (_to, event, starts) => {
    await bring(calendar(single('a', '20261209T100000')));
    const [before] = (await it.list()).sessions;
    await bring(calendar(event));
    const after = (await it.list()).sessions;
    expect(after.map(({ startsAt }) => startsAt.slice(0, 16))).toEqual(starts);
    expect(after.map(({ id }) => id)).toContain(before!.id);
  });

  test.each([
    ['to another hour', series('20261123T143000'), ['2026-11-23T13:30', '2026-11-30T13:30', '2026-12-07T13:30']],
    ['to another day', series('20261126T100000'), ['2026-11-26T09:00', '2026-12-03T09:00', '2026-12-10T09:00']],
    ['by some weeks', series('20261214T100000'), ['2026-12-14T09:00', '2026-12-21T09:00', '2026-12-28T09:00']],
    [
      'to every other week',
      series('20261124T100000', 'FREQ=WEEKLY;INTERVAL=2;COUNT=3'),
      ['2026-11-24T09:00', '2026-12-08T09:00', '2026-12-22T09:00'],
    ],
    [
      'into another zone',
      series('20261123T100000').map((line) => line.replace('Europe/Zurich', 'Europe/Athens')),
      ['2026-11-23T08:00', '2026-11-30T08:00', '2026-12-07T08:00'],
    ],
  ])('shifts a series %s, and its sessions stay the same ones', async (_to, event, starts) => {
    await bring(calendar(series('20261123T100000')));
    const before = (await it.list()).sessions.map(({ id }) => id);
    const answer = await bring(calendar(event));
    const after = (await it.list()).sessions;
    expect([await live(), after.map(({ id }) => id).sort(), vanished(answer)]).toEqual([starts, before.sort(), []]);
  });

  test('shifts the two lessons of a week each to its own, and leaves those that were held', async () => {
    await bring(calendar(series('20261118T100000', 'FREQ=WEEKLY;BYDAY=WE,FR;COUNT=4')));
    await open();
    const answer = await bring(calendar(series('20261117T080000', 'FREQ=WEEKLY;BYDAY=TU,TH;COUNT=4')));
    expect(fates(answer)).toEqual(['skipped: was held already', 'changed', 'changed', 'changed']);
    expect(await live()).toEqual(['2026-11-18T09:00', '2026-11-19T07:00', '2026-11-24T07:00', '2026-11-26T07:00']);
  });

  test('knows a changed occurrence as the session of its place in the series', async () => {
    const change = ['UID:lesson', 'RECURRENCE-ID:20261130T090000Z', 'DTSTART:20261203T130000Z', 'DURATION:PT1H'];
    await bring(calendar(series('20261123T100000')));
    const [, second] = (await it.list()).sessions;
    await bring(calendar(series('20261123T100000'), change));
    await bring(
      calendar(
        series('20261123T100000'),
        change.map((line) => line.replace('20261203T13', '20261201T07')),
      ),
    );
    expect((await it.list()).sessions.find(({ id }) => id === second!.id)?.startsAt).toBe('2026-12-01T07:00:00.000Z');
    expect(await live()).toHaveLength(3);
  });

  test('lists what it does not name any more, and cancels it only when asked', async () => {
    const all = calendar(
      series('20261123T100000'),
      single('exam', '20261210T100000'),
      single('trip', '20261211T100000'),
    );
    await bring(all);
    await it.schedule('2026-12-12T09:00:00Z', '2026-12-12T10:00:00Z');
    const less = calendar(
      series('20261123T100000', 'FREQ=WEEKLY;COUNT=3', 'EXDATE;TZID=Europe/Zurich:20261130T100000'),
      single('trip', '20261211T100000'),
    );
    expect(vanished(await bring(less))).toEqual(['2026-11-30T09:00 left', '2026-12-10T09:00 left']);
    expect(await live()).toHaveLength(6);
    expect(vanished(await bring(less, { cancelVanished: true, dryRun: true }))).toHaveLength(2);
    expect(await live()).toHaveLength(6);
    expect(vanished(await bring(less, { cancelVanished: true }))).toEqual([
      '2026-11-30T09:00 cancelled',
      '2026-12-10T09:00 cancelled',
    ]);
    expect(await live()).toEqual(['2026-11-23T09:00', '2026-12-07T09:00', '2026-12-11T09:00', '2026-12-12T09:00']);
    expect(vanished(await bring(less, { cancelVanished: true }))).toEqual([]);
  });

  test('never takes for vanished what is past, held, of another calendar, unreadable, or behind where the file breaks off', async () => {
    const named = (name: string, ...events: string[][]): string =>
      calendar(...events).replace('VERSION:2.0', `VERSION:2.0\r\nX-WR-CALNAME:${name}`);
    await bring(named('Theory', series('20261118T100000'), single('a', '20261201T080000')));
    await bring(named('Practice', single('b', '20261117T080000'), single('c', '20261203T080000')));
    await open();
    const theory = named(
      'Theory',
      series('20261118T100000').filter((line) => !line.startsWith('RRULE')),
      single('a', 'soon'),
    );
    expect(vanished(await bring(theory, { cancelVanished: true }))).toEqual([
      '2026-11-25T09:00 cancelled',
      '2026-12-02T09:00 cancelled',
    ]);
    expect(vanished(await bring(named('Practice', single('d', '20261204T080000'))))).toEqual(['2026-12-03T07:00 left']);
    const cut = named('Practice', single('d', '20261204T080000'), single('e', '20261205T080000')).split('UID:e')[0]!;
    expect(vanished(await bring(cut, { cancelVanished: true }))).toEqual([]);
  });

  test('leaves what was moved here by hand until the calendar itself moves it, what was cancelled for good, and says so', async () => {
    const three = (...starts: string[]): string => calendar(...starts.map((start, at) => single(`e${at}`, start)));
    const first = three('20261201T080000', '20261202T080000', '20261203T080000');
    await bring(first);
    const [moved, , off] = (await it.list()).sessions;
    const [startsAt, endsAt] = ['2026-12-01T12:00:00Z', '2026-12-01T13:00:00Z'];
    await it.school.teacher.post(`/api/v2/sessions/${moved!.id}/move`, { startsAt, endsAt });
    await it.school.teacher.post(`/api/v2/sessions/${off!.id}/cancel`);
    expect(fates(await bring(first))).toEqual([
      'unchanged: was moved here by hand, and stays so',
      'unchanged',
      'skipped: was cancelled here',
    ]);
    expect(await live()).toEqual(['2026-12-01T12:00', '2026-12-02T07:00']);
    expect(fates(await bring(three('20261204T080000', '20261202T080000', '20261203T090000')))).toEqual([
      'changed: was moved here by hand; the calendar has moved it since',
      'unchanged',
      'skipped: was cancelled here',
    ]);
    expect(await live()).toEqual(['2026-12-02T07:00', '2026-12-04T07:00']);
    // Moved by hand to where the calendar moves it, too, they agree.
    await it.school.teacher.post(`/api/v2/sessions/${moved!.id}/move`, { startsAt, endsAt });
    expect(fates(await bring(three('20261201T130000', '20261202T080000', '20261203T090000')))[0]).toBe('unchanged');
    await it.school.teacher.post(`/api/v2/sessions/${moved!.id}/move`, {
      startsAt: '2026-12-01T15:00:00Z',
      endsAt: '2026-12-01T16:00:00Z',
    });
    expect(vanished(await bring(calendar(single('e1', '20261202T080000'))))).toEqual([
      '2026-12-01T15:00 left: was moved here by hand',
    ]);
  });

  test.each([
    [
      'a single event',
      calendar(single('a', '20261201T080000'), single('b', '20261202T080000')),
      calendar(single('b', '20261202T080000')),
    ],
    [
      'an occurrence',
      calendar(series('20261123T100000')),
      calendar(series('20261123T100000', 'FREQ=WEEKLY;COUNT=3', 'EXDATE;TZID=Europe/Zurich:20261130T100000')),
    ],
  ])('gives %s back that was cancelled as vanished when it names it again', async (_what, whole, less) => {
    await bring(whole);
    const starts = await live();
    expect(vanished(await bring(less, { cancelVanished: true }))).toHaveLength(1);
    expect(await live()).toHaveLength(starts.length - 1);
    expect(fates(await bring(whole))).toContain('changed: was cancelled in the calendar, and is on again');
    expect(await live()).toEqual(starts);
    expect(new Set(fates(await bring(whole)))).toEqual(new Set(['unchanged']));
  });

  test('never settles again what a person has settled since: neither the cancelled nor the given back', async () => {
    const whole = calendar(single('a', '20261201T080000'), single('b', '20261202T080000'));
    const less = calendar(single('b', '20261202T080000'));
    const off = calendar(single('a', '20261201T080000', 'STATUS:CANCELLED'), single('b', '20261202T080000'));
    const act = (id: string, what: string) => it.school.teacher.post(`/api/v2/sessions/${id}/${what}`);
    await bring(whole);
    const { id } = (await it.list()).sessions[0]!;
    await bring(less, { cancelVanished: true });
    await act(id, 'restore');
    expect(vanished(await bring(less, { cancelVanished: true }))).toEqual([
      '2026-12-01T07:00 left: was cancelled by the calendar, given back here by hand, and stays so',
    ]);
    expect(fates(await bring(off))[0]).toBe(
      'skipped: was cancelled by the calendar, given back here by hand, and stays so',
    );
    expect(await live()).toHaveLength(2);
    await act(id, 'cancel');
    expect(fates(await bring(whole))[0]).toBe('skipped: was cancelled here');
    await act(id, 'restore');
    // Named again it is the calendar's again, which may call it off anew.
    expect(fates(await bring(whole))[0]).toBe('unchanged');
    expect(fates(await bring(off))[0]).toBe('changed: is cancelled in the calendar');
    expect(await live()).toEqual(['2026-12-02T07:00']);
  });

  test('whose old events were imported before they had an identity of their own moves those', async () => {
    await bring(calendar(single('a', '20261209T100000')));
    await it.muster.db.autocommit.importedEvent.updateMany({
      where: { classId: it.classId },
      data: { recurrence: '20261209T100000' },
    });
    expect(fates(await bring(calendar(single('a', '20261209T100000'))))).toEqual(['unchanged']);
    expect(fates(await bring(calendar(single('a', '20261211T100000'))))).toEqual(['changed']);
    expect(await live()).toEqual(['2026-12-11T09:00']);
  });

  test('and comes back as it was leaves everything as it was, whatever is in it', async () => {
    const day = fc.integer({ min: 1, max: 28 }).map((value) => `202612${String(value).padStart(2, '0')}`);
    const hour = fc.integer({ min: 6, max: 20 }).map((value) => `T${String(value).padStart(2, '0')}0000`);
    const start = fc.tuple(day, hour).map((parts) => parts.join(''));
    const event = fc.oneof(
      start.map((at) => (uid: string) => single(uid, at)),
      fc
        .tuple(
          start,
          fc.constantFrom('FREQ=WEEKLY', 'FREQ=DAILY;INTERVAL=2', 'FREQ=MONTHLY'),
          fc.integer({ min: 1, max: 4 }),
        )
        .map(([at, rule, count]) => (uid: string) => [`UID:${uid}`, ...series(at, `${rule};COUNT=${count}`).slice(1)]),
      start.map((at) => (uid: string) => [`DESCRIPTION:${uid}`, `SUMMARY:${uid}`, `DTSTART:${at}`, 'DURATION:PT1H']),
    );
    const some = fc
      .array(event, { minLength: 1, maxLength: 5 })
      .map((events) => calendar(...events.map((make, at) => make(`e${at}`))));
    await fc.assert(
      fc.asyncProperty(some, some, async (first, second) => {
        await it.renew();
        const named = fates(await bring(first)).length;
        const starts = await live();
        expect(new Set(fates(await bring(first)))).toEqual(new Set(['unchanged']));
        expect([await live(), starts.length]).toEqual([starts, named]);
        await bring(second, { cancelVanished: true });
        await bring(first, { cancelVanished: true });
        expect(fates(await bring(first)).filter((fate) => fate === 'new' || fate === 'changed')).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });
});
