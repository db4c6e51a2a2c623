/** Check-ins and chat that cannot be meant as they come: each is refused with what to do, and nothing is recorded. */
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
  const open = async (classId: string, durationMinutes = 60) =>
    (await school.admin.post<{ id: string }>(`/api/v2/classes/${classId}/sessions/open`, { durationMinutes })).body.id;
  const addClass = async (code: string) =>
    (await school.admin.post<{ id: string }>('/api/v2/classes', { code, title: code, campusId: school.campusId })).body
      .id;
  // Over when the next one opens: within its time it would go on.
  sessions.closed = await open(school.classId, 1);
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
