/** Many photos of one session: taken in at once, looked at as a task, with the same result as while one waits. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { composeClassPhoto, rephotograph } from '../../../models/photo-studio.ts';
import type { RollCallProposal } from '../../../src/attendance/roll-call/roll-call.schema.ts';
import type { TaskView } from '../../../src/delivery/tasks/tasks.schema.ts';
import type { Client } from '../../support/client.ts';
import { openStream } from '../../support/live.ts';
import { startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createSmallSchool, enrolFace, readPortraits, type SmallSchool } from '../../support/school.ts';

type Task = TaskView & { result: RollCallProposal };

let muster: TestMuster;
let school: SmallSchool;
let portraits: Buffer[];
let path: string;

beforeAll(async () => {
  muster = await startTestMuster();
  school = await createSmallSchool(muster, 3);
  portraits = await readPortraits(4);
  for (const index of [0, 1]) await enrolFace(await muster.signIn(school.students[index]!.email), portraits[index]!);
  const { body } = await school.teacher.post<{ id: string }>(`/api/v2/classes/${school.classId}/sessions/open`, {
    durationMinutes: 60,
  });
  path = `/api/v2/sessions/${body.id}/roll-call`;
});
afterAll(() => muster.end());

async function untilDone(id: string): Promise<{ progress: string[]; task: Task }> {
  const stream = await openStream(muster.url, school.teacher, `/api/v2/tasks/${id}/live`);
  await expect.poll(() => stream.latest<Task>()?.status).toMatch(/done|failed/);
  stream.close();
  const states = stream.events().map(({ data }) => data as Task);
  return { progress: states.map(({ done, total }) => `${done}/${total}`), task: states.at(-1)! };
}

function uploadAsync(client: Client, photos: readonly Buffer[]) {
  const form = new FormData();
  for (const photo of photos)
    form.append('photos', new Blob([Uint8Array.from(photo)], { type: 'image/jpeg' }), 'photo.jpg');
  return client.request<Task>('POST', path, form, { prefer: 'respond-async' });
}

test('photos that are looked at as a task give what they give at once', async () => {
  const photos = [await composeClassPhoto([portraits[0]!, portraits[3]!]), await rephotograph(portraits[1]!)];
  const atOnce = await school.teacher.upload<RollCallProposal>(path, 'photos', photos);
  expect([atOnce.status, atOnce.body.named.length]).toEqual([200, 2]);
  const taken = await uploadAsync(school.teacher, photos);
  expect([taken.status, taken.headers.get('location')]).toEqual([202, `/api/v2/tasks/${taken.body.id}`]);
  expect((await untilDone(taken.body.id)).task).toMatchObject({ status: 'done', result: atOnce.body });
});

test('more photos than anybody waits for become a task by themselves, which tells how far it is and keeps none of them', async () => {
  const photos = [
    await composeClassPhoto([portraits[0]!, portraits[3]!]),
    ...(await Promise.all(Array.from({ length: 7 }, (_, tilt) => rephotograph(portraits[1]!, { tiltDeg: tilt - 3 })))),
  ];
  const taken = await school.teacher.upload<Task>(path, 'photos', photos);
  expect(taken.status).toBe(202);
  const { progress, task } = await untilDone(taken.body.id);
  expect(progress.at(-1)).toBe('8/8');
  expect(progress.length).toBeGreaterThan(2);
  expect([task.result.named.map(({ name }) => name), task.result.photos.length, task.result.unknownFaces]).toEqual([
    ['Ada Lovelace', 'Blaise Pascal'],
    8,
    1,
  ]);
  expect(await muster.db.autocommit.storedFile.count({ where: { purpose: 'task' } })).toBe(0);
  expect(await muster.db.autocommit.attendanceRecord.count()).toBe(0);
});

test('a set with a file that is no photo fails and says why, and only who may call the roll has a set looked at', async () => {
  const taken = await uploadAsync(school.teacher, [portraits[0]!, Buffer.from('no picture')]);
  expect((await untilDone(taken.body.id)).task).toMatchObject({
    status: 'failed',
    result: null,
    error: { code: 'notAnImage' },
  });
  expect((await uploadAsync(await muster.signIn(school.students[0]!.email), [portraits[0]!])).status).toBe(403);
  expect(
    (
      await school.teacher.upload(
        path,
        'photos',
        Array.from({ length: 41 }, () => portraits[0]!),
      )
    ).status,
  ).toBe(400);
});
