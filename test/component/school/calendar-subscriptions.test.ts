/** Calendars that a class subscribes to: fetched from a server on real HTTP that changes, fails and forgets. */
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { decodeCalendar } from '../../../src/school/calendars/fetch-calendar.ts';
import { startCalendarServer, type CalendarServer } from '../../support/calendar-server.ts';
import { calendar, inClassOf, series, single } from '../../support/calendars.ts';
import type { Client } from '../../support/client.ts';
import { until } from '../../support/until.ts';
import { startPlanning, type Fault, type Planning } from '../../support/planning.ts';

interface Subscription {
  id: string;
  address: string;
  failures: number;
  fault: string | null;
  takenAt: string | null;
  nextAt: string;
  outcome: Record<'new' | 'changed' | 'unchanged' | 'skipped' | 'vanished' | 'cancelled', number> | null;
}

let server: CalendarServer;
let it: Planning;
const { live, bring } = inClassOf(() => it);

beforeAll(async () => {
  server = await startCalendarServer();
  it = await startPlanning({ CALENDAR_ORIGINS: server.origin });
});
afterAll(async () => {
  await it.muster.end();
  await server.close();
});
beforeEach(async () => {
  // Nothing of the test before is due.
  await it.muster.db.autocommit.calendarSubscription.deleteMany();
  await it.renew();
  server.asked.length = 0;
});

const pathOf = (): string => `/api/v2/classes/${it.classId}/calendar/subscriptions`;
const subscribe = <T = Subscription>(
  url: string,
  more: Record<string, unknown> = {},
  who: Client = it.school.teacher,
) => who.post<T>(pathOf(), { url, ...more });
const list = async (): Promise<Subscription[]> => (await it.school.teacher.get<Subscription[]>(pathOf())).body;
const inAnHour = async (minutes = 61): Promise<void> => {
  it.muster.clock.advance(minutes);
  await it.muster.modules.calendars.fetchDue();
};
/** Tokens have ended by then: who looks has not waited. */
const backAgain = (): void => it.muster.clock.set('2026-11-18T09:05:00Z');

