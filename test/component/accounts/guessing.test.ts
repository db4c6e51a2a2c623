/** Guessing at passwords: whoever guesses is stopped, and nobody else is, wherever they sit and whatever they know. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createClient, type Answer } from '../../support/client.ts';
import { adminEmail, password, startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createSmallSchool, type SmallSchool } from '../../support/school.ts';

const [campus, home, elsewhere] = ['203.0.113.7', '198.51.100.20', '192.0.2.99'];
const grace = 'grace@school.example';
const day = 24 * 60;

let muster: TestMuster;
let school: SmallSchool;
beforeAll(async () => {
  muster = await startTestMuster({ TRUST_PROXY: '1', BUDGETS: 'failedSignIns=40,signUps=3,feedback=2' });
  school = await createSmallSchool(muster, 3);
});
afterAll(() => muster.end());
// Each begins on another day, when what was counted before is forgotten.
beforeEach(() => muster.clock.advance(2 * day));

interface Issued {
  access_token: string;
  refresh_token: string;
}
const send = (path: string, body: unknown, address: string, cookie?: string): Promise<Answer<Issued>> =>
  createClient(muster.url).request<Issued>('POST', path, body, {
    'x-forwarded-for': address,
    ...(cookie === undefined ? {} : { cookie }),
  });
const tryPassword = (email: string, typed: string, address: string, cookie?: string): Promise<Answer<Issued>> =>
  send(
    '/api/v2/auth/token',
    new URLSearchParams({ grant_type: 'password', username: email, password: typed }),
    address,
    cookie,
  );
const refresh = (token: string, address: string): Promise<Answer<Issued>> =>
  send('/api/v2/auth/token', new URLSearchParams({ grant_type: 'refresh_token', refresh_token: token }), address);
const cookieOf = ({ headers }: Answer<Issued>): string => headers.getSetCookie()[0]?.split(';')[0] ?? '';

/** Guesses so often, one after the other. */
async function guess(email: string, times: number, address: string, cookie?: string): Promise<number[]> {
  const statuses: number[] = [];
  for (let tries = 0; tries < times; tries += 1)
    statuses.push((await tryPassword(email, 'wrong password', address, cookie)).status);
  return statuses;
}

describe('a known device', () => {
  test('is marked by a cookie that no script and no other site reads, which opens nothing by itself', async () => {
    const answer = await tryPassword(grace, password, home);
    const [cookie = ''] = answer.headers.getSetCookie();
    expect(cookie).toMatch(/^muster_devices=[\w.-]+; Max-Age=\d+; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Strict$/);
    expect(cookie).not.toContain(school.teacher.id);
    expect(answer.body).not.toHaveProperty('deviceMark');
    expect((await tryPassword(grace, 'wrong password', home, cookieOf(answer))).status).toBe(401);
    const bare = await createClient(muster.url).request('GET', '/api/v2/me', undefined, { cookie: cookieOf(answer) });
    expect(bare.status).toBe(401);
  });

  test('gets in while the account is guessed at from everywhere, and so does a new one from another address', async () => {
    const cookie = cookieOf(await tryPassword(grace, password, home));
    expect(await guess(grace, 6, elsewhere)).toEqual([401, 401, 401, 401, 401, 429]);
    expect((await tryPassword(grace, password, elsewhere)).status).toBe(429);
    expect((await tryPassword(grace, password, elsewhere, cookie)).status).toBe(200);
    expect((await tryPassword(grace, password, home)).status).toBe(200);
    for (let network = 1; network <= 11; network += 1) await guess(grace, 5, `192.0.2.${network}`);
    expect((await tryPassword(grace, password, home)).status).toBe(429);
    expect((await tryPassword(grace, password, home, cookie)).status).toBe(200);
  });

  test('is stopped when the guesses come from it, and only it is', async () => {
    const cookie = cookieOf(await tryPassword(grace, password, home));
    expect(await guess(grace, 6, home, cookie)).toEqual([401, 401, 401, 401, 401, 429]);
    expect((await tryPassword(grace, password, home)).status).toBe(200);
  });

  test('is known for whom it was marked, and not by a mark that was made up, changed or has grown old', async () => {
    const ofAnother = cookieOf(await tryPassword(school.students[0]!.email, password, home));
    const own = cookieOf(await tryPassword(grace, password, home));
    await guess(grace, 5, campus);
    const tampered = own.replace(/^(muster_devices=)[0-9a-z]+/, '$1zzzzzz');
    for (const cookie of [ofAnother, tampered, 'muster_devices=made.up', 'muster_devices=', 'other=1'])
      expect((await tryPassword(grace, password, campus, cookie)).status).toBe(429);
    expect((await tryPassword(grace, password, campus, own)).status).toBe(200);
    muster.clock.advance(401 * day);
    await guess(grace, 5, campus);
    expect((await tryPassword(grace, password, campus, own)).status).toBe(429);
  });

  test('knows five people at most, the last who signed in', async () => {
    let cookie = '';
    for (const email of [grace, adminEmail, ...school.students.map((student) => student.email), grace, adminEmail])
      cookie = cookieOf(await tryPassword(email, password, home, cookie));
    expect(cookie.split('~')).toHaveLength(5);
    await guess(grace, 5, home);
    expect((await tryPassword(grace, password, home, cookie)).status).toBe(200);
  });
});

