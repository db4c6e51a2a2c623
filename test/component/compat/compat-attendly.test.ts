/** The API of Attendly as its clients call it: accounts. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  attendlyRoutes,
  expectLikeExample,
  refusal,
  refused,
  startAttendly,
  type Attendly,
  type AttendlyClass,
  type AttendlySignIn,
  type AttendlyUser,
  type Refusal,
} from '../../support/attendly.ts';
import type { Answer, Client } from '../../support/client.ts';
import type { TestMuster } from '../../support/muster.ts';
import { bodyForms, sendOld } from '../../support/old-client.ts';
import type { SmallSchool } from '../../support/school.ts';

let muster: TestMuster;
let school: SmallSchool;
let grace: Client;
let ada: Client;
let blaise: Client;
let ids: Attendly['ids'];
let as: Attendly['as'];
let login: Attendly['login'];
let signup: Attendly['signup'];

beforeAll(async () => {
  ({ muster, school, grace, ada, blaise, ids, as, login, signup } = await startAttendly());
});
afterAll(() => muster.end());
const put = <T = Refusal>(client: Client, path: string, body: unknown): Promise<Answer<T & Refusal>> =>
  client.request('PUT', path, body);

test('every route that is signed in for answers 401 without a token, with a wrong one and with a native one', async () => {
  expect(attendlyRoutes).toHaveLength(21);
  for (const { route } of attendlyRoutes.filter(({ route: { access } }) => access === 'signed-in')) {
    const path = route.path.replace(/\{\w+\}/g, '1');
    for (const client of [as(null), as('nonsense'), as(school.teacher.token)])
      expect([route.path, refusal(await client.request(route.method.toUpperCase(), path))]).toEqual([
        route.path,
        refused(401),
      ]);
  }
});

describe('POST /api/auth/signup', () => {
  test('lets a student in at once', async () => {
    const answer = await signup({ email: 'student@school.example' });
    expect([answer.status, answer.body.user]).toEqual([
      201,
      {
        id: expect.any(Number) as number,
        email: 'student@school.example',
        first_name: 'John',
        last_name: 'Doe',
        role: 'student',
      },
    ]);
    expectLikeExample('post', '/api/auth/signup', answer);
    expect((await as(answer.body.access_token).get('/api/auth/profile')).status).toBe(200);
  });

  test('has a teacher wait until an admin approves: no token, 403 at login, then in', async () => {
    const answer = await signup({ email: 'teacher@school.example', role: 'teacher' });
    expect([answer.status, answer.body.access_token, answer.body.user.role]).toEqual([201, null, 'teacher']);
    expectLikeExample('post', '/api/auth/signup', answer);
    expect(refusal(await login('teacher@school.example', 'tall green tree'))).toEqual(refused(403));
    const { id } = await muster.db.autocommit.person.findUniqueOrThrow({ where: { email: 'teacher@school.example' } });
    await school.admin.post(`/api/v2/people/${id}/approval`, { approve: true });
    expect((await login('teacher@school.example', 'tall green tree')).body.user).toEqual(answer.body.user);
  });

  test('takes one name in either field, keeps two apart, and lets neither be emptied of both', async () => {
    const who = async (email: string, names: object) => {
      const { status, body } = await signup({ email, ...names });
      return [status, body.user.first_name, body.user.last_name];
    };
    expect(await who('last@school.example', { first_name: '', last_name: 'Suharto' })).toEqual([201, '', 'Suharto']);
    expect(await who('first@school.example', { first_name: 'Pelé', last_name: '' })).toEqual([201, 'Pelé', '']);
    expect(await who('two@school.example', { first_name: 'Ludwig', last_name: 'van der Rohe' })).toEqual([
      201,
      'Ludwig',
      'van der Rohe',
    ]);
    const { body } = await login('first@school.example', 'tall green tree');
    const own = as(body.access_token);
    expect(refusal(await put(own, '/api/auth/profile', { first_name: '' }))).toEqual(refused(400));
    const renamed = await put<{ user: AttendlyUser }>(own, '/api/auth/profile', { first_name: '', last_name: 'Pelé' });
    expect([renamed.body.user.first_name, renamed.body.user.last_name]).toEqual(['', 'Pelé']);
  });

  test('refuses what is malformed (400), an address that is taken (409), and everybody where the school makes the accounts (403)', async () => {
    for (const wrong of [
      { email: 'nonsense' },
      { password: 'short' },
      { first_name: '', last_name: ' ' },
      { last_name: undefined },
      { role: 'admin' },
      { role: undefined },
      { email: 7 },
    ])
      expect([wrong, refusal(await signup(wrong))]).toEqual([wrong, refused(400)]);
    expect(
      refusal(await as(null).request('POST', '/api/auth/signup', 'not JSON', { 'content-type': 'application/json' })),
    ).toEqual(refused(400));
    expect(
      refusal(
        await as(null).request('POST', '/api/auth/signup', new URLSearchParams('a=b'), {
          'content-type': 'text/plain',
        }),
      ),
    ).toEqual(refused(400));
    expect(refusal(await signup({ email: 'Grace@School.example' }))).toEqual(refused(409));
    await school.admin.request('PATCH', '/api/v2/institution', { signUp: 'closed' });
    expect(refusal(await signup({ email: 'late@school.example' }))).toEqual(refused(403));
    await school.admin.request('PATCH', '/api/v2/institution', { signUp: 'open' });
  });
});

test.each(bodyForms)('accounts and classes take their fields as %s', async (kind) => {
  const send = <T>(method: string, path: string, fields: Record<string, string>, token?: string | null) =>
    sendOld<T>(muster.url, method, path, { fields, form: kind, ...(token ? { token } : {}) });
  const signedUp = await send<AttendlySignIn>('POST', '/api/auth/signup', {
    email: `${kind}@school.example`,
    password: 'tall green tree',
    first_name: 'John',
    last_name: 'Doe',
    role: 'student',
  });
  const {
    body: { access_token: token },
  } = await send<AttendlySignIn>('POST', '/api/auth/login', {
    email: `${kind}@school.example`,
    password: 'tall green tree',
  });
  const renamed = await send<{ user: AttendlyUser }>('PUT', '/api/auth/profile', { last_name: kind }, token);
  const made = await send<{ class: AttendlyClass }>('POST', '/api/classes/create', { name: `By ${kind}` }, grace.token);
  const changed = await send<{ class: AttendlyClass }>(
    'PUT',
    `/api/classes/${made.body.class.id}/update`,
    { description: 'Changed' },
    grace.token,
  );
  const joined = await send('POST', '/api/classes/join', { join_code: made.body.class.join_code! }, token);
  const secured = await send(
    'POST',
    '/api/auth/change-password',
    { current_password: 'tall green tree', new_password: 'small red bush' },
    token,
  );
  expect([signedUp, renamed, made, changed, joined, secured].map(({ status }) => status)).toEqual([
    201, 200, 201, 200, 200, 200,
  ]);
  expect([renamed.body.user.last_name, changed.body.class]).toEqual([
    kind,
    { ...made.body.class, description: 'Changed' },
  ]);
});

test('POST /api/auth/login answers a token and who it is; 400 when malformed, 401 for a wrong password and for nobody', async () => {
  const answer = await login('augusta@school.example', 'tall green tree');
  expect([answer.status, answer.body.user]).toEqual([
    200,
    { id: ids.ada, email: 'augusta@school.example', first_name: 'Augusta Ada', last_name: 'King', role: 'student' },
  ]);
  expectLikeExample('post', '/api/auth/login', answer);
  expect(refusal(await as(null).post('/api/auth/login', { email: 'augusta@school.example' }))).toEqual(refused(400));
  expect(refusal(await login('augusta@school.example', 'password124'))).toEqual(refused(401));
  expect(refusal(await login('nobody@school.example'))).toEqual(refused(401));
});

test('GET /api/auth/profile tells who I am, and nothing once I am turned away', async () => {
  const answer = await ada.get<{ user: AttendlyUser }>('/api/auth/profile');
  expect([answer.status, answer.body.user.id, answer.body.user.email]).toEqual([
    200,
    ids.ada,
    'augusta@school.example',
  ]);
  expectLikeExample('get', '/api/auth/profile', answer);
  const gone = await signup({ email: 'gone@school.example' });
  const { id } = await muster.db.autocommit.person.findUniqueOrThrow({ where: { email: 'gone@school.example' } });
  await school.admin.request('PATCH', `/api/v2/people/${id}`, { status: 'deactivated' });
  expect((await as(gone.body.access_token).get('/api/auth/profile')).status).toBe(401);
  expect(refusal(await login('gone@school.example', 'tall green tree'))).toEqual(refused(403));
});

describe('PUT /api/auth/profile', () => {
  test('changes either name, keeps the other, and keeps the two apart', async () => {
    const answer = await put<{ user: AttendlyUser }>(ada, '/api/auth/profile', {
      last_name: 'Lovelace',
      email: 'augusta@school.example',
    });
    expect([answer.status, answer.body.user]).toMatchObject([
      200,
      { first_name: 'Augusta Ada', last_name: 'Lovelace' },
    ]);
    expectLikeExample('put', '/api/auth/profile', answer);
    expect(
      (await put<{ user: AttendlyUser }>(ada, '/api/auth/profile', { first_name: 'Ada' })).body.user,
    ).toMatchObject({ first_name: 'Ada', last_name: 'Lovelace' });
    expect(
      (await put<{ user: AttendlyUser }>(blaise, '/api/auth/profile', { first_name: 'Blaise', last_name: 'de Pascal' }))
        .body.user,
    ).toMatchObject({ first_name: 'Blaise', last_name: 'de Pascal' });
    await put(blaise, '/api/auth/profile', { first_name: 'Blaise', last_name: 'Pascal' });
  });

  test('refuses nothing at all and what is no name (400), another address, and names that the school keeps (403)', async () => {
    for (const wrong of [{}, { first_name: '', last_name: '' }, { first_name: 7 }, { last_name: 'x'.repeat(100) }])
      expect([wrong, refusal(await put(ada, '/api/auth/profile', wrong))]).toEqual([wrong, refused(400)]);
    expect(refusal(await put(ada, '/api/auth/profile', { email: 'other@school.example' }))).toEqual(refused(403));
    await school.admin.request('PATCH', '/api/v2/institution', { signUp: 'closed' });
    expect(refusal(await put(ada, '/api/auth/profile', { first_name: 'Augusta' }))).toEqual(refused(403));
    await school.admin.request('PATCH', '/api/v2/institution', { signUp: 'open' });
    expect((await ada.get<{ user: AttendlyUser }>('/api/auth/profile')).body.user).toMatchObject({
      first_name: 'Ada',
      last_name: 'Lovelace',
    });
  });
});

test('POST /api/auth/change-password needs the present one (401) and a long one (400), and ends every token but the one it answers', async () => {
  const client = as((await signup({ email: 'changer@school.example' })).body.access_token);
  const change = (current_password: string, new_password: string) =>
    client.post<AttendlySignIn & Refusal>('/api/auth/change-password', { current_password, new_password });
  expect(refusal(await change('wrong password', 'small red bush'))).toEqual(refused(401));
  expect(refusal(await change('tall green tree', 'short'))).toEqual(refused(400));
  expect(refusal(await client.post('/api/auth/change-password', { current_password: 'tall green tree' }))).toEqual(
    refused(400),
  );
  const answer = await change('tall green tree', 'small red bush');
  expect(answer.status).toBe(200);
  expectLikeExample('post', '/api/auth/change-password', answer);
  expect([
    (await client.get('/api/auth/profile')).status,
    (await as(answer.body.access_token).get('/api/auth/profile')).status,
  ]).toEqual([401, 200]);
  expect([
    (await login('changer@school.example', 'tall green tree')).status,
    (await login('changer@school.example', 'small red bush')).status,
  ]).toEqual([401, 200]);
});
