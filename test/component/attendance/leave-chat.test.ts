/** Leave in the conversation: asked, shown, confirmed, decided; by students, guardians and staff. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Client } from '../../support/client.ts';
import { startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createPerson, createSmallSchool, type SmallSchool } from '../../support/school.ts';

let muster: TestMuster;
let school: SmallSchool;
let [ada, mother]: Client[] = [];
const person = (client: Client | undefined): Client => client!;

beforeAll(async () => {
  muster = await startTestMuster();
  school = await createSmallSchool(muster, 2);
  const guardianId = await createPerson(school.admin, 'Annabella Byron', 'annabella@school.example', 'guardian');
  await school.admin.post(`/api/v2/people/${school.students[1]!.id}/guardians`, { guardianId, relation: 'mother' });
  await school.admin.post(`/api/v2/classes/${school.classId}/sessions`, {
    startsAt: '2026-11-20T10:00:00Z',
    endsAt: '2026-11-20T11:00:00Z',
  });
  [ada, mother] = [await muster.signIn(school.students[0]!.email), await muster.signIn('annabella@school.example')];
  // Once, the assistant says what it is.
  for (const client of [ada, mother, school.teacher, school.admin]) await client.say('help');
});
afterAll(() => muster.end());

const stored = () => muster.db.autocommit.leaveRequest.findMany({ orderBy: { id: 'asc' } });

test('a student asks: the exact request is shown, nothing is sent before Confirm, and Undo withdraws it', async () => {
  const shown = await person(ada).say('I need leave for CS101 on Friday because of a funeral');
  expect(shown.text).toMatch(
    /^Ask for leave from CS101, on 20 November 2026\. Reason: a funeral\. That is 1 session: Fri 20 Nov, 10:00\. It is decided by the teachers of CS101\. Shall I send it\?$/,
  );
  expect(await stored()).toEqual([]);
  expect((await person(ada).press('Confirm')).text).toMatch(
    /^Sent: leave from CS101, on 20 November 2026\. The teachers of CS101 will decide\.$/,
  );
  expect(await stored()).toMatchObject([
    {
      status: 'pending',
      classId: school.classId,
      startsAt: new Date('2026-11-20T00:00:00Z'),
      endsAt: new Date('2026-11-21T00:00:00Z'),
    },
  ]);
  expect((await person(ada).say('leave requests')).text).toBe(
    '1 request for leave:\n• CS101, on 20 November 2026: a funeral (pending)',
  );
  expect((await person(ada).say('I need leave for CS101 on Friday because of a funeral')).text).toMatch(
    /asked for already/,
  );
});

test('a teacher sees it and approves after Confirm; who does not may not', async () => {
  expect((await person(ada).say("approve Ada's leave")).text).not.toMatch(/Approve leave/);
  expect((await school.teacher.say('leave requests')).text).toMatch(
    /1 pending request for leave:\n• Ada Lovelace, CS101, on 20 November 2026: a funeral/,
  );
  expect((await school.teacher.say("approve Blaise's leave")).text).toMatch(
    /Nobody called "Blaise" has a pending request/,
  );
  expect((await school.teacher.say("approve Ada's leave")).text).toMatch(
    /^Approve leave of Ada Lovelace from CS101, on 20 November 2026\? Reason given: a funeral\./,
  );
  expect((await stored())[0]?.status).toBe('pending');
  expect((await school.teacher.press('Confirm')).text).toMatch(/^Approved: leave of Ada Lovelace/);
  expect((await stored())[0]).toMatchObject({ status: 'approved', decidedById: school.teacher.id });
});

test('without a day or a reason it asks back and sends nothing', async () => {
  expect((await person(ada).say('I need leave tomorrow')).text).toMatch(/^What is the reason\?/);
  expect((await person(ada).say('I need leave because of a funeral')).text).toMatch(/^For which days\?/);
  expect((await person(ada).say('my son is ill tomorrow')).text).toMatch(/for yourself only/);
  expect(await stored()).toHaveLength(1);
});

test('a guardian asks for the ward, from all classes, and an admin decides; Undo takes it back', async () => {
  expect((await person(mother).say('my son is ill tomorrow')).text).toMatch(
    /^Ask for leave for Blaise Pascal from all classes, on 19 November 2026\. Reason: ill\. No session is planned then yet\. It is decided by an admin\./,
  );
  await person(mother).press('Confirm');
  expect((await person(mother).say('leave requests')).text).toMatch(
    /• Blaise Pascal, all classes, on 19 November 2026: ill \(pending\)/,
  );
  expect((await school.teacher.say('leave requests')).text).toMatch(/^There is no pending request/);
  expect((await school.admin.say("reject Blaise's leave because there is an exam")).text).toMatch(
    /^Reject leave of Blaise Pascal from all classes, on 19 November 2026\? Reason given: ill\. Your comment: there is an exam\./,
  );
  await school.admin.press('Confirm');
  expect((await stored())[1]?.status).toBe('rejected');
  expect((await person(mother).say('leave requests')).text).toMatch(/\(rejected: there is an exam\)/);
  await person(mother).say('my son is ill tomorrow');
  await person(mother).press('Confirm');
  expect((await person(mother).press('Undo')).text).toMatch(/^Withdrawn: leave for Blaise Pascal/);
  expect((await stored())[2]?.status).toBe('withdrawn');
});

test('closing shows who is excused before it is confirmed', async () => {
  muster.clock.set('2026-11-20T10:05:00Z');
  await school.teacher.signIn('grace@school.example', 'correct horse');
  await school.teacher.say('open CS101');
  expect((await school.teacher.say('close CS101')).text).toMatch(
    /1 student will be absent: Blaise Pascal\. 1 student will be excused, on leave: Ada Lovelace\./,
  );
  expect((await school.teacher.press('Confirm')).text).toMatch(/1 student recorded absent, 1 excused\.$/);
});