describe('a calendar that is subscribed to', () => {
  test('is taken over at once, and followed every hour; what did not change is not sent again', async () => {
    const url = server.serve('/a.ics', calendar(single('x', '20261201T080000'), single('y', '20261202T080000')), '"1"');
    const { status, body } = await subscribe(url);
    expect([status, body.address, body.fault, body.outcome]).toMatchObject([
      201,
      `${server.origin}/…`,
      null,
      { new: 2 },
    ]);
    expect(JSON.stringify(body)).not.toContain('a.ics');
    await inAnHour();
    expect(server.asked.map((one) => one.status)).toEqual([200, 304]);
    server.serve('/a.ics', calendar(single('x', '20261201T100000')), '"2"');
    await inAnHour();
    expect(server.asked.at(-1)).toMatchObject({ ifNoneMatch: '"1"', status: 200 });
    backAgain();
    expect(await live()).toEqual(['2026-12-01T09:00', '2026-12-02T07:00']);
    expect(await list()).toMatchObject([{ failures: 0, outcome: { changed: 1, vanished: 1, cancelled: 0 } }]);
  });

  test('and left while its calendar is under way changes no session any more', async () => {
    const first = calendar(single('x', '20261201T080000'), single('y', '20261202T080000'));
    const { id } = (await subscribe(server.serve('/left.ics', first, '"1"'), { cancelVanished: true })).body;
    const before = await live();
    let [isAsked, answer] = [false, (): void => undefined];
    server.answer('/left.ics', (res) => {
      isAsked = true;
      answer = () => res.writeHead(200).end(calendar(single('z', '20261203T080000')));
    });
    const fetching = it.school.teacher.post(`${pathOf()}/${id}/fetch`);
    await until(() => isAsked);
    expect((await it.school.teacher.request('DELETE', `${pathOf()}/${id}`)).status).toBe(204);
    answer();
    expect((await fetching).status).toBe(404);
    expect(await live()).toEqual(before);
  });

  test('whose server says nothing of changes is not laid out again while it is the same', async () => {
    let ics = calendar(single('x', '20261201T080000'));
    server.answer('/plain.ics', (res) => res.writeHead(200).end(ics));
    const { takenAt } = (await subscribe(`${server.origin}/plain.ics`)).body;
    await inAnHour();
    backAgain();
    expect(await list()).toMatchObject([{ takenAt, failures: 0 }]);
    ics = calendar(single('x', '20261201T090000'));
    await inAnHour(121);
    backAgain();
    expect(await live()).toEqual(['2026-12-01T08:00']);
  });

  test('cancels what vanished where that was asked, but never for an empty calendar, and nothing of others', async () => {
    await bring(calendar(single('own', '20261203T080000')));
    const url = server.serve('/b.ics', calendar(single('x', '20261201T080000'), single('y', '20261202T080000')), '"1"');
    await subscribe(url, { cancelVanished: true });
    server.serve('/b.ics', calendar(), '"2"');
    await inAnHour();
    backAgain();
    expect(await live()).toHaveLength(3);
    server.serve('/b.ics', calendar(single('y', '20261202T080000')), '"3"');
    await inAnHour(121);
    backAgain();
    expect(await live()).toEqual(['2026-12-02T07:00', '2026-12-03T07:00']);
    expect((await it.muster.db.autocommit.notification.count({ where: { kind: 'session' } })) > 0).toBe(true);
  });

  test('gives back what it cancelled as vanished when it comes again', async () => {
    const both = calendar(single('x', '20261201T080000'), single('y', '20261202T080000'));
    const url = server.serve('/f.ics', both, '"1"');
    await subscribe(url, { cancelVanished: true });
    server.serve('/f.ics', calendar(single('y', '20261202T080000')), '"2"');
    await inAnHour();
    server.serve('/f.ics', both, '"3"');
    await inAnHour();
    backAgain();
    expect(await live()).toEqual(['2026-12-01T07:00', '2026-12-02T07:00']);
  });

  test('takes over sessions that were imported from its file before', async () => {
    const ics = calendar(single('x', '20261201T080000'));
    await bring(ics);
    expect((await subscribe(server.serve('/c.ics', ics, '"1"'))).body.outcome).toMatchObject({ new: 0, unchanged: 1 });
    expect((await it.list()).sessions).toHaveLength(1);
  });

  test('without an end comes further every day, though it does not change', async () => {
    const url = server.serve('/d.ics', calendar(series('20261123T100000', 'FREQ=WEEKLY')), '"1"');
    const { outcome } = (await subscribe(url)).body;
    await inAnHour(8 * 24 * 60);
    expect(server.asked.map((one) => one.status)).toEqual([200, 200]);
    backAgain();
    expect((await list())[0]?.outcome).toMatchObject({ new: 1, vanished: 0 });
    expect(outcome?.new).toBe(104);
  });

  test('is fetched on demand, and ends when it is taken off; its sessions stay', async () => {
    const url = server.serve('/e.ics', calendar(single('x', '20261201T080000')), '"1"');
    const { id } = (await subscribe(url)).body;
    server.serve('/e.ics', calendar(single('x', '20261201T110000')), '"2"');
    expect((await it.school.teacher.post<Subscription>(`${pathOf()}/${id}/fetch`)).body.outcome).toMatchObject({
      changed: 1,
    });
    expect((await it.school.teacher.request('DELETE', `${pathOf()}/${id}`)).status).toBe(204);
    expect([await list(), await live()]).toEqual([[], ['2026-12-01T10:00']]);
    expect((await it.school.teacher.request('DELETE', `${pathOf()}/${id}`)).status).toBe(404);
    expect(await it.auditOf(it.classId)).toEqual(
      expect.arrayContaining(['calendar.subscribed', 'calendar.unsubscribed']),
    );
  });
});

describe('an address', () => {
  test.each([
    'http://127.0.0.1:1/a.ics',
    'http://localhost:1/a.ics',
    'https://10.1.2.3/a.ics',
    'https://192.168.1.1/a.ics',
    'http://169.254.169.254/latest/meta-data',
    'http://[::1]/a.ics',
    'http://[::ffff:10.0.0.1]/a.ics',
    'http://2130706433/a.ics',
    'http://0/a.ics',
    'webcal://[fd00::1]/a.ics',
    'file:///etc/passwd',
    'ftp://calendar.example/a.ics',
    'https://ada:secret@calendar.example/a.ics',
    'calendar.example/a.ics',
  ])('within a private network, or that is none, is refused and not kept: %s', async (url) => {
    const { status, body } = await subscribe<Fault>(url);
    expect([status, body.field]).toEqual([400, 'url']);
    expect(await list()).toEqual([]);
  });

  test('that leads into a private network is refused, and one that leads on is followed', async () => {
    server.answer('/away.ics', (res) => res.writeHead(302, { location: 'http://127.0.0.1:1/secret' }).end());
    expect((await subscribe<Fault>(`${server.origin}/away.ics`)).body).toMatchObject({ field: 'url' });
    server.serve('/there.ics', calendar(single('x', '20261201T080000')), '"1"');
    server.answer('/on.ics', (res) => res.writeHead(301, { location: '/there.ics' }).end());
    expect((await subscribe(`${server.origin}/on.ics`)).body.outcome).toMatchObject({ new: 1 });
    server.answer('/round.ics', (res) => res.writeHead(302, { location: '/round.ics' }).end());
    expect((await subscribe(`${server.origin}/round.ics`)).body.fault).toContain('without end');
  });

  test('is subscribed to once, by who plans the class; ten at most', async () => {
    const url = server.serve('/f.ics', calendar(single('x', '20261201T080000')), '"1"');
    expect([(await subscribe(url, {}, it.colleague)).status, (await subscribe(url, {}, it.ada)).status]).toEqual([
      404, 403,
    ]);
    expect((await subscribe(url)).status).toBe(201);
    expect((await subscribe<Fault>(url)).body).toMatchObject({ code: 'conflict', field: 'url' });
    for (let n = 0; n < 9; n += 1) expect((await subscribe(`${url}?${n}`)).status).toBe(201);
    expect((await subscribe(`${url}?9`)).status).toBe(409);
    expect((await it.colleague.get(pathOf())).status).toBe(404);
  });
});

