/** The API of Attendly as its clients call it: classes. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  expectLikeExample,
  refusal,
  refused,
  startAttendly,
  type Attendly,
  type AttendlyClass,
  type Refusal,
} from '../../support/attendly.ts';
import type { Answer, Client } from '../../support/client.ts';
import type { TestMuster } from '../../support/muster.ts';
import type { SmallSchool } from '../../support/school.ts';

let muster: TestMuster;
let school: SmallSchool;
let grace: Client;
let ada: Client;
let alan: Client;
let admin: Client;
let mathematics: AttendlyClass;
let as: Attendly['as'];
let login: Attendly['login'];
let createClass: Attendly['createClass'];

beforeAll(async () => {
  ({ muster, school, grace, ada, alan, admin, mathematics, as, login, createClass } = await startAttendly());
});
afterAll(() => muster.end());

const signInAs = async (email: string): Promise<Client> => as((await login(email)).body.access_token);
const put = <T = Refusal>(client: Client, path: string, body: unknown): Promise<Answer<T & Refusal>> =>
  client.request('PUT', path, body);

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
