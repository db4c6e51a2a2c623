/** Calendars over HTTP: files that are imported, and the private address of one's own. */
import { get } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createClient, type Client } from '../../support/client.ts';
import { startPlanning, type Fault, type Planning } from '../../support/planning.ts';

interface Import {
  sessions: { uid: string; fate: string; reason: string | null; startsAt: string }[];
  applied: boolean;
}

let it: Planning;

beforeAll(async () => {
  it = await startPlanning();
});
afterAll(() => it.muster.end());
beforeEach(() => it.renew());

describe('a calendar that is imported', () => {
  const calendar = (...events: string[][]): string =>
    [
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      ...events.flatMap((lines) => ['BEGIN:VEVENT', ...lines, 'END:VEVENT']),
      'END:VCALENDAR',
    ].join('\r\n');
  const weeklyLesson = (hour: string): string[] => [
    'UID:lesson',
    'SUMMARY:Lesson',
    `DTSTART;TZID=Europe/Zurich:20261118T${hour}0000`,
    'DURATION:PT90M',
    'RRULE:FREQ=WEEKLY;COUNT=3',
  ];
  const bring = <T = Import>(ics: string, dryRun?: boolean, who: Client = it.school.teacher) =>
    who.post<T>(`/api/v2/classes/${it.classId}/calendar/import`, { ics, ...(dryRun === undefined ? {} : { dryRun }) });
  const fates = ({ body }: { body: Import }): string[] =>
    body.sessions.map(({ fate, reason }) => (reason === null ? fate : `${fate}: ${reason}`));

  test('is told first and done when asked, and done again it changes instead of adding', async () => {
    const dry = await bring(calendar(weeklyLesson('10')));
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
    expect((await it.list()).sessions).toEqual([]);

    expect((await bring(calendar(weeklyLesson('10')), false)).body.applied).toBe(true);
    expect(fates(await bring(calendar(weeklyLesson('10')), false))).toEqual(['unchanged', 'unchanged', 'unchanged']);
    expect((await it.list()).sessions.map(({ startsAt }) => startsAt)).toEqual([
      '2026-11-18T09:00:00.000Z',
      '2026-11-25T09:00:00.000Z',
      '2026-12-02T09:00:00.000Z',
    ]);

    // The first is held; the second is moved, and the third cancelled in the calendar.
    await it.school.teacher.post(`/api/v2/classes/${it.classId}/sessions/open`);
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
    expect(fates(await bring(calendar(weeklyLesson('10'), moved, off), false))).toEqual([
      'skipped: was held already',
      'changed',
      'changed: is cancelled in the calendar',
    ]);
    expect((await it.list()).sessions.map(({ startsAt, status, title }) => [startsAt, status, title])).toEqual([
      ['2026-11-18T09:00:00.000Z', 'open', 'Lesson'],
      ['2026-11-26T07:00:00.000Z', 'scheduled', 'Moved'],
      ['2026-12-02T09:00:00.000Z', 'cancelled', null],
    ]);
    expect(fates(await bring(calendar(weeklyLesson('10'), moved, off)))).toEqual([
      'skipped: was held already',
      'unchanged',
      'skipped: was cancelled here',
    ]);
    expect((await it.auditOf(it.classId)).filter((action) => action === 'calendar.imported')).toHaveLength(3);
  });

  test('leaves out what can be no session, and says why', async () => {
    const event = (uid: string, ...lines: string[]): string[] => [`UID:${uid}`, ...lines];
    const answer = await bring(
      calendar(
        event('a', 'DTSTART;VALUE=DATE:20261118'),
        event('b', 'DTSTART:20261118T100000'),
        event('c', 'DTSTART:20261118T100000Z', 'DTEND:20261118T090000Z'),
        event('d', 'DTSTART:20261118T100000Z', 'DURATION:P2D'),
        event('e', 'DTSTART:20261118T100000Z', 'DURATION:PT1H'),
        event('e', 'DTSTART:20261118T100000Z', 'DURATION:PT1H'),
      ),
      false,
    );
    expect(fates(answer)).toEqual([
      'skipped: lasts whole days',
      'skipped: has no end',
      'skipped: A session ends after it starts.',
      'skipped: A session lasts a day at most.',
      'new',
      'skipped: is in the file twice',
    ]);
    expect((await it.list()).sessions).toHaveLength(1);
  });

  test('that is malformed, too long or not theirs changes nothing', async () => {
    const broken = await bring<Fault>(calendar(weeklyLesson('10'), ['UID:x', 'DTSTART:yesterday']), false);
    expect([broken.status, broken.body]).toMatchObject([
      400,
      { field: 'ics', detail: expect.stringContaining('line 12') as string },
    ]);
    expect((await bring<Fault>('x'.repeat(1_000_001))).body).toMatchObject({ code: 'invalidInput', field: 'ics' });
    expect([
      (await bring(calendar(), false, it.colleague)).status,
      (await bring(calendar(), false, it.ada)).status,
    ]).toEqual([404, 403]);
    expect((await it.list()).sessions).toEqual([]);
  });
});

