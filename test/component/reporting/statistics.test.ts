/** Figures: they say what the records say, by class, day, student and status, as JSON and as CSV, and to nobody whom it is no business of. */
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type {
  AdminDashboard,
  Figures,
  RecordPage,
  StudentDashboard,
  StudentStanding,
  TeacherDashboard,
  WeekFigures,
} from '../../../src/reporting/statistics/statistics.schema.ts';
import type { Client } from '../../support/client.ts';
import { adminEmail, password, startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createPerson, createSmallSchool, type SmallSchool } from '../../support/school.ts';

let muster: TestMuster;
let school: SmallSchool;
let people: Record<'ada' | 'blaise' | 'colleague' | 'guardian', Client>;
let [zurichId, otherClassId] = ['', ''];

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
type Marks = (string | null)[];

/**
 * CS101 in UTC with Ada, Blaise and Chen; MA200 in Zurich with Ada. Every status occurs; one session is cancelled, one is
 * still open, and none of these two may count.
 */
const held: [code: 'CS101' | 'MA200', at: string, marks: Marks][] = [
  ['CS101', '2026-11-02T09:00:00Z', ['present', 'late', 'absent']],
  ['CS101', '2026-11-09T09:00:00Z', ['present', 'absent', 'absent']],
  ['CS101', '2026-11-10T09:00:00Z', ['excused', 'absent', 'present']],
  // The 11th in Zurich, the 10th in UTC.
  ['MA200', '2026-11-10T23:30:00Z', ['absent']],
  ['MA200', '2026-11-12T09:00:00Z', ['present']],
];

beforeAll(async () => {
  muster = await startTestMuster({}, '2026-11-02T08:00:00Z');
  school = await createSmallSchool(muster, 3, { minimumPercentage: 50 });
  zurichId = (
    await school.admin.post<{ id: string }>('/api/v2/campuses', { name: 'Zurich', timeZone: 'Europe/Zurich' })
  ).body.id;
  otherClassId = (
    await school.admin.post<{ id: string }>('/api/v2/classes', {
      code: 'MA200',
      title: 'Algebra',
      campusId: zurichId,
      policy: { minimumPercentage: 60 },
    })
  ).body.id;
  await school.admin.post(`/api/v2/classes/${otherClassId}/students`, { personIds: [school.students[0]!.id] });
  const colleague = await createPerson(school.admin, 'Alan Turing', 'alan@school.example', 'teacher');
  await school.admin.post(`/api/v2/classes/${otherClassId}/teachers`, { personId: colleague });
  await createPerson(school.admin, 'Guar Dian', 'guardian@school.example', 'guardian');
  for (const [code, at, marks] of held) {
    await goTo(at);
    const sessionId = await openSession(code);
    await markAll(sessionId, marks);
    await school.admin.post(`/api/v2/sessions/${sessionId}/close`);
  }
  await goTo('2026-11-18T09:00:00Z');
  const cancelled = await school.admin.post<{ id: string }>(`/api/v2/classes/${school.classId}/sessions`, {
    startsAt: '2026-11-16T09:00:00Z',
    endsAt: '2026-11-16T10:00:00Z',
  });
  await school.admin.post(`/api/v2/sessions/${cancelled.body.id}/cancel`);
  people = {
    ada: await muster.signIn('ada@school.example'),
    blaise: await muster.signIn('blaise@school.example'),
    colleague: await muster.signIn('alan@school.example'),
    guardian: await muster.signIn('guardian@school.example'),
  };
  await school.teacher.signIn('grace@school.example', password);
});
afterAll(() => muster.end());

async function goTo(instant: string): Promise<void> {
  muster.clock.set(instant);
  await school.admin.signIn(adminEmail, password);
}
const openSession = async (code: 'CS101' | 'MA200'): Promise<string> =>
  (
    await school.admin.post<{ id: string }>(
      `/api/v2/classes/${code === 'CS101' ? school.classId : otherClassId}/sessions/open`,
    )
  ).body.id;
const markAll = (sessionId: string, marks: Marks) =>
  school.admin.request('PUT', `/api/v2/sessions/${sessionId}/records`, {
    marks: marks.flatMap((status, index) => (status ? [{ personId: school.students[index]!.id, status }] : [])),
  });

/** Read from `held`, by the same rule as sheets: excused counts neither way. */
function count(
  which: (code: string, at: string) => boolean,
  student?: number,
): { present: number; late: number; absent: number; excused: number } {
  const marks = held
    .filter(([code, at]) => which(code, at))
    .flatMap(([, , all]) => (student === undefined ? all : [all[student] ?? null]));
  const of = (status: string): number => marks.filter((mark) => mark === status).length;
  return { present: of('present'), late: of('late'), absent: of('absent'), excused: of('excused') };
}
const percentage = ({ present, late, absent }: ReturnType<typeof count>): number | null =>
  present + late + absent === 0 ? null : Math.round((1000 * (present + late)) / (present + late + absent)) / 10;
