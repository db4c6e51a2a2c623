/** Grave acts ask for a proof that is no older than five minutes, of the device that acts. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClient, type Client } from '../../support/client.ts';
import { adminEmail, password, startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createPerson } from '../../support/school.ts';

let muster: TestMuster;
let teacherId: string;
let adminId: string;
let spare: string[];
let letterlessId: string;
let classId: string;

beforeAll(async () => {
  muster = await startTestMuster();
  const admin = await muster.signIn(adminEmail);
  teacherId = await createPerson(admin, 'Grace Hopper', 'grace@school.example', 'teacher');
  adminId = await createPerson(admin, 'Second Admin', 'second@school.example', 'admin');
  const noMail = { name: 'No Mail', externalId: 'S-1', role: 'student' };
  letterlessId = (await admin.post<{ id: string }>('/api/v2/people', noMail)).body.id;
  const campus = await admin.post<{ id: string }>('/api/v2/campuses', { name: 'Main', timeZone: 'UTC' });
  const made = { code: 'C1', title: 'One', campusId: campus.body.id };
  classId = (await admin.post<{ id: string }>('/api/v2/classes', made)).body.id;
  spare = await Promise.all([1, 2].map((n) => createPerson(admin, `Twin ${n}`, `twin${n}@school.example`, 'student')));
});
afterAll(() => muster.end());

const acts: Record<string, (client: Client) => Promise<{ status: number; body: Record<string, unknown> }>> = {
  'making somebody an admin': (client) => client.request('PATCH', `/api/v2/people/${teacherId}`, { role: 'admin' }),
  'ending an admin': (client) => client.request('PATCH', `/api/v2/people/${adminId}`, { role: 'teacher' }),
  'entering an admin': (client) =>
    client.post('/api/v2/people', { name: 'Third', email: 'third@school.example', role: 'admin' }),
  'making an API key': (client) => client.post('/api/v2/api-keys', { name: 'Key', scopes: ['people.read'] }),
  'changing how people sign up': (client) => client.request('PATCH', '/api/v2/institution', { signUp: 'open' }),
  'changing who needs a second factor': (client) =>
    client.request('PATCH', '/api/v2/institution', { secondFactorFor: [] }),
  'merging two people': (client) =>
    client.post(`/api/v2/people/${spare[0]}/merge`, { intoId: spare[1], dryRun: false }),
  'taking the records of a school away as a file': (client) => client.get('/api/v2/records?format=csv'),
  'taking them away page by page': (client) => client.get('/api/v2/records?format=csv&limit=1'),
  'taking the audit away': (client) => client.get('/api/v2/audit/export'),
  'printing letters that let people in': (client) =>
    client.post('/api/v2/invitations/letters', { personIds: [letterlessId] }),
};

describe.each(Object.entries(acts))('%s', (_, act) => {
  test('is refused five minutes after signing in, and done after a proof', async () => {
    const admin = await muster.signIn(adminEmail);
    muster.clock.advance(6);
    expect(await act(admin)).toMatchObject({ status: 403, body: { code: 'proofRequired' } });
    expect((await admin.post('/api/v2/auth/proof', { password })).status).toBe(200);
    const done = await act(admin);
    expect([done.status < 300, done.body]).toEqual([true, done.body]);
  });
});

describe('a proof', () => {
  const makeKey = acts['making an API key']!;

  test('is of one device, and of no other of the same person; a refresh is none', async () => {
    const [here, there] = [await muster.signIn(adminEmail), await muster.signIn(adminEmail)];
    muster.clock.advance(6);
    const answer = await here.post('/api/v2/auth/proof', { password });
    expect(answer.body).toEqual({ provenUntil: new Date(muster.clock.now().getTime() + 5 * 60_000).toISOString() });
    expect([(await makeKey(here)).status, (await makeKey(there)).status]).toEqual([201, 403]);
    const form = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: there.refreshToken });
    there.token = (
      await createClient(muster.url).request<{ access_token: string }>('POST', '/api/v2/auth/token', form)
    ).body.access_token;
    expect((await makeKey(there)).status).toBe(403);
    muster.clock.advance(6);
    expect((await makeKey(here)).status).toBe(403);
  });

  test('is refused with a wrong password, which counts as a guess, and with what is no proof', async () => {
    const admin = await muster.signIn('second@school.example');
    for (const proof of [{ password: 'wrong password' }, { code: '123456' }])
      expect((await admin.post('/api/v2/auth/proof', proof)).status).toBe(401);
    for (const proof of [{}, { password, code: '123456' }, { face: 'mine' }])
      expect((await admin.post('/api/v2/auth/proof', proof)).status).toBe(400);
    for (let guess = 0; guess < 4; guess += 1) await admin.post('/api/v2/auth/proof', { password: `wrong ${guess}` });
    expect((await admin.post('/api/v2/auth/proof', { password })).status).toBe(429);
    muster.clock.advance(1);
  });

  test('is not asked for what is not grave', async () => {
    const admin = await muster.signIn(adminEmail);
    muster.clock.advance(6);
    const student = await createPerson(
      admin,
      'Some Student',
      `s${muster.clock.now().getTime()}@school.example`,
      'student',
    );
    expect((await admin.request('PATCH', `/api/v2/people/${student}`, { role: 'teacher' })).status).toBe(204);
    expect((await admin.request('PATCH', '/api/v2/institution', { name: 'Other School' })).status).toBe(200);
    for (const path of [
      `/api/v2/records?classId=${classId}&format=csv`,
      `/api/v2/records?personId=${student}&format=csv`,
      '/api/v2/records',
      `/api/v2/classes/${classId}/sheet?from=2026-11-01&to=2026-11-30`,
    ])
      expect([path, (await admin.get(path)).status]).toEqual([path, 200]);
  });

  test('is not asked of an API key, which an admin made for that; what it took away is written down', async () => {
    const admin = await muster.signIn(adminEmail);
    const made = await admin.post<{ id: string; key: string }>('/api/v2/api-keys', {
      name: 'Records',
      scopes: ['reports.statistics'],
    });
    const machine = Object.assign(createClient(muster.url), { token: made.body.key });
    expect((await machine.get('/api/v2/records?format=csv&from=2026-11-01&to=2026-11-18')).status).toBe(200);
    const written = '/api/v2/audit?action=records.exported&limit=1';
    expect((await admin.get<{ entries: object[] }>(written)).body.entries).toMatchObject([
      { apiKeyId: made.body.id, facts: { from: '2026-11-01', to: '2026-11-18' } },
    ]);
  });

  test('cannot be given in chat, where people are sent to the page', async () => {
    const inChat = { personId: teacherId, name: 'Grace Hopper', role: 'admin' } as const;
    await expect(muster.modules.rules.changeSettings(inChat, { signUp: 'closed' })).rejects.toMatchObject({
      code: 'proofRequired',
      message: expect.stringMatching(/on the page/) as string,
    });
  });
});
