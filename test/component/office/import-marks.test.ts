/** Marks from files: lists, grids and exports of other products come in as the register of sessions that were held. */
import ExcelJS from 'exceljs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { MarksReport } from '../../../src/office/import-marks/marks.schema.ts';
import type { TaskView } from '../../../src/delivery/tasks/index.ts';
import type { Answer, Client } from '../../support/client.ts';
import { startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createPerson, createSmallSchool, type SmallSchool } from '../../support/school.ts';

let muster: TestMuster;
let school: SmallSchool;
let count = 0;
let classId: string;
let code: string;

beforeAll(async () => {
  muster = await startTestMuster({}, '2026-11-18T09:00:00Z');
  school = await createSmallSchool(muster, 3);
  await school.admin.request('PATCH', `/api/v2/campuses/${school.campusId}`, { timeZone: 'America/New_York' });
  await school.admin.request('PATCH', `/api/v2/people/${school.students[0]!.id}`, { externalId: 'N1' });
});
afterAll(() => muster.end());
beforeEach(async () => {
  count += 1;
  code = `MARKS${count}`;
  const made = await school.admin.post<{ id: string }>('/api/v2/classes', {
    code,
    title: `Marks ${count}`,
    campusId: school.campusId,
  });
  classId = made.body.id;
  await school.admin.post(`/api/v2/classes/${classId}/teachers`, { personId: school.teacher.id });
  await school.admin.post(`/api/v2/classes/${classId}/students`, { personIds: school.students.map(({ id }) => id) });
});

type Refusal = MarksReport & { field: string; detail: string };
const send = (
  file: string | Buffer,
  fields: Record<string, string> = {},
  client: Client = school.teacher,
): Promise<Answer<Refusal>> =>
  client.upload<Refusal>(`/api/v2/classes/${classId}/marks/import`, 'file', [Buffer.from(file)], fields);
const brief = ({ lines }: MarksReport) => lines.map(({ name, day, fate, to }) => [name, day, fate, to]);
const stored = async (): Promise<[string, string | null, string, string][]> =>
  (
    await muster.db.autocommit.attendanceRecord.findMany({
      where: { session: { classId } },
      include: { person: true, session: true },
      orderBy: [{ session: { startsAt: 'asc' } }, { person: { name: 'asc' } }],
    })
  ).map(({ person, session, status, source }) => [person.name, status, source, session.startsAt.toISOString()]);
const schedule = async (startsAt: string, endsAt: string): Promise<string> =>
  (await school.teacher.post<{ id: string }>(`/api/v2/classes/${classId}/sessions`, { startsAt, endsAt })).body.id;

