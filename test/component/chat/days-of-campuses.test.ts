/** Lists over several campuses: each row is cut and written by the clock of its own. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findHomeCalendars } from '../../../src/school/classes/index.ts';
import { adminEmail, startTestMuster, type TestMuster } from '../../support/muster.ts';
import type { Client } from '../../support/client.ts';
import { createPerson, createSmallSchool, type SmallSchool } from '../../support/school.ts';

let muster: TestMuster;
let school: SmallSchool;
let [oahuId, lineId] = ['', ''];
let [admin, teacher]: Client[] = [];
const person = (client: Client | undefined): Client => client!;

async function classAt(name: string, timeZone: string, code: string): Promise<string> {
  const campus = await school.admin.post<{ id: string }>('/api/v2/campuses', { name, timeZone });
  const { id } = (
    await school.admin.post<{ id: string }>('/api/v2/classes', {
      code,
      title: `Title ${code}`,
      campusId: campus.body.id,
    })
  ).body;
  await school.admin.post(`/api/v2/classes/${id}/teachers`, { personId: school.teacher.id });
  await school.admin.post(`/api/v2/classes/${id}/students`, { personIds: [school.students[2]!.id] });
  return id;
}

async function missAll(classId: string): Promise<void> {
  const { id } = (
    await school.admin.post<{ id: string }>(`/api/v2/classes/${classId}/sessions/open`, { durationMinutes: 30 })
  ).body;
  await school.admin.post(`/api/v2/sessions/${id}/close`);
}

beforeAll(async () => {
  muster = await startTestMuster();
  school = await createSmallSchool(muster, 3);
  // Half past eleven at night on both, Tuesday on one and Wednesday on the other.
  muster.clock.set('2026-11-18T09:30:00Z');
  school.admin = await muster.signIn(adminEmail);
  oahuId = await classAt('Oahu', 'Pacific/Honolulu', 'OAHU1');
  await missAll(oahuId);
  lineId = await classAt('Line Islands', 'Pacific/Kiritimati', 'LINE1');
  await missAll(lineId);
  muster.clock.set('2026-11-18T09:50:00Z');
  admin = await muster.signIn(adminEmail);
  teacher = await muster.signIn('grace@school.example');
  for (const client of [admin, teacher]) await client.say('help');
});
afterAll(() => muster.end());

test("today's absentees are those of each campus's own today", async () => {
  for (const client of [admin, teacher]) {
    const { text } = await person(client).say("today's absentees");
    expect(text).toContain('OAHU1, Tue 17 Nov, 23:30: Chen Jingrun');
    expect(text).toContain('LINE1, Wed 18 Nov, 23:30: Chen Jingrun');
  }
  // Past midnight on both.
  muster.clock.set('2026-11-18T10:05:00Z');
  teacher = await muster.signIn('grace@school.example');
  school.admin = await muster.signIn(adminEmail);
  expect((await person(teacher).say("today's absentees")).text).toContain('Nobody was absent');
  expect((await person(teacher).say('absentees of yesterday')).text).toMatch(
    /^1 absence, .*\n• OAHU1, Tue 17 Nov, 23:30/,
  );
});

test('a person has the calendar of their own campus: that of a class of theirs, or of a ward', async () => {
  const [linId, motherId] = [
    await createPerson(school.admin, 'Lin Tebano', 'lin@school.example', 'student'),
    await createPerson(school.admin, 'Teresia Tebano', 'teresia@school.example', 'guardian'),
  ];
  await school.admin.post(`/api/v2/classes/${lineId}/students`, { personIds: [linId] });
  await school.admin.post(`/api/v2/people/${linId}/guardians`, { guardianId: motherId, relation: 'mother' });
  const calendarOf = await findHomeCalendars(muster.db.autocommit, [linId, motherId, school.students[0]!.id]);
  expect(calendarOf(linId).timeZone).toBe('Pacific/Kiritimati');
  expect(calendarOf(motherId).timeZone).toBe('Pacific/Kiritimati');
  expect(calendarOf(school.students[0]!.id).timeZone).not.toBe('Pacific/Kiritimati');
});

test('a month that nobody names is that of each class, in chat as in figures', async () => {
  // The last evening of November on one campus, the first of December on the other.
  muster.clock.set('2026-12-01T09:30:00Z');
  school.admin = await muster.signIn(adminEmail);
  await missAll(oahuId);
  await missAll(lineId);
  muster.clock.set('2026-12-01T09:50:00Z');
  const student = await muster.signIn(school.students[2]!.email);
  const own = (await student.say('how is my attendance?')).text;
  expect(own).toMatch(/OAHU1[^\n]*: 0 %[^\n]*\n[^\n]*absent 2/);
  expect(own).toMatch(/LINE1[^\n]*: 0 %[^\n]*\n[^\n]*absent 1/);
  const staff = await muster.signIn('grace@school.example');
  const figures = (await staff.say('attendance figures')).text;
  expect(figures).toMatch(/OAHU1[^\n]*2 sessions/);
  expect(figures).toMatch(/LINE1[^\n]*1 session\b/);
});
