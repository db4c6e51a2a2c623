/** Rosters are people who are here: spells, deactivation, back-dated enrolment, groups, classes left and archived. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ClassView, GroupView, RosterEntry } from '../../../src/school/classes/classes.schema.ts';
import type { SheetJson } from '../../../src/reporting/sheets/sheet-json.ts';
import type { SessionView } from '../../../src/school/sessions/sessions.schema.ts';
import type { Client } from '../../support/client.ts';
import { adminEmail, password, startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createPerson, createSmallSchool, type SmallSchool } from '../../support/school.ts';

let muster: TestMuster;
let school: SmallSchool;
let day = 0;
let studentId = '';
let email = '';

beforeAll(async () => {
  muster = await startTestMuster({}, '2026-11-02T08:00:00Z');
  school = await createSmallSchool(muster, 1);
});
afterAll(() => muster.end());
/** Each test has a day and a student of its own. */
beforeEach(async () => {
  day += 1;
  await goTo('08:00');
  email = `pupil${day}@school.example`;
  studentId = await createPerson(school.admin, `Pupil ${day}`, email, 'student');
  await enrol();
});

async function goTo(time: string, plusDays = 0): Promise<void> {
  muster.clock.set(new Date(Date.parse(`2026-11-02T${time}:00Z`) + (day + plusDays) * 24 * 3600_000).toISOString());
  await school.teacher.signIn('grace@school.example', password);
  await school.admin.signIn(adminEmail, password);
}
const today = (): string => muster.clock.now().toISOString().slice(0, 10);
const roster = `/api/v2/classes/`;
const enrol = (body: object = {}, classId = school.classId) =>
  school.admin.post(`${roster}${classId}/students`, { personIds: [studentId], ...body });
const leave = () => school.admin.request('DELETE', `${roster}${school.classId}/students/${studentId}`);
const setStatus = (status: string) => school.admin.request('PATCH', `/api/v2/people/${studentId}`, { status });
const open = async (classId = school.classId): Promise<string> =>
  (await school.teacher.post<{ id: string }>(`/api/v2/classes/${classId}/sessions/open`, {})).body.id;
const close = (id: string) => school.teacher.post(`/api/v2/sessions/${id}/close`);
const mark = (id: string, status: string, personId = studentId) =>
  school.teacher.request('PUT', `/api/v2/sessions/${id}/records/${personId}`, { status });
const statusOf = async (sessionId: string, personId = studentId) =>
  (await muster.db.autocommit.attendanceRecord.findFirst({ where: { sessionId, personId } }))?.status ?? null;
const names = async (includeLeft = false, who: Client = school.teacher): Promise<string[]> =>
  (await who.get<RosterEntry[]>(`${roster}${school.classId}/students?includeLeft=${String(includeLeft)}`)).body.map(
    ({ id }) => id,
  );
const sheetOf = async (from = today()): Promise<SheetJson> =>
  (await school.teacher.get<SheetJson>(`${roster}${school.classId}/sheet?format=json&from=${from}&to=${today()}`)).body;
const lineOf = (sheet: SheetJson) => sheet.students.find(({ id }) => id === studentId)!;

