/** What changes while marks come in: another import of the same, a session that is called off, marks made by hand. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { MarksReport } from '../../../src/office/import-marks/marks.schema.ts';
import type { TaskView } from '../../../src/delivery/tasks/index.ts';
import type { Answer } from '../../support/client.ts';
import { holdUp, type HeldUp } from '../../support/held-up.ts';
import { startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createSmallSchool, type SmallSchool } from '../../support/school.ts';
import { until } from '../../support/until.ts';

let muster: TestMuster;
let school: SmallSchool;
let count = 0;
let classId: string;

beforeAll(async () => {
  muster = await startTestMuster({}, '2026-11-18T09:00:00Z');
  school = await createSmallSchool(muster, 3);
});
afterAll(() => muster.end());
beforeEach(async () => {
  count += 1;
  const made = await school.admin.post<{ id: string }>('/api/v2/classes', {
    code: `ONCE${count}`,
    title: `Once ${count}`,
    campusId: school.campusId,
  });
  classId = made.body.id;
  await school.admin.post(`/api/v2/classes/${classId}/teachers`, { personId: school.teacher.id });
  await school.admin.post(`/api/v2/classes/${classId}/students`, { personIds: school.students.map(({ id }) => id) });
});

const send = (file: string, fields: Record<string, string> = {}): Promise<Answer<MarksReport>> =>
  school.teacher.upload<MarksReport>(`/api/v2/classes/${classId}/marks/import`, 'file', [Buffer.from(file)], fields);
/** What is planned waits here before it is written. */
const holdClass = (): Promise<HeldUp> =>
  holdUp(muster.database.url, 'SELECT 1 FROM class WHERE id = $1 FOR UPDATE', [classId]);
const stored = async (): Promise<(string | null)[][]> =>
  (
    await muster.db.autocommit.attendanceRecord.findMany({
      where: { session: { classId } },
      include: { person: true, session: true },
      orderBy: [{ session: { startsAt: 'asc' } }, { person: { name: 'asc' } }],
    })
  ).map(({ person, session, status }) => [session.startsAt.toISOString().slice(0, 16), person.name, status]);
const sessionsOf = () => muster.db.autocommit.session.findMany({ where: { classId }, orderBy: { startsAt: 'asc' } });
const fates = ({ body }: Answer<MarksReport>) => body.lines.map(({ fate, from, to }) => [fate, from, to]);
const list = (...rows: string[]): string => ['Name,Date,Start,End,Status', ...rows].join('\n');

describe('marks that come in twice at once', () => {
  test('are of one session each, and what the later one finds is told as it stands', async () => {
    const held = await holdClass();
    const rows = ['2026-10-05,10:00,11:00', '2026-10-06,10:00,11:00'].map((day) => `Ada Lovelace,${day},late`);
    const both = Promise.all([send(list(...rows)), send(list(...rows))]);
    await held.waiting(2);
    await held.release();
    const answers = await both;
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(await sessionsOf()).toHaveLength(2);
    expect(await stored()).toEqual([
      ['2026-10-05T10:00', 'Ada Lovelace', 'late'],
      ['2026-10-06T10:00', 'Ada Lovelace', 'late'],
    ]);
    const told = answers.flatMap(({ body }) => body.sessions.map(({ id, fate }) => [id, fate]));
    const ids = (await sessionsOf()).map(({ id }) => id);
    expect(told.sort()).toEqual(ids.flatMap((id) => ['known', 'made'].map((fate) => [id, fate])).sort());
    expect(answers.reduce((sum, { body }) => sum + body.written, 0)).toBe(2);
    expect(answers.flatMap(fates).sort()).toEqual([
      ['new', null, 'late'],
      ['new', null, 'late'],
      ['same', 'late', 'late'],
      ['same', 'late', 'late'],
    ]);
  });

  test('and differ: the first one stands and the other says so, or replaces it where that is asked for', async () => {
    for (const [overwrite, fate] of [
      ['false', 'differs'],
      ['true', 'overwritten'],
    ] as const) {
      const [day, held] = [overwrite === 'true' ? '2026-10-08' : '2026-10-07', await holdClass()];
      const first = send(list(`Blaise Pascal,${day},08:00,09:00,present`));
      await held.waiting(1);
      const second = send(list(`Blaise Pascal,${day},08:00,09:00,absent`), { overwrite });
      await held.waiting(2);
      await held.release();
      expect(fates(await first)).toEqual([['new', null, 'present']]);
      expect(fates(await second)).toEqual([[fate, 'present', 'absent']]);
      const marks = (await stored()).filter(([at]) => at?.startsWith(day));
      expect(marks.map(([, , status]) => status)).toEqual([overwrite === 'true' ? 'absent' : 'present']);
    }
  });

  test('of two lengths of one lesson in one file stay two, as the file says', async () => {
    await send(list('Ada Lovelace,2026-10-09,08:00,09:00,present', 'Blaise Pascal,2026-10-09,08:00,09:30,present'));
    expect(await sessionsOf()).toHaveLength(2);
  });
});

