/** How other systems come in: an API key, and what the door tells whoever knocks. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClient } from '../../support/client.ts';
import { startMailServer, type MailServer } from '../../support/mail-server.ts';
import { adminEmail, startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createSmallSchool, type SmallSchool } from '../../support/school.ts';

let muster: TestMuster;
let school: SmallSchool;
let mails: MailServer;
const stranger = () => createClient(muster.url);

beforeAll(async () => {
  mails = await startMailServer();
  muster = await startTestMuster({
    SMTP_URL: mails.url,
    MAIL_FROM: 'Muster <muster@school.example>',
    CORS_ORIGINS: 'https://portal.school.example',
    METRICS_TOKEN: 'a-token-for-prometheus',
    TRUST_PROXY: '1',
    PUBLIC_URL: 'https://muster.school.example',
  });
  school = await createSmallSchool(muster, 2);
});
afterAll(async () => {
  await muster.end();
  await mails.close();
});

describe('an API key', () => {
  const make = (body: object) =>
    school.admin.post<{ id: string; key: string }>('/api/v2/api-keys', {
      name: 'Timetable',
      scopes: ['classes.read', 'sessions.plan'],
      ...body,
    });
  const withKey = (key: string) => Object.assign(stranger(), { token: key });

  test('may do no more through a task than at once', async () => {
    const machine = withKey((await make({ scopes: ['attendance.mark'] })).body.key);
    const form = new FormData();
    // Its lesson would have to be made, which is not for this key.
    form.set('file', new Blob(['name,2026-10-01\nAda Lovelace,P\n']));
    const path = `/api/v2/classes/${school.classId}/marks/import`;
    expect((await machine.request('POST', path, form)).status).toBe(403);
    const taken = await machine.request<{ id: string }>('POST', path, form, { prefer: 'respond-async' });
    expect(taken.status).toBe(202);
    const read = async () =>
      (await school.admin.get<{ status: string; error: unknown }>(`/api/v2/tasks/${taken.body.id}`)).body;
    await expect.poll(async () => (await read()).status).toBe('failed');
    expect((await read()).error).toMatchObject({ code: 'forbidden' });
    expect(await muster.db.autocommit.session.count({ where: { classId: school.classId } })).toBe(0);
  });

  test('may do what its scopes say and nothing else, until it is ended', async () => {
    const { id, key } = (await make({})).body;
    const machine = withKey(key);
    expect((await machine.get('/api/v2/classes')).status).toBe(200);
    expect((await machine.post('/api/v2/people', { name: 'X', email: 'x@school.example', role: 'admin' })).status).toBe(
      403,
    );
    expect((await machine.get('/api/v2/me')).status).toBe(403);
    const listed = await school.admin.get<{ id: string; prefix: string }[]>('/api/v2/api-keys');
    expect(JSON.stringify(listed.body)).not.toContain(key);
    expect((await school.admin.request('DELETE', `/api/v2/api-keys/${id}`)).status).toBe(204);
    expect((await machine.get('/api/v2/classes')).status).toBe(401);
  });

  test('for people makes nobody an admin and reaches no admin by address, role, status, merging or password link', async () => {
    const { key } = (await make({ scopes: ['people.manage', 'people.read'] })).body;
    const machine = withKey(key);
    const created = await machine.post<{ id: string }>('/api/v2/people', {
      name: 'Made',
      email: 'made@school.example',
      role: 'teacher',
    });
    expect(created.status).toBe(201);
    const change = (personId: string, body: object) =>
      machine.request<{ detail: string }>('PATCH', `/api/v2/people/${personId}`, body);
    const admins = await school.admin.get<{ people: { id: string }[] }>('/api/v2/people?role=admin');
    const adminId = admins.body.people[0]!.id;
    const secondAdmin = (
      await school.admin.post<{ id: string }>('/api/v2/people', {
        name: 'Second',
        email: 'second@school.example',
        role: 'admin',
      })
    ).body.id;
    const refused = [
      await machine.post('/api/v2/people', { name: 'X', email: 'x@school.example', role: 'admin' }),
      await machine.post(`/api/v2/people/${adminId}/password-link`),
      await machine.post(`/api/v2/people/${created.body.id}/password-link`),
      await change(created.body.id, { role: 'admin' }),
      await machine.post(`/api/v2/people/${secondAdmin}/merge`, { intoId: adminId, dryRun: false }),
      await change(secondAdmin, { email: 'mine@school.example' }),
      await change(secondAdmin, { role: 'student' }),
      await change(secondAdmin, { status: 'deactivated' }),
    ];
    for (const answer of refused)
      expect(answer).toMatchObject({
        status: 403,
        body: { detail: expect.stringContaining('An API key cannot') as string },
      });
    const second = await school.admin.get(`/api/v2/people/${secondAdmin}`);
    expect(second.body).toMatchObject({ email: 'second@school.example', role: 'admin', status: 'active' });
    expect((await school.admin.get(`/api/v2/people/${created.body.id}`)).body).toMatchObject({ role: 'teacher' });
    expect([
      (await change(created.body.id, { role: 'student' })).status,
      (await change(secondAdmin, { name: 'Second Admin' })).status,
    ]).toEqual([204, 204]);
  });

  test('cannot be given what makes further keys, nor an end in the past; its own ends it', async () => {
    expect(await make({ scopes: ['access.keys'] })).toMatchObject({ status: 400, body: { field: 'scopes' } });
    expect(await make({ scopes: ['no.such'] })).toMatchObject({ status: 400 });
    expect(await make({ expiresAt: '2020-01-01T00:00:00Z' })).toMatchObject({
      status: 400,
      body: { field: 'expiresAt' },
    });
    const { key } = (await make({ expiresAt: new Date(muster.clock.now().getTime() + 60_000).toISOString() })).body;
    muster.clock.advance(2);
    expect((await withKey(key).get('/api/v2/classes')).status).toBe(401);
  });

  test('always has an end: in 90 days unless it says otherwise, and in a year at most', async () => {
    school.admin = await muster.signIn(adminEmail);
    const inDays = (days: number): string =>
      new Date(muster.clock.now().getTime() + days * 24 * 3600_000).toISOString();
    const made = [await make({}), await make({ expiresAt: null })];
    const listed = await school.admin.get<{ id: string; expiresAt: string }[]>('/api/v2/api-keys');
    for (const { body } of made)
      expect(listed.body.find(({ id }) => id === body.id)?.expiresAt.slice(0, 16)).toBe(inDays(90).slice(0, 16));
    expect(await make({ expiresAt: inDays(367) })).toMatchObject({ status: 400, body: { field: 'expiresAt' } });
    expect((await make({ expiresAt: inDays(365) })).status).toBe(201);
    muster.clock.advance(90 * 24 * 60 + 1);
    expect((await withKey(made[0]!.body.key).get('/api/v2/classes')).status).toBe(401);
  });

  test('is believed only from the addresses that it is bound to', async () => {
    school.admin = await muster.signIn(adminEmail);
    expect(await make({ ranges: ['192.0.2.0/33'] })).toMatchObject({ status: 400 });
    expect(await make({ ranges: ['example.org'] })).toMatchObject({ status: 400 });
    const elsewhere = withKey((await make({ ranges: ['192.0.2.0/24', '2001:db8::/32'] })).body.key);
    const here = withKey((await make({ ranges: ['127.0.0.0/8', '::1'] })).body.key);
    // One proxy is believed here: it says who asks.
    const from = (client: typeof here, address: string) =>
      client.request('GET', '/api/v2/classes', undefined, { 'X-Forwarded-For': address });
    expect([
      (await from(elsewhere, '198.51.100.7')).status,
      (await from(elsewhere, '192.0.2.9')).status,
      (await from(elsewhere, '::ffff:192.0.2.9')).status,
      (await from(elsewhere, '2001:db8:1::5')).status,
      (await from(elsewhere, 'nonsense')).status,
      (await from(here, '::1')).status,
      (await from(here, '192.0.2.9')).status,
    ]).toEqual([401, 200, 200, 200, 401, 200, 401]);
  });
});

describe('the door itself', () => {
  const ask = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    fetch(`${muster.url}${path}`, { method, headers });

  test('only named origins may call it from a browser', async () => {
    const allowed = await ask(
      '/api/v2/classes',
      {
        Origin: 'https://portal.school.example',
        'Access-Control-Request-Method': 'GET',
        'Access-Control-Request-Headers': 'authorization',
      },
      'OPTIONS',
    );
    expect([allowed.status, allowed.headers.get('access-control-allow-origin')]).toEqual([
      204,
      'https://portal.school.example',
    ]);
    const other = await ask('/healthz', { Origin: 'https://evil.example' });
    expect(other.headers.get('access-control-allow-origin')).toBeNull();
  });

  test('it tells browsers to come by TLS only, and sets the headers that keep pages in their place', async () => {
    const { headers } = await ask('/healthz');
    expect(headers.get('strict-transport-security')).toContain('max-age=31536000');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('metrics answer elsewhere only to the token', async () => {
    const from = (headers: Record<string, string>) => ask('/metrics', { 'X-Forwarded-For': '203.0.113.7', ...headers });
    expect((await from({})).status).toBe(404);
    expect((await from({ authorization: 'Bearer not-the-token' })).status).toBe(404);
    expect((await from({ authorization: 'Bearer a-token-for-prometheus' })).status).toBe(200);
  });

  test('a method that an address does not know is 405, with those that it knows', async () => {
    const answer = await ask('/api/v2/classes', {}, 'DELETE');
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS, POST']);
  });
});
