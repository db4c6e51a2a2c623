/** The API of Attendly as its clients call it: each route with success and each of its failures, in JSON, forms and multipart. */
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { composeClassPhoto } from '../../models/photo-studio.ts';
import { attendlyApi } from '../../src/http/compat/attendly.ts';
import { createClient, type Answer, type Client } from '../support/client.ts';
import { password, startTestMuster, type TestMuster } from '../support/muster.ts';
import { createPerson, createSmallSchool, readPortraits, type SmallSchool } from '../support/school.ts';

interface User { id: number; email: string; first_name: string; last_name: string; role: string }
interface SignedIn { message: string; access_token: string | null; user: User; error?: string }
interface Class { id: number; name: string; description: string; join_code: string | null }
interface Session { id: number; class_id: number; session_name: string; session_date: string }
interface Refusal { error: string }

let muster: TestMuster;
let school: SmallSchool;
let portraits: Buffer[];
/** Signed in to this API: the teacher, two students who signed up here, a colleague and an admin. */
let grace: Client;
let ada: Client;
let blaise: Client;
let alan: Client;
let admin: Client;
let mathematics: Class;
const ids = { ada: 0, blaise: 0, grace: 0 };

const as = (token: string | null): Client => Object.assign(createClient(muster.url), { token: token ?? '' });
const nobody = (): Client => as(null);
const login = (email: string, secret = password) => nobody().post<SignedIn & Refusal>('/api/auth/login', { email, password: secret });
const signInAs = async (email: string): Promise<Client> => as((await login(email)).body.access_token);
const signup = (change: object = {}) => nobody().post<SignedIn & Refusal>('/api/auth/signup', { email: 'new@school.example', password: 'password123', first_name: 'John', last_name: 'Doe', role: 'student', ...change });
const dataUrl = (photo: Buffer): string => `data:image/jpeg;base64,${photo.toString('base64')}`;
const put = <T = Refusal>(client: Client, path: string, body: unknown): Promise<Answer<T & Refusal>> => client.request('PUT', path, body);
const createClass = async (name: string, who = grace): Promise<Class> => (await who.post<{ class: Class }>('/api/classes/create', { name })).body.class;
const createSession = (body: object, who = grace) => who.post<{ message: string; session: Session } & Refusal>('/api/attendance/create-session', body);
const form = (fields: Record<string, string | string[]>): URLSearchParams => new URLSearchParams(Object.entries(fields).flatMap(([name, value]) => [value].flat().map((one): [string, string] => [name, one])));

beforeAll(async () => {
  muster = await startTestMuster({ COMPAT: 'attendly', COMPAT_CONSENT: '1' });
  school = await createSmallSchool(muster, 1);
  await createPerson(school.admin, 'Alan Turing', 'alan@school.example', 'teacher');
  portraits = await readPortraits(4);
  const people = await Promise.all([signup({ email: 'augusta@school.example', first_name: 'Augusta Ada', last_name: 'King' }), signup({ email: 'pascal@school.example', first_name: 'Blaise', last_name: 'Pascal' })]);
  [ada, blaise] = people.map(({ body }) => as(body.access_token)) as [Client, Client];
  [ids.ada, ids.blaise] = people.map(({ body }) => body.user.id) as [number, number];
  const signedIn = await login('grace@school.example');
  grace = as(signedIn.body.access_token);
  ids.grace = signedIn.body.user.id;
  alan = await signInAs('alan@school.example');
  admin = await signInAs('admin@school.example');
  mathematics = await createClass('Mathematics 101');
  for (const student of [ada, blaise]) await student.post('/api/classes/join', { join_code: mathematics.join_code });
});
afterAll(() => muster.end());

/** Names of what is in it, down to the leaves; of a list, those of its first. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf);
  if (typeof value !== 'object' || value === null) return 'a value';
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]));
}

/** Holds an answer against the example that the README shows of its route. */
function expectLikeExample(method: string, path: string, { body }: Answer<unknown>): void {
  const { routes } = attendlyApi({ ...muster.rooms, clock: muster.clock, consentBy: undefined });
  const found = routes.find(({ route }) => route.method === method && route.path === path);
  expect(found, `${method} ${path}`).toBeDefined();
  expect(shapeOf(body)).toEqual(shapeOf(found?.example));
}

