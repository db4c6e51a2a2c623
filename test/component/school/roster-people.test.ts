/** Who can be on a roster, who leaves it for good, and in which groups somebody is since when. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { GroupView, RosterEntry } from '../../../src/school/classes/classes.schema.ts';
import type { SheetJson } from '../../../src/reporting/sheets/sheet-json.ts';
import type { SessionView } from '../../../src/school/sessions/sessions.schema.ts';
import type { Client } from '../../support/client.ts';
import { adminEmail, password, startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createPerson, createSmallSchool, type SmallSchool } from '../../support/school.ts';

let muster: TestMuster;
let school: SmallSchool;
let day = 0;
let pupil = '';
let classId = '';

beforeAll(async () => {
  muster = await startTestMuster({}, '2026-11-02T08:00:00Z');
  school = await createSmallSchool(muster, 2);
});
afterAll(() => muster.end());
/** Each test has a week, a class and a student of its own. */
beforeEach(async () => {
  day += 7;
  await goTo('08:00');
  pupil = await createPerson(school.admin, `Pupil ${day}`, `pupil${day}@school.example`, 'student');
  const made = await school.admin.post<{ id: string }>('/api/v2/classes', {
    code: `RP${day}`,
    title: 'Rosters',
    campusId: school.campusId,
  });
  classId = made.body.id;
  await school.admin.post(`/api/v2/classes/${classId}/teachers`, { personId: school.teacher.id });
});

async function goTo(time: string, plusDays = 0): Promise<void> {
  muster.clock.set(at(time, plusDays));
  await school.teacher.signIn('grace@school.example', password);
  await school.admin.signIn(adminEmail, password);
}
const at = (time: string, plusDays = 0): string =>
  new Date(Date.parse(`2026-11-02T${time}:00Z`) + (day + plusDays) * 24 * 3600_000).toISOString();
const dayAt = (plusDays = 0): string => at('00:00', plusDays).slice(0, 10);
const students = (): string => `/api/v2/classes/${classId}/students`;
const enrol = (body: object = {}, personIds = [pupil]) =>
  school.admin.post<{ field?: string; detail?: string }>(students(), { personIds, ...body });
const leave = () => school.admin.request('DELETE', `${students()}/${pupil}`);
const become = (body: object, id = pupil) => school.admin.request('PATCH', `/api/v2/people/${id}`, body);
const roster = async (includeLeft = false): Promise<RosterEntry[]> =>
  (await school.admin.get<RosterEntry[]>(`${students()}?includeLeft=${String(includeLeft)}`)).body;
const isOn = async (): Promise<boolean> => (await roster()).some(({ id }) => id === pupil);
const groups = (): string => `/api/v2/classes/${classId}/groups`;
const makeGroup = async (name: string, body: object = {}): Promise<string> =>
  (await school.teacher.post<{ id: string }>(groups(), { name, personIds: [pupil], ...body })).body.id;
const setGroup = (id: string, body: object) =>
  school.teacher.request<{ field?: string }>('PATCH', `${groups()}/${id}`, body);
const membersOf = async (id: string): Promise<string[]> =>
  (await school.teacher.get<GroupView[]>(groups())).body.find((group) => group.id === id)!.personIds;
const plan = async (plusDays: number, groupIds: string[]): Promise<string> =>
  (
    await school.teacher.post<SessionView>(`/api/v2/classes/${classId}/sessions`, {
      startsAt: at('09:00', plusDays),
      endsAt: at('10:00', plusDays),
      groupIds,
    })
  ).body.id;
const takeLate = async (id: string): Promise<{ listed: string[]; absent: number }> => {
  await school.teacher.post(`/api/v2/sessions/${id}/open`);
  const { body } = await school.teacher.get<{ personId: string }[]>(`/api/v2/sessions/${id}/presence`);
  const closed = await school.teacher.post<{ absent: number }>(`/api/v2/sessions/${id}/close`);
  return { listed: body.map(({ personId }) => personId), absent: closed.body.absent };
};