describe('a list', () => {
  const file =
    'Student Number,Name,Date,Start,End,Status,Remarks\nN1,,2026-09-01,09:00,10:30,Present,\n,Blaise Pascal,2026-09-01,09:00,10:30,excused,ill\n,"Jingrun, Chen",2026-09-02,9:00 am,,late,\n';

  test('becomes sessions that were held at their own times on the campus, with the marks in the register, audited', async () => {
    const shown = (await send(file, { dryRun: 'true' })).body;
    expect(await stored()).toEqual([]);
    const { body } = await send(file);
    expect({ ...body, isApplied: false, written: 0, sessions: [] }).toEqual({ ...shown, sessions: [] });
    expect(body.sessions.map(({ startsAt, endsAt, fate, marks }) => [startsAt, endsAt, fate, marks])).toEqual([
      ['2026-09-01T13:00:00.000Z', '2026-09-01T14:30:00.000Z', 'made', 2],
      ['2026-09-02T13:00:00.000Z', '2026-09-02T14:00:00.000Z', 'made', 1],
    ]);
    expect(await stored()).toEqual([
      ['Ada Lovelace', 'present', 'import', '2026-09-01T13:00:00.000Z'],
      ['Blaise Pascal', 'excused', 'import', '2026-09-01T13:00:00.000Z'],
      ['Chen Jingrun', 'late', 'import', '2026-09-02T13:00:00.000Z'],
    ]);
    const sessions = await muster.db.autocommit.session.findMany({ where: { classId } });
    expect(sessions.map(({ status }) => status)).toEqual(['closed', 'closed']);
    const ids = sessions.map(({ id }) => id);
    const actions = (await muster.db.autocommit.auditEntry.findMany({ where: { subjectId: { in: ids } } })).map(
      ({ action }) => action,
    );
    expect(new Set(actions)).toEqual(
      new Set(['session.scheduled', 'session.opened', 'session.closed', 'records.written']),
    );
    const figures = await school.teacher.get<{ figures: Record<string, number> }>(
      `/api/v2/classes/${classId}/figures?from=2026-08-01&to=2026-10-01`,
    );
    expect(figures.body.figures).toMatchObject({ sessions: 2, present: 1, late: 1, excused: 1 });
  });

  test('again changes nothing; what stands is shown old and new, and replaced only when that is asked for', async () => {
    await send(file);
    const again = (await send(file)).body;
    expect([again.written, new Set(again.lines.map(({ fate }) => fate)), again.sessions]).toEqual([
      0,
      new Set(['same']),
      [],
    ]);
    const other = file.replace('Present', 'absent');
    const kept = (await send(other)).body;
    expect([kept.written, kept.lines[0]]).toMatchObject([0, { fate: 'differs', from: 'present', to: 'absent' }]);
    expect((await stored())[0]?.[1]).toBe('present');
    const replaced = (await send(other, { overwrite: 'true' })).body;
    expect([replaced.written, replaced.overwritten, replaced.lines[0]]).toMatchObject([1, 1, { fate: 'overwritten' }]);
    expect((await stored())[0]?.[1]).toBe('absent');
  });

  test('of each language is read, and a word that it does not know is shown until it is told what it means', async () => {
    const words = ['anwesend', 'présente', 'te laat', 'entschuldigt', 'falta', 'ritardo', '✓', '0', 'sick'];
    const rows = words.map((word, index) => `N1;${String(index + 1).padStart(2, '0')}.10.2026;${word}`);
    const { body } = await send(`Matrikelnummer;Datum;Anwesenheit\n${rows.join('\n')}\nN1;20.10.2026;Zug\n`, {
      dryRun: 'true',
    });
    expect(body.lines.map(({ to }) => to)).toEqual([
      'present',
      'present',
      'late',
      'excused',
      'absent',
      'late',
      'present',
      'absent',
      'excused',
      null,
    ]);
    expect(body.words.find(({ word }) => word === 'Zug')).toEqual({ word: 'Zug', status: null, count: 1 });
    expect(body.lines.at(-1)).toMatchObject({
      fate: 'fault',
      field: 'status',
      reason: expect.stringContaining('"Zug"') as string,
    });
    const told = await send(`Matrikelnummer;Datum;Anwesenheit\nN1;20.10.2026;Zug\n`, {
      words: '{"zug":"late"}',
      dryRun: 'true',
    });
    expect(told.body.lines[0]).toMatchObject({ fate: 'new', to: 'late' });
    expect((await send(file, { words: '{"x":"purple"}' })).body.field).toBe('words');
  });

  test('tells of each line that it cannot use which field it is, and the others come in unless it is all or nothing', async () => {
    const lines = [
      'name,date,time,status',
      'Ada Lovelace,2026-09-01,,P',
      'Nobody Known,2026-09-01,,P',
      'Ada Lovelace,2026-12-24,,P',
      'Ada Lovelace,someday,,P',
      'Ada Lovelace,2026-09-03,noon,P',
      'Ada Lovelace,2026-09-01,,A',
      ',2026-09-01,,A',
    ].join('\n');
    const atomic = (await send(lines, { atomic: 'true' })).body;
    expect([atomic.isApplied, atomic.faults, await stored()]).toEqual([false, 6, []]);
    const { body } = await send(lines);
    expect(body.lines.map(({ line, field }) => [line, field])).toEqual([
      [2, null],
      [3, 'name'],
      [4, 'date'],
      [5, 'date'],
      [6, 'time'],
      [7, 'status'],
      [8, 'name'],
    ]);
    expect(await stored()).toHaveLength(1);
  });
});

