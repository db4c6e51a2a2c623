/** Marks from files: a time is of the campus unless a zone is said, and then it is that instant. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { MarksReport } from '../../../src/office/import-marks/marks.schema.ts';
import { startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createSmallSchool, type SmallSchool } from '../../support/school.ts';

let muster: TestMuster;
let school: SmallSchool;
let count = 0;
let classId: string;

beforeAll(async () => {
  muster = await startTestMuster({}, '2026-11-18T09:00:00Z');
  school = await createSmallSchool(muster, 1);
});
afterAll(() => muster.end());
beforeEach(async () => {
  count += 1;
  const code = `TIMES${count}`;
  classId = (
    await school.admin.post<{ id: string }>('/api/v2/classes', { code, title: code, campusId: school.campusId })
  ).body.id;
  await school.admin.post(`/api/v2/classes/${classId}/students`, { personIds: school.students.map(({ id }) => id) });
});

const inZone = (timeZone: string) => school.admin.request('PATCH', `/api/v2/campuses/${school.campusId}`, { timeZone });
const send = async (...lines: string[]): Promise<MarksReport> =>
  (
    await school.admin.upload<MarksReport>(
      `/api/v2/classes/${classId}/marks/import`,
      'file',
      [Buffer.from(lines.join('\n'))],
      {},
    )
  ).body;
const spans = ({ sessions }: MarksReport): string[] =>
  sessions.map(({ startsAt, endsAt }) => `${String(startsAt).slice(0, 16)} ${String(endsAt).slice(11, 16)}`);
const told = ({ lines }: MarksReport) => lines.map(({ day, field }) => field ?? day);

describe('a time with a zone', () => {
  test.each([
    ['Asia/Tokyo', '2026-11-05T09:00:00Z', '2026-11-05', '2026-11-05T09:00 10:00'],
    ['Asia/Tokyo', '2026-11-05T23:30:00Z', '2026-11-06', '2026-11-05T23:30 00:30'],
    ['Asia/Tokyo', '2026-11-05 09:00+02:00', '2026-11-05', '2026-11-05T07:00 08:00'],
    ['America/Bogota', '2026-11-05 03:00 UTC', '2026-11-04', '2026-11-05T03:00 04:00'],
    ['America/Bogota', '2026-11-05 09:00-10:15 UTC', '2026-11-05', '2026-11-05T09:00 10:15'],
    ['America/Bogota', '2026-11-05 23:30-00:15 Europe/Paris', '2026-11-05', '2026-11-05T22:30 23:15'],
    // New York shows half past one twice on that day: the file says which.
    ['America/New_York', '2026-11-01T06:30:00Z', '2026-11-01', '2026-11-01T06:30 07:30'],
  ])('is that instant, on the day of the campus: in %s %s', async (zone, date, day, span) => {
    await inZone(zone);
    const list = await send('name,date,status', `Ada Lovelace,${date},P`);
    expect([told(list), spans(list)]).toEqual([[day], [span]]);
    const again = await send(`name,${date}`, 'Ada Lovelace,A');
    expect(again.lines).toMatchObject([{ day, fate: 'differs', from: 'present', to: 'absent' }]);
  });

  test('may stand in columns of their own; two that do not agree, or letters that are not sure, are a fault', async () => {
    await inZone('Asia/Tokyo');
    const report = await send(
      'name,date,start,end,status',
      'Ada Lovelace,2026-11-02,09:00Z,10:30Z,P',
      'Ada Lovelace,2026-11-03T00:00:00.000Z,09:00,10:30,P',
      'Ada Lovelace,2026-11-04,09:00+01:00,10:00+02:00,P',
      'Ada Lovelace,2026-11-05,09:00Z,10:30,P',
      'Ada Lovelace,2026-11-06T08:00:00Z,09:00,10:30,P',
      'Ada Lovelace,2026-11-07,09:00 CET,,P',
    );
    expect(told(report)).toEqual(['2026-11-02', '2026-11-03', 'end', 'end', 'time', 'time']);
    expect(spans(report)).toEqual(['2026-11-02T09:00 10:30', '2026-11-03T00:00 01:30']);
  });
});

test('a session whose end is before its start ends on the next day, in whatever way the times are written', async () => {
  await inZone('Europe/Zurich');
  const report = await send(
    'name,date,start,end,status',
    'Ada Lovelace,2026-11-02,22:30,00:20,P',
    'Ada Lovelace,2026-11-04,22.30 Uhr,24:00,P',
    'Ada Lovelace,2026-11-06,2230-0020,,P',
    'Ada Lovelace,2026-11-09,08:00,08:00,P',
  );
  expect(spans(report)).toEqual(['2026-11-02T21:30 23:20', '2026-11-04T21:30 23:00', '2026-11-06T21:30 23:20']);
  expect(report.lines.at(-1)).toMatchObject({ fate: 'fault', field: 'end' });
});

test('a date that is none in either order is told as none', async () => {
  const report = await send('name,date,status', 'Ada Lovelace,31/02/2026,P');
  expect(report.lines).toMatchObject([{ field: 'date', reason: '"31/02/2026" is no day' }]);
});