const refusal = ({ status, body }: Answer<unknown>): [number, unknown] => [status, shapeOf({ error: (body as Refusal).error })];
const refused = (status: number): [number, unknown] => [status, { error: 'a value' }];

test('every route that is signed in for answers 401 without a token, with a wrong one and with a native one', async () => {
  const { routes } = attendlyApi({ ...muster.rooms, clock: muster.clock, consentBy: undefined });
  expect(routes).toHaveLength(21);
  for (const { route } of routes.filter(({ route: { access } }) => access === 'signed-in')) {
    const path = route.path.replace(/\{\w+\}/g, '1');
    for (const client of [nobody(), as('nonsense'), as(school.teacher.token)]) expect([route.path, refusal(await client.request(route.method.toUpperCase(), path))]).toEqual([route.path, refused(401)]);
  }
});

describe('POST /api/auth/signup', () => {
  test('lets a student in at once, by JSON, a form or multipart', async () => {
    const answer = await signup({ email: 'json@school.example' });
    expect([answer.status, answer.body.user]).toEqual([201, { id: expect.any(Number) as number, email: 'json@school.example', first_name: 'John', last_name: 'Doe', role: 'student' }]);
    expectLikeExample('post', '/api/auth/signup', answer);
    expect((await as(answer.body.access_token).get('/api/auth/profile')).status).toBe(200);
    const fields = { password: 'password123', first_name: 'John', last_name: 'Doe', role: 'student' };
    expect((await nobody().request('POST', '/api/auth/signup', form({ ...fields, email: 'form@school.example' }))).status).toBe(201);
    expect((await nobody().upload('/api/auth/signup', 'image', [], { ...fields, email: 'multipart@school.example' })).status).toBe(201);
  });

  test('has a teacher wait until an admin approves: no token, 403 at login, then in', async () => {
    const answer = await signup({ email: 'teacher@school.example', role: 'teacher' });
    expect([answer.status, answer.body.access_token, answer.body.user.role]).toEqual([201, null, 'teacher']);
    expectLikeExample('post', '/api/auth/signup', answer);
    expect(refusal(await login('teacher@school.example', 'password123'))).toEqual(refused(403));
    const { id } = await muster.db.read.person.findUniqueOrThrow({ where: { email: 'teacher@school.example' } });
    await school.admin.post(`/api/v2/people/${id}/approval`, { approve: true });
    expect((await login('teacher@school.example', 'password123')).body.user).toEqual(answer.body.user);
  });

  test('refuses what is malformed (400), an address that is taken (409), and everybody where the school makes the accounts (403)', async () => {
    for (const wrong of [{ email: 'nonsense' }, { password: 'short' }, { first_name: '' }, { last_name: undefined }, { role: 'admin' }, { role: undefined }, { email: 7 }]) expect([wrong, refusal(await signup(wrong))]).toEqual([wrong, refused(400)]);
    expect(refusal(await nobody().request('POST', '/api/auth/signup', 'not JSON', { 'content-type': 'application/json' }))).toEqual(refused(400));
    expect(refusal(await nobody().request('POST', '/api/auth/signup', new URLSearchParams('a=b'), { 'content-type': 'text/plain' }))).toEqual(refused(400));
    expect(refusal(await signup({ email: 'Grace@School.example' }))).toEqual(refused(409));
    await school.admin.request('PATCH', '/api/v2/institution', { signUp: 'closed' });
    expect(refusal(await signup({ email: 'late@school.example' }))).toEqual(refused(403));
    await school.admin.request('PATCH', '/api/v2/institution', { signUp: 'open' });
  });
});

