/**
 * Appeals: a student says that a record is wrong, a teacher answers, and the register and everybody concerned hear of
 * it.
 */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { AppealView } from '../../../src/attendance/appeals/appeals.schema.ts';
import type { Answer, Client } from '../../support/client.ts';
import { password, startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createPerson, createSmallSchool, type SmallSchool } from '../../support/school.ts';

let muster: TestMuster;
let school: SmallSchool;
let people: Record<'ada' | 'blaise' | 'colleague', Client>;
let adaId: string;
/** Closed: Ada is absent in it. */
let sessionId: string;

beforeAll(async () => {
  muster = await startTestMuster();
  school = await createSmallSchool(muster, 2);
  adaId = school.students[0]!.id;
  await createPerson(school.admin, 'Other Teacher', 'other@school.example', 'teacher');
  people = {
    ada: await muster.signIn('ada@school.example'),
    blaise: await muster.signIn('blaise@school.example'),
    colleague: await muster.signIn('other@school.example'),
  };
});
afterAll(() => muster.end());
beforeEach(async () => {
  sessionId = await openSession();
  await school.teacher.post(`/api/v2/sessions/${sessionId}/close`);
});

/** The one before is over when the next one opens: within its time it would go on. */
const openSession = async (): Promise<string> => {
  muster.clock.advance(1);
  const { body } = await school.teacher.post<{ id: string }>(`/api/v2/classes/${school.classId}/sessions/open`, {
    durationMinutes: 1,
  });
  return body.id;
};
const appeal = (client: Client, over: Record<string, unknown> = {}) =>
  client.post<{ id: string; field?: string; detail?: string }>('/api/v2/appeals', {
    sessionId,
    wanted: 'present',
    text: 'I sat in the last row',
    ...over,
  });
const answer = (client: Client, id: string, accept: boolean, words: string | null = null): Promise<Answer> =>
  client.post(`/api/v2/appeals/${id}/answer`, { accept, answer: words });
const withdraw = (client: Client, id: string): Promise<Answer> => client.post(`/api/v2/appeals/${id}/withdraw`);
const list = async (client: Client, query = ''): Promise<AppealView[]> =>
  (await client.get<AppealView[]>(`/api/v2/appeals${query}`)).body;
const statusOf = async (personId = adaId): Promise<string | null | undefined> =>
  (await muster.db.autocommit.attendanceRecord.findFirst({ where: { sessionId, personId } }))?.status;
const toldTo = async (client: Client): Promise<{ kind: string; title: string; text: string; subject: unknown }[]> =>
  (
    await client.get<{ notifications: { kind: string; title: string; text: string; subject: unknown }[] }>(
      '/api/v2/me/notifications',
    )
  ).body.notifications;

test('accepted it corrects the record, with its history and a word to the student', async () => {
  const { status, body } = await appeal(people.ada);
  expect(status).toBe(201);
  expect((await toldTo(school.teacher))[0]).toMatchObject({
    kind: 'appeal',
    title: 'Appeal in CS101',
    text: 'Ada Lovelace asks for present: I sat in the last row',
    subject: { type: 'appeal', id: body.id },
  });
  expect(await statusOf()).toBe('absent');
  expect((await answer(school.teacher, body.id, true, 'you are right')).status).toBe(204);
  expect(await statusOf()).toBe('present');
  const history = await school.teacher.get<unknown[]>(`/api/v2/sessions/${sessionId}/records/${adaId}/history`);
  expect(history.body.at(-1)).toMatchObject({
    before: 'absent',
    after: 'present',
    source: 'appeal',
    actorId: school.teacher.id,
  });
  const [told, before] = await toldTo(people.ada);
  expect(told).toMatchObject({ kind: 'appeal', title: 'Your appeal in CS101 was accepted', text: 'you are right' });
  // Once, and not as a change by hand besides.
  expect(before!.kind).toBe('missedCheckIn');
  expect((await list(people.ada))[0]).toMatchObject({
    id: body.id,
    sessionId,
    student: { id: adaId, name: 'Ada Lovelace' },
    wanted: 'present',
    text: 'I sat in the last row',
    answer: 'you are right',
    status: 'accepted',
  });
  expect(await muster.db.autocommit.sessionTally.findUniqueOrThrow({ where: { sessionId } })).toMatchObject({
    present: 1,
    absent: 1,
  });
});

