/** The records behind the figures, filtered and page by page, and the dashboards of each role. */
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type {
  AdminDashboard,
  StudentDashboard,
  TeacherDashboard,
} from '../../../src/reporting/statistics/statistics.schema.ts';
import type { RecordPage } from '../../../src/reporting/statistics/statistics.schema.ts';
import type { Client } from '../../support/client.ts';
import { held, wholeMonth, startKnownMonth, type KnownMonth } from '../../support/known-month.ts';

let muster: KnownMonth['muster'];
let school: KnownMonth['school'];
let people: KnownMonth['people'];
let zurichId: KnownMonth['zurichId'];
let otherClassId: KnownMonth['otherClassId'];
let openSession: KnownMonth['openSession'];
let markAll: KnownMonth['markAll'];

beforeAll(async () => {
  ({ muster, school, people, zurichId, otherClassId, openSession, markAll } = await startKnownMonth());
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
    (await client.get<RecordPage>(`/api/v2/records?${wholeMonth}&${query}`)).body;
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
    // Each by the calendar of its own campus.
    { query: 'from=2026-11-09&to=2026-11-10', expected: (_code, at) => at >= '2026-11-09' && at < '2026-11-10T23' },
  ];

  test('are those that the filters name, alone and together', async () => {
    for (const { query, expected } of filters()) {
      const path = query.startsWith('from=') ? `/api/v2/records?${query}` : `/api/v2/records?${wholeMonth}&${query}`;
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
    expect(await csv(school.admin, `/api/v2/records?${wholeMonth}&format=csv&limit=100`)).toEqual(
      records.map((row) => asText(Object.fromEntries(columns.map((column) => [column, row[column]])))),
    );
    await school.admin.request('PATCH', `/api/v2/people/${school.students[2]!.id}`, { externalId: '=1+1' });
    expect(
      (await csv(school.admin, `/api/v2/records?${wholeMonth}&format=csv&personId=${school.students[2]!.id}`))[0]![
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
    const header = (await school.admin.get(`/api/v2/records?${wholeMonth}&limit=3&format=csv`)).headers.get(
      'x-next-page',
    );
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
    expect(body.waiting).toEqual({ appeals: 1, leave: 1, flags: 0, registers: 0 });
    expect(body.trend.slice(0, 2).map(({ week, sessions, percentage: own }) => [week, sessions, own])).toEqual([
      ['2026-11-02', 1, 66.7],
      ['2026-11-09', 2, 40],
    ]);
    expect((await people.colleague.get<TeacherDashboard>('/api/v2/me/dashboard')).body).toMatchObject({
      today: [],
      absentees: [],
      waiting: { appeals: 0, leave: 0, flags: 0, registers: 0 },
    });
  });

  test('show an admin the institution, and a guardian none', async () => {
    const { body } = await school.admin.get<AdminDashboard>('/api/v2/me/dashboard');
    expect([body.role, body.campuses.map(({ name }) => name), body.students]).toEqual([
      'admin',
      ['Main', 'Zurich'],
      // Blaise, present in the session that is open, has just come up to the minimum.
      { below: 2, of: 3 },
    ]);
    expect((await people.guardian.get('/api/v2/me/dashboard')).status).toBe(403);
  });
});
