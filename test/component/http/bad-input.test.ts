/** Requests that are not as they should be: each gets the documented status and a sentence that says what is wrong; nothing is stored. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { rephotograph } from '../../../models/photo-studio.ts';
import type { Receipt } from '../../../src/attendance/register/receipt.ts';
import type { Answer, Client } from '../../support/client.ts';
import { adminEmail, password, startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createPerson, createSmallSchool, enrolFace, readPortraits, type SmallSchool } from '../../support/school.ts';
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

/** Wrong codes are forgotten after ten minutes; access tokens end after fifteen. */
async function waitOutTheLock(): Promise<void> {
  muster.clock.advance(11);
  await Promise.all([
    ada.signIn(school.students[0]!.email, password),
    school.teacher.signIn('grace@school.example', password),
    school.admin.signIn(adminEmail, password),
  ]);
}

describe('a session that is not open to the student', () => {
  test.each([
    ['closed', /closed/],
    ['future', /not open yet/],
  ] as const)('%s: refused with the reason, no record', async (which, says) => {
    const { code } = (await school.teacher.post<{ code: string }>(`/api/v2/sessions/${sessions.open}/code`)).body;
    const { status, body } = await ada.post<{ receipt: Receipt }>('/api/v2/check-ins', {
      sessionId: sessions[which],
      code,
    });
    expect(status).toBe(200);
    expect(body.receipt).toMatchObject({
      decision: 'rejected',
      status: null,
      reasons: [{ rule: 'session', sentence: expect.stringMatching(says) as string }],
    });
    expect(await countStored(muster)).toMatchObject({ records: before.records, changes: before.changes });
  });

  test('foreign: the same 404 as one that does not exist, and nothing is stored', async () => {
    const bodies = [];
    for (const sessionId of [sessions.foreign, absent]) {
      const answer = await ada.post('/api/v2/check-ins', { sessionId, code: '123456' });
      await expectRefused(answer, 404, /no such thing, or it is not yours/);
      bodies.push({ ...answer.body, requestId: undefined });
    }
    expect(bodies[0]).toEqual(bodies[1]);
    expect((await ada.say('check in to XX999 123456')).text).toMatch(/no class called "XX999"/);
  });
});

describe('evidence that is repeated or wrong', () => {
  test('the same selfie twice, by API and in chat, gets the same answer and makes one record', async () => {
    const [portrait] = await readPortraits(1);
    const blaise = await muster.signIn(school.students[1]!.email);
    await enrolFace(blaise, portrait!);
    const selfie = await rephotograph(portrait!);
    const [first, second] = await Promise.all(
      [0, 1].map(() => blaise.upload('/api/v2/check-ins', 'photo', [selfie], { sessionId: sessions.open })),
    );
    expect(first!.body).toMatchObject({ receipt: { decision: 'accepted', status: 'present' } });
    expect(second!.body).toEqual(first!.body);
    expect((await blaise.say('', [selfie])).text).toMatch(/checked in to CS101 as present/);
    const mine = { personId: school.students[1]!.id };
    expect(await muster.db.autocommit.attendanceRecord.count({ where: { ...mine, sessionId: sessions.open } })).toBe(1);
    expect(await muster.db.autocommit.checkIn.count({ where: mine })).toBe(1);
  });

  test('a wrong code is refused; after five of them the right one is refused too, with the way out, until the window is over', async () => {
    const { code } = (
      await school.teacher.post<{ code: string }>(`/api/v2/sessions/${sessions.open}/code`, { lifeMinutes: 60 })
    ).body;
    const wrong = code === '000000' ? '000001' : '000000';
    const tell = async (sent: string) =>
      (await ada.post<{ receipt: Receipt }>('/api/v2/check-ins', { sessionId: sessions.open, code: sent })).body
        .receipt;
    for (let tries = 1; tries <= 5; tries += 1) {
      expect(await tell(wrong)).toMatchObject({
        decision: 'rejected',
        reasons: [{ rule: 'code', sentence: 'the code is not right, or no longer valid' }],
      });
    }
    expect(await tell(code)).toMatchObject({
      decision: 'rejected',
      reasons: [{ rule: 'code', sentence: 'too many wrong codes: please ask your teacher' }],
    });
    expect((await ada.say(`check in ${code}`)).text).toMatch(/too many wrong codes/i);
    expect(await countStored(muster)).toMatchObject({ records: before.records, changes: before.changes });
    await waitOutTheLock();
    expect(await tell(`${code.slice(0, 3)} ${code.slice(3)}`)).toMatchObject({ decision: 'accepted' });
  });
});

