/** An archived class keeps what it has, which can be corrected, and takes nothing new until it is brought back. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ClassView, RosterEntry } from '../../../src/school/classes/classes.schema.ts';
import type { SessionView } from '../../../src/school/sessions/sessions.schema.ts';
import type { Client } from '../../support/client.ts';
import { adminEmail, password, startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createSmallSchool, type SmallSchool } from '../../support/school.ts';

interface Fault {
  detail?: string;
  field?: string;
}

let muster: TestMuster;
let school: SmallSchool;
let day = 0;
let classId = '';
let code = '';

beforeAll(async () => {
  muster = await startTestMuster({}, '2026-11-02T08:00:00Z');
  school = await createSmallSchool(muster, 3);
});
afterAll(() => muster.end());
/** Each test has a day and a class of its own. */
beforeEach(async () => {
  day += 1;
  await goTo('08:00');
  code = `AR${day}`;
  classId = await makeClass();
  await school.admin.post(`/api/v2/classes/${classId}/teachers`, { personId: school.teacher.id });
  await school.admin.post(`/api/v2/classes/${classId}/students`, { personIds: school.students.map(({ id }) => id) });
});

async function goTo(time: string): Promise<void> {
  muster.clock.set(at(time));
  await school.teacher.signIn('grace@school.example', password);
  await school.admin.signIn(adminEmail, password);
}
const at = (time: string): string => new Date(Date.parse(`2026-11-02T${time}:00Z`) + day * 24 * 3600_000).toISOString();
const makeClass = async (): Promise<string> =>
  (await school.admin.post<{ id: string }>('/api/v2/classes', { code, title: 'Old', campusId: school.campusId })).body
    .id;
const change = (body: object, id = classId) => school.admin.request<Fault>('PATCH', `/api/v2/classes/${id}`, body);
const archive = () => change({ status: 'archived' });
const plan = async (from: string, to: string, extra: object = {}): Promise<string> =>
  (
    await school.teacher.post<SessionView>(`/api/v2/classes/${classId}/sessions`, {
      startsAt: at(from),
      endsAt: at(to),
      ...extra,
    })
  ).body.id;
const become = (id: string, what: string, body: object = {}) =>
  school.teacher.post<Fault>(`/api/v2/sessions/${id}/${what}`, body);
const mark = (id: string, index: number, status: string, who: Client = school.teacher) =>
  who.request<Fault>('PUT', `/api/v2/sessions/${id}/records/${school.students[index]!.id}`, { status });
const statusOf = async (id: string): Promise<string> =>
  (await school.teacher.get<SessionView>(`/api/v2/sessions/${id}`)).body.status;