describe('a spell on the roster', () => {
  test('ends when somebody leaves and another begins when they come back: what they missed then is not held against them', async () => {
    const whole = await open();
    await goTo('08:20');
    await leave();
    await goTo('08:30');
    await enrol();
    await close(whole);
    expect(await statusOf(whole)).toBeNull();
    const { body } = await school.admin.get<RosterEntry[]>(`${roster}${school.classId}/students`);
    expect(body.find(({ id }) => id === studentId)!.spells).toHaveLength(2);
  });

  test('that does not touch a session shows it as not enrolled, and a mark in it counts all the same', async () => {
    const before = await open();
    await close(before);
    await leave();
    await goTo('10:00');
    const while_ = await open();
    await close(while_);
    await goTo('12:00');
    await enrol();
    await goTo('13:00');
    const after = await open();
    await mark(after, 'present');
    await close(after);
    expect(lineOf(await sheetOf())).toMatchObject({
      marks: ['absent', null, 'present'],
      enrolled: [true, false, true],
      percentage: 50,
    });
    await mark(while_, 'late');
    expect(lineOf(await sheetOf())).toMatchObject({ marks: ['absent', 'late', 'present'], percentage: 66.7 });
  });

  test('can begin on a day in the past, also of who is on it already, and not on one to come', async () => {
    await goTo('09:00', 5);
    const since = new Date(Date.parse('2026-11-02T00:00:00Z') + (day - 20) * 24 * 3600_000).toISOString().slice(0, 10);
    expect((await enrol({ since: '2099-01-01' })).status).toBe(400);
    expect((await enrol({ since })).status).toBe(204);
    const { body } = await school.admin.get<RosterEntry[]>(`${roster}${school.classId}/students`);
    expect(body.find(({ id }) => id === studentId)!.spells).toEqual([{ from: `${since}T00:00:00.000Z`, to: null }]);
    await enrol({ since: today() });
    expect(
      (await school.admin.get<RosterEntry[]>(`${roster}${school.classId}/students`)).body.find(
        ({ id }) => id === studentId,
      )!.enrolledAt,
    ).toBe(`${since}T00:00:00.000Z`);
  });
});

describe('who is deactivated', () => {
  test('is on no roster from then on, is neither missing nor absent, and comes back when reactivated', async () => {
    const before = await open();
    await close(before);
    await goTo('10:00');
    await setStatus('deactivated');
    const session = await open();
    expect(await names()).not.toContain(studentId);
    expect((await school.teacher.say('who is missing in CS101?')).text).not.toContain(`Pupil ${day}`);
    await close(session);
    expect([await statusOf(before), await statusOf(session)]).toEqual(['absent', null]);
    await goTo('12:00');
    await setStatus('active');
    expect(await names()).toContain(studentId);
    await goTo('13:00');
    const again = await open();
    await close(again);
    expect(lineOf(await sheetOf())).toMatchObject({ marks: ['absent', null, 'absent'], enrolled: [true, false, true] });
  });

  test('does not come back to a class that they had left before', async () => {
    await leave();
    await goTo('09:00');
    await setStatus('deactivated');
    await setStatus('active');
    expect(await names()).not.toContain(studentId);
    expect(await names(true)).toContain(studentId);
  });
});

