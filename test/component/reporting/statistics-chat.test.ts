/** Figures by talking: the day at a glance, absentees over all classes, how a class, a campus and a ward did. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Client } from '../../support/client.ts';
import { adminEmail, startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createPerson, createSmallSchool, type SmallSchool } from '../../support/school.ts';

let muster: TestMuster;
let school: SmallSchool;
let [ada, mother]: Client[] = [];
const person = (client: Client | undefined): Client => client!;

/** A session that was held: who is named was there, the others were absent. */
async function hold(classId: string, present: readonly number[]): Promise<void> {
  const { id } = (
    await school.admin.post<{ id: string }>(`/api/v2/classes/${classId}/sessions/open`, { durationMinutes: 60 })
  ).body;
  for (const index of present)
    await school.admin.request('PUT', `/api/v2/sessions/${id}/records/${school.students[index]!.id}`, {
      status: 'present',
    });
  await school.admin.post(`/api/v2/sessions/${id}/close`);
}

beforeAll(async () => {
  muster = await startTestMuster();
  school = await createSmallSchool(muster, 3);
  const guardianId = await createPerson(school.admin, 'Annabella Byron', 'annabella@school.example', 'guardian');
  await school.admin.post(`/api/v2/people/${school.students[1]!.id}/guardians`, { guardianId, relation: 'mother' });
  const north = await school.admin.post<{ id: string }>('/api/v2/campuses', { name: 'North', timeZone: 'UTC' });
  const algebra = await school.admin.post<{ id: string }>('/api/v2/classes', {
    code: 'MATH201',
    title: 'Linear Algebra',
    campusId: north.body.id,
  });
  await school.admin.post(`/api/v2/classes/${algebra.body.id}/students`, {
    personIds: school.students.map(({ id }) => id),
  });
  await hold(school.classId, [0]);
  await hold(algebra.body.id, [0, 1, 2]);
  muster.clock.set('2026-11-19T09:00:00Z');
  [school.admin, ada, mother] = [
    await muster.signIn(adminEmail),
    await muster.signIn(school.students[0]!.email),
    await muster.signIn('annabella@school.example'),
  ];
  school.teacher = Object.assign(await muster.signIn('grace@school.example'), { id: school.teacher.id });
  for (const client of [ada, mother, school.teacher, school.admin]) await client.say('help');
  await school.teacher.post(`/api/v2/classes/${school.classId}/sessions/open`, { durationMinutes: 60 });
  await school.admin.post(`/api/v2/classes/${school.classId}/sessions`, {
    startsAt: '2026-11-20T10:00:00Z',
    endsAt: '2026-11-20T11:00:00Z',
  });
});
afterAll(() => muster.end());

test('"dashboard" tells a teacher the day, who is not here, the weeks and what waits', async () => {
  expect((await school.teacher.say('dashboard')).text).toBe(
    [
      'Today:',
      '  09:00 to 10:00 CS101: open, 0 of 3 here',
      '    Not here: Ada Lovelace, Blaise Pascal, Chen Jingrun',
      'Weeks from 16 Nov 33.3 %',
      'Nothing waits for you.',
    ].join('\n'),
  );
});

test('"my dashboard" tells a student the day and what is next, and warns below the minimum', async () => {
  expect((await person(ada).say('my dashboard')).text).toBe(
    'Today:\n  09:00 to 10:00 CS101: open, you are not checked in\n1 session in the next seven days; say "my timetable" to see them.',
  );
  const blaise = await muster.signIn(school.students[1]!.email);
  expect((await blaise.say('my dashboard')).text).toContain('⚠ CS101: 0 %, below the minimum of 75 %.');
});

test('"dashboard" tells an admin the institution and who waits to be let in', async () => {
  const { text } = await school.admin.say('dashboard');
  expect(text).toMatch(
    /^The last 30 days: 66\.7 % over 2 sessions \(present 4, late 0, absent 2, excused 0\)\.\n {2}Main: 33\.3 % over 1 session\n {2}North: 100 % over 1 session\n/,
  );
  expect(text).toContain('2 of 3 students are below the minimum of a class so far.\nNobody waits to be let in.');
});

test('"how did the week go" is the week: the own classes for a teacher, all campuses for an admin', async () => {
  expect((await school.teacher.say('how did the week go?')).text).toMatch(
    /^Attendance, 16 to 19 November 2026:\nCS101 Introduction to Computing: 33\.3 % over 1 session \(present 1, late 0, absent 2, excused 0\)/,
  );
  expect((await school.admin.say('how did the week go?')).text).toMatch(
    /^Attendance, 16 to 19 November 2026: 66\.7 % over 2 sessions[\s\S]*Lowest classes:\n {2}CS101 [^\n]*\n {2}MATH201 /,
  );
});

test('"how did campus North do" is for admins, and names the campuses when there is none of that name', async () => {
  expect((await school.admin.say('how did campus North do this month?')).text).toMatch(
    /^Attendance at North, 1 to 19 November 2026: 100 % over 1 session/,
  );
  expect((await school.admin.say('how did campus Atlantis do this month?')).text).toBe(
    'There is no one campus called "Atlantis". They are: Main, North.',
  );
  expect((await school.teacher.say('how did campus North do this month?')).text).toBe(
    'Figures of a whole campus are for admins. Ask about one of your classes.',
  );
});

test('"absentees" lists them over all classes that are the person\'s, and nobody else\'s', async () => {
  const told = '2 absences, Wed 18 November 2026:\n• CS101, Wed 18 Nov, 09:00: Blaise Pascal, Chen Jingrun';
  expect((await school.teacher.say('absentees of yesterday')).text).toBe(told);
  expect((await school.admin.say('who was absent yesterday in all classes?')).text).toBe(told);
  expect((await school.teacher.say("today's absentees")).text).toBe(
    'Nobody was absent from a session that is over, Thu 19 November 2026.',
  );
  expect((await person(ada).say("today's absentees")).text).toMatch(/not something you can do/);
});

test("a guardian reads how a ward is doing, and nobody else's child", async () => {
  expect((await person(mother).say('help')).text).toContain(
    'You are Annabella Byron (guardian). You stand in for Blaise Pascal.',
  );
  expect((await person(mother).say('how is my son doing?')).text).toBe(
    'Attendance of Blaise Pascal, 1 to 19 November 2026:\nCS101 Introduction to Computing: 0 % (below the minimum of 75 %)\n  present 0, late 0, absent 1, excused 0\nMATH201 Linear Algebra: 100 %\n  present 1, late 0, absent 0, excused 0',
  );
  expect((await person(mother).say("my son's attendance in MATH201")).text).toContain('MATH201 Linear Algebra: 100 %');
  expect((await person(mother).say("my son's attendance in CS999")).text).toBe(
    'There is no one class called "CS999". The classes are: CS101, MATH201.',
  );
  expect((await person(mother).say("my daughter Ada's attendance")).text).toBe('For whom do you ask: Blaise Pascal?');
  expect((await person(ada).say("my son Blaise's attendance")).text).toBe('You can ask for yourself only.');
});
