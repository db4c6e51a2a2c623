/** Many selfies in the same moment: each is answered or taken in, and each is decided. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Client } from '../../support/client.ts';
import { inspectLedger, soundLedger } from '../../support/ledger.ts';
import { startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createPerson, createSmallSchool, enrolFace, readPortraits, type SmallSchool } from '../../support/school.ts';

const many = 30;

let muster: TestMuster;
let school: SmallSchool;
let classId: string;
let students: Client[];
let photos: Buffer[];

beforeAll(async () => {
  muster = await startTestMuster();
  school = await createSmallSchool(muster);
  classId = (
    await school.admin.post<{ id: string }>('/api/v2/classes', {
      code: 'HALL',
      title: 'A full lecture hall',
      campusId: school.campusId,
    })
  ).body.id;
  photos = await readPortraits(many);
  students = [];
  for (const [index, photo] of photos.entries()) {
    const email = `hall${index}@school.example`;
    const id = await createPerson(school.admin, `Student ${index}`, email, 'student');
    await school.admin.post(`/api/v2/classes/${classId}/students`, { personIds: [id] });
    const student = await muster.signIn(email);
    await enrolFace(student, photo);
    students.push(student);
  }
});
afterAll(() => muster.end());

test('a whole class that checks in at once is recorded, though fewer can be looked at than come', async () => {
  const sessionId = (await school.admin.post<{ id: string }>(`/api/v2/classes/${classId}/sessions/open`)).body.id;
  const answers = await Promise.all(
    students.map((student, index) =>
      student.upload<{ receipt?: { decision: string }; status?: string }>(
        '/api/v2/check-ins',
        'photo',
        [photos[index]!],
        { sessionId },
      ),
    ),
  );
  expect(answers.map(({ status }) => status).filter((status) => status !== 200 && status !== 202)).toEqual([]);
  expect(answers.filter(({ status }) => status === 202)).not.toHaveLength(0);
  for (const [index, answer] of answers.entries()) {
    if (answer.status === 200) expect(answer.body.receipt?.decision).toBe('accepted');
    else
      await expect
        .poll(
          async () =>
            (
              await students[index]!.get<{ result: { receipt: { decision: string } } | null }>(
                answer.headers.get('location') ?? '',
              )
            ).body.result?.receipt.decision,
        )
        .toBe('accepted');
  }
  const register = await school.admin.get<{ status: string | null }[]>(`/api/v2/sessions/${sessionId}/presence`);
  expect(register.body.map(({ status }) => status)).toEqual(Array.from({ length: many }, () => 'present'));
  expect(await inspectLedger(muster.db.url)).toEqual(soundLedger);
});
