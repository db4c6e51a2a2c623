/** Who is below the minimum is the same in chat, figures, dashboard and workbook, by the rule of the class. */
import ExcelJS from 'exceljs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ClassFigures, StudentDashboard } from '../../../src/reporting/statistics/statistics.schema.ts';
import type { Client } from '../../support/client.ts';
import { adminEmail, startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createSmallSchool, type SmallSchool } from '../../support/school.ts';

let muster: TestMuster;
let school: SmallSchool;
const term = { from: '2026-11-01', to: '2026-12-31' };

/** Held on Wednesday the 18th: Ada was there, Blaise and Chen were not. Three more lessons are to come. */
beforeAll(async () => {
  muster = await startTestMuster();
  school = await createSmallSchool(muster, 3, { percentageBase: 'planned', minimumPercentage: 60 });
  const { id } = (await school.admin.post<{ id: string }>(`/api/v2/classes/${school.classId}/sessions/open`)).body;
  await school.admin.request('PUT', `/api/v2/sessions/${id}/records/${school.students[0]!.id}`, { status: 'present' });
  await school.admin.post(`/api/v2/sessions/${id}/close`);
  for (const day of ['2026-11-25', '2026-12-02', '2026-12-09'])
    await school.admin.post(`/api/v2/classes/${school.classId}/sessions`, {
      startsAt: `${day}T09:00:00Z`,
      endsAt: `${day}T10:00:00Z`,
    });
});
afterAll(() => muster.end());

const figuresOf = async (index: number): Promise<ClassFigures['students'][number]> =>
  (
    await school.admin.get<ClassFigures>(`/api/v2/classes/${school.classId}/figures?from=${term.from}&to=${term.to}`)
  ).body.students.find(({ personId }) => personId === school.students[index]!.id)!;
const askChat = async (client: Client): Promise<string> =>
  (await client.say('how is my attendance in CS101 from 1 November to 31 December 2026?')).text;

test('over all planned lessons nobody is below the minimum who can still reach it', async () => {
  const ada = await muster.signIn(school.students[0]!.email);
  expect(await figuresOf(0)).toMatchObject({ percentage: 25, isBelowMinimum: false });
  expect((await ada.get<StudentDashboard>('/api/v2/me/dashboard')).body.classes).toMatchObject([
    { percentage: 25, isBelowMinimum: false },
  ]);
  const told = await askChat(ada);
  expect(told).toContain('CS101 Introduction to Computing: 25 %\n');
  expect(told).not.toContain('below');
});

test('who cannot reach it any more is below it everywhere, until they have left', async () => {
  const blaise = await muster.signIn(school.students[1]!.email);
  const { classId } = school;
  school.admin = await muster.signIn(adminEmail);
  await school.admin.request('PATCH', `/api/v2/classes/${classId}/policy`, { minimumPercentage: 80 });
  expect(await figuresOf(1)).toMatchObject({ percentage: 0, isBelowMinimum: true });
  expect(await askChat(blaise)).toContain('CS101 Introduction to Computing: 0 % (below the minimum of 80 %)');
  await school.admin.request('DELETE', `/api/v2/classes/${classId}/students/${school.students[1]!.id}`);
  expect(await figuresOf(1)).toMatchObject({ percentage: 0, isBelowMinimum: false });
  const told = await askChat(blaise);
  expect(told).toContain('CS101 Introduction to Computing: 0 %\n');
  expect(told).not.toContain('below');
});

test('a workbook points out whom the figures point out, and nobody else', async () => {
  for (const policy of [
    { percentageBase: 'planned', minimumPercentage: 60 },
    { percentageBase: 'planned', minimumPercentage: 80 },
    { percentageBase: 'held', minimumPercentage: 80 },
  ]) {
    await school.admin.request('PATCH', `/api/v2/classes/${school.classId}/policy`, policy);
    const answer = await fetch(
      `${muster.url}/api/v2/classes/${school.classId}/sheet?from=${term.from}&to=${term.to}&format=xlsx`,
      { headers: { authorization: `Bearer ${school.admin.token}` } },
    );
    const workbook = new ExcelJS.Workbook();
    await workbook.xlsx.load(await answer.arrayBuffer());
    const grid = workbook.getWorksheet('Attendance')!;
    const last = (grid.getRow(1).values as unknown[]).length - 1;
    for (const [index, { name }] of school.students.entries()) {
      const row = grid.getColumn(1).values.indexOf(name);
      const { isBelowMinimum } = await figuresOf(index);
      expect([name, policy, grid.getCell(row, last).font?.bold ?? false]).toEqual([name, policy, isBelowMinimum]);
    }
  }
});