describe('a group', () => {
  test('has sessions of its own, for which the others are neither missing nor absent', async () => {
    const { body: lab } = await school.teacher.post<{ id: string }>(`${roster}${school.classId}/groups`, {
      name: `Lab ${day}`,
      personIds: [studentId],
    });
    const start = new Date(muster.clock.now().getTime() + 60_000);
    const { body } = await school.teacher.post<SessionView>(`${roster}${school.classId}/sessions`, {
      startsAt: start.toISOString(),
      endsAt: new Date(start.getTime() + 3600_000).toISOString(),
      groupIds: [lab.id],
    });
    await school.teacher.post(`/api/v2/sessions/${body.id}/open`);
    const present = await school.teacher.get<{ personId: string }[]>(`/api/v2/sessions/${body.id}/presence`);
    expect(present.body.map(({ personId }) => personId)).toEqual([studentId]);
    await goTo('08:30');
    expect((await close(body.id)).body).toEqual({ absent: 1, excused: 0 });
    const sheet = await sheetOf();
    expect(sheet.students.find(({ id }) => id === school.students[0]!.id)).toMatchObject({
      marks: [null],
      enrolled: [false],
    });
  });

  test('of which somebody is moved to another counts them where they were then', async () => {
    const make = async (name: string, personIds: string[]): Promise<string> =>
      (await school.teacher.post<{ id: string }>(`${roster}${school.classId}/groups`, { name, personIds })).body.id;
    const [a, b] = [await make(`A ${day}`, [studentId]), await make(`B ${day}`, [])];
    const session = async (groupIds: string[], time: string): Promise<string> => {
      const { body } = await school.teacher.post<SessionView>(`${roster}${school.classId}/sessions`, {
        startsAt: `${today()}T${time}:00Z`,
        endsAt: `${today()}T${time.slice(0, 2)}:50:00Z`,
        groupIds,
      });
      return body.id;
    };
    const [first, second, both] = [
      await session([a], '09:00'),
      await session([a], '11:00'),
      await session([a, b], '13:00'),
    ];
    await goTo('10:00');
    for (const [groupId, personIds] of [
      [a, []],
      [b, [studentId]],
    ] as const)
      await school.teacher.request('PATCH', `${roster}${school.classId}/groups/${groupId}`, { personIds });
    await goTo('14:00');
    for (const id of [first, second, both]) {
      await school.teacher.post(`/api/v2/sessions/${id}/open`);
      await close(id);
    }
    expect([await statusOf(first), await statusOf(second), await statusOf(both)]).toEqual(['absent', null, 'absent']);
    const { body } = await school.teacher.get<GroupView[]>(`${roster}${school.classId}/groups`);
    expect(body.find(({ id }) => id === b)!.personIds).toEqual([studentId]);
  });

  test('is of students on the roster, with a name of its own, made by its teachers', async () => {
    const stranger = await createPerson(school.admin, `Stranger ${day}`, `stranger${day}@school.example`, 'student');
    const make = (body: object, who: Client = school.teacher) =>
      who.post<{ field?: string }>(`${roster}${school.classId}/groups`, body);
    const pupil = await muster.signIn(email);
    expect((await make({ name: `G ${day}`, personIds: [studentId] })).status).toBe(201);
    expect(
      [
        await make({ name: `G ${day}` }),
        await make({ name: `H ${day}`, personIds: [stranger] }),
        await make({ name: ' ' }),
        await make({ name: `I ${day}` }, pupil),
      ].map(({ status, body }) => [status, body.field]),
    ).toEqual([
      [409, 'name'],
      [404, 'personIds'],
      [400, 'name'],
      [403, undefined],
    ]);
  });
});

describe('a class that is over', () => {
  test('keeps the records of who left it as their own, by API and chat', async () => {
    const session = await open();
    await mark(session, 'present');
    await close(session);
    await leave();
    const pupil = await muster.signIn(email);
    const { body } = await pupil.get<{ class: { code: string }; percentage: number; counting: string }[]>(
      `/api/v2/students/${studentId}/attendance`,
    );
    expect(body.map((one) => [one.class.code, one.percentage])).toEqual([['CS101', 100]]);
    expect(body[0]!.counting).toContain('Excused lessons are left out.');
    expect((await pupil.say('how is my attendance?')).text).toContain('CS101 Introduction to Computing: 100 %');
  });

  test('can be archived, looked at and brought back, and its code be used again meanwhile', async () => {
    const make = async (): Promise<string> =>
      (
        await school.admin.post<{ id: string }>('/api/v2/classes', {
          code: `OLD${day}`,
          title: 'Old',
          campusId: school.campusId,
        })
      ).body.id;
    const old = await make();
    await enrol({}, old);
    await school.admin.request('PATCH', `${roster}${old}`, { status: 'archived' });
    const archived = async (who: Client) => (await who.get<ClassView[]>('/api/v2/classes?archived=true')).body;
    expect((await archived(school.admin)).map(({ id }) => id)).toContain(old);
    expect(await archived(school.teacher)).toEqual([]);
    const fresh = await make();
    expect(fresh).not.toBe(old);
    expect((await school.admin.request('PATCH', `${roster}${old}`, { status: 'active' })).status).toBe(409);
    await school.admin.request('PATCH', `${roster}${fresh}`, { status: 'archived' });
    expect((await school.admin.request('PATCH', `${roster}${old}`, { status: 'active' })).status).toBe(204);
  });
});
