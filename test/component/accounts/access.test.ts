/** Signing in and staying in: what lets people in, and what puts them out at once. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { waitAfterFailures } from '../../../src/security/access/throttle.ts';
import { createClient } from '../../support/client.ts';
import { adminEmail, password, startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createPerson, createSmallSchool, type SmallSchool } from '../../support/school.ts';

let muster: TestMuster;
let school: SmallSchool;

beforeAll(async () => {
  muster = await startTestMuster();
  school = await createSmallSchool(muster, 3);
});
afterAll(() => muster.end());

const tryPassword = (email: string, typed: string) =>
  createClient(muster.url).request(
    'POST',
    '/api/v2/auth/token',
    new URLSearchParams({ grant_type: 'password', username: email, password: typed }),
  );
const refresh = (token: string) =>
  createClient(muster.url).request<{ refresh_token: string; access_token: string }>(
    'POST',
    '/api/v2/auth/token',
    new URLSearchParams({ grant_type: 'refresh_token', refresh_token: token }),
  );

describe('sign-in', () => {
  test('answers the same for a wrong password, an unknown address and a deactivated account', async () => {
    const id = await createPerson(school.admin, 'Gone Person', 'gone@school.example', 'student');
    await school.admin.request('PATCH', `/api/v2/people/${id}`, { status: 'deactivated' });
    const answers = await Promise.all([
      tryPassword(adminEmail, 'wrong password'),
      tryPassword('nobody@school.example', password),
      tryPassword('gone@school.example', password),
    ]);
    for (const answer of answers) {
      expect(answer.status).toBe(401);
      expect(answer.body).toMatchObject({
        code: 'invalidCredentials',
        detail: 'E-mail or password is not right. A new account may have to wait until an admin lets it in.',
      });
    }
  });

  test('makes an account wait after five failures, longer each time, and lets the right password in after the wait', async () => {
    const email = school.students[2]!.email;
    for (let failure = 1; failure <= 5; failure += 1)
      expect((await tryPassword(email, 'wrong password')).status).toBe(401);
    const blocked = await tryPassword(email, password);
    expect(blocked.status).toBe(429);
    expect(blocked.headers.get('retry-after')).toBe('30');
    expect((await tryPassword(adminEmail, password)).status).toBe(200);
    muster.clock.advance(1);
    expect((await tryPassword(email, password)).status).toBe(200);
    expect([4, 5, 6, 7, 30].map((failures) => waitAfterFailures(failures))).toEqual([
      0, 30_000, 60_000, 120_000, 900_000,
    ]);
  });
});

describe('tokens', () => {
  test('an access token ends after fifteen minutes, and a refresh token brings a new one', async () => {
    const teacher = await muster.signIn('grace@school.example');
    muster.clock.advance(16);
    expect((await teacher.get('/api/v2/me')).status).toBe(401);
    const refreshed = await refresh(teacher.refreshToken);
    teacher.token = refreshed.body.access_token;
    expect((await teacher.get('/api/v2/me')).body).toMatchObject({ name: 'Grace Hopper', role: 'teacher' });
  });

  test('a refresh token used again later ends its device: the token that replaced it, and access tokens at once', async () => {
    const stolen = await muster.signIn('grace@school.example');
    const next = await refresh(stolen.refreshToken);
    expect(next.status).toBe(200);
    muster.clock.advance(1);
    expect((await refresh(stolen.refreshToken)).status).toBe(401);
    expect((await refresh(next.body.refresh_token)).status).toBe(401);
    for (const token of [stolen.token, next.body.access_token]) {
      stolen.token = token;
      expect((await stolen.get('/api/v2/me')).status).toBe(401);
    }
  });

  test('one refresh token traded by many at once is answered with one successor, which goes on', async () => {
    const client = await muster.signIn('grace@school.example');
    const answers = await Promise.all(Array.from({ length: 8 }, () => refresh(client.refreshToken)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
    const successors = new Set(answers.map(({ body }) => body.refresh_token));
    expect(successors.size).toBe(1);
    muster.clock.advance(20);
    expect((await refresh([...successors][0]!)).status).toBe(200);
  });

  test('a refresh token that comes again at once is answered with the newest one, however far that is', async () => {
    const client = await muster.signIn('grace@school.example');
    const second = (await refresh(client.refreshToken)).body.refresh_token;
    const third = (await refresh(second)).body.refresh_token;
    expect((await refresh(client.refreshToken)).body.refresh_token).toBe(third);
    muster.clock.advance(1);
    expect((await refresh(third)).status).toBe(200);
  });

  test('a changed password, a changed role, deactivation and sign-out everywhere act on tokens already issued', async () => {
    await school.admin.signIn(adminEmail, password);
    const id = await createPerson(school.admin, 'Mary Moves', 'mary@school.example', 'teacher');
    const isIn = async (client: Awaited<ReturnType<typeof muster.signIn>>) =>
      (await client.get('/api/v2/me')).status === 200 || (await refresh(client.refreshToken)).status === 200;

    const beforePassword = await muster.signIn('mary@school.example');
    await (
      await muster.signIn('mary@school.example')
    ).post('/api/v2/auth/password', { currentPassword: password, newPassword: 'another password' });
    expect(await isIn(beforePassword)).toBe(false);

    const beforeRole = await muster.signIn('mary@school.example', 'another password');
    await school.admin.request('PATCH', `/api/v2/people/${id}`, { role: 'student' });
    expect(await isIn(beforeRole)).toBe(false);

    const beforeSignOut = await muster.signIn('mary@school.example', 'another password');
    await (await muster.signIn('mary@school.example', 'another password')).post('/api/v2/auth/sign-out');
    expect(await isIn(beforeSignOut)).toBe(false);

    const beforeEnd = await muster.signIn('mary@school.example', 'another password');
    await school.admin.request('PATCH', `/api/v2/people/${id}`, { status: 'deactivated' });
    expect(await isIn(beforeEnd)).toBe(false);
  });

  test('a token that was changed, signed by another key or carries no signature is refused', async () => {
    const client = await muster.signIn('grace@school.example');
    const [header = '', payload = '', signature = ''] = client.token.split('.');
    const none = Buffer.from(JSON.stringify({ alg: 'none', typ: 'JWT' })).toString('base64url');
    for (const token of [`${header}.${payload}.${signature.slice(0, -2)}xx`, `${none}.${payload}.`, 'nonsense', '']) {
      client.token = token;
      expect((await client.get('/api/v2/me')).status).toBe(401);
    }
  });
});
