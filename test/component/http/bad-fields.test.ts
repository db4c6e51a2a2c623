/** Bodies that cannot be read and fields that are wrong: each is refused, names the field, and nothing is recorded. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Answer, Client } from '../../support/client.ts';
import { startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createSmallSchool, type SmallSchool } from '../../support/school.ts';
import { countStored, type Stored } from '../../support/stored.ts';

let muster: TestMuster;
let school: SmallSchool;
let ada: Client;
let before: Stored;
/** Ada's class: open, closed and to come; and the open session of a class that is not hers. */
const sessions = { open: '', closed: '', future: '', foreign: '' };
const absent = randomUUID();

beforeAll(async () => {
  muster = await startTestMuster();
  school = await createSmallSchool(muster, 3);
  ada = await muster.signIn(school.students[0]!.email);
  const open = async (classId: string) =>
    (await school.admin.post<{ id: string }>(`/api/v2/classes/${classId}/sessions/open`)).body.id;
  const addClass = async (code: string) =>
    (await school.admin.post<{ id: string }>('/api/v2/classes', { code, title: code, campusId: school.campusId })).body
      .id;
  sessions.closed = await open(school.classId);
  await school.teacher.post(`/api/v2/sessions/${sessions.closed}/close`);
  muster.clock.advance(1);
  sessions.open = await open(school.classId);
  const tomorrow = { startsAt: '2026-11-19T09:00:00Z', endsAt: '2026-11-19T10:00:00Z' };
  sessions.future = (
    await school.teacher.post<{ id: string }>(`/api/v2/classes/${school.classId}/sessions`, tomorrow)
  ).body.id;
  sessions.foreign = await open(await addClass('XX999'));
});
beforeEach(async () => {
  before = await countStored(muster);
});
afterAll(() => muster.end());

/** The body under these content types, sent as it is. */
async function sendRaw(
  client: Client,
  path: string,
  body: string | Buffer,
  contentType: string,
  method = 'POST',
): Promise<Answer> {
  const response = await fetch(`${muster.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${client.token}`, 'content-type': contentType },
    body: typeof body === 'string' ? body : Uint8Array.from(body),
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>,
  };
}

async function expectRefused(answer: Answer, status: number, says: RegExp): Promise<void> {
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(answer.body).toMatchObject({ status, retryable: false, detail: expect.stringMatching(says) as string });
  expect(answer.status).toBe(status);
  expect(await countStored(muster)).toEqual(before);
}

describe('a body that cannot be read', () => {
  const form = '--x\r\ncontent-disposition: form-data; name="text"\r\n\r\nhello';
  test.each(['/api/v2/chat', '/api/v2/check-ins', '/api/v2/me/faces'])(
    '%s: broken JSON, a cut or malformed form, another content type',
    async (path) => {
      await expectRefused(await sendRaw(ada, path, '{"code": "12', 'application/json'), 400, /cannot be read/);
      await expectRefused(await sendRaw(ada, path, form, 'multipart/form-data; boundary=x'), 400, /cannot be read/);
      await expectRefused(await sendRaw(ada, path, form, 'multipart/form-data'), 400, /cannot be read/);
      await expectRefused(
        await sendRaw(ada, path, Buffer.from([0xff, 0xd8, 0xff]), 'image/jpeg'),
        415,
        /JSON or multipart\/form-data/,
      );
      await expectRefused(
        await sendRaw(ada, path, '{"code":"123456"}', 'text/plain'),
        415,
        /JSON or multipart\/form-data/,
      );
    },
  );

  test('JSON that is no object, and more of it than fits', async () => {
    await expectRefused(await sendRaw(ada, '/api/v2/chat', '[]', 'application/json'), 400, /body|expected/i);
    await expectRefused(await sendRaw(ada, '/api/v2/check-ins', '"code"', 'application/json'), 400, /cannot be read/);
    await expectRefused(
      await ada.post('/api/v2/check-ins', { code: '1'.repeat(1_100_000) }),
      413,
      /request is too large/,
    );
    await expectRefused(await ada.post('/api/v2/chat', { text: 'x'.repeat(23_000_000) }), 413, /request is too large/);
  });

  test('text that is too long, or holds what cannot be kept', async () => {
    await expectRefused(await ada.post('/api/v2/chat', { text: 'x'.repeat(4001) }), 400, /^text: /);
    await expectRefused(
      await ada.upload('/api/v2/chat', 'files', [], { text: 'x'.repeat(70_000) }),
      400,
      /^text: is too long/,
    );
    await expectRefused(
      await ada.upload(
        '/api/v2/chat',
        'files',
        [],
        Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`f${index}`, 'x'])),
      ),
      400,
      /too many fields/,
    );
    await expectRefused(await ada.post('/api/v2/chat', { text: '  ' }), 400, /write something or send a photo/);
    const mark = `/api/v2/sessions/${sessions.open}/records/${school.students[2]!.id}`;
    await expectRefused(
      await school.teacher.request('PUT', mark, { status: 'late', reason: 'bus\u0000' }),
      400,
      /^reason: /,
    );
    await expectRefused(
      await sendRaw(school.teacher, mark, '{"status":"late","reason":"\\ud800"}', 'application/json', 'PUT'),
      400,
      /^reason: /,
    );
    await expectRefused(
      await ada.request('POST', '/api/v2/auth/token', { grant_type: 'password', username: 'a\u0000', password: 'x' }),
      400,
      /^username: /,
    );
    await expectRefused(
      await ada.post('/api/v2/chat', { text: '', files: [{ name: 'a.jpg', mimeType: 'image/jpeg', data: '***' }] }),
      400,
      /^files\.0\.data: /,
    );
  });
});