test('POST /api/auth/login answers a token and who it is; 400 when malformed, 401 for a wrong password and for nobody', async () => {
  const answer = await login('augusta@school.example', 'password123');
  expect([answer.status, answer.body.user]).toEqual([200, { id: ids.ada, email: 'augusta@school.example', first_name: 'Augusta Ada', last_name: 'King', role: 'student' }]);
  expectLikeExample('post', '/api/auth/login', answer);
  expect((await nobody().request('POST', '/api/auth/login', form({ email: 'augusta@school.example', password: 'password123' }))).status).toBe(200);
  expect(refusal(await nobody().post('/api/auth/login', { email: 'augusta@school.example' }))).toEqual(refused(400));
  expect(refusal(await login('augusta@school.example', 'password124'))).toEqual(refused(401));
  expect(refusal(await login('nobody@school.example'))).toEqual(refused(401));
});

test('GET /api/auth/profile tells who I am, and nothing once I am turned away', async () => {
  const answer = await ada.get<{ user: User }>('/api/auth/profile');
  expect([answer.status, answer.body.user.id, answer.body.user.email]).toEqual([200, ids.ada, 'augusta@school.example']);
  expectLikeExample('get', '/api/auth/profile', answer);
  const gone = await signup({ email: 'gone@school.example' });
  const { id } = await muster.db.read.person.findUniqueOrThrow({ where: { email: 'gone@school.example' } });
  await school.admin.request('PATCH', `/api/v2/people/${id}`, { status: 'deactivated' });
  expect((await as(gone.body.access_token).get('/api/auth/profile')).status).toBe(401);
  expect(refusal(await login('gone@school.example', 'password123'))).toEqual(refused(403));
});

describe('PUT /api/auth/profile', () => {
  test('changes either name and keeps the other; the last word of what is stored is the last name', async () => {
    const answer = await put<{ user: User }>(ada, '/api/auth/profile', { last_name: 'Lovelace', email: 'augusta@school.example' });
    expect([answer.status, answer.body.user]).toMatchObject([200, { first_name: 'Augusta Ada', last_name: 'Lovelace' }]);
    expectLikeExample('put', '/api/auth/profile', answer);
    expect((await put<{ user: User }>(ada, '/api/auth/profile', form({ first_name: 'Ada' }))).body.user).toMatchObject({ first_name: 'Ada', last_name: 'Lovelace' });
    expect((await put<{ user: User }>(blaise, '/api/auth/profile', { first_name: 'Blaise', last_name: 'de Pascal' })).body.user).toMatchObject({ first_name: 'Blaise de', last_name: 'Pascal' });
    await put(blaise, '/api/auth/profile', { first_name: 'Blaise', last_name: 'Pascal' });
  });

  test('refuses nothing at all and what is no name (400), another address, and names that the school keeps (403)', async () => {
    for (const wrong of [{}, { first_name: '' }, { first_name: 7 }, { last_name: 'x'.repeat(100) }]) expect([wrong, refusal(await put(ada, '/api/auth/profile', wrong))]).toEqual([wrong, refused(400)]);
    expect(refusal(await put(ada, '/api/auth/profile', { email: 'other@school.example' }))).toEqual(refused(403));
    await school.admin.request('PATCH', '/api/v2/institution', { signUp: 'closed' });
    expect(refusal(await put(ada, '/api/auth/profile', { first_name: 'Augusta' }))).toEqual(refused(403));
    await school.admin.request('PATCH', '/api/v2/institution', { signUp: 'open' });
    expect((await ada.get<{ user: User }>('/api/auth/profile')).body.user).toMatchObject({ first_name: 'Ada', last_name: 'Lovelace' });
  });
});

test('POST /api/auth/change-password needs the present one (401) and a long one (400), and ends every token but the one it answers', async () => {
  const client = as((await signup({ email: 'changer@school.example' })).body.access_token);
  const change = (current_password: string, new_password: string) => client.post<SignedIn & Refusal>('/api/auth/change-password', { current_password, new_password });
  expect(refusal(await change('wrong password', 'password456'))).toEqual(refused(401));
  expect(refusal(await change('password123', 'short'))).toEqual(refused(400));
  expect(refusal(await client.post('/api/auth/change-password', { current_password: 'password123' }))).toEqual(refused(400));
  const answer = await change('password123', 'password456');
  expect(answer.status).toBe(200);
  expectLikeExample('post', '/api/auth/change-password', answer);
  expect([(await client.get('/api/auth/profile')).status, (await as(answer.body.access_token).get('/api/auth/profile')).status]).toEqual([401, 200]);
  expect([(await login('changer@school.example', 'password123')).status, (await login('changer@school.example', 'password456')).status]).toEqual([401, 200]);
});

