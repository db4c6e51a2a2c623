/** Ways to check in and out: QR, place, several together, a selfie that waits; and what is flagged. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Client } from '../../support/client.ts';
import { adminEmail, startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createSmallSchool, enrolFace, readPortraits, type SmallSchool } from '../../support/school.ts';

interface CheckIn {
  id: string;
  receipt: {
    decision: string;
    status: string | null;
    reasons: { rule: string; outcome: string; sentence: string; figures: string | null }[];
  };
}

let muster: TestMuster;
let school: SmallSchool;
let pupils: Client[];
let sessionId: string;

const zurich = { latitude: 47.3763, longitude: 8.5476 };
const setPolicy = (policy: object) =>
  school.teacher.request('PATCH', `/api/v2/classes/${school.classId}/policy`, policy);
const checkIn = (who: number, body: object) => pupils[who]!.post<CheckIn>('/api/v2/check-ins', { sessionId, ...body });
const showQr = async () =>
  (await school.teacher.get<{ text: string; svg: string; expiresAt: string }>(`/api/v2/sessions/${sessionId}/qr`)).body;
const signInAll = async () => {
  school.teacher = Object.assign(await muster.signIn('grace@school.example'), { id: school.teacher.id });
  school.admin = await muster.signIn(adminEmail);
  pupils = await Promise.all(school.students.map((student) => muster.signIn(student.email)));
};

beforeAll(async () => {
  muster = await startTestMuster();
  school = await createSmallSchool(muster, 4);
});
afterAll(() => muster.end());
// Every test has a session of its own.
beforeEach(async () => {
  muster.clock.advance(130);
  await muster.modules.attendance.closeDueSessions();
  await signInAll();
  sessionId = (
    await school.teacher.post<{ id: string }>(`/api/v2/classes/${school.classId}/sessions/open`, {
      durationMinutes: 120,
    })
  ).body.id;
});

describe('a rotating QR code', () => {
  test('is taken while it is shown and five seconds longer, then never again', async () => {
    await setPolicy({ checkInWays: ['qr'] });
    const { text, svg } = await showQr();
    expect(svg).toContain('<svg');
    expect((await checkIn(0, { qr: text })).body.receipt).toMatchObject({ decision: 'accepted', status: 'present' });
    const shown = new Date(Math.floor(muster.clock.now().getTime() / 15_000) * 15_000);
    muster.clock.set(new Date(shown.getTime() + 19_000));
    expect((await checkIn(1, { qr: text })).body.receipt.decision).toBe('accepted');
    muster.clock.set(new Date(shown.getTime() + 20_000));
    expect((await checkIn(2, { qr: text })).body.receipt).toMatchObject({
      decision: 'rejected',
      reasons: [{ rule: 'qr', outcome: 'failed' }],
    });
    const fresh = await showQr();
    expect((await checkIn(2, { qr: fresh.text })).body.receipt.decision).toBe('accepted');
  });

  test('of another session, or made up, is worth nothing', async () => {
    await setPolicy({ checkInWays: ['qr'] });
    const { text } = await showQr();
    const [step = ''] = text.split('.');
    for (const forged of [
      `${step}.AAAAAAAAAAAAAAAAAAAAAA`,
      `${step}.`,
      step,
      'x.y',
      `-1.${text.split('.')[1] ?? ''}`,
    ]) {
      expect((await checkIn(0, { qr: forged })).body.receipt.decision).toBe('rejected');
    }
  });
});

describe('a place', () => {
  test('counts inside, is refused outside, and goes to the teacher where it cannot be told; staff see the metres, students do not', async () => {
    const place = await school.admin.post<{ id: string }>('/api/v2/places', {
      campusId: school.campusId,
      kind: 'room',
      name: `Hall ${sessionId}`,
      shape: { type: 'circle', ...zurich, radiusM: 60 },
    });
    expect(place.status).toBe(201);
    await school.teacher.request('PUT', `/api/v2/classes/${school.classId}/place`, { placeId: place.body.id });
    await setPolicy({ checkInWays: ['place'] });
    const at = (metresNorth: number, accuracy: number) => ({
      latitude: zurich.latitude + metresNorth / 111_195,
      longitude: zurich.longitude,
      accuracy,
    });
    const [inside, outside, unclear] = [
      await checkIn(0, at(20, 10)),
      await checkIn(1, at(400, 10)),
      await checkIn(2, at(80, 60)),
    ];
    expect([inside, outside, unclear].map(({ body }) => body.receipt.decision)).toEqual([
      'accepted',
      'rejected',
      'needsReview',
    ]);
    expect(inside.body.receipt.reasons.every(({ figures }) => figures === null)).toBe(true);
    const reviews = await school.teacher.get<{ receipt: CheckIn['receipt'] }[]>(
      `/api/v2/sessions/${sessionId}/reviews`,
    );
    expect(reviews.body[0]!.receipt.reasons.find(({ rule }) => rule === 'place')?.figures).toMatch(/m/);
  });

  test('too far from the last one for anybody to have travelled goes to the teacher', async () => {
    await setPolicy({ checkInWays: ['code', 'code+place'] });
    const { code } = (await school.teacher.post<{ code: string }>(`/api/v2/sessions/${sessionId}/code`)).body;
    expect((await checkIn(3, { code, ...zurich, accuracy: 20 })).body.receipt.decision).toBe('accepted');
    muster.clock.advance(5);
    pupils[3] = await muster.signIn(school.students[3]!.email);
    const far = await checkIn(3, { code, latitude: 48.85, longitude: 2.35, accuracy: 20 });
    expect(far.body.receipt.reasons.map(({ rule, outcome }) => `${rule} ${outcome}`)).toEqual(
      expect.arrayContaining(['travel doubtful', 'place failed']),
    );
  });

  test.each([
    ['without an accuracy', { latitude: 1, longitude: 1 }],
    ['with a negative one', { latitude: 1, longitude: 1, accuracy: -1 }],
    ['with one of nothing', { latitude: 1, longitude: 1, accuracy: 0 }],
    ['with one that is no number', { latitude: 1, longitude: 1, accuracy: 'NaN' }],
    ['without a longitude', { latitude: 1, accuracy: 10 }],
  ])('%s is no usable position, which the receipt says in words', async (_what, position) => {
    await setPolicy({ checkInWays: ['place'] });
    const { status, body } = await checkIn(0, position);
    expect([status, body.receipt.decision]).toEqual([200, 'rejected']);
    expect(body.receipt.reasons).toMatchObject([
      { rule: 'place', outcome: 'failed', sentence: expect.stringContaining('no usable position') as string },
    ]);
  });

  test('beyond the pole is refused by name', async () => {
    expect(await checkIn(0, { latitude: 91, longitude: 1, accuracy: 1 })).toMatchObject({
      status: 400,
      body: { field: 'latitude' },
    });
  });
});

describe('ways', () => {
  test('ask for exactly what is missing, and any one of them is enough', async () => {
    await setPolicy({ checkInWays: ['selfie+code', 'qr'] });
    const { code } = (await school.teacher.post<{ code: string }>(`/api/v2/sessions/${sessionId}/code`)).body;
    expect((await checkIn(0, { code })).body.receipt.reasons[0]!.sentence).toBe('this class also asks for a selfie');
    expect((await checkIn(0, { qr: (await showQr()).text })).body.receipt.decision).toBe('accepted');
  });

  test('that name nothing leave the register to the teacher', async () => {
    await setPolicy({ checkInWays: [] });
    expect((await checkIn(0, { code: '123456' })).body.receipt.reasons[0]!.sentence).toContain('only the teacher');
  });

  test('that are none are refused by name', async () => {
    expect(await setPolicy({ checkInWays: ['selfie+selfie'] })).toMatchObject({
      status: 400,
      body: { field: 'checkInWays.0' },
    });
    expect(await setPolicy({ checkInWays: ['smell'] })).toMatchObject({
      status: 400,
      body: { field: 'checkInWays.0' },
    });
  });
});

describe('the same device', () => {
  test('for two people is pointed out to staff, who settle it; both stay present, and without a device id there is no flag', async () => {
    await setPolicy({ checkInWays: ['code'] });
    const { code } = (await school.teacher.post<{ code: string }>(`/api/v2/sessions/${sessionId}/code`)).body;
    const made = await Promise.all([
      checkIn(0, { code, deviceId: 'phone-1' }),
      checkIn(1, { code, deviceId: 'phone-1' }),
      checkIn(2, { code }),
      checkIn(3, { code }),
    ]);
    expect(made.map(({ body }) => body.receipt.status)).toEqual(['present', 'present', 'present', 'present']);
    const flags = async () =>
      (
        await school.teacher.get<{ id: string; kind: string; people: { id: string }[]; resolvedAt: string | null }[]>(
          `/api/v2/sessions/${sessionId}/flags`,
        )
      ).body;
    const [flag, ...others] = await flags();
    expect(others).toEqual([]);
    expect([flag!.kind, flag!.people.map(({ id }) => id).sort()]).toEqual([
      'device',
      [school.students[0]!.id, school.students[1]!.id].sort(),
    ]);
    expect((await school.teacher.post(`/api/v2/flags/${flag!.id}/resolve`)).status).toBe(204);
    expect((await flags())[0]!.resolvedAt).not.toBeNull();
  });

  test('photo for two people is pointed out too', async () => {
    await setPolicy({ checkInWays: ['selfie'] });
    const [photo] = await readPortraits(1);
    for (const who of [0, 1]) await enrolFace(pupils[who]!, photo!);
    // Twins, says the office.
    const [held] = (await school.admin.get<{ id: string }[]>('/api/v2/face-reviews')).body;
    await school.admin.post(`/api/v2/face-reviews/${held!.id}`, { decision: 'use' });
    for (const who of [0, 1]) await pupils[who]!.upload('/api/v2/check-ins', 'photo', [photo!], { sessionId });
    const flags = await school.teacher.get<{ kind: string }[]>(`/api/v2/sessions/${sessionId}/flags`);
    expect(flags.body.map(({ kind }) => kind)).toEqual(['photo']);
  });
});

describe('checking out', () => {
  test("is noted once, as early by the class's policy, and changes no status", async () => {
    await setPolicy({ checkInWays: ['code'], earlyLeaveMinutes: 15 });
    const { code } = (await school.teacher.post<{ code: string }>(`/api/v2/sessions/${sessionId}/code`)).body;
    expect((await pupils[0]!.post('/api/v2/check-outs', { sessionId })).status).toBe(409);
    await checkIn(0, { code });
    const left = await pupils[0]!.post('/api/v2/check-outs', {});
    expect(left.body).toMatchObject({ sessionId, leftEarlyMinutes: 120 });
    muster.clock.advance(10);
    await signInAll();
    expect((await pupils[0]!.post('/api/v2/check-outs', {})).body).toEqual(left.body);
    const presence = await school.teacher.get<{ personId: string; status: string; leftEarlyMinutes: number }[]>(
      `/api/v2/sessions/${sessionId}/presence`,
    );
    expect(presence.body.find(({ personId }) => personId === school.students[0]!.id)).toMatchObject({
      status: 'present',
      leftEarlyMinutes: 120,
    });
  });
});

describe('a selfie that waits', () => {
  test('is taken in, decided as of when it was sent, and tells what came of it', async () => {
    await setPolicy({ checkInWays: ['selfie'], lateAfterMinutes: 10 });
    const [photo] = await readPortraits(1, 5);
    await enrolFace(pupils[2]!, photo!);
    const form = new FormData();
    form.set('sessionId', sessionId);
    form.append('photo', new Blob([Uint8Array.from(photo!)], { type: 'image/jpeg' }), 'selfie.jpg');
    const taken = await pupils[2]!.request<{ id: string; status: string }>('POST', '/api/v2/check-ins', form, {
      prefer: 'respond-async',
    });
    expect(taken.status).toBe(202);
    const where = taken.headers.get('location') ?? '';
    await expect.poll(async () => (await pupils[2]!.get<{ status: string }>(where)).body.status).toBe('done');
    expect((await pupils[2]!.get<{ result: CheckIn }>(where)).body.result.receipt).toMatchObject({
      decision: 'accepted',
      status: 'present',
    });
    expect((await pupils[1]!.get(where)).status).toBe(404);
  });

  test('until the session is closed is decided all the same: closing only said that nobody had come', async () => {
    await setPolicy({ checkInWays: ['selfie'] });
    const [photo] = await readPortraits(1, 6);
    await enrolFace(pupils[3]!, photo!);
    const sentAt = muster.clock.now();
    muster.clock.advance(1);
    await school.teacher.post(`/api/v2/sessions/${sessionId}/close`);
    const actor = { personId: school.students[3]!.id, name: 'Dorothy', role: 'student' } as const;
    const decided = await muster.modules.attendance.checkIn(actor, {
      channel: 'api',
      sessionId,
      photo: photo!,
      sentAt,
    });
    expect(decided.receipt).toMatchObject({ decision: 'accepted', status: 'present' });
    const late = await muster.modules.attendance.checkIn(
      { ...actor, personId: school.students[2]!.id },
      { channel: 'api', sessionId, photo: photo! },
    );
    expect(late.receipt.decision).toBe('rejected');
  });
});
