/** Every CSV separates its columns as the campus of its class has it, whatever it lists. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { adminEmail, startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createSmallSchool, type SmallSchool } from '../../support/school.ts';

let muster: TestMuster;
let school: SmallSchool;
let [viennaId, viennaClassId] = ['', ''];

/** A third of the class was there, on a campus whose decimals have a point and on one where they have a comma. */
beforeAll(async () => {
  muster = await startTestMuster();
  school = await createSmallSchool(muster, 3);
  const { admin } = school;
  const campus = { name: 'Wien', timeZone: 'Europe/Vienna', locale: 'de-AT' };
  viennaId = (await admin.post<{ id: string }>('/api/v2/campuses', campus)).body.id;
  viennaClassId = (
    await admin.post<{ id: string }>('/api/v2/classes', { code: 'DE1', title: 'Deutsch', campusId: viennaId })
  ).body.id;
  await admin.post(`/api/v2/classes/${viennaClassId}/students`, { personIds: school.students.map(({ id }) => id) });
  for (const classId of [school.classId, viennaClassId]) {
    const { id } = (await admin.post<{ id: string }>(`/api/v2/classes/${classId}/sessions/open`)).body;
    await admin.request('PUT', `/api/v2/sessions/${id}/records/${school.students[0]!.id}`, { status: 'present' });
    await admin.post(`/api/v2/sessions/${id}/close`);
  }
});
afterAll(() => muster.end());

const headOf = async (path: string): Promise<string> => {
  const { status, body } = await school.admin.get<string>(path);
  expect([path, status]).toEqual([path, 200]);
  return String(body).replace('\uFEFF', '').split('\r\n')[0]!;
};
const semicolons = /^[\w ]+(;[^,]+)+$/;
const commas = /^[\w ]+(,[^;]+)+$/;

test('records and figures of a class or a campus are separated as its sheet is', async () => {
  const day = 'from=2026-11-18&to=2026-11-18';
  for (const [classId, campusId, separated] of [
    [viennaClassId, viennaId, semicolons],
    [school.classId, school.campusId, commas],
  ] as const)
    for (const path of [
      `/api/v2/classes/${classId}/sheet?${day}&format=csv`,
      `/api/v2/classes/${classId}/figures?format=csv`,
      `/api/v2/records?classId=${classId}&format=csv`,
      `/api/v2/records?classId=${classId}&format=csv&limit=2`,
      `/api/v2/records?campusId=${campusId}&format=csv`,
      `/api/v2/figures?campusId=${campusId}&format=csv`,
    ])
      expect([path, await headOf(path)]).toEqual([path, expect.stringMatching(separated)]);
  expect((await school.admin.get<string>(`/api/v2/figures?campusId=${viennaId}&format=csv`)).body).toContain(';33,3');
});

test('a list over several campuses is separated as the campus of who asks has it', async () => {
  for (const path of ['/api/v2/records?format=csv', '/api/v2/figures?format=csv'])
    expect(await headOf(path)).toMatch(commas);
  const me = (await school.admin.get<{ id: string }>('/api/v2/me')).body.id;
  await school.admin.post(`/api/v2/classes/${viennaClassId}/teachers`, { personId: me });
  school.admin = await muster.signIn(adminEmail);
  for (const path of ['/api/v2/records?format=csv', '/api/v2/figures?format=csv'])
    expect(await headOf(path)).toMatch(semicolons);
});