describe('classes', () => {
  test('POST /api/classes/create makes one with a code to join by, for teachers only', async () => {
    const answer = await grace.post<{ class: Class }>('/api/classes/create', { name: 'Physics', description: 'Forces' });
    expect([answer.status, answer.body.class]).toEqual([201, { id: expect.any(Number) as number, name: 'Physics', description: 'Forces', join_code: expect.stringMatching(/^[A-Z0-9]{6}$/) as string }]);
    expectLikeExample('post', '/api/classes/create', answer);
    expect((await grace.request<{ class: Class }>('POST', '/api/classes/create', form({ name: 'Chemistry' }))).body.class).toMatchObject({ name: 'Chemistry', description: '' });
    for (const wrong of [{}, { name: ' ' }, { name: 'x', description: 7 }]) expect([wrong, refusal(await grace.post('/api/classes/create', wrong))]).toEqual([wrong, refused(400)]);
    expect(refusal(await ada.post('/api/classes/create', { name: 'Mine' }))).toEqual(refused(403));
  });

  test('GET /api/classes/my-classes lists those that I teach, or am in; the code is for those who teach', async () => {
    const answer = await grace.get<{ classes: Class[] }>('/api/classes/my-classes');
    expect(answer.status).toBe(200);
    expect(answer.body.classes).toContainEqual(mathematics);
    expectLikeExample('get', '/api/classes/my-classes', answer);
    expect((await ada.get<{ classes: Class[] }>('/api/classes/my-classes')).body).toEqual({ classes: [{ ...mathematics, join_code: null }] });
    expect((await alan.get('/api/classes/my-classes')).body).toEqual({ classes: [] });
    expect((await admin.get<{ classes: Class[] }>('/api/classes/my-classes')).body.classes).toContainEqual(mathematics);
  });

  test('GET /api/classes/{class_id} answers one, and 404 for what is not mine or is no number that a class has', async () => {
    const answer = await grace.get(`/api/classes/${mathematics.id}`);
    expect([answer.status, answer.body]).toEqual([200, { class: mathematics }]);
    expectLikeExample('get', '/api/classes/{class_id}', answer);
    expect((await ada.get(`/api/classes/${mathematics.id}`)).body).toEqual({ class: { ...mathematics, join_code: null } });
    for (const id of ['0', '-1', '1.5', 'abc', '999999', '99999999999', '9'.repeat(400)]) expect([id, refusal(await grace.get(`/api/classes/${id}`))]).toEqual([id, refused(404)]);
    expect(refusal(await alan.get(`/api/classes/${mathematics.id}`))).toEqual(refused(404));
  });

  test('POST /api/classes/join takes a student once (409), by a code that there is (404)', async () => {
    const { join_code } = await createClass('Botany');
    const answer = await ada.post<{ class: Class }>('/api/classes/join', { join_code: join_code!.toLowerCase() });
    expect([answer.status, answer.body.class]).toMatchObject([200, { name: 'Botany', join_code: null }]);
    expectLikeExample('post', '/api/classes/join', answer);
    expect(refusal(await ada.post('/api/classes/join', { join_code }))).toEqual(refused(409));
    expect((await blaise.request('POST', '/api/classes/join', form({ join_code: join_code! }))).status).toBe(200);
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
    const [kept] = (await enrolled.get<{ classes: Class[] }>('/api/classes/my-classes')).body.classes;
    expect(refusal(await enrolled.post(`/api/classes/${kept!.id}/leave`))).toEqual(refused(403));
  });

  test('PUT /api/classes/{class_id}/update changes name or description, by those who teach it', async () => {
    const geology = await createClass('Geology');
    const answer = await put<{ class: Class }>(grace, `/api/classes/${geology.id}/update`, { description: 'Stones' });
    expect([answer.status, answer.body.class]).toEqual([200, { ...geology, description: 'Stones' }]);
    expectLikeExample('put', '/api/classes/{class_id}/update', answer);
    expect((await put<{ class: Class }>(grace, `/api/classes/${geology.id}/update`, form({ name: 'Mineralogy' }))).body.class).toEqual({ ...geology, name: 'Mineralogy', description: 'Stones' });
    for (const wrong of [{}, { name: '' }, { description: 7 }]) expect([wrong, refusal(await put(grace, `/api/classes/${geology.id}/update`, wrong))]).toEqual([wrong, refused(400)]);
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

describe('face data', () => {
  const upload = (who: Client, image: unknown) => who.post<{ face_data: { id: number; is_active: boolean }[] } & Refusal>('/api/face-data/upload', { image });
  const uploadMany = (who: Client, images: unknown) => who.post<{ face_data: { id: number }[] } & Refusal>('/api/face-data/multiple-upload', { images });

  test('POST /api/face-data/upload takes one image as a data URL or a file; what shows no face or is no image is 400, whoever teaches 403', async () => {
    const answer = await upload(ada, dataUrl(portraits[0]!));
    expect([answer.status, answer.body.face_data]).toMatchObject([201, [{ is_active: true }]]);
    expectLikeExample('post', '/api/face-data/upload', answer);
    expect(await muster.db.read.consent.count({ where: { channel: 'compat', person: { email: 'augusta@school.example' } } })).toBe(1);
    expect((await ada.upload<{ face_data: unknown[] }>('/api/face-data/upload', 'image', [portraits[0]!])).body.face_data).toHaveLength(2);
    for (const wrong of [undefined, '', 7, 'data:image/jpeg;base64,%%%', dataUrl(Buffer.from('not an image')), [dataUrl(portraits[0]!)]]) expect(refusal(await upload(ada, wrong))).toEqual(refused(400));
    const faceless = await sharp({ create: { width: 640, height: 640, channels: 3, background: '#888' } }).jpeg().toBuffer();
    expect(refusal(await upload(ada, dataUrl(faceless)))).toEqual(refused(400));
    expect(refusal(await upload(ada, dataUrl(portraits[1]!)))).toEqual(refused(400));
    expect(refusal(await upload(grace, dataUrl(portraits[2]!)))).toEqual(refused(403));
    expect((await ada.get<{ face_data: unknown[] }>('/api/face-data/my-data')).body.face_data).toHaveLength(2);
  });

  test('POST /api/face-data/multiple-upload takes two to five images of one person, all or none; one that is sent again is fine', async () => {
    const answer = await uploadMany(blaise, [dataUrl(portraits[1]!), dataUrl(portraits[1]!)]);
    expect([answer.status, answer.body.face_data.length]).toEqual([201, 2]);
    expectLikeExample('post', '/api/face-data/multiple-upload', answer);
    expect((await blaise.upload('/api/face-data/multiple-upload', 'images', [portraits[1]!, portraits[1]!])).status).toBe(201);
    for (const images of [undefined, [], [portraits[1]!], Array.from({ length: 6 }, () => portraits[1]!), [portraits[1]!, portraits[0]!]]) expect(refusal(await uploadMany(blaise, images?.map(dataUrl)))).toEqual(refused(400));
    expect(refusal(await blaise.upload('/api/face-data/multiple-upload', 'images', Array.from({ length: 6 }, () => portraits[1]!)))).toEqual(refused(400));
    expect(refusal(await uploadMany(grace, [dataUrl(portraits[2]!), dataUrl(portraits[2]!)]))).toEqual(refused(403));
    expect((await blaise.get<{ face_data: unknown[] }>('/api/face-data/my-data')).body.face_data).toHaveLength(4);
  });

  test('GET /api/face-data/my-data lists the own, and is not for those who teach', async () => {
    const answer = await ada.get<{ face_data: { id: number }[] }>('/api/face-data/my-data');
    expect([answer.status, new Set(answer.body.face_data.map(({ id }) => id)).size]).toEqual([200, 2]);
    expectLikeExample('get', '/api/face-data/my-data', answer);
    expect(refusal(await grace.get('/api/face-data/my-data'))).toEqual(refused(403));
  });

  test('DELETE /api/face-data/delete leaves nothing, also of the consent, and may be asked again', async () => {
    const client = as((await signup({ email: 'forgetful@school.example' })).body.access_token);
    await upload(client, dataUrl(portraits[3]!));
    const answer = await client.request('DELETE', '/api/face-data/delete');
    expect([answer.status, answer.body['deleted']]).toEqual([200, 1]);
    expectLikeExample('delete', '/api/face-data/delete', answer);
    expect((await client.get('/api/face-data/my-data')).body).toEqual({ face_data: [] });
    expect(await muster.db.read.consent.count({ where: { withdrawnAt: null, person: { email: 'forgetful@school.example' } } })).toBe(0);
    expect((await client.request('DELETE', '/api/face-data/delete')).body['deleted']).toBe(0);
    expect(refusal(await grace.request('DELETE', '/api/face-data/delete'))).toEqual(refused(403));
  });

  test('where the operator has not stated that the client shows the text, uploading is 409 with the page to agree on, and works after it', async () => {
    const careful = await startTestMuster({ COMPAT: 'attendly' });
    try {
      const client = Object.assign(createClient(careful.url), { token: (await createClient(careful.url).post<SignedIn>('/api/auth/signup', { email: 'new@school.example', password: 'password123', first_name: 'John', last_name: 'Doe', role: 'student' })).body.access_token ?? '' });
      const before = await upload(client, dataUrl(portraits[0]!));
      expect([before.status, before.body.error]).toEqual([409, expect.stringContaining(`${careful.url}/app`) as string]);
      expect(await careful.db.read.consent.count()).toBe(0);
      const native = await careful.signIn('new@school.example', 'password123');
      await native.post('/api/v2/me/face-consent', { textVersion: (await native.get<{ version: string }>('/api/v2/me/face-consent')).body.version });
      expect((await upload(client, dataUrl(portraits[0]!))).status).toBe(201);
    } finally {
      await careful.end();
    }
  });
});

describe('attendance', () => {
  test('POST /api/attendance/recognize-faces names who of the class is in the images, and marks nothing', async () => {
    const room = await composeClassPhoto([portraits[0]!, portraits[1]!, portraits[2]!]);
    const recognize = (who: Client, body: object) => who.post<{ recognized: { student_id: number; name: string; confidence: number; box: object }[]; unknown: number } & Refusal>('/api/attendance/recognize-faces', body);
    const answer = await recognize(grace, { class_id: mathematics.id, images: [dataUrl(room)] });
    expect([answer.status, answer.body.recognized.map(({ student_id, name }) => [student_id, name]), answer.body.unknown]).toEqual([200, [[ids.ada, 'Ada Lovelace'], [ids.blaise, 'Blaise Pascal']], 1]);
    for (const { confidence } of answer.body.recognized) expect(confidence > 0.3 && confidence <= 1).toBe(true);
    expectLikeExample('post', '/api/attendance/recognize-faces', answer);
    const sent = await grace.upload<{ recognized: unknown[] }>('/api/attendance/recognize-faces', 'images', [room, portraits[0]!], { class_id: String(mathematics.id) });
    expect([sent.status, sent.body.recognized.length]).toEqual([200, 2]);
    expect(await muster.db.read.attendanceRecord.count()).toBe(0);
    for (const wrong of [{ class_id: mathematics.id }, { class_id: mathematics.id, images: [] }, { class_id: mathematics.id, images: ['nonsense!'] }, { class_id: 'one', images: [dataUrl(room)] }, { images: [dataUrl(room)] }]) expect(refusal(await recognize(grace, wrong))).toEqual(refused(400));
    expect(refusal(await recognize(grace, { class_id: mathematics.id, images: Array.from({ length: 7 }, () => dataUrl(portraits[0]!)) }))).toEqual(refused(400));
    expect(refusal(await recognize(grace, { class_id: 999999, images: [dataUrl(room)] }))).toEqual(refused(404));
    expect(refusal(await recognize(alan, { class_id: mathematics.id, images: [dataUrl(room)] }))).toEqual(refused(404));
    expect(refusal(await recognize(ada, { class_id: mathematics.id, images: [dataUrl(room)] }))).toEqual(refused(403));
  });

  test('POST /api/attendance/create-session makes one of today when no date is named, of a day to come, or of one that was', async () => {
    const answer = await createSession({ class_id: mathematics.id, session_name: 'Morning lecture' });
    expect([answer.status, answer.body.session]).toEqual([201, { id: expect.any(Number) as number, class_id: mathematics.id, session_name: 'Morning lecture', session_date: '2026-11-18' }]);
    expectLikeExample('post', '/api/attendance/create-session', answer);
    const statusOf = async ({ body }: { body: { session: Session } }): Promise<string> => (await muster.db.read.session.findUniqueOrThrow({ where: { number: body.session.id } })).status;
    const [past, coming] = [await createSession({ class_id: mathematics.id, session_name: 'Past', session_date: '2026-11-02' }), await createSession({ class_id: mathematics.id, session_name: 'Coming', session_date: '2026-12-02' })];
    expect([past.status, coming.status, past.body.session.session_date, coming.body.session.session_date]).toEqual([201, 201, '2026-11-02', '2026-12-02']);
    expect([await statusOf(answer), await statusOf(past), await statusOf(coming)]).toEqual(['open', 'closed', 'scheduled']);
    const again = await createSession({ class_id: mathematics.id, session_name: 'Coming', session_date: '2026-12-02' });
    expect([again.status, again.body.session]).toEqual([200, coming.body.session]);
    expect((await grace.request('POST', '/api/attendance/create-session', form({ class_id: String(mathematics.id), session_name: 'By form', session_date: '2026-11-03' }))).status).toBe(201);
  });

  test('POST /api/attendance/create-session refuses what is malformed (400), students (403), and classes of others (404)', async () => {
    for (const wrong of [{}, { class_id: mathematics.id }, { session_name: 'x' }, { class_id: mathematics.id, session_name: ' ' }, { class_id: mathematics.id, session_name: 'x', session_date: '15.03.2026' }, { class_id: mathematics.id, session_name: 'x', session_date: '2026-02-30' }, { class_id: 1.5, session_name: 'x' }]) {
      expect([wrong, refusal(await createSession(wrong))]).toEqual([wrong, refused(400)]);
    }
    expect(refusal(await createSession({ class_id: mathematics.id, session_name: 'x' }, ada))).toEqual(refused(403));
    expect(refusal(await createSession({ class_id: mathematics.id, session_name: 'x' }, alan))).toEqual(refused(404));
    expect(refusal(await createSession({ class_id: 999999, session_name: 'x' }))).toEqual(refused(404));
  });

  const mark = (body: object, who = grace) => who.post<{ marked: number } & Refusal>('/api/attendance/mark-attendance', body);
  const recordsOf = async (session: Session, who = grace) => who.get<{ records: { student_id: number; status: string; marked_at: string; marked_by: number | null }[] }>(`/api/attendance/session/${session.id}/records`);

  test('POST /api/attendance/mark-attendance marks students present, all or none, in a session of today or one that was', async () => {
    const { session } = (await createSession({ class_id: mathematics.id, session_name: 'Marked' })).body;
    const answer = await mark({ session_id: session.id, student_ids: [ids.ada, ids.blaise, ids.ada] });
    expect([answer.status, answer.body.marked]).toEqual([200, 2]);
    expectLikeExample('post', '/api/attendance/mark-attendance', answer);
    const past = (await createSession({ class_id: mathematics.id, session_name: 'Marked later', session_date: '2026-11-04' })).body.session;
    expect((await grace.request('POST', '/api/attendance/mark-attendance', form({ session_id: String(past.id), student_ids: String(ids.ada) }))).status).toBe(200);
    expect((await recordsOf(past)).body.records).toMatchObject([{ student_id: ids.ada, status: 'present', marked_by: ids.grace }]);
  });

  test('POST /api/attendance/mark-attendance refuses what is malformed (400), students (403), who or what is not there (404), a session to come (409); nothing is marked then', async () => {
    const { session } = (await createSession({ class_id: mathematics.id, session_name: 'Unmarked' })).body;
    const coming = (await createSession({ class_id: mathematics.id, session_name: 'Not yet', session_date: '2026-12-03' })).body.session;
    for (const wrong of [{}, { session_id: session.id }, { session_id: session.id, student_ids: [] }, { session_id: session.id, student_ids: ['x'] }, { session_id: 'x', student_ids: [ids.ada] }]) expect([wrong, refusal(await mark(wrong))]).toEqual([wrong, refused(400)]);
    for (const student of [999999, 2 ** 31, ids.grace]) expect(refusal(await mark({ session_id: session.id, student_ids: [ids.ada, student] }))).toEqual(refused(404));
    expect(refusal(await mark({ session_id: 999999, student_ids: [ids.ada] }))).toEqual(refused(404));
    expect(refusal(await mark({ session_id: session.id, student_ids: [ids.ada] }, alan))).toEqual(refused(404));
    expect(refusal(await mark({ session_id: session.id, student_ids: [ids.ada] }, ada))).toEqual(refused(403));
    expect(refusal(await mark({ session_id: coming.id, student_ids: [ids.ada] }))).toEqual(refused(409));
    expect((await recordsOf(session)).body).toEqual({ records: [] });
  });

  test('GET /api/attendance/sessions/{class_id} lists the sessions of a class by day, without those that were cancelled', async () => {
    const logic = await createClass('Logic');
    await ada.post('/api/classes/join', { join_code: logic.join_code });
    const made: Session[] = [];
    for (const date of ['2026-11-05', '2026-11-06', '2026-12-07']) made.push((await createSession({ class_id: logic.id, session_name: `Of ${date}`, session_date: date })).body.session);
    const answer = await grace.get<{ sessions: Session[] }>(`/api/attendance/sessions/${logic.id}`);
    expect([answer.status, answer.body.sessions]).toEqual([200, made]);
    expectLikeExample('get', '/api/attendance/sessions/{class_id}', answer);
    const { id } = await muster.db.read.session.findUniqueOrThrow({ where: { number: made[2]!.id } });
    await school.teacher.post(`/api/v2/sessions/${id}/cancel`);
    expect((await ada.get<{ sessions: Session[] }>(`/api/attendance/sessions/${logic.id}`)).body.sessions).toEqual(made.slice(0, 2));
    for (const [who, classId] of [[alan, logic.id], [blaise, logic.id], [grace, 999999], [grace, 'x']] as const) expect(refusal(await who.get(`/api/attendance/sessions/${classId}`))).toEqual(refused(404));
  });

  test('GET /api/attendance/session/{session_id}/records tells who is marked and by whom; a student sees their own', async () => {
    const { session } = (await createSession({ class_id: mathematics.id, session_name: 'Recorded' })).body;
    await mark({ session_id: session.id, student_ids: [ids.ada, ids.blaise] });
    const answer = await recordsOf(session);
    expect(answer.status).toBe(200);
    expect(answer.body.records).toHaveLength(2);
    expect(answer.body.records).toContainEqual({ student_id: ids.ada, status: 'present', marked_at: '2026-11-18T09:00:00.000Z', marked_by: ids.grace });
    expectLikeExample('get', '/api/attendance/session/{session_id}/records', answer);
    expect((await recordsOf(session, ada)).body.records.map(({ student_id }) => student_id)).toEqual([ids.ada]);
    expect(refusal(await recordsOf(session, alan))).toEqual(refused(404));
    expect(refusal(await recordsOf({ ...session, id: 999999 }))).toEqual(refused(404));
  });

  test('a day is one of the campus, wherever it is', async () => {
    const campusId = (await school.admin.post<{ id: string }>('/api/v2/campuses', { name: 'Auckland', timeZone: 'Pacific/Auckland' })).body.id;
    const actor = { personId: school.teacher.id, name: 'Grace Hopper', role: 'teacher' } as const;
    const { number } = await muster.rooms.classes.createOwn(actor, { title: 'Far away', campusId });
    muster.clock.set('2026-11-18T12:00:00Z');
    expect((await createSession({ class_id: number, session_name: 'Tomorrow here' })).body.session.session_date).toBe('2026-11-19');
    muster.clock.set('2026-11-18T09:00:00Z');
  });
});
