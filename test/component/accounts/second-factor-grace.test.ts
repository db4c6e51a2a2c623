/** Whose role needs a second factor: a week without one, then nothing but setting one up; in chat and by old clients too. */
import { generate } from 'otplib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClient, type Client } from '../../support/client.ts';
import { adminEmail, password, startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createPerson } from '../../support/school.ts';

const dayM = 24 * 60;
const account = { platform: 'slack', tenantId: 'T0001', userId: 'U0001' } as const;
let muster: TestMuster;
let key: string;
let start: Date;

beforeAll(async () => {
  muster = await startTestMuster({
    // As it is shipped.
    SECOND_FACTOR_GRACE: '',
    COMPAT: 'all',
    SLACK_BOT_TOKEN: 'xoxb-test',
    SLACK_SIGNING_SECRET: 'not-a-secret',
    SLACK_API_URL: 'http://127.0.0.1:9/api/',
  });
  start = muster.clock.now();
  const admin = await muster.signIn(adminEmail);
  await createPerson(admin, 'Grace Hopper', 'grace@school.example', 'teacher');
  ({ key } = (await admin.post<{ key: string }>('/api/v2/api-keys', { name: 'Key', scopes: ['people.read'] })).body);
});
afterAll(() => muster.end());

const meOf = async (client: Client): Promise<Record<string, unknown>> => (await client.get('/api/v2/me')).body;
const dueIn = (days: number): string => new Date(start.getTime() + days * dayM * 60_000).toISOString();

describe('an admin without a second factor', () => {
  test('is told from the first request until when, and goes on for seven days', async () => {
    const admin = await muster.signIn(adminEmail);
    expect(await meOf(admin)).toMatchObject({ secondFactorDueAt: dueIn(7) });
    expect((await admin.get('/api/v2/me/second-factors')).body).toMatchObject({ isRequired: true, dueAt: dueIn(7) });
    muster.clock.advance(7 * dayM - 1);
    const late = await muster.signIn(adminEmail);
    expect([(await meOf(late))['secondFactorDueAt'], (await late.get('/api/v2/people')).status]).toEqual([
      dueIn(7),
      200,
    ]);
  });

  test('then may see who they are, set one up and sign out, and nothing else: not in chat, nor by an old client', async () => {
    const before = (
      await createClient(muster.url).post<{ access_token: string }>('/login', { email: adminEmail, password })
    ).body;
    const { code } = await muster.modules.accounts.issueCode({
      ...(await muster.modules.access.authenticate((await muster.signIn(adminEmail)).token)),
    });
    await muster.modules.accounts.link(account, code);
    muster.clock.advance(1);
    const admin = await muster.signIn(adminEmail);
    for (const path of ['/api/v2/me', '/api/v2/me/devices', '/api/v2/me/second-factors'])
      expect((await admin.get(path)).status).toBe(200);
    for (const path of [
      '/api/v2/people',
      '/api/v2/institution',
      '/api/v2/me/notifications',
      '/api/v2/me/linked-accounts',
    ])
      expect([path, (await admin.get(path)).body['code']]).toEqual([path, 'secondFactorDue']);
    expect((await admin.request('PATCH', '/api/v2/me', { name: 'Other' })).body).toMatchObject({
      code: 'secondFactorDue',
    });
    expect((await admin.post('/api/v2/chat', { text: 'help' })).body).toMatchObject({ code: 'secondFactorDue' });
    const old = Object.assign(createClient(muster.url), { token: before.access_token });
    expect((await old.get('/api/auth/profile')).status).toBe(403);
    const inChat = (await muster.modules.accounts.find(account))!;
    await expect(muster.modules.people.search(inChat, {}, 10)).rejects.toMatchObject({ code: 'secondFactorDue' });
  });

  test('while API keys go on, and other roles need none until the institution says so', async () => {
    expect((await Object.assign(createClient(muster.url), { token: key }).get('/api/v2/people')).status).toBe(200);
    expect(await meOf(await muster.signIn('grace@school.example'))).toMatchObject({ secondFactorDueAt: null });
  });

  test('comes back with one, and is asked for it from then on', async () => {
    const admin = await muster.signIn(adminEmail);
    const { secret } = (await admin.post<{ secret: string }>('/api/v2/me/authenticator')).body;
    const code = await generate({ secret, epoch: Math.floor(muster.clock.now().getTime() / 1000) });
    expect((await admin.post('/api/v2/me/authenticator/confirm', { code })).status).toBe(200);
    expect([(await meOf(admin))['secondFactorDueAt'], (await admin.get('/api/v2/people')).status]).toEqual([null, 200]);
    await expect(muster.signIn(adminEmail)).rejects.toThrow('secondFactorRequired');
    // Without it the week is long over.
    expect((await admin.request('DELETE', '/api/v2/me/authenticator')).status).toBe(204);
    expect((await admin.get('/api/v2/people')).body).toMatchObject({ code: 'secondFactorDue' });
  });
});

describe('a role', () => {
  test('needs one when the institution says so, a week after the first thing its people do; and no more when it does not', async () => {
    await muster.db.autocommit.person.updateMany({ where: { email: adminEmail }, data: { secondFactorDueAt: null } });
    const admin = await muster.signIn(adminEmail);
    const teacher = await muster.signIn('grace@school.example');
    const change = (secondFactorFor: string[]) => admin.request('PATCH', '/api/v2/institution', { secondFactorFor });
    expect((await change(['admin', 'teacher'])).body).toMatchObject({ secondFactorFor: ['admin', 'teacher'] });
    const due = new Date(muster.clock.now().getTime() + 7 * dayM * 60_000).toISOString();
    expect((await meOf(teacher))['secondFactorDueAt']).toBe(due);
    expect((await change(['principal'])).status).toBe(400);
    await change([]);
    expect([(await meOf(teacher))['secondFactorDueAt'], (await meOf(admin))['secondFactorDueAt']]).toEqual([
      null,
      null,
    ]);
    await change(['admin']);
  });

  test('that somebody takes on anew has a week anew', async () => {
    const admin = await muster.signIn(adminEmail);
    const id = await createPerson(admin, 'New Admin', 'new@school.example', 'teacher');
    await muster.db.autocommit.person.update({ where: { id }, data: { secondFactorDueAt: start } });
    await admin.request('PATCH', `/api/v2/people/${id}`, { role: 'admin' });
    const due = new Date(muster.clock.now().getTime() + 7 * dayM * 60_000).toISOString();
    expect((await meOf(await muster.signIn('new@school.example')))['secondFactorDueAt']).toBe(due);
  });
});
