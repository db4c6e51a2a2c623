/** A message with an Idempotency-Key is answered once, however often it is sent. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ChatReply } from '../../bots/web/web.ts';
import type { Answer, Client } from '../support/client.ts';
import { startTestMuster, type TestMuster } from '../support/muster.ts';
import { createSmallSchool, type SmallSchool } from '../support/school.ts';

let muster: TestMuster;
let school: SmallSchool;
let teacher: Client;
let sessionId: string;

beforeAll(async () => {
  muster = await startTestMuster();
  school = await createSmallSchool(muster, 3);
  await school.teacher.say('open CS101 for 10 hours');
  sessionId = (await muster.db.autocommit.session.findFirstOrThrow()).id;
});
afterAll(() => muster.end());
/** Each test has a conversation of its own, and Ada begins as present. */
beforeEach(async () => {
  teacher = await muster.signIn('grace@school.example');
  await teacher.request('PUT', `/api/v2/sessions/${sessionId}/records/${school.students[0]!.id}`, {
    status: 'present',
  });
});

describe('an Idempotency-Key', () => {
  const chat = (client: Client, text: string, key: string): Promise<Answer<ChatReply & { code?: string }>> =>
    client.request('POST', '/api/v2/chat', { text }, { 'idempotency-key': key });
  const countCodes = (): Promise<number> => muster.db.autocommit.sessionCode.count();

  test('brings the same reply again, and no second effect', async () => {
    const before = await countCodes();
    const first = await chat(teacher, 'code for CS101', 'one');
    expect(first.body.text).toMatch(/The code for CS101 is \d{6}/);
    expect((await chat(teacher, 'code for CS101', 'one')).body).toEqual(first.body);
    expect((await chat(teacher, 'code for CS101', 'two')).body.text).not.toBe(first.body.text);
    expect(await countCodes()).toBe(before + 2);
  });

  test('used several times at once has one effect', async () => {
    const before = await countCodes();
    const answers = await Promise.all(Array.from({ length: 5 }, () => chat(teacher, 'code for CS101', 'three')));
    const done = answers.filter((answer) => answer.status === 200);
    expect(done.length).toBeGreaterThan(0);
    for (const answer of answers)
      expect(answer.status === 200 ? answer.body : answer.body.code).toEqual(
        answer.status === 200 ? done[0]!.body : 'inProgress',
      );
    expect(await countCodes()).toBe(before + 1);
  });

  test('is the own of each person', async () => {
    const mine = await chat(teacher, 'who am I?', 'four');
    const student = await muster.signIn(school.students[0]!.email);
    const theirs = await chat(student, 'who am I?', 'four');
    expect(mine.body.text).toContain('Grace Hopper');
    expect(theirs.body.text).toContain('Ada Lovelace');
  });

  test('of a message that could not be answered may be used again', async () => {
    await muster.db.autocommit.$executeRawUnsafe('ALTER TABLE session_code RENAME TO session_code_away');
    const failed = await chat(teacher, 'code for CS101', 'five');
    await muster.db.autocommit.$executeRawUnsafe('ALTER TABLE session_code_away RENAME TO session_code');
    expect(failed.status).toBeGreaterThanOrEqual(500);
    expect((await chat(teacher, 'code for CS101', 'five')).body.text).toMatch(/The code for CS101 is \d{6}/);
  });
});
