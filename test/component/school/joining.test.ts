/**
 * Joining a class without an admin: by its code, freely where it is open, and not at all where it is closed; and
 * leaving it again.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Client } from '../../support/client.ts';
import { startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createPerson, createSmallSchool, type SmallSchool } from '../../support/school.ts';

interface Joining {
  joinPolicy: string;
  joinCode: string;
}

let muster: TestMuster;
let school: SmallSchool;
let newcomer: Client;

beforeAll(async () => {
  muster = await startTestMuster();
  school = await createSmallSchool(muster);
  await createPerson(school.admin, 'Katherine Johnson', 'katherine@school.example', 'student');
  newcomer = await muster.signIn('katherine@school.example');
});
afterAll(() => muster.end());

const setJoining = async (joinPolicy: string): Promise<Joining> =>
  (await school.teacher.request<Joining>('PUT', `/api/v2/classes/${school.classId}/joining`, { joinPolicy })).body;
const join = (by: object, who = newcomer) => who.post<{ code: string; field?: string }>('/api/v2/classes/join', by);
const isIn = async (): Promise<boolean> =>
  (await newcomer.get<{ id: string }[]>('/api/v2/classes')).body.some(({ id }) => id === school.classId);
const listOpen = async (): Promise<string[]> =>
  (await newcomer.get<{ id: string }[]>('/api/v2/classes/open')).body.map(({ id }) => id);
async function leave(): Promise<void> {
  const me = (await newcomer.get<{ id: string }>('/api/v2/me')).body.id;
  await school.admin.request('DELETE', `/api/v2/classes/${school.classId}/students/${me}`);
}

describe('a class', () => {
  test('that is closed takes nobody, whatever they send', async () => {
    const { joinCode } = await setJoining('closed');
    expect((await join({ code: joinCode })).status).toBe(404);
    expect((await join({ classId: school.classId })).status).toBe(404);
    expect(await listOpen()).toEqual([]);
    expect(await isIn()).toBe(false);
  });

  test('that is joined by code has one of six letters and digits that cannot be mistaken, and takes it however it is typed, once', async () => {
    const { joinCode } = await setJoining('code');
    expect(joinCode).toMatch(/^[34679ACDEFGHJKMNPQRTWXY]{6}$/);
    expect((await join({ classId: school.classId })).status).toBe(404);
    expect((await join({ code: ` ${joinCode.slice(0, 3).toLowerCase()}-${joinCode.slice(3)} ` })).body).toMatchObject({
      code: 'CS101',
    });
    expect((await join({ code: joinCode })).status).toBe(200);
    expect(await isIn()).toBe(true);
    expect((await school.teacher.get<unknown[]>(`/api/v2/classes/${school.classId}/students`)).body).toHaveLength(4);
    await leave();
  });

  test('whose code was renewed takes only the new one', async () => {
    const before = (await setJoining('code')).joinCode;
    const after = (await school.teacher.post<Joining>(`/api/v2/classes/${school.classId}/joining/code`)).body.joinCode;
    expect(after).not.toBe(before);
    expect((await join({ code: before })).body).toMatchObject({ field: 'code' });
    expect((await join({ code: after })).status).toBe(200);
    await leave();
  });

  test('that is open is found and joined by any student, and by nobody else', async () => {
    await setJoining('open');
    expect(await listOpen()).toEqual([school.classId]);
    expect((await join({ classId: school.classId })).status).toBe(200);
    expect(await isIn()).toBe(true);
    expect(await listOpen()).toEqual([]);
    expect((await join({ classId: school.classId }, school.teacher)).status).toBe(403);
    expect((await school.teacher.get('/api/v2/classes/open')).status).toBe(403);
  });
});

describe('leaving', () => {
  const leaveAs = (who: Client) => who.post<{ detail?: string }>(`/api/v2/classes/${school.classId}/leave`);

  test('a class that one joined by oneself takes the student off the roster, once, and lets them come again', async () => {
    await setJoining('open');
    await join({ classId: school.classId });
    expect((await leaveAs(newcomer)).status).toBe(204);
    expect(await isIn()).toBe(false);
    expect((await school.teacher.get<unknown[]>(`/api/v2/classes/${school.classId}/students`)).body).toHaveLength(3);
    expect((await leaveAs(newcomer)).status).toBe(404);
    expect((await join({ classId: school.classId })).status).toBe(200);
    expect(await isIn()).toBe(true);
    expect(
      await muster.db.autocommit.auditEntry.count({ where: { action: 'class.left', subjectId: school.classId } }),
    ).toBe(1);
  });

  test('a class whose roster the school keeps is refused with whom to ask, and changes nothing', async () => {
    await setJoining('closed');
    expect([(await leaveAs(newcomer)).status, (await leaveAs(newcomer)).body.detail]).toEqual([
      403,
      'You were enrolled by the school. Please ask your teacher.',
    ]);
    expect(await isIn()).toBe(true);
    await leave();
    expect((await leaveAs(newcomer)).status).toBe(404);
    expect((await leaveAs(school.teacher)).status).toBe(403);
  });
});

test('a student who joins twice at once is put on the roster once, and told so once', async () => {
  await setJoining('open');
  const actor = {
    personId: (await newcomer.get<{ id: string }>('/api/v2/me')).body.id,
    name: 'Katherine Johnson',
    role: 'student',
  } as const;
  const joined = await Promise.all(
    [1, 2, 3].map(() => muster.modules.classes.join(actor, { classId: school.classId })),
  );
  expect(joined.map(({ isNew }) => isNew).sort()).toEqual([false, false, true]);
  expect(joined.map((one) => one.class.code)).toEqual(['CS101', 'CS101', 'CS101']);
  await leave();
});

test('how a class is joined is set by those who teach it', async () => {
  expect(
    (await newcomer.request('PUT', `/api/v2/classes/${school.classId}/joining`, { joinPolicy: 'open' })).status,
  ).toBe(403);
  await createPerson(school.admin, 'Alan Turing', 'alan@school.example', 'teacher');
  const colleague = await muster.signIn('alan@school.example');
  expect((await colleague.post(`/api/v2/classes/${school.classId}/joining/code`)).status).toBe(404);
});
