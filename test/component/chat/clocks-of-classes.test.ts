/** Each session is told by the clocks of its own class, whichever class the student belongs to first. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Client } from '../../support/client.ts';
import { adminEmail, startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createSmallSchool, type SmallSchool } from '../../support/school.ts';

let muster: TestMuster;
let school: SmallSchool;
let ada: Client;
let [cairoId, lineId] = ['', ''];

async function classAt(timeZone: string, code: string): Promise<string> {
  const campus = await school.admin.post<{ id: string }>('/api/v2/campuses', { name: timeZone, timeZone });
  const { id } = (
    await school.admin.post<{ id: string }>('/api/v2/classes', { code, title: code, campusId: campus.body.id })
  ).body;
  await school.admin.post(`/api/v2/classes/${id}/students`, { personIds: [school.students[0]!.id] });
  return id;
}

const schedule = async (classId: string, startsAt: string): Promise<string> =>
  (
    await school.admin.post<{ id: string }>(`/api/v2/classes/${classId}/sessions`, {
      startsAt,
      endsAt: new Date(Date.parse(startsAt) + 3_600_000).toISOString(),
    })
  ).body.id;

async function miss(classId: string): Promise<string> {
  const { id } = (await school.admin.post<{ id: string }>(`/api/v2/classes/${classId}/sessions/open`)).body;
  await school.admin.post(`/api/v2/sessions/${id}/close`);
  return id;
}

/** Ada's first class by code is in Cairo (UTC+2); the other lies a day ahead of it for most of the day (UTC+14). */
beforeAll(async () => {
  muster = await startTestMuster({}, '2026-11-30T08:00:00Z');
  school = await createSmallSchool(muster, 1);
  cairoId = await classAt('Africa/Cairo', 'ARAB1');
  lineId = await classAt('Pacific/Kiritimati', 'LINE1');
  ada = await muster.signIn(school.students[0]!.email);
  for (const client of [ada, school.admin]) await client.say('help');
});
afterAll(() => muster.end());

test('leave of a day shows each lesson of that day as the timetable of its class has it', async () => {
  await schedule(lineId, '2026-12-01T20:30:00Z');
  await schedule(cairoId, '2026-12-02T07:00:00Z');
  expect((await ada.say('I am ill on 2 December')).text).toMatch(
    /on 2 December 2026.*That is 2 sessions: Wed 2 Dec, 10:30; Wed 2 Dec, 09:00\./,
  );
});

test('leave from named lessons is listed by the clocks of each', async () => {
  const sessionIds = [await schedule(lineId, '2026-12-03T20:15:00Z'), await schedule(cairoId, '2026-12-04T08:45:00Z')];
  expect((await ada.post('/api/v2/leave', { sessionIds, reason: 'a match' })).status).toBe(201);
  const told = 'Fri 4 Dec, 10:15; Fri 4 Dec, 10:45: a match';
  expect((await ada.say('leave requests')).text).toContain(told);
  expect((await school.admin.say('leave requests')).text).toContain(told);
  expect((await school.admin.say("approve Ada's leave")).text).toContain('Fri 4 Dec, 10:15; Fri 4 Dec, 10:45?');
});

test('appeals and absences keep the clock of a class that was left, or is archived', async () => {
  // 22:00 of the 30th in UTC, the next noon on the other side of the date line.
  muster.clock.set('2026-11-30T22:00:00Z');
  [school.admin, ada] = [await muster.signIn(adminEmail), await muster.signIn(school.students[0]!.email)];
  const sessionId = await miss(lineId);
  await ada.post('/api/v2/appeals', { sessionId, wanted: 'present', text: 'I was there' });
  expect((await school.admin.say('appeals')).text).toContain('LINE1, Tue 1 Dec, 12:00');
  await school.admin.request('DELETE', `/api/v2/classes/${lineId}/students/${school.students[0]!.id}`);
  expect((await ada.say('my appeals')).text).toContain('LINE1, Tue 1 Dec, 12:00');
  await school.admin.request('PATCH', `/api/v2/classes/${lineId}`, { status: 'archived' });
  expect((await school.admin.say("today's absentees")).text).toContain('LINE1, Tue 1 Dec, 12:00: Ada Lovelace');
});