describe('one student behind the address of a school', () => {
  test('keeps nobody out by refresh tokens that are none, nor is anybody else kept from refreshing', async () => {
    const { body } = await tryPassword(grace, password, campus);
    for (let tries = 0; tries < 150; tries += 1) expect((await refresh('nonsense', campus)).status).toBe(401);
    expect((await refresh(body.refresh_token, campus)).status).toBe(200);
    expect((await tryPassword(school.students[0]!.email, password, campus)).status).toBe(200);
  });

  test('keeps nobody out by guesses at names, though more of them than the address may have', async () => {
    for (let name = 0; name < 45; name += 1) await guess(`nobody${name}@school.example`, 1, campus);
    expect((await tryPassword(grace, password, campus)).status).toBe(200);
    expect(await guess(school.students[0]!.email, 2, campus)).toEqual([401, 429]);
    expect((await tryPassword(school.students[0]!.email, password, home)).status).toBe(200);
  });

  test('is not counted by another address that a header claims', async () => {
    const spoofed = (claimed: string) => tryPassword(grace, 'wrong password', `${claimed}, ${campus}`);
    for (let tries = 0; tries < 5; tries += 1) await spoofed(`192.0.2.${tries}`);
    expect((await spoofed('192.0.2.77')).status).toBe(429);
    expect((await tryPassword(grace, password, home)).status).toBe(200);
  });

  test('is one network with a whole IPv6 prefix to choose from', async () => {
    for (let tries = 1; tries <= 5; tries += 1) await guess(grace, 1, `2001:db8:1:2::${tries}`);
    expect((await tryPassword(grace, password, '2001:db8:1:2:ffff::9')).status).toBe(429);
    expect((await tryPassword(grace, password, '2001:db8:1:3::1')).status).toBe(200);
  });
});

test('one sign-in is renewed sixty times in ten minutes at most, and another one is not kept waiting by it', async () => {
  let { refresh_token: token } = (await tryPassword(grace, password, campus)).body;
  const other = (await tryPassword(grace, password, campus)).body.refresh_token;
  for (let times = 1; times < 60; times += 1) token = (await refresh(token, campus)).body.refresh_token;
  const hurried = await refresh(token, campus);
  expect([hurried.status, hurried.headers.get('retry-after')]).toEqual([429, '600']);
  expect((await refresh(other, campus)).status).toBe(200);
  muster.clock.advance(11);
  expect((await refresh(token, campus)).status).toBe(200);
});

test('what nobody signs in for has a budget by network, which ends with its window', async () => {
  const signUp = (number: number, address: string) =>
    send(
      '/api/v2/auth/sign-up',
      { email: `new${number}@school.example`, name: 'New Person', role: 'student', password: 'a good long password' },
      address,
    );
  const statuses = [];
  for (const number of [1, 2, 3, 4]) statuses.push((await signUp(number, campus)).status);
  expect(statuses).toEqual([202, 202, 202, 429]);
  expect((await signUp(5, home)).status).toBe(202);
  muster.clock.advance(11);
  expect((await signUp(6, campus)).status).toBe(202);

  const tell = () => send('/api/v2/feedback', { text: 'It is fine.' }, campus);
  expect([(await tell()).status, (await tell()).status]).toEqual([204, 204]);
  const refused = await tell();
  expect(refused.status).toBe(429);
  expect(refused.headers.get('retry-after')).toBe('600');
  expect(refused.body).toMatchObject({
    detail: 'That were too many messages in a short time. Please try again in 600 seconds.',
  });
});