describe('in an archived class', () => {
  /** A closed lesson in which the first is present, the second absent, and the mark of the third was taken back. */
  async function heldLesson(): Promise<string> {
    const id = await plan('08:00', '09:00');
    await become(id, 'open');
    await mark(id, 0, 'present');
    const { body } = await mark(id, 2, 'present');
    await become(id, 'close');
    expect((await become(id, 'records/undo', { changes: [body] })).status).toBe(200);
    return id;
  }

  test('what stands can be corrected and taken back, and nobody be marked anew, by hand or by photo', async () => {
    const id = await heldLesson();
    await archive();
    const corrected = await mark(id, 0, 'late');
    expect(corrected.status).toBe(200);
    expect((await become(id, 'records/undo', { changes: [corrected.body] })).status).toBe(200);
    for (const who of [school.teacher, school.admin])
      expect(await mark(id, 2, 'present', who)).toMatchObject({
        status: 409,
        body: { field: 'personId', detail: expect.stringContaining('archived') as string },
      });
    const both = [0, 2].map((index) => ({ personId: school.students[index]!.id, status: 'late' }));
    expect((await school.teacher.request('PUT', `/api/v2/sessions/${id}/records`, { marks: both })).status).toBe(409);
    expect((await become(id, 'roll-call/confirm', { personIds: [school.students[2]!.id] })).status).toBe(409);
    const marks = (await school.teacher.get<{ status: string }[]>(`/api/v2/sessions/${id}/records`)).body;
    expect(marks.map(({ status }) => status).sort()).toEqual(['absent', 'present']);
    await change({ status: 'active' });
    expect((await mark(id, 2, 'present')).status).toBe(200);
  });

  test('leave excuses who was absent, and writes nothing where nothing stood', async () => {
    const id = await heldLesson();
    const asked = await Promise.all(
      [1, 2].map(async (index) => {
        const pupil = await muster.signIn(school.students[index]!.email);
        const request = { classId, from: at('00:00').slice(0, 10), reason: 'Ill' };
        return (await pupil.post<{ id: string }>('/api/v2/leave', request)).body.id;
      }),
    );
    await archive();
    for (const leaveId of asked) expect((await school.admin.post(`/api/v2/leave/${leaveId}/approve`)).status).toBe(200);
    const marks = (await school.teacher.get<{ personId: string; status: string }[]>(`/api/v2/sessions/${id}/records`))
      .body;
    expect(new Map(marks.map(({ personId, status }) => [personId, status]))).toEqual(
      new Map([
        [school.students[0]!.id, 'present'],
        [school.students[1]!.id, 'excused'],
      ]),
    );
  });

  test('no register is taken late and no lesson goes on, and none opens itself or is checked in to', async () => {
    const forgotten = await plan('08:10', '08:50');
    const early = await plan('08:00', '12:00');
    const itself = await plan('10:00', '11:00', { opensItself: true });
    await become(early, 'open');
    const called = await plan('08:05', '08:40');
    await become(called, 'open');
    await become(called, 'void', { reason: 'wrong room' });
    await become(early, 'close');
    await goTo('09:30');
    await archive();
    expect([
      (await become(forgotten, 'open')).status,
      (await mark(forgotten, 0, 'present')).status,
      (await become(early, 'reopen')).status,
      (await become(called, 'restore')).status,
    ]).toEqual([409, 409, 409, 409]);
    await goTo('10:05');
    const ada = await muster.signIn(school.students[0]!.email);
    const { body } = await ada.post<{ receipt?: { decision: string } }>('/api/v2/check-ins', {
      sessionId: itself,
      code: '123456',
    });
    expect(body.receipt?.decision).not.toBe('accepted');
    await muster.modules.sessions.openDue();
    await muster.modules.attendance.closeDueSessions();
    expect([await statusOf(forgotten), await statusOf(itself), await statusOf(early)]).toEqual([
      'scheduled',
      'scheduled',
      'closed',
    ]);
    const file = Buffer.from(`email,date,status\n${school.students[0]!.email},${at('00:00').slice(0, 10)},late\n`);
    for (const dryRun of [true, false])
      expect(
        (await school.admin.upload(`/api/v2/classes/${classId}/marks/import?dryRun=${String(dryRun)}`, 'file', [file]))
          .status,
      ).toBe(409);
    await change({ status: 'active' });
    expect((await become(forgotten, 'open')).status).toBe(200);
  });

  test('nothing is opened by a holiday that is removed, and what was closed comes back', async () => {
    const [open, closed] = [await plan('08:00', '09:00'), await plan('08:05', '09:00')];
    for (const id of [open, closed]) await become(id, 'open');
    await become(closed, 'close');
    const iso = at('00:00').slice(0, 10);
    const { body } = await school.admin.post<{ id: string }>('/api/v2/holidays', {
      campusId: null,
      name: 'Snow',
      firstDay: iso,
      lastDay: iso,
    });
    await archive();
    await school.admin.request('DELETE', `/api/v2/holidays/${body.id}?restoreSessions=true`);
    expect([await statusOf(open), await statusOf(closed)]).toEqual(['cancelled', 'closed']);
  });
});

describe('bringing a class back', () => {
  test('whose code is used again says so and which, and takes another code at once', async () => {
    await archive();
    await makeClass();
    expect(await change({ status: 'active' })).toMatchObject({
      status: 409,
      body: { field: 'code', detail: expect.stringContaining(`the code ${code} now`) as string },
    });
    expect((await change({ status: 'active', code: `${code}B` })).status).toBe(204);
    expect((await school.admin.get<ClassView>(`/api/v2/classes/${classId}`)).body.code).toBe(`${code}B`);
    const taken = await change({ code: 'CS101', title: 'Other' });
    expect(taken.body).toMatchObject({ field: 'code', detail: 'There is already one called CS101.' });
  });

  test('a name of a campus or a group that is taken is told by its field, too', async () => {
    const { body } = await school.admin.post<{ id: string }>('/api/v2/campuses', {
      name: `North ${day}`,
      timeZone: 'UTC',
    });
    const renamed = await school.admin.request<Fault>('PATCH', `/api/v2/campuses/${body.id}`, {
      name: 'Main',
      locale: 'de-AT',
    });
    expect(renamed).toMatchObject({
      status: 409,
      body: { field: 'name', detail: 'There is already one called Main.' },
    });
    const groups = `/api/v2/classes/${classId}/groups`;
    await school.teacher.post(groups, { name: 'Lab' });
    const other = await school.teacher.post<{ id: string }>(groups, { name: 'Section' });
    const taken = await school.teacher.request<Fault>('PATCH', `${groups}/${other.body.id}`, { name: 'Lab' });
    expect(taken).toMatchObject({ status: 409, body: { field: 'name', detail: 'There is already one called Lab.' } });
  });

  test('brings back who was reactivated meanwhile', async () => {
    const pupil = school.students[1]!.id;
    const setStatus = (status: string) => school.admin.request('PATCH', `/api/v2/people/${pupil}`, { status });
    const roster = async (): Promise<string[]> =>
      (await school.admin.get<RosterEntry[]>(`/api/v2/classes/${classId}/students`)).body.map(({ id }) => id);
    await setStatus('deactivated');
    await archive();
    await goTo('09:00');
    await setStatus('active');
    await change({ status: 'active' });
    expect(await roster()).toContain(pupil);
  });
});