describe('a grid', () => {
  test('of students by dates takes the planned session of the day, else the time at which the class usually meets', async () => {
    const planned = await schedule('2026-11-16T19:00:00Z', '2026-11-16T20:15:00Z');
    const grid = 'Name;Vorname;16.11.2026;09.11.2026;Fehlzeiten\nLovelace;Ada;x;-;0\nPascal;Blaise;a;e;1\n';
    const { body } = await send(grid);
    expect(body.unmatched).toEqual(['Fehlzeiten']);
    expect(body.sessions.map(({ id, startsAt, endsAt, fate }) => [id === planned, startsAt, endsAt, fate])).toEqual([
      [false, '2026-11-09T19:00:00.000Z', '2026-11-09T20:15:00.000Z', 'made'],
      [true, '2026-11-16T19:00:00.000Z', '2026-11-16T20:15:00.000Z', 'held'],
    ]);
    expect(brief(body)).toEqual([
      ['Ada Lovelace', '2026-11-16', 'new', 'present'],
      ['Blaise Pascal', '2026-11-16', 'new', 'absent'],
      ['Blaise Pascal', '2026-11-09', 'new', 'excused'],
    ]);
  });

  test('as Moodle exports it: titles above, times in the head, points beside the letters, sums at the end', async () => {
    const workbook = new ExcelJS.Workbook();
    const sheet = workbook.addWorksheet('Attendances');
    sheet.addRow(['Course', 'Marks']);
    sheet.addRow(['Group', 'All participants']);
    sheet.addRow([]);
    sheet.addRow([
      'Last name',
      'First name',
      'ID number',
      'Email address',
      '1 Oct 2026 9.00AM All students',
      '8 Oct 2026 9.00AM All students',
      'P',
      'L',
      'Points',
      'Percentage',
    ]);
    sheet.addRow(['Lovelace', 'Ada', 'N1', '', 'P (2/2)', 'L (1/2)', 1, 1, '3 / 4', '75%']);
    sheet.addRow(['Pascal', 'Blaise', '', 'blaise@school.example', 'A (0/2)', '?', 0, 0, '0 / 4', '0%']);
    const { body } = await send(Buffer.from(await workbook.xlsx.writeBuffer()));
    expect(body.source).toMatchObject({ format: 'xlsx', headLine: 4 });
    expect([body.faults, body.written]).toEqual([0, 3]);
    expect((await stored()).map(([name, status, , startsAt]) => [name, status, startsAt])).toEqual([
      ['Ada Lovelace', 'present', '2026-10-01T13:00:00.000Z'],
      ['Blaise Pascal', 'absent', '2026-10-01T13:00:00.000Z'],
      ['Ada Lovelace', 'late', '2026-10-08T13:00:00.000Z'],
    ]);
  });

  test('whose class has never met is of whole days, and whose first column has no head is of who stands there', async () => {
    const { body } = await send('\t2026-10-01\t2026-10-02\nAda Lovelace\tTRUE\tFALSE\n');
    expect(body.sessions.map(({ startsAt, endsAt }) => [startsAt, endsAt])).toEqual([
      ['2026-10-01T04:00:00.000Z', '2026-10-02T03:59:00.000Z'],
      ['2026-10-02T04:00:00.000Z', '2026-10-03T03:59:00.000Z'],
    ]);
    expect(brief(body).map(([, , , to]) => to)).toEqual(['present', 'absent']);
  });

  test.each([
    ['day first, since there is no month 13', '3/9/2026,13/9/2026', ['2026-09-03', '2026-09-13'], 'dmy'],
    ['month first, since there is no month 24', '9/3/2026,9/24/2026', ['2026-09-03', '2026-09-24'], 'mdy'],
    ['month first, since the other day is still to come', '10/5/2026,11/12/2026', ['2026-10-05', '2026-11-12'], 'mdy'],
  ])('says which comes first: %s', async (_why, days, read, order) => {
    const { body } = await send(`name,${days}\nAda Lovelace,P,P\n`, { dryRun: 'true' });
    expect([body.lines.map(({ day }) => day), body.dayOrder]).toEqual([read, order]);
  });

  test('of days that may be either is a fault until somebody says which', async () => {
    const grid = 'name,3/4/2026,5/6/2026\nAda Lovelace,P,P\n';
    expect((await send(grid)).body).toMatchObject({
      faults: 2,
      written: 0,
      lines: [{ field: 'date' }, { field: 'date' }],
    });
    const said = (await send(grid, { dayOrder: 'dmy', dryRun: 'true' })).body;
    expect(said.lines.map(({ day }) => day)).toEqual(['2026-04-03', '2026-06-05']);
  });

  test('of a day with two sessions needs the time, and of a cancelled one brings nothing', async () => {
    await schedule('2026-11-10T14:00:00Z', '2026-11-10T15:00:00Z');
    await schedule('2026-11-10T18:00:00Z', '2026-11-10T19:00:00Z');
    const { body } = await send('name,2026-11-10\nAda Lovelace,P\n');
    expect(body.lines).toMatchObject([{ fate: 'fault', field: 'time' }]);
    const timed = await send('name,2026-11-10 13:00\nAda Lovelace,P\n');
    expect(timed.body.sessions).toMatchObject([{ startsAt: '2026-11-10T18:00:00.000Z', fate: 'held' }]);
    const off = await schedule('2026-11-17T14:00:00Z', '2026-11-17T15:00:00Z');
    await school.teacher.post(`/api/v2/sessions/${off}/cancel`);
    const cancelled = await send('name,2026-11-17\nAda Lovelace,P\n');
    expect(cancelled.body.lines).toMatchObject([{ fate: 'fault', field: 'date' }]);
  });
});

