/** The private address of one's own calendar. */
import { get } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createClient, type Client } from '../../support/client.ts';
import { startPlanning, type Planning } from '../../support/planning.ts';

let it: Planning;

beforeAll(async () => {
  it = await startPlanning();
});
afterAll(() => it.muster.end());
beforeEach(() => it.renew());

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

  test('shows what was moved, renamed, placed or cancelled as a later revision of the same event, and nothing else', async () => {
    const path = await addressOf(it.ada);
    const [id, other] = [
      (await it.schedule('2026-11-19T09:00:00Z', '2026-11-19T10:30:00Z')).id,
      (await it.schedule('2026-11-20T09:00:00Z', '2026-11-20T10:30:00Z')).id,
    ];
    const eventOf = async (sessionId: string) => {
      const text = (await read(path)).body.split('BEGIN:VEVENT').find((one) => one.includes(sessionId)) ?? '';
      const lineOf = (name: string): string | undefined => new RegExp(`^${name}:(.*)\\r$`, 'm').exec(text)?.[1];
      expect(lineOf('DTSTAMP')).toBe(lineOf('LAST-MODIFIED'));
      return {
        sequence: lineOf('SEQUENCE'),
        status: lineOf('STATUS'),
        start: lineOf('DTSTART'),
        stamp: lineOf('DTSTAMP'),
      };
    };
    const first = await eventOf(id);
    expect(first).toMatchObject({ sequence: '0', status: 'CONFIRMED', start: '20261119T090000Z' });
    const move = (more: Record<string, unknown> = {}) =>
      it.school.teacher.post(`/api/v2/sessions/${id}/move`, {
        startsAt: '2026-11-19T11:00:00Z',
        endsAt: '2026-11-19T12:00:00Z',
        ...more,
      });
    await move();
    const moved = await eventOf(id);
    expect(moved).toMatchObject({ sequence: '1', start: '20261119T110000Z' });
    expect(moved.stamp! >= first.stamp!).toBe(true);
    await move();
    expect((await eventOf(id)).sequence).toBe('1');
    await move({ placeId: it.placeId });
    expect((await eventOf(id)).sequence).toBe('2');
    await it.school.admin.request('PATCH', `/api/v2/classes/${it.classId}`, { title: 'Optics' });
    expect((await eventOf(id)).sequence).toBe('3');
    await it.school.teacher.post(`/api/v2/sessions/${id}/cancel`);
    expect(await eventOf(id)).toMatchObject({ sequence: '4', status: 'CANCELLED' });
    expect((await eventOf(other)).sequence).toBe('1');
    await it.muster.db.autocommit.session.update({ where: { id: other }, data: { opensItself: true } });
    expect((await eventOf(other)).sequence).toBe('1');
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
