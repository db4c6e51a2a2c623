/** The register under its rules: methods, lateness, closing, races, and receipts that show no threshold. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { rephotograph } from '../../../models/photo-studio.ts';
import type { Receipt } from '../../../src/attendance/register/receipt.ts';
import { thresholdForFar } from '../../../src/recognition/vision/judging/calibration.ts';
import { shippedCalibration } from '../../support/calibration.ts';
import type { Client } from '../../support/client.ts';
import { startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createSmallSchool, enrolFace, readPortraits, type SmallSchool } from '../../support/school.ts';

let muster: TestMuster;
let school: SmallSchool;
let ada: Client;
let portraits: Buffer[];
let day = 0;

beforeAll(async () => {
  muster = await startTestMuster();
  school = await createSmallSchool(muster, 3);
  portraits = await readPortraits(3);
  ada = await muster.signIn(school.students[0]!.email);
  await enrolFace(ada, portraits[0]!);
});
afterAll(() => muster.end());

/** A new morning, everybody signed in again, and a session of an hour open from nine. */
let sessionId: string;
beforeEach(async () => {
  day += 1;
  muster.clock.set(new Date(Date.UTC(2026, 10, 18 + day, 9)));
  await Promise.all([
    ada.signIn(school.students[0]!.email, 'correct horse'),
    school.teacher.signIn('grace@school.example', 'correct horse'),
    school.admin.signIn('admin@school.example', 'correct horse'),
  ]);
  await muster.modules.attendance.closeDueSessions();
  await setPolicy({ checkInWays: ['selfie', 'code'], selfiePolicy: 'accept', lateAfterMinutes: 10 });
  sessionId = (
    await school.teacher.post<{ id: string }>(`/api/v2/classes/${school.classId}/sessions/open`, {
      durationMinutes: 60,
    })
  ).body.id;
});

const setPolicy = (policy: Record<string, unknown>) =>
  school.admin.request('PATCH', `/api/v2/classes/${school.classId}/policy`, policy);
const makeCode = async (): Promise<string> =>
  (await school.teacher.post<{ code: string }>(`/api/v2/sessions/${sessionId}/code`)).body.code;
const wrong = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0');
const checkIn = async (client: Client, input: { code?: string; photo?: Buffer }): Promise<Receipt> =>
  (
    await client.upload<{ receipt: Receipt }>('/api/v2/check-ins', 'photo', input.photo ? [input.photo] : [], {
      sessionId,
      ...(input.code ? { code: input.code } : {}),
    })
  ).body.receipt;
const recordsOf = (personId: string) =>
  muster.db.autocommit.attendanceRecord.findMany({ where: { sessionId, personId } });