describe('a session that is called off while its marks come in', () => {
  const plan = async (startsAt: string, endsAt: string): Promise<string> =>
    (await school.teacher.post<{ id: string }>(`/api/v2/classes/${classId}/sessions`, { startsAt, endsAt })).body.id;
  const cancel = (held: HeldUp, id: string): Promise<void> =>
    held.change(`UPDATE session SET status_before = status, status = 'cancelled', cancelled_at = now() WHERE id = $1`, [
      id,
    ]);
  const file = list(
    'Ada Lovelace,2026-11-16,10:00,11:00,present',
    'Ada Lovelace,2026-11-16,10:00,11:00,present',
    'Chen Jingrun,2026-11-16,10:00,11:00,absent',
    'Ada Lovelace,2026-11-17,10:00,11:00,present',
  );
  const faults = (body: MarksReport) => body.lines.map(({ line, fate, field, to }) => [line, fate, field, to]);

  test.each(['planned', 'held'])('and was %s takes none, each a fault, and the others come in', async (was) => {
    const id = await plan('2026-11-16T10:00:00Z', '2026-11-16T11:00:00Z');
    if (was === 'held') await send(list('Blaise Pascal,2026-11-16,10:00,11:00,late'));
    const before = await stored();
    const held = await holdClass();
    const answer = send(file);
    await held.waiting(1);
    await cancel(held, id);
    await held.release();
    const { status, body } = await answer;
    expect([status, body.isApplied, body.written, body.faults]).toEqual([200, true, 1, 3]);
    expect(faults(body)).toEqual([
      [2, 'fault', 'date', null],
      [3, 'fault', 'date', null],
      [4, 'fault', 'date', null],
      [5, 'new', null, 'present'],
    ]);
    expect(body.lines[0]?.reason).toBe('the session on this day is cancelled');
    expect(body.sessions.map(({ startsAt }) => startsAt)).toEqual(['2026-11-17T10:00:00.000Z']);
    expect(await stored()).toEqual([...before, ['2026-11-17T10:00', 'Ada Lovelace', 'present']]);
    expect((await sessionsOf())[0]).toMatchObject({ id, status: 'cancelled' });
  });

  test('lets nothing in where it is all or nothing', async () => {
    const id = await plan('2026-11-17T10:00:00Z', '2026-11-17T11:00:00Z');
    const held = await holdClass();
    const answer = send(file, { atomic: 'true' });
    await held.waiting(1);
    await cancel(held, id);
    await held.release();
    const { body } = await answer;
    expect([body.isApplied, body.written, body.faults]).toEqual([false, 0, 1]);
    expect(await stored()).toEqual([]);
    expect((await sessionsOf()).map(({ status }) => status)).toEqual(['cancelled']);
  });
});

test('a grid of a school is a task, however few bytes it has, and every mark of it is told', async () => {
  const days = Array.from({ length: 150 }, (_, index) =>
    new Date(Date.UTC(2026, 0, 1 + index)).toISOString().slice(0, 10),
  );
  const rows = Array.from({ length: 900 }, (_, index) => `Nobody ${index}${',x'.repeat(days.length)}`);
  const taken = (await send([`Name,${days.join(',')}`, ...rows].join('\n'), {
    dryRun: 'true',
  })) as unknown as Answer<TaskView>;
  expect([taken.status, taken.body.kind]).toEqual([202, 'marksImport']);
  const done = await until(async () => {
    const { body } = await school.teacher.get<TaskView>(`/api/v2/tasks/${taken.body.id}`);
    return body.status === 'waiting' || body.status === 'running' ? undefined : body;
  });
  expect(done?.status).toBe('done');
  expect(done?.result).toMatchObject({ faults: 900 * 150, words: [{ word: 'x', count: 900 * 150 }] });
});