const all = 'from=2026-11-01&to=2026-11-30';
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
    const { body } = await school.teacher.get<ClassFigures>(`/api/v2/classes/${school.classId}/figures?${all}`);
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
    const { body } = await school.teacher.get<ClassFigures>(`/api/v2/classes/${school.classId}/figures?${all}`);
    const rows = await csv(school.teacher, `/api/v2/classes/${school.classId}/figures?${all}&format=csv`);
    expect(rows).toEqual(
      body.students.map(
        ({ personId, name, externalId, present, late, absent, excused, percentage: own, isBelowMinimum }) =>
          asText({ personId, name, externalId, present, late, absent, excused, percentage: own, isBelowMinimum }),
      ),
    );
  });
});

describe('records', () => {
  interface Filter {
    query: string;
    expected: (code: string, at: string, student: number, status: string) => boolean;
  }
  const rows = () =>
    held.flatMap(([code, at, marks]) =>
      marks.flatMap((status, student) => (status ? [{ code, at: new Date(at).toISOString(), student, status }] : [])),
    );
  const list = async (query: string, client = school.admin): Promise<RecordPage> =>
    (await client.get<RecordPage>(`/api/v2/records?${all}&${query}`)).body;
  const told = ({ records }: RecordPage) =>
    records.map(({ code, startsAt, name, status }) => `${code} ${String(startsAt)} ${name} ${status}`).sort();
  const filters = (): Filter[] => [
    { query: '', expected: () => true },
    { query: `classId=${school.classId}`, expected: (code) => code === 'CS101' },
    { query: `campusId=${zurichId}`, expected: (code) => code === 'MA200' },
    { query: `personId=${school.students[0]!.id}`, expected: (_code, _at, student) => student === 0 },
    { query: 'status=absent', expected: (_code, _at, _student, status) => status === 'absent' },
    {
      query: `classId=${school.classId}&personId=${school.students[1]!.id}&status=absent`,
      expected: (code, _at, student, status) => code === 'CS101' && student === 1 && status === 'absent',
    },
    { query: 'from=2026-11-09&to=2026-11-10', expected: (_code, at) => at >= '2026-11-09' && at < '2026-11-11' },
  ];

  test('are those that the filters name, alone and together', async () => {
    for (const { query, expected } of filters()) {
      const path = query.startsWith('from=') ? `/api/v2/records?${query}` : `/api/v2/records?${all}&${query}`;
      const { body } = await school.admin.get<RecordPage>(path);
      const wanted = rows()
        .filter(({ code, at, student, status }) => expected(code, at, student, status))
        .map(({ code, at, student, status }) => `${code} ${at} ${school.students[student]!.name} ${status}`)
        .sort();
      expect({ query, told: told(body) }).toEqual({ query, told: wanted });
    }
  });

  test('as CSV are the same as JSON, and no cell is run by a spreadsheet', async () => {
    const { records } = await list('limit=100');
    const columns = [
      'sessionId',
      'classId',
      'code',
      'startsAt',
      'personId',
      'name',
      'externalId',
      'status',
      'ownStatus',
      'source',
      'markedAt',
    ] as const;
    expect(await csv(school.admin, `/api/v2/records?${all}&format=csv&limit=100`)).toEqual(
      records.map((row) => asText(Object.fromEntries(columns.map((column) => [column, row[column]])))),
    );
    await school.admin.request('PATCH', `/api/v2/people/${school.students[2]!.id}`, { externalId: '=1+1' });
    expect(
      (await csv(school.admin, `/api/v2/records?${all}&format=csv&personId=${school.students[2]!.id}`))[0]![
        'externalId'
      ],
    ).toBe("'=1+1");
    await school.admin.request('PATCH', `/api/v2/people/${school.students[2]!.id}`, { externalId: null });
  });

  test('come newest first, page by page, each once', async () => {
    const seen: string[] = [];
    let after = '';
    for (let pages = 0; pages < 10; pages += 1) {
      const page = await list(`limit=3${after}`);
      seen.push(...page.records.map(({ sessionId, personId }) => `${sessionId}${personId}`));
      if (page.next === null) break;
      after = `&after=${page.next}`;
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toHaveLength(rows().length);
    const { records } = await list('limit=100');
    expect(records.map(({ sessionId, personId }) => `${sessionId}${personId}`)).toEqual(seen);
    const header = (await school.admin.get(`/api/v2/records?${all}&limit=3&format=csv`)).headers.get('x-next-page');
    expect(header).toBe((await list('limit=3')).next);
  });

  test.each([
    ['from=2026-11-10&to=2026-11-01', 'to'],
    ['from=2020-01-01&to=2026-01-01', 'to'],
    ['after=nonsense', 'after'],
    ['status=asleep', 'status'],
    ['limit=0', 'limit'],
  ])('refuse %s and name the field', async (query, field) => {
    const answer = await school.admin.get<{ field: string }>(`/api/v2/records?${query}`);
    expect([answer.status, answer.body.field]).toEqual([400, field]);
  });

  test("are a teacher's own classes' alone", async () => {
    expect(told(await list(`classId=${school.classId}`, school.teacher))).toHaveLength(9);
    expect((await school.teacher.get<{ field: string }>('/api/v2/records')).body).toMatchObject({
      status: 400,
      field: 'classId',
    });
    expect(told(await list(`classId=${otherClassId}`, people.colleague))).toHaveLength(2);
    expect(told(await list(`classId=${otherClassId}&personId=${school.students[1]!.id}`, people.colleague))).toEqual(
      [],
    );
    const strangers: [Client, string, number][] = [
      [people.colleague, `/api/v2/records?classId=${school.classId}`, 404],
      [people.colleague, `/api/v2/classes/${school.classId}/figures`, 404],
      [people.colleague, '/api/v2/figures', 403],
      [people.ada, `/api/v2/records?classId=${school.classId}`, 403],
      [people.ada, `/api/v2/classes/${school.classId}/figures`, 403],
      [people.guardian, '/api/v2/records', 403],
    ];
    for (const [client, path, status] of strangers)
      expect([path, (await client.get(path)).status]).toEqual([path, status]);
  });
});

describe('the institution', () => {
  test('stands as all of its records say, by campus, class and week, and in one campus', async () => {
    const { body } = await school.admin.get<InstitutionFigures>(`/api/v2/figures?${all}`);
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
    const zurich = (await school.admin.get<InstitutionFigures>(`/api/v2/figures?${all}&campusId=${zurichId}`)).body;
    expect([zurich.figures.sessions, zurich.classes.length, zurich.students]).toEqual([2, 1, { below: 1, of: 1 }]);
    const rows = await csv(school.admin, `/api/v2/figures?${all}&format=csv`);
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
    const below = async () => (await school.admin.get<InstitutionFigures>(`/api/v2/figures?${all}`)).body.students;
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

describe('dashboards', () => {
  test('show a student their day, what is to come, and how they stand in each class', async () => {
    const sessionId = await openSession('CS101');
    await markAll(sessionId, [null, 'present', null]);
    await school.admin.post(`/api/v2/classes/${school.classId}/sessions`, {
      startsAt: '2026-11-19T09:00:00Z',
      endsAt: '2026-11-19T10:00:00Z',
      title: 'Tomorrow',
    });
    const { body } = await people.ada.get<StudentDashboard>('/api/v2/me/dashboard');
    expect(body.role).toBe('student');
    expect(body.today.find(({ id }) => id === sessionId)).toMatchObject({ code: 'CS101', state: 'open', status: null });
    expect(body.upcoming.map(({ title }) => title)).toEqual(['Tomorrow']);
    expect(body.classes).toMatchObject([
      { code: 'CS101', present: 2, absent: 0, percentage: 100, minimumPercentage: 50, isBelowMinimum: false },
      { code: 'MA200', present: 1, absent: 1, percentage: 50, minimumPercentage: 60, isBelowMinimum: true },
    ]);
    expect(
      (await people.blaise.get<StudentDashboard>('/api/v2/me/dashboard')).body.today.find(({ id }) => id === sessionId),
    ).toMatchObject({ status: 'present' });
  });

  test('show a teacher who is here today, who is missing, the trend, and what waits for them', async () => {
    const closed = (
      await school.teacher.get<{ sessions: { id: string }[] }>(
        `/api/v2/sessions?classId=${school.classId}&status=closed`,
      )
    ).body.sessions[0]!.id;
    await people.blaise.post('/api/v2/appeals', { sessionId: closed, wanted: 'present', text: 'on time' });
    await people.ada.post('/api/v2/leave', { classId: school.classId, from: '2026-11-20', reason: 'concert' });
    const { body } = await school.teacher.get<TeacherDashboard>('/api/v2/me/dashboard');
    const open = body.today.find(({ state }) => state === 'open')!;
    expect([open.here, open.of]).toEqual([1, 3]);
    expect(
      body.absentees.filter(({ sessionId }) => sessionId === open.id).map(({ name, status }) => [name, status]),
    ).toEqual([
      ['Ada Lovelace', null],
      ['Chen Jingrun', null],
    ]);
    expect(body.waiting).toEqual({ appeals: 1, leave: 1, flags: 0 });
    expect(body.trend.slice(0, 2).map(({ week, sessions, percentage: own }) => [week, sessions, own])).toEqual([
      ['2026-11-02', 1, 66.7],
      ['2026-11-09', 2, 40],
    ]);
    expect((await people.colleague.get<TeacherDashboard>('/api/v2/me/dashboard')).body).toMatchObject({
      today: [],
      absentees: [],
      waiting: { appeals: 0, leave: 0, flags: 0 },
    });
  });

  test('show an admin the institution, and a guardian none', async () => {
    const { body } = await school.admin.get<AdminDashboard>('/api/v2/me/dashboard');
    expect([body.role, body.campuses.map(({ name }) => name), body.students]).toEqual([
      'admin',
      ['Main', 'Zurich'],
      { below: 3, of: 3 },
    ]);
    expect((await people.guardian.get('/api/v2/me/dashboard')).status).toBe(403);
  });
});