test('declined it leaves the record as it is, and the student is told', async () => {
  const { body } = await appeal(people.ada, { wanted: 'late' });
  expect((await answer(school.teacher, body.id, false)).status).toBe(204);
  expect(await statusOf()).toBe('absent');
  expect((await toldTo(people.ada))[0]).toMatchObject({
    title: 'Your appeal in CS101 was declined',
    text: 'The record stays as it is.',
  });
  // After an answer it may be asked again.
  expect((await appeal(people.ada)).status).toBe(201);
});

test('there is one open appeal of a record, also when it is sent many times at once; withdrawn it may be made anew', async () => {
  const answers = await Promise.all(Array.from({ length: 6 }, () => appeal(people.ada)));
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409]);
  const { id } = answers.find(({ status }) => status === 201)!.body;
  expect(await muster.db.autocommit.notification.count({ where: { subjectId: id } })).toBe(1);
  expect((await withdraw(people.ada, id)).status).toBe(204);
  expect((await withdraw(people.ada, id)).status).toBe(409);
  expect((await answer(school.teacher, id, true)).status).toBe(409);
  expect(await statusOf()).toBe('absent');
  expect((await appeal(people.ada)).status).toBe(201);
});

test('of two who answer at once one wins and the other is told', async () => {
  const { body } = await appeal(people.ada);
  const answers = await Promise.all([answer(school.teacher, body.id, true), answer(school.admin, body.id, false)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([204, 409]);
  expect(await statusOf()).toBe(answers[0].status === 204 ? 'present' : 'absent');
});

test('it is for the own record of a session that is over, and only when it says something else', async () => {
  const open = await openSession();
  const before = await muster.db.autocommit.appeal.count();
  const refused: [Answer, number, string | undefined][] = [
    [await appeal(people.ada, { sessionId: open }), 409, undefined],
    [await appeal(people.ada, { wanted: 'absent' }), 409, 'wanted'],
    [await appeal(people.ada, { wanted: 'gone' }), 400, 'wanted'],
    [await appeal(people.ada, { text: ' ' }), 400, 'text'],
    [await appeal(people.ada, { sessionId: '01890000-0000-7000-8000-000000000000' }), 404, undefined],
    [await appeal(school.teacher), 403, undefined],
  ];
  expect(refused.map(([{ status, body }]) => [status, body['field']])).toEqual(
    refused.map(([, status, field]) => [status, field]),
  );
  expect(await muster.db.autocommit.appeal.count()).toBe(before);
  await school.teacher.post(`/api/v2/sessions/${open}/close`);
});

test('students see their own, staff those of their classes, and others find nothing', async () => {
  const { body } = await appeal(people.ada);
  for (const client of [people.ada, school.teacher, school.admin])
    expect((await list(client, '?status=open')).map(({ id }) => id)).toContain(body.id);
  for (const client of [people.blaise, people.colleague]) expect(await list(client)).toEqual([]);
  expect([
    (await answer(people.colleague, body.id, true)).status,
    (await answer(people.ada, body.id, true)).status,
  ]).toEqual([404, 403]);
  expect([(await withdraw(people.blaise, body.id)).status, (await withdraw(school.teacher, body.id)).status]).toEqual([
    404, 403,
  ]);
  const row = await muster.db.autocommit.appeal.findUniqueOrThrow({ where: { id: body.id } });
  expect(Buffer.from(row.text).includes('last row')).toBe(false);
});

test('of a student whose key was destroyed nothing is shown, and the lists of others go on', async () => {
  const gone = await createPerson(school.admin, 'Forgotten Student', 'forgotten@school.example', 'student');
  await school.admin.post(`/api/v2/classes/${school.classId}/students`, { personIds: [gone] });
  sessionId = await openSession();
  await school.teacher.post(`/api/v2/sessions/${sessionId}/close`);
  const { body } = await appeal(await muster.signIn('forgotten@school.example', password));
  await muster.db.autocommit.personKey.update({
    where: { personId: gone },
    data: { wrappedKey: null, destroyedAt: muster.clock.now() },
  });
  const answered = await school.teacher.get<AppealView[]>('/api/v2/appeals');
  expect([answered.status, answered.body.some(({ id }) => id === body.id), answered.body.length > 0]).toEqual([
    200,
    false,
    true,
  ]);
});