describe('on a roster', () => {
  test('come only students who are active: the others are refused by name, and nobody is enrolled', async () => {
    await become({ status: 'deactivated' });
    const refused = await enrol({}, [school.students[0]!.id, pupil]);
    expect(refused).toMatchObject({ status: 409, body: { field: 'personIds' } });
    expect(refused.body.detail).toContain(`Pupil ${day} (deactivated)`);
    expect((await enrol({ since: dayAt(-3) })).status).toBe(409);
    await muster.db.autocommit.person.update({ where: { id: pupil }, data: { status: 'pending' } });
    expect((await enrol()).body.detail).toContain('(pending)');
    expect((await enrol({}, [school.teacher.id])).status).toBe(404);
    expect(await roster(true)).toEqual([]);
    await become({ status: 'active' });
    expect((await enrol()).status).toBe(204);
  });

  test('somebody deactivated at the moment of being enrolled is not left standing', async () => {
    await Promise.all([enrol(), become({ status: 'deactivated' })]);
    expect(await isOn()).toBe(false);
  });

  test('who is no student any more has left for good, is not absent, and is not brought back by any later change', async () => {
    await enrol();
    await goTo('09:00');
    await become({ role: 'teacher' });
    const { body } = await school.teacher.post<{ id: string }>(`/api/v2/classes/${classId}/sessions/open`, {});
    await goTo('09:30');
    expect((await school.teacher.post(`/api/v2/sessions/${body.id}/close`)).body).toEqual({ absent: 0, excused: 0 });
    for (const change of [{ role: 'student' }, { status: 'deactivated' }, { status: 'active' }]) await become(change);
    expect(await isOn()).toBe(false);
    expect((await roster(true)).map(({ id }) => id)).toEqual([pupil]);
  });

  test('a student who became a teacher while deactivated is on none when reactivated', async () => {
    await enrol();
    await become({ status: 'deactivated' });
    await become({ role: 'teacher', status: 'active' });
    expect(await isOn()).toBe(false);
  });

  test('a deactivated student can be taken off, and does not return when reactivated', async () => {
    await enrol();
    const lab = await makeGroup('Lab');
    await goTo('09:00');
    await become({ status: 'deactivated' });
    expect([(await leave()).status, (await leave()).status]).toEqual([204, 404]);
    await goTo('10:00');
    await become({ status: 'active' });
    expect([await isOn(), await membersOf(lab)]).toEqual([false, []]);
  });

  test('who comes back is in the groups again that they left with it and that still exist, by hand or by code', async () => {
    await enrol();
    const [lab, gone, leftBefore] = [await makeGroup('Lab'), await makeGroup('Gone'), await makeGroup('Left')];
    await goTo('09:00');
    await setGroup(leftBefore, { personIds: [] });
    await goTo('10:00');
    await leave();
    expect(await membersOf(lab)).toEqual([]);
    await setGroup(gone, { isArchived: true });
    await goTo('11:00');
    await enrol();
    expect([await membersOf(lab), await membersOf(leftBefore)]).toEqual([[pupil], []]);
    await setGroup(gone, { isArchived: false });
    expect(await membersOf(gone)).toEqual([]);
    const joining = await school.teacher.request<{ joinCode: string }>('PUT', `/api/v2/classes/${classId}/joining`, {
      joinPolicy: 'code',
    });
    const self: Client = await muster.signIn(`pupil${day}@school.example`);
    await self.request('DELETE', `/api/v2/me/classes/${classId}`);
    await leave();
    await goTo('12:00');
    await (
      await muster.signIn(`pupil${day}@school.example`)
    ).post('/api/v2/classes/join', {
      code: joining.body.joinCode,
    });
    expect([await isOn(), await membersOf(lab)]).toEqual([true, [pupil]]);
  });
});

