/** Where somebody is, told along with a chat message: the check-in weighs it as one by the API. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ChatReply } from '../../../bots/web/web.ts';
import type { Client } from '../../support/client.ts';
import { startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createSmallSchool, type SmallSchool } from '../../support/school.ts';

const hall = { latitude: 47.3763, longitude: 8.5476, accuracy: 12 };
let muster: TestMuster;
let school: SmallSchool;
let pupils: Client[];
let sessionId: string;

beforeAll(async () => {
  muster = await startTestMuster();
  school = await createSmallSchool(muster, 4);
  const place = await school.admin.post<{ id: string }>('/api/v2/places', {
    campusId: school.campusId,
    kind: 'room',
    name: 'Hall',
    shape: { type: 'circle', latitude: hall.latitude, longitude: hall.longitude, radiusM: 80 },
  });
  await school.teacher.request('PUT', `/api/v2/classes/${school.classId}/place`, { placeId: place.body.id });
  sessionId = (
    await school.teacher.post<{ id: string }>(`/api/v2/classes/${school.classId}/sessions/open`, {
      durationMinutes: 60,
    })
  ).body.id;
  pupils = await Promise.all(school.students.map((student) => muster.signIn(student.email)));
});
afterAll(() => muster.end());

const ask = (ways: string[]) =>
  school.teacher.request('PATCH', `/api/v2/classes/${school.classId}/policy`, { checkInWays: ways });
const say = (who: number, text: string, position: object) =>
  pupils[who]!.request<ChatReply & { field?: string }>('POST', '/api/v2/chat', { text, ...position });
const code = async (): Promise<string> =>
  (await school.teacher.post<{ code: string }>(`/api/v2/sessions/${sessionId}/code`)).body.code;
const statusOf = async (who: number): Promise<string | null> =>
  (await muster.db.autocommit.attendanceRecord.findFirst({ where: { sessionId, personId: school.students[who]!.id } }))
    ?.status ?? null;

test('with the code it checks in at once, and no page is asked for', async () => {
  await ask(['code+place']);
  const { body } = await say(0, `check in ${await code()}`, hall);
  expect(body.text).toContain('✅ You are checked in to CS101 as present');
  expect(body.text).not.toContain('#place=');
  expect(await statusOf(0)).toBe('present');
});

test('from elsewhere it is refused, and says that the place is why', async () => {
  const { body } = await say(1, `check in ${await code()}`, { latitude: 47.5, longitude: 8.7, accuracy: 10 });
  expect(body.text).toMatch(/❌ You are not checked in to CS101\.[\s\S]*✗ /);
  expect(await statusOf(1)).toBeNull();
});

test('alone it is enough where the class asks for nothing else, and not where it asks for more', async () => {
  expect((await say(2, "I'm here", hall)).body.text).toContain(
    'Send the code shown in the room and where you are to check in to CS101.',
  );
  expect(await statusOf(2)).toBeNull();
  await ask(['place']);
  expect((await say(2, "I'm here", hall)).body.text).toContain('✅ You are checked in to CS101');
  expect(await statusOf(2)).toBe('present');
});

test.each([
  ['without its accuracy', { latitude: 47.4, longitude: 8.5 }],
  ['without a latitude', { accuracy: 10, longitude: 8.5 }],
  ['of a negative accuracy, as iOS says that it has none', { ...hall, accuracy: -1 }],
  ['of no accuracy at all', { ...hall, accuracy: 0 }],
  ['whose accuracy is no number', { ...hall, accuracy: 'NaN' }],
  ['whose accuracy is null', { ...hall, accuracy: null }],
  ['beyond the pole', { ...hall, latitude: 91 }],
  ['with more than a position', { ...hall, accuracy: -1, altitude: null, heading: 12 }],
])('a position %s fails no message, and is said where a place is asked for', async (_what, position) => {
  await ask(['place']);
  const here = await say(3, "I'm here", position);
  expect([here.status, here.body.text]).toEqual([
    200,
    expect.stringMatching(/no usable position[\s\S]*also asks where you are[\s\S]*#place=/),
  ]);
  const other = await say(3, 'my timetable', position);
  expect([other.status, other.body.text]).toEqual([200, expect.not.stringContaining('position')]);
  await ask(['code']);
  expect((await say(3, `check in ${await code()}`, position)).body.text).not.toContain('position');
});

test('a message without a position is asked for one', async () => {
  await ask(['place']);
  const { text } = (await say(3, "I'm here", {})).body;
  expect(text).toMatch(/also asks where you are[\s\S]*#place=/);
  expect(text).not.toContain('usable');
});