describe('what a check-in has to bring', () => {
  test('selfie and code: either alone is refused and says what is missing, both together are accepted', async () => {
    await setPolicy({ checkInWays: ['selfie+code'] });
    const [code, photo] = [await makeCode(), await rephotograph(portraits[0]!)];
    expect(await checkIn(ada, { code })).toMatchObject({
      decision: 'rejected',
      reasons: [{ rule: 'evidence', sentence: 'this class also asks for a selfie' }],
    });
    expect(await checkIn(ada, { photo })).toMatchObject({
      decision: 'rejected',
      reasons: [{ rule: 'evidence', sentence: 'this class also asks for the code shown in the room' }],
    });
    expect(await checkIn(ada, { code, photo })).toMatchObject({ decision: 'accepted', status: 'present' });
  });

  test('a right code does not excuse a wrong face', async () => {
    const receipt = await checkIn(ada, { code: await makeCode(), photo: await rephotograph(portraits[1]!) });
    expect(receipt.decision).toBe('rejected');
    expect(await recordsOf(school.students[0]!.id)).toEqual([]);
  });

  test('a lone selfie is worth what the class says: accepted, for review, or asking for a second factor', async () => {
    const photo = await rephotograph(portraits[0]!);
    await setPolicy({ selfiePolicy: 'second_factor' });
    expect(await checkIn(ada, { photo })).toMatchObject({ decision: 'rejected' });
    await setPolicy({ selfiePolicy: 'review' });
    expect(await checkIn(ada, { photo })).toMatchObject({ decision: 'needsReview', status: null });
    expect(await recordsOf(school.students[0]!.id)).toEqual([]);
    expect((await school.teacher.say('who is missing in CS101?')).text).toMatch(
      /Waits for you: Ada Lovelace \(face 0\.\d\d ≥ 0\.\d\d; live/,
    );
  });

  test('five wrong codes lock further codes out for ten minutes, the right one too', async () => {
    const code = await makeCode();
    for (let guess = 0; guess < 5; guess += 1)
      expect((await checkIn(ada, { code: wrong(code) })).reasons[0]?.sentence).toMatch(/not right/);
    expect((await checkIn(ada, { code })).reasons[0]?.sentence).toMatch(/too many wrong codes/);
    muster.clock.advance(10.1);
    expect((await checkIn(ada, { code: await makeCode() })).decision).toBe('accepted');
  });

  test('an old code dies when a new one is made, and every code when its time is over', async () => {
    const [first, second] = [await makeCode(), await makeCode()];
    expect((await checkIn(ada, { code: first })).decision).toBe('rejected');
    muster.clock.advance(10.1);
    expect((await checkIn(ada, { code: second })).decision).toBe('rejected');
  });
});

describe('time', () => {
  test("within the class's limit one is present, after it late", async () => {
    const code = await makeCode();
    muster.clock.advance(9.9);
    expect(await checkIn(ada, { code })).toMatchObject({ status: 'present' });
    const blaise = await muster.signIn(school.students[1]!.email);
    muster.clock.advance(0.2);
    expect(await checkIn(blaise, { code: await makeCode() })).toMatchObject({ status: 'late' });
  });

  test('a session left open closes by itself at its end, and its absents are written once', async () => {
    await checkIn(ada, { code: await makeCode() });
    muster.clock.advance(61);
    await ada.signIn(school.students[0]!.email, 'correct horse');
    expect(await checkIn(ada, { code: '123456' })).toMatchObject({
      decision: 'rejected',
      reasons: [{ rule: 'session', sentence: 'this session is closed' }],
    });
    const [first, second] = await Promise.all([
      muster.modules.attendance.closeDueSessions(),
      muster.modules.attendance.closeDueSessions(),
    ]);
    expect(first + second).toBe(1);
    expect(await muster.modules.attendance.closeDueSessions()).toBe(0);
    const records = await muster.db.autocommit.attendanceRecord.findMany({ where: { sessionId } });
    expect(records.map((record) => record.status).sort()).toEqual(['absent', 'absent', 'present']);
    const absents = await muster.db.autocommit.recordChange.findMany({
      where: { record: { sessionId }, source: 'auto_close' },
    });
    expect(absents.map((change) => [change.before, change.after, change.actorId])).toEqual([
      [null, 'absent', null],
      [null, 'absent', null],
    ]);
  });
});

describe('at the same moment', () => {
  test('fifty check-ins of one student make one record with one change', async () => {
    const code = await makeCode();
    const answers = await Promise.all(Array.from({ length: 50 }, () => checkIn(ada, { code })));
    expect(new Set(answers.map((receipt) => receipt.decision))).toEqual(new Set(['accepted']));
    const [record, ...others] = await recordsOf(school.students[0]!.id);
    expect(others).toEqual([]);
    expect(record).toMatchObject({ status: 'present', version: 1 });
  });

  test('two teachers correcting what they both saw: one change is made, the other is told, and no check-in overrides either', async () => {
    const mark = (client: Client, status: string) =>
      client.request('PUT', `/api/v2/sessions/${sessionId}/records/${school.students[0]!.id}`, {
        status,
        expectedVersion: 0,
      });
    const answers = await Promise.all([mark(school.teacher, 'absent'), mark(school.admin, 'excused')]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409]);
    const receipt = await checkIn(ada, { code: await makeCode() });
    expect(receipt).toMatchObject({ decision: 'needsReview', status: null });
    expect(await muster.db.autocommit.recordChange.count({ where: { record: { sessionId } } })).toBe(1);
  });

  test('a session closes while check-ins stream in: everyone who was told "accepted" is present, nobody is both', async () => {
    const code = await makeCode();
    const clients = await Promise.all(school.students.map((student) => muster.signIn(student.email)));
    const [receipts] = await Promise.all([
      Promise.all(clients.map((client) => checkIn(client, { code }))),
      school.teacher.post(`/api/v2/sessions/${sessionId}/close`),
    ]);
    for (const [index, receipt] of receipts.entries()) {
      const [record] = await recordsOf(school.students[index]!.id);
      expect(record?.status).toBe(receipt.decision === 'accepted' ? 'present' : 'absent');
    }
  });
});

test('a student reads sentences and bands; scores, limits and measures reach staff only', async () => {
  const photo = await rephotograph(portraits[0]!);
  const receipt = await checkIn(ada, { photo });
  for (const reason of receipt.reasons) expect(reason).toMatchObject({ figures: null, measured: null, limit: null });
  expect(JSON.stringify(receipt)).not.toMatch(/\d\.\d/);
  const stored = await muster.db.autocommit.checkIn.findFirstOrThrow({ where: { sessionId } });
  // The limit is the calibrated one, of one stranger in ten thousand.
  const limit = thresholdForFar(shippedCalibration(), 1e-4);
  expect((stored.receipt as unknown as Receipt).reasons.find(({ rule }) => rule === 'face')).toMatchObject({
    limit,
    figures: expect.stringMatching(new RegExp(`^face 0\\.\\d\\d ≥ ${limit.toFixed(2)}$`)) as string,
  });
});
