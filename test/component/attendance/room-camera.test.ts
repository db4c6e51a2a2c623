/** The camera of a room: looks add up, nothing of them is kept but who was seen, and the teacher decides. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { composeClassPhoto, rephotograph } from '../../../models/photo-studio.ts';
import type { RoomView } from '../../../src/attendance/roll-call/roll-call.schema.ts';
import { createClient, type Client } from '../../support/client.ts';
import { openStream } from '../../support/live.ts';
import { startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createPerson, createSmallSchool, enrolFace, readPortraits, type SmallSchool } from '../../support/school.ts';

let muster: TestMuster;
let school: SmallSchool;
let portraits: Buffer[];
let students: Client[];
let sessionId: string;

/** Ada, Blaise and Chen are enrolled, Dorothy is not; the fifth portrait is a stranger's. */
beforeAll(async () => {
  muster = await startTestMuster();
  school = await createSmallSchool(muster, 4);
  portraits = await readPortraits(5);
  students = await Promise.all(school.students.map(({ email }) => muster.signIn(email)));
  for (const index of [0, 1, 2]) await enrolFace(students[index]!, portraits[index]!);
  sessionId = await openSession();
});
afterAll(() => muster.end());

const openSession = async (): Promise<string> =>
  (
    await school.teacher.post<{ id: string }>(`/api/v2/classes/${school.classId}/sessions/open`, {
      durationMinutes: 60,
    })
  ).body.id;
const frameOf = (...people: number[]): Promise<Buffer> => composeClassPhoto(people.map((index) => portraits[index]!));
const send = (frames: readonly Buffer[], who: Client = school.teacher, session = sessionId) =>
  who.upload<RoomView & { field?: string }>(`/api/v2/sessions/${session}/frames`, 'frames', frames);
const namesOf = (list: readonly { name: string }[]): string[] => list.map(({ name }) => name);