describe('the private address of a calendar', () => {
  const addressOf = async (who: Client): Promise<string> => {
    const { url } = (await who.post<{ url: string }>('/api/v2/me/calendar')).body;
    expect(url).toMatch(/^https:\/\/muster\.school\.example\/api\/v2\/calendar\/[\w-]{43}\.ics$/);
    return new URL(url).pathname;
  };
  const read = (path: string) => createClient(it.muster.url).request<string>('GET', path);
  /** As calendar programs ask; fetch would forbid the answer that nothing changed. */
  const statusIfChanged = (path: string, tag: string | null): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      get(`${it.muster.url}${path}`, { headers: { 'if-none-match': tag ?? '' } }, (response) =>
        resolve(response.resume().statusCode),
      ).on('error', reject);
    });

  test("shows one's sessions from 30 days back to 180 ahead in UTC, with place and cancellations", async () => {
    const path = await addressOf(it.ada);
    const { id } = await it.schedule('2026-11-19T09:00:00Z', '2026-11-19T10:30:00Z', {
      title: 'Optics, part 1',
      placeId: it.placeId,
    });
    const off = await it.schedule('2026-11-20T09:00:00Z', '2026-11-20T10:00:00Z');
    await it.school.teacher.post(`/api/v2/sessions/${off.id}/cancel`);
    const [old, far] = [
      await it.schedule('2026-10-01T09:00:00Z', '2026-10-01T10:00:00Z'),
      await it.schedule('2027-08-01T09:00:00Z', '2027-08-01T10:00:00Z'),
    ];
    const { status, headers, body } = await read(path);
    expect([status, headers.get('content-type'), headers.get('cache-control')]).toEqual([
      200,
      'text/calendar; charset=utf-8',
      'private, max-age=300',
    ]);
    const text = body.replace(/\r\n /g, '');
    for (const line of [
      `UID:${id}@muster`,
      'DTSTART:20261119T090000Z',
      'DTEND:20261119T103000Z',
      `SUMMARY:${it.code} Optics\\, part 1`,
      'LOCATION:Room 12',
      `SUMMARY:${it.code} Physics`,
      'STATUS:CANCELLED',
    ])
      expect(text.split('\r\n')).toContain(line);
    for (const hidden of [old, far]) expect(text).not.toContain(hidden.id);
    expect(text.endsWith('END:VCALENDAR\r\n')).toBe(true);
    // A reader that has it already is told so.
    expect(await statusIfChanged(path, headers.get('etag'))).toBe(304);
    await it.schedule('2026-11-21T09:00:00Z', '2026-11-21T10:00:00Z');
    expect(await statusIfChanged(path, headers.get('etag'))).toBe(200);
  });

  test('holds what a teacher substitutes in, and nothing of other classes', async () => {
    const path = await addressOf(it.colleague);
    const [mine, other] = [
      await it.schedule('2026-11-19T09:00:00Z', '2026-11-19T10:30:00Z'),
      await it.schedule('2026-11-20T09:00:00Z', '2026-11-20T10:30:00Z'),
    ];
    await it.school.teacher.post(`/api/v2/sessions/${mine.id}/substitutes`, { personId: it.colleague.id });
    const { body } = await read(path);
    expect([body.includes(mine.id), body.includes(other.id)]).toEqual([true, false]);
  });

  test('dies when a new one is made, when it is ended, and with the right to come in; it is not in the log', async () => {
    const first = await addressOf(it.ada);
    const second = await addressOf(it.ada);
    expect([(await read(first)).status, (await read(second)).status]).toEqual([404, 200]);
    expect((await it.ada.request('DELETE', '/api/v2/me/calendar')).status).toBe(204);
    expect((await read(second)).status).toBe(404);
    const blaise = await it.muster.signIn(it.school.students[1]!.email);
    const paths = await Promise.all([addressOf(blaise), addressOf(blaise), addressOf(blaise)]);
    expect((await Promise.all(paths.map((path) => read(path)))).map(({ status }) => status).sort()).toEqual([
      200, 404, 404,
    ]);
    const latest = await addressOf(blaise);
    await it.school.admin.request('PATCH', `/api/v2/people/${it.school.students[1]!.id}`, { status: 'deactivated' });
    expect((await read(latest)).status).toBe(404);
    for (const path of [first, second, latest])
      expect(it.muster.logged()).not.toContain(path.split('/').at(-1)!.slice(0, 20));
    expect((await read('/api/v2/calendar/unknown.ics')).status).toBe(404);
  });
});
