/** The API of Attendly as its clients call it: accounts and classes, each route with success and each of its failures. */
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
let alan: Client;
let admin: Client;
let ids: Attendly['ids'];
let mathematics: AttendlyClass;
let as: Attendly['as'];
let login: Attendly['login'];
let signup: Attendly['signup'];
let createClass: Attendly['createClass'];

beforeAll(async () => {
  ({ muster, school, grace, ada, blaise, alan, admin, ids, mathematics, as, login, signup, createClass } =
    await startAttendly());
});
afterAll(() => muster.end());

const signInAs = async (email: string): Promise<Client> => as((await login(email)).body.access_token);
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
    expect(refusal(await login('teacher@school.example', 'password123'))).toEqual(refused(403));
    const { id } = await muster.db.autocommit.person.findUniqueOrThrow({ where: { email: 'teacher@school.example' } });
    await school.admin.post(`/api/v2/people/${id}/approval`, { approve: true });
    expect((await login('teacher@school.example', 'password123')).body.user).toEqual(answer.body.user);
  });

  test('refuses what is malformed (400), an address that is taken (409), and everybody where the school makes the accounts (403)', async () => {
    for (const wrong of [
      { email: 'nonsense' },
      { password: 'short' },
      { first_name: '' },
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
    password: 'password123',
    first_name: 'John',
    last_name: 'Doe',
    role: 'student',
  });
  const {
    body: { access_token: token },
  } = await send<AttendlySignIn>('POST', '/api/auth/login', {
    email: `${kind}@school.example`,
    password: 'password123',
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
    { current_password: 'password123', new_password: 'password456' },
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
  const answer = await login('augusta@school.example', 'password123');
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
  expect(refusal(await login('gone@school.example', 'password123'))).toEqual(refused(403));
});

describe('PUT /api/auth/profile', () => {
  test('changes either name and keeps the other; the last word of what is stored is the last name', async () => {
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
    ).toMatchObject({ first_name: 'Blaise de', last_name: 'Pascal' });
    await put(blaise, '/api/auth/profile', { first_name: 'Blaise', last_name: 'Pascal' });
  });

  test('refuses nothing at all and what is no name (400), another address, and names that the school keeps (403)', async () => {
    for (const wrong of [{}, { first_name: '' }, { first_name: 7 }, { last_name: 'x'.repeat(100) }])
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
  expect(refusal(await change('wrong password', 'password456'))).toEqual(refused(401));
  expect(refusal(await change('password123', 'short'))).toEqual(refused(400));
  expect(refusal(await client.post('/api/auth/change-password', { current_password: 'password123' }))).toEqual(
    refused(400),
  );
  const answer = await change('password123', 'password456');
  expect(answer.status).toBe(200);
  expectLikeExample('post', '/api/auth/change-password', answer);
  expect([
    (await client.get('/api/auth/profile')).status,
    (await as(answer.body.access_token).get('/api/auth/profile')).status,
  ]).toEqual([401, 200]);
  expect([
    (await login('changer@school.example', 'password123')).status,
    (await login('changer@school.example', 'password456')).status,
  ]).toEqual([401, 200]);
});

describe('classes', () => {
  test('POST /api/classes/create makes one with a code to join by, for teachers only', async () => {
    const answer = await grace.post<{ class: AttendlyClass }>('/api/classes/create', {
      name: 'Physics',
      description: 'Forces',
    });
    expect([answer.status, answer.body.class]).toEqual([
      201,
      {
        id: expect.any(Number) as number,
        name: 'Physics',
        description: 'Forces',
        join_code: expect.stringMatching(/^[A-Z0-9]{6}$/) as string,
      },
    ]);
    expectLikeExample('post', '/api/classes/create', answer);
    expect(
      (await grace.post<{ class: AttendlyClass }>('/api/classes/create', { name: 'Chemistry', description: null })).body
        .class,
    ).toMatchObject({ name: 'Chemistry', description: '' });
    for (const wrong of [{}, { name: ' ' }, { name: 'x', description: 7 }])
      expect([wrong, refusal(await grace.post('/api/classes/create', wrong))]).toEqual([wrong, refused(400)]);
    expect(refusal(await ada.post('/api/classes/create', { name: 'Mine' }))).toEqual(refused(403));
  });

  test('GET /api/classes/my-classes lists those that I teach, or am in; the code is for those who teach', async () => {
    const answer = await grace.get<{ classes: AttendlyClass[] }>('/api/classes/my-classes');
    expect(answer.status).toBe(200);
    expect(answer.body.classes).toContainEqual(mathematics);
    expectLikeExample('get', '/api/classes/my-classes', answer);
    expect((await ada.get<{ classes: AttendlyClass[] }>('/api/classes/my-classes')).body).toEqual({
      classes: [{ ...mathematics, join_code: null }],
    });
    expect((await alan.get('/api/classes/my-classes')).body).toEqual({ classes: [] });
    expect((await admin.get<{ classes: AttendlyClass[] }>('/api/classes/my-classes')).body.classes).toContainEqual(
      mathematics,
    );
  });

  test('GET /api/classes/{class_id} answers one, and 404 for what is not mine or is no number that a class has', async () => {
    const answer = await grace.get(`/api/classes/${mathematics.id}`);
    expect([answer.status, answer.body]).toEqual([200, { class: mathematics }]);
    expectLikeExample('get', '/api/classes/{class_id}', answer);
    expect((await ada.get(`/api/classes/${mathematics.id}`)).body).toEqual({
      class: { ...mathematics, join_code: null },
    });
    for (const id of ['0', '-1', '1.5', 'abc', '999999', '99999999999', '9'.repeat(400)])
      expect([id, refusal(await grace.get(`/api/classes/${id}`))]).toEqual([id, refused(404)]);
    expect(refusal(await alan.get(`/api/classes/${mathematics.id}`))).toEqual(refused(404));
  });

  test('POST /api/classes/join takes a student once (409), by a code that there is (404)', async () => {
    const { join_code } = await createClass('Botany');
    const answer = await ada.post<{ class: AttendlyClass }>('/api/classes/join', {
      join_code: join_code!.toLowerCase(),
    });
    expect([answer.status, answer.body.class]).toMatchObject([200, { name: 'Botany', join_code: null }]);
    expectLikeExample('post', '/api/classes/join', answer);
    expect(refusal(await ada.post('/api/classes/join', { join_code }))).toEqual(refused(409));
    expect(refusal(await ada.post('/api/classes/join', { join_code: '222222' }))).toEqual(refused(404));
    expect(refusal(await ada.post('/api/classes/join', {}))).toEqual(refused(400));
    expect(refusal(await grace.post('/api/classes/join', { join_code }))).toEqual(refused(403));
  });

  test('POST /api/classes/{class_id}/leave takes a student off (404 when they are not in it), but not where the school keeps the roster (403)', async () => {
    const zoology = await createClass('Zoology');
    await ada.post('/api/classes/join', { join_code: zoology.join_code });
    const answer = await ada.post(`/api/classes/${zoology.id}/leave`);
    expect(answer.status).toBe(200);
    expectLikeExample('post', '/api/classes/{class_id}/leave', answer);
    expect(refusal(await ada.post(`/api/classes/${zoology.id}/leave`))).toEqual(refused(404));
    expect(refusal(await ada.post('/api/classes/999999/leave'))).toEqual(refused(404));
    expect(refusal(await grace.post(`/api/classes/${zoology.id}/leave`))).toEqual(refused(403));
    const enrolled = await signInAs(school.students[0]!.email);
    const [kept] = (await enrolled.get<{ classes: AttendlyClass[] }>('/api/classes/my-classes')).body.classes;
    expect(refusal(await enrolled.post(`/api/classes/${kept!.id}/leave`))).toEqual(refused(403));
  });

  test('PUT /api/classes/{class_id}/update changes name or description, by those who teach it', async () => {
    const geology = await createClass('Geology');
    const answer = await put<{ class: AttendlyClass }>(grace, `/api/classes/${geology.id}/update`, {
      description: 'Stones',
    });
    expect([answer.status, answer.body.class]).toEqual([200, { ...geology, description: 'Stones' }]);
    expectLikeExample('put', '/api/classes/{class_id}/update', answer);
    expect(
      (await put<{ class: AttendlyClass }>(grace, `/api/classes/${geology.id}/update`, { name: 'Mineralogy' })).body
        .class,
    ).toEqual({ ...geology, name: 'Mineralogy', description: 'Stones' });
    for (const wrong of [{}, { name: '' }, { description: 7 }])
      expect([wrong, refusal(await put(grace, `/api/classes/${geology.id}/update`, wrong))]).toEqual([
        wrong,
        refused(400),
      ]);
    expect(refusal(await put(alan, `/api/classes/${geology.id}/update`, { name: 'Mine' }))).toEqual(refused(404));
    expect(refusal(await put(ada, `/api/classes/${geology.id}/update`, { name: 'Mine' }))).toEqual(refused(403));
    expect(refusal(await put(grace, '/api/classes/999999/update', { name: 'Mine' }))).toEqual(refused(404));
  });

  test('POST /api/classes/{class_id}/regenerate-code makes another; the one before takes nobody', async () => {
    const history = await createClass('History');
    const answer = await grace.post<{ join_code: string }>(`/api/classes/${history.id}/regenerate-code`);
    expect(answer.status).toBe(200);
    expectLikeExample('post', '/api/classes/{class_id}/regenerate-code', answer);
    expect(answer.body.join_code).not.toBe(history.join_code);
    expect((await ada.post('/api/classes/join', { join_code: history.join_code })).status).toBe(404);
    expect((await ada.post('/api/classes/join', { join_code: answer.body.join_code })).status).toBe(200);
    expect(refusal(await alan.post(`/api/classes/${history.id}/regenerate-code`))).toEqual(refused(404));
    expect(refusal(await ada.post(`/api/classes/${history.id}/regenerate-code`))).toEqual(refused(403));
  });
});