describe('the camera of a room', () => {
  test('names students over several looks; a frame that is sent again counts once; strangers are counted, and no picture is kept', async () => {
    const files = await muster.db.autocommit.storedFile.count();
    const first = await frameOf(0, 3, 4);
    expect((await send([first])).body).toMatchObject({
      looks: 1,
      unknownFaces: 2,
      lastLookAt: muster.clock.now().toISOString(),
    });
    const again = await send([first, first]);
    expect([again.status, again.body.looks, again.body.named.map(({ looks }) => looks)]).toEqual([200, 1, [1]]);
    muster.clock.advance(1);
    const { body } = await send([await frameOf(0, 1), await rephotograph(portraits[1]!)]);
    expect([
      body.looks,
      namesOf(body.named),
      body.named.map(({ looks }) => looks),
      namesOf(body.notSeen),
      body.unknownFaces,
    ]).toEqual([2, ['Ada Lovelace', 'Blaise Pascal'], [2, 1], ['Chen Jingrun', 'Dorothy Vaughan'], 0]);
    expect([
      await muster.db.autocommit.storedFile.count(),
      await muster.db.autocommit.attendanceRecord.count(),
    ]).toEqual([files, 0]);
  });

  test('is shown live to whoever watches the session, and told to the teacher once', async () => {
    const stream = await openStream(muster.url, school.teacher, `/api/v2/sessions/${sessionId}/presence/live`);
    const shown = (): RoomView | undefined => stream.latest<{ camera: RoomView } | undefined>()?.camera;
    await expect.poll(() => shown()?.looks).toBe(2);
    await send([await frameOf(1, 2)]);
    await expect.poll(() => namesOf(shown()?.named ?? [])).toContain('Chen Jingrun');
    stream.close();
    const { body } = await school.teacher.get<{ notifications: { title: string; text: string }[] }>(
      '/api/v2/me/notifications',
    );
    expect(body.notifications.filter(({ title }) => title === 'The camera sees CS101').map(({ text }) => text)).toEqual(
      [
        'It recognises students in the room. Say "roll call CS101" to see who, and to record them. Nothing is recorded before.',
      ],
    );
  });

  test('is enough for a roll call in chat: recorded after Confirm, without those who are in the register, and taken back by Undo', async () => {
    await school.teacher.request('PUT', `/api/v2/sessions/${sessionId}/records/${school.students[0]!.id}`, {
      status: 'late',
    });
    const { text } = await school.teacher.say('roll call CS101');
    expect(text).toMatch(
      /the camera of the room looked 3 times, lastly at 09:01, and recognises 3 students\.\nRecognised: Blaise Pascal, Chen Jingrun\n1 student of them is in the register already\.\nNot seen: Dorothy Vaughan\nShall I record the 2 recognised students as present\?$/,
    );
    expect((await school.teacher.press('Confirm')).text).toMatch(/2 students present/);
    expect(
      (await school.teacher.get<RoomView>(`/api/v2/sessions/${sessionId}/frames`)).body.named.map(
        ({ status }) => status,
      ),
    ).toEqual(['late', 'present', 'present']);
    await school.teacher.press('Undo');
    expect(await muster.db.autocommit.attendanceRecord.count({ where: { sessionId, status: 'present' } })).toBe(0);
  });

  test('of many looks, one alone names nobody', async () => {
    const session = sessionId;
    for (let look = 0; look < 2; look++)
      await send([await rephotograph(portraits[4]!, { tiltDeg: look + 1 })], school.teacher, session);
    const { body } = await send([await frameOf(4)], school.teacher, session);
    expect([body.looks, namesOf(body.named), namesOf(body.unsure)]).toEqual([
      6,
      ['Ada Lovelace', 'Blaise Pascal'],
      ['Chen Jingrun'],
    ]);
  });

  test('shows nobody who has withdrawn consent', async () => {
    await students[1]!.request('DELETE', '/api/v2/me/faces');
    const { body } = await school.teacher.get<RoomView>(`/api/v2/sessions/${sessionId}/frames`);
    expect([namesOf(body.named), namesOf(body.notSeen)]).toEqual([
      ['Ada Lovelace'],
      ['Blaise Pascal', 'Dorothy Vaughan'],
    ]);
    expect(await muster.db.autocommit.roomSighting.count({ where: { personId: school.students[1]!.id } })).toBe(0);
  });

  test('has a key that opens nothing else, and is told no names', async () => {
    const {
      body: { key },
    } = await school.admin.post<{ key: string }>('/api/v2/api-keys', {
      name: 'Camera of room 1',
      scopes: ['attendance.observe'],
    });
    const camera = createClient(muster.url);
    camera.token = key;
    const taken = await send([await frameOf(2)], camera);
    expect([taken.status, taken.body]).toEqual([202, { looks: 7 }]);
    const refused = await Promise.all([
      camera.get(`/api/v2/sessions/${sessionId}/frames`),
      camera.upload(`/api/v2/sessions/${sessionId}/roll-call`, 'photos', [portraits[0]!]),
      camera.upload(`/api/v2/classes/${school.classId}/recognise`, 'photos', [portraits[0]!]),
      camera.post(`/api/v2/sessions/${sessionId}/roll-call/confirm`, { personIds: [school.students[0]!.id] }),
    ]);
    expect(refused.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
  });

  test('is for whoever may call the roll, while the session is open, one to six frames at a time, and adds nothing when one cannot be read', async () => {
    await createPerson(school.admin, 'Alan Turing', 'alan@school.example', 'teacher');
    const frame = await frameOf(0);
    expect((await send([frame], await muster.signIn('alan@school.example'))).status).toBe(404);
    expect((await send([frame], students[0])).status).toBe(403);
    expect([(await send([])).status, (await send([])).body.field]).toEqual([400, 'frames']);
    expect((await send(Array.from({ length: 7 }, () => frame))).status).toBe(400);
    expect((await send([frame, Buffer.from('no picture')])).status).toBe(415);
    expect((await school.teacher.get<RoomView>(`/api/v2/sessions/${sessionId}/frames`)).body.looks).toBe(7);
    await school.teacher.post(`/api/v2/sessions/${sessionId}/close`);
    expect((await send([frame])).status).toBe(409);
  });

  test('forgets after a day what it saw', async () => {
    expect(await muster.modules.roomCamera.sweep()).toBe(0);
    muster.clock.advance(24 * 60 + 1);
    expect(await muster.modules.roomCamera.sweep()).toBeGreaterThan(0);
    expect([await muster.db.autocommit.roomFrame.count(), await muster.db.autocommit.roomSighting.count()]).toEqual([
      0, 0,
    ]);
  });
});