describe('a student with two open classes', () => {
  test('finds the session by its code, but cannot try codes without being counted', async () => {
    const { id } = (
      await school.admin.post<{ id: string }>('/api/v2/classes', {
        code: 'MA7',
        title: 'Sets',
        campusId: school.campusId,
      })
    ).body;
    await school.admin.post(`/api/v2/classes/${id}/students`, { personIds: [school.students[2]!.id] });
    const second = (await school.admin.post<{ id: string }>(`/api/v2/classes/${id}/sessions/open`)).body.id;
    const { code } = (await school.admin.post<{ code: string }>(`/api/v2/sessions/${second}/code`, { lifeMinutes: 60 }))
      .body;
    const chen = await muster.signIn(school.students[2]!.email);
    const tell = async (sent: string) =>
      (await chen.post<{ class: string; receipt: Receipt }>('/api/v2/check-ins', { code: sent })).body;
    const wrong = code === '111111' ? '111112' : '111111';
    for (let tries = 1; tries <= 5; tries += 1)
      expect((await tell(wrong)).receipt).toMatchObject({ decision: 'rejected', reasons: [{ rule: 'code' }] });
    // Locked: the right one is told no otherwise than a wrong one.
    expect(await tell(code)).toMatchObject({
      class: 'CS101',
      receipt: { decision: 'rejected', reasons: [{ sentence: 'too many wrong codes: please ask your teacher' }] },
    });
    await waitOutTheLock();
    await chen.signIn(school.students[2]!.email, password);
    expect(await tell(code)).toMatchObject({ class: 'MA7', receipt: { decision: 'accepted' } });
    await school.admin.post(`/api/v2/sessions/${second}/close`);
  });
});

describe('a name in chat that does not say who is meant', () => {
  beforeAll(async () => {
    const ids = await Promise.all(
      [
        ['Alan Turing', 'alan1'],
        ['Alan Kay', 'alan2'],
      ].map(([name, box]) => createPerson(school.admin, name!, `${box}@school.example`, 'student')),
    );
    await school.admin.post(`/api/v2/classes/${school.classId}/students`, { personIds: ids });
  });

  test('two that fit: asked back with both, nothing changed, nothing to confirm', async () => {
    const reply = await school.teacher.say('mark Alan present in CS101');
    expect(reply.text).toMatch(/Whom do you mean: Alan (Turing, Alan Kay|Kay, Alan Turing)\?/);
    expect(reply.actions).toEqual([]);
    expect(await countStored(muster)).toMatchObject({
      records: before.records,
      changes: before.changes,
      actions: before.actions,
    });
  });

  test('one that nobody has: told so, nothing changed', async () => {
    const reply = await school.teacher.say('mark Zebedee Quux present in CS101');
    expect(reply.text).toMatch(/Nobody on the roster is called "Zebedee Quux"/);
    expect(reply.actions).toEqual([]);
    expect(await countStored(muster)).toMatchObject({
      records: before.records,
      changes: before.changes,
      actions: before.actions,
    });
  });

  test('a class that nobody has: told which there are', async () => {
    expect((await school.teacher.say('close ZZ42')).text).toMatch(/no class called "ZZ42".*CS101/);
    expect(await countStored(muster)).toMatchObject({ records: before.records, actions: before.actions });
  });
});

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