describe('a group', () => {
  test('made after its lessons has a register of them: its first members are in it since they came', async () => {
    await enrol({ since: dayAt(-40) });
    await enrol({ since: dayAt(-2) }, [school.students[0]!.id]);
    const lab = await makeGroup('Lab', { personIds: [pupil, school.students[0]!.id] });
    const [old, recent] = [await plan(-8, [lab]), await plan(-1, [lab])];
    expect(await takeLate(old)).toEqual({ listed: [pupil], absent: 1 });
    expect((await takeLate(recent)).absent).toBe(2);
    const sheet = await school.teacher.get<SheetJson>(
      `/api/v2/classes/${classId}/sheet?format=json&from=${dayAt(-8)}&to=${dayAt()}`,
    );
    expect(sheet.body.students.find(({ id }) => id === pupil)).toMatchObject({ marks: ['absent', 'absent'] });
  });

  test('goes along when its students are enrolled from an earlier day afterwards', async () => {
    await enrol();
    const lab = await makeGroup('Lab');
    await enrol({ since: dayAt(-10) });
    expect((await takeLate(await plan(-5, [lab]))).listed).toEqual([pupil]);
  });

  test('can be said from a day in the past on, whose others have left it then, and not from one to come', async () => {
    await enrol({ since: dayAt(-40) }, [pupil, school.students[0]!.id]);
    const other = school.students[0]!.id;
    const [a, b] = [await makeGroup('A', { personIds: [pupil, other] }), await makeGroup('B', { personIds: [] })];
    const moved = { since: dayAt(-4) };
    expect((await setGroup(a, { personIds: [other], ...moved })).status).toBe(204);
    expect((await setGroup(b, { personIds: [pupil], ...moved })).status).toBe(204);
    expect((await takeLate(await plan(-6, [a]))).listed.sort()).toEqual([pupil, other].sort());
    expect((await takeLate(await plan(-3, [a]))).listed).toEqual([other]);
    expect((await takeLate(await plan(-6, [b]))).listed).toEqual([]);
    expect((await takeLate(await plan(-3, [b]))).listed).toEqual([pupil]);
    await setGroup(b, { personIds: [pupil], since: dayAt(-7) });
    expect((await takeLate(await plan(-5, [b]))).listed).toEqual([pupil]);
    const since = dayAt(1);
    expect([
      (await setGroup(b, { personIds: [pupil], since })).body.field,
      (await school.teacher.post<{ field?: string }>(groups(), { name: 'C', personIds: [pupil], since })).body.field,
      (await setGroup(b, { name: 'D', since: dayAt(-1) })).body.field,
    ]).toEqual(['since', 'since', 'since']);
  });

  test('made with a day is of that day on, not of before', async () => {
    await enrol({ since: dayAt(-40) });
    const lab = await makeGroup('Lab', { since: dayAt(-4) });
    expect((await takeLate(await plan(-5, [lab]))).listed).toEqual([]);
    expect((await takeLate(await plan(-4, [lab]))).listed).toEqual([pupil]);
  });

  test('whose members change without a day changes from now on', async () => {
    await enrol({ since: dayAt(-40) });
    const b = await makeGroup('B', { personIds: [] });
    await setGroup(b, { personIds: [pupil] });
    expect((await takeLate(await plan(-1, [b]))).listed).toEqual([]);
  });

  test('has after several changes at once the members of one of them', async () => {
    const others = await Promise.all(
      [1, 2, 3].map((at) => createPerson(school.admin, `Other ${at}`, `other${day}-${at}@school.example`, 'student')),
    );
    await enrol({}, [pupil, ...others]);
    const id = await makeGroup('At once');
    const changes = await Promise.all(
      [pupil, ...others, ...others].map((personId) => setGroup(id, { personIds: [personId] })),
    );
    expect(new Set(changes.map(({ status }) => status))).toEqual(new Set([204]));
    expect(await membersOf(id)).toHaveLength(1);
  });
});
