/** Guardians: linked by an admin, and what they may read of their ward. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Client } from '../../support/client.ts';
import { startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createPerson, createSmallSchool, type SmallSchool } from '../../support/school.ts';

let muster: TestMuster;
let school: SmallSchool;
let people: Record<'ada' | 'blaise' | 'mother' | 'stranger', Client>;
let [adaId, motherId, otherClassId] = ['', '', ''];
const today = '2026-11-18';

beforeAll(async () => {
  muster = await startTestMuster();
  school = await createSmallSchool(muster, 2);
  adaId = school.students[0]!.id;
  motherId = await createPerson(school.admin, 'Annabella Byron', 'annabella@school.example', 'guardian');
  await createPerson(school.admin, 'Some Guardian', 'stranger@school.example', 'guardian');
  otherClassId = (
    await school.admin.post<{ id: string }>('/api/v2/classes', {
      code: 'MA200',
      title: 'Algebra',
      campusId: school.campusId,
    })
  ).body.id;
  await school.admin.post(`/api/v2/classes/${otherClassId}/students`, { personIds: [adaId] });
  await school.admin.post(`/api/v2/people/${adaId}/guardians`, { guardianId: motherId, relation: 'mother' });
  people = {
    ada: await muster.signIn(school.students[0]!.email),
    blaise: await muster.signIn(school.students[1]!.email),
    mother: await muster.signIn('annabella@school.example'),
    stranger: await muster.signIn('stranger@school.example'),
  };
});
afterAll(() => muster.end());

test('an admin links them; only a guardian to a student, and once', async () => {
  const link = (studentId: string, guardianId: string) =>
    school.admin.post(`/api/v2/people/${studentId}/guardians`, { guardianId, relation: 'father' });
  expect((await link(adaId, motherId)).status).toBe(409);
  expect((await link(adaId, school.teacher.id)).body).toMatchObject({ status: 404, field: 'guardianId' });
  expect((await link(school.teacher.id, motherId)).status).toBe(404);
  expect(
    (await people.mother.post(`/api/v2/people/${adaId}/guardians`, { guardianId: motherId, relation: 'x' })).status,
  ).toBe(403);
  expect((await school.admin.get(`/api/v2/people/${adaId}/guardians`)).body).toMatchObject([
    { id: motherId, name: 'Annabella Byron', relation: 'mother' },
  ]);
  expect((await people.mother.get('/api/v2/me/wards')).body).toEqual([
    { id: adaId, name: 'Ada Lovelace', relation: 'mother' },
  ]);
  expect(
    await muster.db.autocommit.auditEntry.count({ where: { subjectId: adaId, action: { startsWith: 'guardian.' } } }),
  ).toBeGreaterThan(0);
});

const usualRule =
  'Present and late lessons count as attended, over the lessons held so far. Excused lessons are left out. The minimum is 75 %.';

test("a student reads their attendance, a guardian the ward's, and nobody else's", async () => {
  const sessionId = (await school.teacher.post<{ id: string }>(`/api/v2/classes/${school.classId}/sessions/open`)).body
    .id;
  await school.teacher.request('PUT', `/api/v2/sessions/${sessionId}/records/${adaId}`, { status: 'late' });
  await school.teacher.post(`/api/v2/sessions/${sessionId}/close`);
  const path = `/api/v2/students/${adaId}/attendance?from=${today}&to=${today}`;
  const expected = [
    {
      class: { id: school.classId, code: 'CS101', title: 'Introduction to Computing' },
      counting: usualRule,
      percentage: 100,
      totals: { present: 0, late: 1, absent: 0, excused: 0 },
      records: [{ sessionId, startsAt: `${today}T09:00:00.000Z`, status: 'late' }],
    },
    {
      class: { id: otherClassId, code: 'MA200', title: 'Algebra' },
      counting: usualRule,
      percentage: null,
      totals: { present: 0, late: 0, absent: 0, excused: 0 },
      records: [],
    },
  ];
  for (const client of [people.ada, people.mother]) expect((await client.get(path)).body).toEqual(expected);
  expect((await people.ada.get(`/api/v2/students/${adaId}/attendance`)).status).toBe(200);
  expect((await people.ada.get(`/api/v2/students/${adaId}/attendance?from=${today}`)).status).toBe(400);
  for (const client of [people.blaise, people.stranger]) expect((await client.get(path)).status).toBe(404);
  expect((await school.teacher.get(path)).status).toBe(403);
});