describe('fields that are wrong', () => {
  test("ids that are none, that nobody has, or that are somebody else's", async () => {
    await expectRefused(await ada.post('/api/v2/check-ins', { sessionId: 'one', code: '123456' }), 400, /^sessionId: /);
    await expectRefused(
      await ada.post('/api/v2/chat', { text: 'hi', conversationId: 'one' }),
      400,
      /^conversationId: /,
    );
    await expectRefused(await ada.post('/api/v2/chat', { text: 'hi', conversationId: absent }), 404, /not yours/);
    for (const path of [
      '/api/v2/sessions/one/presence',
      `/api/v2/sessions/${absent}/presence`,
      `/api/v2/sessions/${sessions.foreign}/presence`,
    ]) {
      await expectRefused(await school.teacher.get(path), 404, /not yours/);
    }
    for (const action of ['one', `${absent}.confirm`, `${absent}.delete`])
      await expectRefused(await ada.post(`/api/v2/chat/actions/${action}`), 404, /not yours/);
    await expectRefused(await ada.get('/api/v2/sessions/%E0%A4%A'), 400, /cannot be read/);
  });

  test('an admin who names a class, campus, teacher or student that is not there', async () => {
    const { admin, classId, students } = school;
    const span = { startsAt: '2026-11-20T09:00:00Z', endsAt: '2026-11-20T10:00:00Z' };
    await expectRefused(
      await admin.post('/api/v2/classes', { code: 'N1', title: 'N', campusId: absent }),
      404,
      /no such campus/,
    );
    await expectRefused(
      await admin.post(`/api/v2/classes/${absent}/students`, { personIds: [students[0]!.id] }),
      404,
      /no such thing/,
    );
    await expectRefused(
      await admin.post(`/api/v2/classes/${classId}/students`, { personIds: [absent] }),
      404,
      /not a student/,
    );
    await expectRefused(
      await admin.post(`/api/v2/classes/${classId}/students`, { personIds: [school.teacher.id] }),
      404,
      /not a student/,
    );
    await expectRefused(
      await admin.post(`/api/v2/classes/${classId}/teachers`, { personId: students[0]!.id }),
      404,
      /no such teacher/,
    );
    await expectRefused(await admin.post(`/api/v2/classes/${absent}/sessions`, span), 404, /no such thing/);
    await expectRefused(await admin.post(`/api/v2/classes/${absent}/sessions/open`), 404, /no such thing/);
    await expectRefused(await admin.get(`/api/v2/classes/${absent}/students`), 404, /no such thing/);
    await expectRefused(
      await admin.request('PATCH', `/api/v2/people/${absent}`, { status: 'deactivated' }),
      404,
      /no such thing/,
    );
    await expectRefused(
      await admin.request('PUT', `/api/v2/sessions/${sessions.open}/records/${absent}`, { status: 'late' }),
      404,
      /not on the roster/,
    );
  });

  test('a misspelt field of a change is pointed out, and does not change nothing silently', async () => {
    await expectRefused(
      await school.admin.request('PATCH', `/api/v2/classes/${school.classId}/policy`, { lateAfter: 5 }),
      400,
      /lateAfter/,
    );
    await expectRefused(
      await school.admin.request('PATCH', `/api/v2/people/${school.students[2]!.id}`, { rol: 'admin' }),
      400,
      /rol/,
    );
    await expectRefused(
      await school.admin.request('PATCH', `/api/v2/people/${school.students[2]!.id}`, {}),
      400,
      /name something to change/,
    );
    const record = `/api/v2/sessions/${sessions.open}/records/${school.students[2]!.id}`;
    await expectRefused(
      await school.teacher.request('PUT', record, { status: 'late', expectedversion: 3 }),
      400,
      /expectedversion/,
    );
  });

  test('dates that do not exist, run backwards or lie beyond all sense', async () => {
    const schedule = (startsAt: string, endsAt: string) =>
      school.teacher.post(`/api/v2/classes/${school.classId}/sessions`, { startsAt, endsAt });
    await expectRefused(await schedule('2026-02-30T09:00:00Z', '2026-02-30T10:00:00Z'), 400, /^startsAt: /);
    await expectRefused(await schedule('2026-11-20 09:00', '2026-11-20 10:00'), 400, /^startsAt: /);
    await expectRefused(await schedule('2026-11-20T10:00:00Z', '2026-11-20T09:00:00Z'), 400, /ends after it starts/);
    await expectRefused(await schedule('2026-11-20T10:00:00Z', '2026-11-22T10:00:01Z'), 400, /a day at most/);
    await expectRefused(await schedule('0000-01-01T09:00:00Z', '0000-01-01T10:00:00Z'), 400, /hundred years/);
    await expectRefused(await schedule('9999-01-01T09:00:00Z', '9999-01-01T10:00:00Z'), 400, /hundred years/);
    const sheet = (from: string, to: string) =>
      school.teacher.get(`/api/v2/classes/${school.classId}/sheet?from=${from}&to=${to}`);
    await expectRefused(await sheet('2026-11-31', '2026-12-01'), 400, /^from: /);
    await expectRefused(await sheet('2026-11-20', '2026-11-01'), 400, /^to: /);
    await expectRefused(await sheet('2020-01-01', '2026-01-01'), 400, /year after it at most/);
    await expectRefused(await sheet('0000-01-01', '0000-01-02'), 400, /^from: /);
    await expectRefused(await sheet('9999-12-30', '9999-12-31'), 400, /^from: /);
  });
});
