/** Who of a class is in photos, without a session; and who marked what in one. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { composeClassPhoto } from '../../../models/photo-studio.ts';
import type { RollCallProposal } from '../../../src/attendance/roll-call/roll-call.schema.ts';
import { thresholdForRoster } from '../../../src/recognition/vision/judging/calibration.ts';
import { shippedCalibration } from '../../support/calibration.ts';
import type { Client } from '../../support/client.ts';
import { password, startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createPerson, createSmallSchool, enrolFace, readPortraits, type SmallSchool } from '../../support/school.ts';

let muster: TestMuster;
let school: SmallSchool;
let portraits: Buffer[];

beforeAll(async () => {
  muster = await startTestMuster();
  school = await createSmallSchool(muster, 3);
  portraits = await readPortraits(3);
  for (const index of [0, 1]) await enrolFace(await muster.signIn(school.students[index]!.email), portraits[index]!);
});
afterAll(() => muster.end());

const recognise = (photos: readonly Buffer[], who: Client = school.teacher, classId = school.classId) =>
  who.upload<RollCallProposal & { field?: string }>(`/api/v2/classes/${classId}/recognise`, 'photos', photos);

test('a photo names those of the class whom it shows, each with a face in it, and nothing is recorded or kept', async () => {
  const both = await composeClassPhoto([portraits[0]!, portraits[2]!, portraits[1]!]);
  const files = await muster.db.autocommit.storedFile.count();
  const { status, body } = await recognise([portraits[0]!, both]);
  expect([status, body.named.map(({ name }) => name), body.unknownFaces, body.notSeen.map(({ name }) => name)]).toEqual(
    [200, ['Ada Lovelace', 'Blaise Pascal'], 1, ['Chen Jingrun']],
  );
  for (const { personId, photo, box, score } of body.named) {
    expect(body.photos[photo]!.faces.find((face) => face.personId === personId)?.box).toEqual(box);
    expect(score).toBeGreaterThanOrEqual(body.threshold);
  }
  expect(body.named[1]!.photo).toBe(1);
  expect([
    await muster.db.autocommit.session.count(),
    await muster.db.autocommit.attendanceRecord.count(),
    await muster.db.autocommit.storedFile.count(),
  ]).toEqual([0, 0, files]);
});

test("the class's policy says how often a stranger may be named, and the threshold follows", async () => {
  const thresholdAt = async (oneStrangerIn: number): Promise<number> => {
    expect(
      (await school.teacher.request('PATCH', `/api/v2/classes/${school.classId}/policy`, { oneStrangerIn })).status,
    ).toBe(204);
    const { body } = await recognise([portraits[0]!]);
    expect(body.isCovered).toBe(true);
    return body.threshold;
  };
  for (const oneStrangerIn of [10_000, 20, 200])
    expect(await thresholdAt(oneStrangerIn)).toBe(
      thresholdForRoster(shippedCalibration(), { rosterSize: 2, strangersPerRosters: oneStrangerIn }),
    );
  expect(
    await school.teacher.request('PATCH', `/api/v2/classes/${school.classId}/policy`, { oneStrangerIn: 5 }),
  ).toMatchObject({ status: 400, body: { field: 'oneStrangerIn' } });
});

test('photos are looked at for those who teach the class only, and for no fewer than one and no more than six', async () => {
  await createPerson(school.admin, 'Alan Turing', 'alan@school.example', 'teacher');
  expect((await recognise([portraits[0]!], await muster.signIn('alan@school.example'))).status).toBe(404);
  expect((await recognise([portraits[0]!], await muster.signIn(school.students[0]!.email))).status).toBe(403);
  expect((await recognise([portraits[0]!], school.admin, '01890000-0000-7000-8000-000000000000')).status).toBe(404);
  expect([(await recognise([])).status, (await recognise([])).body.field]).toEqual([400, 'photos']);
  expect((await recognise(Array.from({ length: 7 }, () => portraits[0]!))).status).toBe(400);
});

test('records say who made them as they are now: the teacher who marked last, or nobody where the end of the session did', async () => {
  const sessionId = (
    await school.teacher.post<{ id: string }>(`/api/v2/classes/${school.classId}/sessions/open`, {
      durationMinutes: 60,
    })
  ).body.id;
  const [ada, blaise, chen] = school.students.map(({ id }) => id);
  const mark = (client: Client, personId: string, status: string) =>
    client.request('PUT', `/api/v2/sessions/${sessionId}/records/${personId}`, { status });
  await mark(school.teacher, ada!, 'present');
  await mark(school.teacher, blaise!, 'late');
  await mark(school.admin, blaise!, 'excused');
  const adminId = (await school.admin.get<{ id: string }>('/api/v2/me')).body.id;
  const read = async () =>
    (
      await school.teacher.get<{ personId: string; status: string; markedAt: string; markedById: string | null }[]>(
        `/api/v2/sessions/${sessionId}/records`,
      )
    ).body;
  expect(
    new Set((await read()).map(({ personId, status, markedById }) => `${personId} ${status} ${markedById}`)),
  ).toEqual(new Set([`${ada} present ${school.teacher.id}`, `${blaise} excused ${adminId}`]));
  muster.clock.advance(60);
  await muster.modules.attendance.closeDueSessions();
  await school.teacher.signIn('grace@school.example', password);
  expect((await read()).find(({ personId }) => personId === chen)).toEqual({
    personId: chen,
    status: 'absent',
    markedAt: '2026-11-18T10:00:00.000Z',
    markedById: null,
  });
});