describe('whoever', () => {
  test('teaches another class, or sends what is no list of marks, is refused', async () => {
    await createPerson(school.admin, 'Alan Turing', `alan${count}@school.example`, 'teacher');
    const other = await muster.signIn(`alan${count}@school.example`);
    expect((await send('name,2026-10-01\nAda Lovelace,P\n', {}, other)).status).toBe(404);
    const refused = await send('name,colour\nAda Lovelace,blue\n');
    expect(refused).toMatchObject({
      status: 400,
      body: { field: 'file', detail: expect.stringContaining('colour') as string },
    });
  });

  test('keeps the whole school sends several classes at once, which a column names', async () => {
    const file = `class,number,date,status\n${code},N1,2026-10-01,P\nCS101,N1,2026-10-01,A\nNOWHERE,N1,2026-10-01,A\n`;
    const forAll = (client: Client) => client.upload<Refusal>('/api/v2/marks/import', 'file', [Buffer.from(file)]);
    const { body } = await forAll(school.admin);
    expect(body.sessions.map((session) => session.code).sort()).toEqual(['CS101', code].sort());
    expect(body.lines.map(({ fate, field }) => [fate, field])).toEqual([
      ['new', null],
      ['new', null],
      ['fault', 'class'],
    ]);
    expect((await forAll(school.teacher)).status).toBe(403);
  });

  test('would rather not wait gets a task with the same result', async () => {
    const form = new FormData();
    form.set('file', new Blob(['name,2026-10-01\nAda Lovelace,P\n']));
    form.set('dryRun', 'true');
    const taken = await school.teacher.request<TaskView>('POST', `/api/v2/classes/${classId}/marks/import`, form, {
      prefer: 'respond-async',
    });
    expect([taken.status, taken.body.kind]).toEqual([202, 'marksImport']);
    const read = async (): Promise<TaskView> =>
      (await school.teacher.get<TaskView>(`/api/v2/tasks/${taken.body.id}`)).body;
    await expect.poll(async () => (await read()).status).toBe('done');
    expect((await read()).result).toMatchObject({
      isApplied: false,
      faults: 0,
      lines: [{ fate: 'new', to: 'present' }],
    });
  });
});