describe('a calendar that does not come', () => {
  const notes = () =>
    it.muster.db.autocommit.notification.count({
      where: { kind: 'system', personId: it.school.teacher.id, subjectId: it.classId },
    });

  test('is shown with its fault, tried again later and later, and told to its maker after three times, once', async () => {
    server.answer('/g.ics', (res) => res.writeHead(503).end());
    const first = (await subscribe(`${server.origin}/g.ics`)).body;
    expect([first.fault, first.failures, first.nextAt]).toEqual([
      'its server answered 503',
      1,
      '2026-11-18T09:15:00.000Z',
    ]);
    await inAnHour(16);
    expect(await notes()).toBe(0);
    await inAnHour(31);
    expect(await notes()).toBe(1);
    await inAnHour(61);
    expect(await notes()).toBe(1);
    server.serve('/g.ics', calendar(single('x', '20261201T080000')), '"1"');
    await inAnHour(24 * 60);
    backAgain();
    expect(await list()).toMatchObject([{ failures: 0, fault: null, outcome: { new: 1 } }]);
  });

  test('for it is too long, no calendar, or breaks off, changes nothing', async () => {
    const url = server.serve('/h.ics', calendar(single('x', '20261201T080000')), '"1"');
    const { id } = (await subscribe(url, { cancelVanished: true })).body;
    const refresh = async () => (await it.school.teacher.post<Subscription>(`${pathOf()}/${id}/fetch`)).body.fault;
    server.answer('/h.ics', (res) => res.writeHead(200).end('x'.repeat(5_000_001)));
    expect(await refresh()).toBe('it is longer than 5 MB');
    server.answer('/h.ics', (res) =>
      res.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('x'.repeat(5_000_001))),
    );
    expect(await refresh()).toBe('it is longer than 5 MB');
    server.answer('/h.ics', (res) => res.writeHead(200).end('<html>Please sign in</html>'));
    expect(await refresh()).toContain('no iCalendar file');
    server.answer('/h.ics', (res) => {
      res.writeHead(200, { 'content-length': '1000' }).write('BEGIN:VCALENDAR\r\n', () => res.destroy());
    });
    expect(await refresh()).toMatch(/broke off|could not be reached/);
    expect(await live()).toEqual(['2026-12-01T07:00']);
    server.answer('/h.ics', (res) =>
      res.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(calendar(single('x', '20261201T090000')))),
    );
    expect(await refresh()).toBe(null);
    expect(await live()).toEqual(['2026-12-01T08:00']);
  });

  test('for whoever subscribed does not plan the class any more, is not fetched', async () => {
    const url = server.serve('/i.ics', calendar(single('x', '20261201T080000')), '"1"');
    await subscribe(url);
    await it.school.admin.request('DELETE', `/api/v2/classes/${it.classId}/teachers/${it.school.teacher.id}`);
    await inAnHour();
    expect(server.asked).toHaveLength(1);
    backAgain();
    expect((await it.school.admin.get<Subscription[]>(pathOf())).body).toMatchObject([
      { failures: 1, fault: expect.stringContaining('does not plan this class') as string },
    ]);
  });
});

test('bytes are read as UTF-8, also folded within a character, as UTF-16, or as Windows writes them', () => {
  const text = 'SUMMARY:Prüfung – Geschichte';
  const folded = Buffer.from(text).toString('latin1').replace('\xC3', '\xC3\r\n ');
  expect([
    decodeCalendar(Buffer.from(text)),
    decodeCalendar(Buffer.from(folded, 'latin1')),
    decodeCalendar(Buffer.from(`\uFEFF${text}`, 'utf16le')),
    decodeCalendar(Buffer.from([0x50, 0x72, 0xfc, 0x66])),
  ]).toEqual([text, text, text, 'Prüf']);
});
