/** Figures: they say what the records say, for a class and for the institution. */
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Figures, StudentStanding, WeekFigures } from '../../../src/reporting/statistics/statistics.schema.ts';
import type { Client } from '../../support/client.ts';
import { count, percentage, wholeMonth, startKnownMonth, type KnownMonth } from '../../support/known-month.ts';
import { createPerson } from '../../support/school.ts';

let muster: KnownMonth['muster'];
let school: KnownMonth['school'];
let zurichId: KnownMonth['zurichId'];
let otherClassId: KnownMonth['otherClassId'];

interface ClassFigures {
  class: { id: string };
  figures: Figures;
  weeks: WeekFigures[];
  students: StudentStanding[];
}
interface InstitutionFigures {
  figures: Figures;
  weeks: WeekFigures[];
  campuses: (Figures & { name: string })[];
  classes: (Figures & { code: string })[];
  students: { below: number; of: number };
}

beforeAll(async () => {
  ({ muster, school, zurichId, otherClassId } = await startKnownMonth());
});
afterAll(() => muster.end());

const csv = async (client: Client, path: string): Promise<Record<string, string>[]> => {
  const answer = await client.get<string>(path);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
  return parse(answer.body, { bom: true, columns: true });
};
/** A row as CSV writes it. */
const asText = (row: object): Record<string, string> =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value === null ? '' : String(value as string)]));

describe('a class', () => {
  test('stands as its records say: in all, week by week, and student by student', async () => {
    const { body } = await school.teacher.get<ClassFigures>(`/api/v2/classes/${school.classId}/figures?${wholeMonth}`);
    const total = count((code) => code === 'CS101');
    expect(body.figures).toEqual({ sessions: 3, ...total, percentage: percentage(total) });
    const weekOf = (from: string, to: string) => count((code, at) => code === 'CS101' && at >= from && at < to);
    expect(body.weeks).toEqual(
      [
        ['2026-11-02', '2026-11-09', 1],
        ['2026-11-09', '2026-11-16', 2],
      ].map(([from, to, sessions]) => ({
        week: from,
        sessions,
        ...weekOf(String(from), String(to)),
        percentage: percentage(weekOf(String(from), String(to))),
      })),
    );
    expect(
      body.students.map(({ name, percentage: own, isBelowMinimum, present, late, absent, excused }) => [
        name,
        { present, late, absent, excused },
        own,
        isBelowMinimum,
      ]),
    ).toEqual(
      school.students.map(({ name }, index) => [
        name,
        count((code) => code === 'CS101', index),
        [100, 33.3, 33.3][index],
        [false, true, true][index],
      ]),
    );
  });

  test('counts the days that are asked for, in the zone of its campus, both ends inclusive', async () => {
    const figuresOf = async (classId: string, from: string, to: string) =>
      (await school.admin.get<ClassFigures>(`/api/v2/classes/${classId}/figures?from=${from}&to=${to}`)).body.figures;
    expect(await figuresOf(school.classId, '2026-11-09', '2026-11-09')).toMatchObject({
      sessions: 1,
      ...count((code, at) => code === 'CS101' && at.startsWith('2026-11-09')),
    });
    expect([
      (await figuresOf(otherClassId, '2026-11-10', '2026-11-10')).sessions,
      (await figuresOf(otherClassId, '2026-11-11', '2026-11-11')).sessions,
    ]).toEqual([0, 1]);
    expect(await figuresOf(school.classId, '2026-10-01', '2026-10-31')).toEqual({
      sessions: 0,
      present: 0,
      late: 0,
      absent: 0,
      excused: 0,
      percentage: null,
    });
  });

  test('as CSV is the same as JSON', async () => {
    const { body } = await school.teacher.get<ClassFigures>(`/api/v2/classes/${school.classId}/figures?${wholeMonth}`);
    const rows = await csv(school.teacher, `/api/v2/classes/${school.classId}/figures?${wholeMonth}&format=csv`);
    expect(rows).toEqual(
      body.students.map(
        ({ personId, name, externalId, present, late, absent, excused, percentage: own, isBelowMinimum, hasLeft }) =>
          asText({
            personId,
            name,
            externalId,
            present,
            late,
            absent,
            excused,
            percentage: own,
            isBelowMinimum,
            hasLeft,
          }),
      ),
    );
  });
});

describe('the institution', () => {
  test('stands as all of its records say, by campus, class and week, and in one campus', async () => {
    const { body } = await school.admin.get<InstitutionFigures>(`/api/v2/figures?${wholeMonth}`);
    const [total, cs, ma] = [count(() => true), count((code) => code === 'CS101'), count((code) => code === 'MA200')];
    expect(body.figures).toEqual({ sessions: 5, ...total, percentage: percentage(total) });
    expect(body.campuses.map(({ name, sessions, percentage: own, present }) => [name, sessions, own, present])).toEqual(
      [
        ['Main', 3, percentage(cs), cs.present],
        ['Zurich', 2, percentage(ma), ma.present],
      ],
    );
    expect(body.classes.map(({ code, sessions, percentage: own }) => [code, sessions, own])).toEqual([
      ['CS101', 3, percentage(cs)],
      ['MA200', 2, percentage(ma)],
    ]);
    expect(body.weeks.reduce((sum, week) => sum + week.sessions, 0)).toBe(5);
    // Blaise and Chen in CS101, Ada in MA200.
    expect(body.students).toEqual({ below: 3, of: 3 });
    const zurich = (await school.admin.get<InstitutionFigures>(`/api/v2/figures?${wholeMonth}&campusId=${zurichId}`))
      .body;
    expect([zurich.figures.sessions, zurich.classes.length, zurich.students]).toEqual([2, 1, { below: 1, of: 1 }]);
    const rows = await csv(school.admin, `/api/v2/figures?${wholeMonth}&format=csv`);
    expect(rows.map(({ code, present, percentage: own }) => [code, present, own])).toEqual(
      body.classes.map(({ code, present, percentage: own }) => [code, String(present), String(own)]),
    );
  });

  test('counts nobody who has left, or whose only record was taken back', async () => {
    const [gone, blank] = [
      await createPerson(school.admin, 'Gone', 'gone@school.example', 'student'),
      await createPerson(school.admin, 'Blank', 'blank@school.example', 'student'),
    ];
    await school.admin.post(`/api/v2/classes/${school.classId}/students`, { personIds: [gone, blank] });
    const sessionId = (await school.admin.post<{ id: string }>(`/api/v2/classes/${school.classId}/sessions/open`)).body
      .id;
    const roster = [
      ...school.students.map(({ id }) => ({ personId: id, status: 'excused' })),
      { personId: gone, status: 'absent' },
      { personId: blank, status: 'absent' },
    ];
    const { body: changes } = await school.admin.request<{ personId: string }[]>(
      'PUT',
      `/api/v2/sessions/${sessionId}/records`,
      { marks: roster },
    );
    await school.admin.post(`/api/v2/sessions/${sessionId}/close`);
    const below = async () =>
      (await school.admin.get<InstitutionFigures>(`/api/v2/figures?${wholeMonth}`)).body.students;
    expect(await below()).toEqual({ below: 5, of: 5 });
    await school.admin.post(`/api/v2/sessions/${sessionId}/records/undo`, {
      changes: changes.filter(({ personId }) => personId === blank),
    });
    await school.admin.request('DELETE', `/api/v2/classes/${school.classId}/students/${gone}`);
    expect(await below()).toEqual({ below: 3, of: 3 });
    // As it was for the other tests, but for a session in which everybody is excused.
    await school.admin.request('DELETE', `/api/v2/classes/${school.classId}/students/${blank}`);
  });
});
