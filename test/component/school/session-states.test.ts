/** No lesson is lost: registers taken late, sessions closed too early or held in vain, and all of it taken back. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ClassFigures } from '../../../src/reporting/statistics/statistics.schema.ts';
import type { NotTakenSession, SessionView } from '../../../src/school/sessions/sessions.schema.ts';
import type { Client } from '../../support/client.ts';
import { adminEmail, password, startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createPerson, createSmallSchool, type SmallSchool } from '../../support/school.ts';

type Detail = Record<string, unknown> & { detail?: string };

let muster: TestMuster;
let school: SmallSchool;
let day = 0;
/** Nine o'clock of a day of its own, so that no test meets another's sessions. */
let nine = new Date();

beforeAll(async () => {
  muster = await startTestMuster({}, '2026-11-02T08:00:00Z');
  school = await createSmallSchool(muster, 3);
});
afterAll(() => muster.end());
beforeEach(async () => {
  day += 1;
  nine = new Date(Date.UTC(2026, 10, 2 + day, 9));
  await goTo(0);
});

/** So many minutes after nine; the tokens of the day before have run out. */
async function goTo(minutes: number): Promise<void> {
  muster.clock.set(at(minutes));
  await school.teacher.signIn('grace@school.example', password);
  await school.admin.signIn(adminEmail, password);
}
const at = (minutes: number): string => new Date(nine.getTime() + minutes * 60_000).toISOString();
const plan = async (from = 0, to = 60): Promise<string> =>
  (
    await school.teacher.post<SessionView>(`/api/v2/classes/${school.classId}/sessions`, {
      startsAt: at(from),
      endsAt: at(to),
    })
  ).body.id;
const open = async (): Promise<SessionView> =>
  (await school.teacher.post<SessionView>(`/api/v2/classes/${school.classId}/sessions/open`, {})).body;
const become = (id: string, what: string, body: object = {}, who: Client = school.teacher) =>
  who.post<Detail>(`/api/v2/sessions/${id}/${what}`, body);
const mark = (id: string, status: string, index = 0, who: Client = school.teacher) =>
  who.request<Detail>('PUT', `/api/v2/sessions/${id}/records/${school.students[index]!.id}`, { status });
/** The mark of one student in a file. */
const bring = async (status: string, who: Client = school.teacher): Promise<unknown> =>
  (
    await who.upload(`/api/v2/classes/${school.classId}/marks/import`, 'file', [
      Buffer.from(`email,date,status\n${school.students[0]!.email},${at(0).slice(0, 10)},${status}\n`),
    ])
  ).body;
const read = async (id: string): Promise<SessionView> =>
  (await school.teacher.get<SessionView>(`/api/v2/sessions/${id}`)).body;
const statuses = async (id: string): Promise<(string | null)[]> =>
  (await school.teacher.get<{ status: string | null }[]>(`/api/v2/sessions/${id}/presence`)).body.map(
    ({ status }) => status,
  );
/** What the figures count of this day. */
async function counted(): Promise<ClassFigures['figures']> {
  const iso = at(0).slice(0, 10);
  return (await school.admin.get<ClassFigures>(`/api/v2/classes/${school.classId}/figures?from=${iso}&to=${iso}`)).body
    .figures;
}
const notTaken = async (who: Client = school.teacher): Promise<NotTakenSession[]> =>
  (await who.get<NotTakenSession[]>('/api/v2/registers/not-taken')).body;
const actions = async (id: string): Promise<string[]> =>
  (
    await muster.db.autocommit.auditEntry.findMany({
      where: { subjectId: id, action: { startsWith: 'session.' } },
      orderBy: { id: 'asc' },
    })
  ).map(({ action }) => action);

describe('a lesson that nobody opened', () => {
  test('is listed until its register is taken, and is held at its own time by the first mark', async () => {
    const id = await plan();
    await goTo(26 * 60);
    expect((await notTaken()).map((one) => [one.id, one.code, String(one.takeUntil)])).toContainEqual([
      id,
      'CS101',
      at(60 + 14 * 24 * 60),
    ]);
    expect((await mark(id, 'present')).status).toBe(200);
    expect((await notTaken()).map((one) => one.id)).not.toContain(id);
    expect(await read(id)).toMatchObject({ status: 'open', startsAt: at(0), endsAt: at(60) });
    expect((await become(id, 'close')).body).toEqual({ absent: 2, excused: 0 });
    expect(await counted()).toMatchObject({ sessions: 1, present: 1, absent: 2 });
  });

  test('can be taken by opening it; left open it is closed by the service, and not at once', async () => {
    const id = await plan();
    await goTo(5 * 60);
    expect((await become(id, 'open')).body).toMatchObject({ status: 'open' });
    await muster.modules.attendance.closeDueSessions();
    expect((await read(id)).status).toBe('open');
    await goTo(18 * 60);
    await muster.modules.attendance.closeDueSessions();
    expect((await read(id)).status).toBe('closed');
  });

  test('is for an admin alone once the window of the class is over', async () => {
    await school.admin.request('PATCH', `/api/v2/classes/${school.classId}/policy`, { lateRegisterDays: 2 });
    const id = await plan();
    await goTo(60 + 2 * 24 * 60);
    const refused = await mark(id, 'late');
    expect([refused.status, refused.body.detail]).toEqual([409, expect.stringContaining('within 2 days')]);
    expect(await bring('late')).toMatchObject({ written: 0, lines: [{ fate: 'fault', field: 'date' }] });
    expect((await read(id)).status).toBe('scheduled');
    expect(await bring('late', school.admin)).toMatchObject({ written: 1, sessions: [{ id, fate: 'held' }] });
    expect((await mark(id, 'present', 0, school.admin)).status).toBe(200);
    await school.admin.request('PATCH', `/api/v2/classes/${school.classId}/policy`, { lateRegisterDays: 14 });
  });

  test('takes no check-in of a student, and one that lies ahead no mark', async () => {
    const [over, ahead] = [await plan(), await plan(600, 660)];
    await goTo(120);
    await become(over, 'open');
    const ada = await muster.signIn(school.students[0]!.email);
    const { body } = await ada.post<{ receipt: { decision: string } }>('/api/v2/check-ins', {
      sessionId: over,
      code: '123456',
    });
    expect(body.receipt.decision).toBe('rejected');
    expect([(await mark(ahead, 'present')).status, (await become(ahead, 'open')).status]).toEqual([409, 409]);
  });

  test('is told in chat, and a mark of that day takes it', async () => {
    await plan();
    await goTo(25 * 60);
    const { text } = await school.teacher.say('which registers are missing?');
    expect(text).toMatch(/not taken.*\nCS101, .* 09:00 \(can be taken until /s);
    expect((await school.teacher.say('mark Ada Lovelace late yesterday in CS101')).text).toMatch(/Ada Lovelace/);
    await school.teacher.press('Confirm');
    expect(await counted()).toMatchObject({ late: 1 });
  });
});

describe('a session that was closed too early', () => {
  test('goes on when it is reopened, without what closing wrote, and closes again', async () => {
    const { id } = await open();
    await mark(id, 'present');
    await become(id, 'close');
    expect(await statuses(id)).toEqual(['present', 'absent', 'absent']);
    expect((await become(id, 'reopen')).body).toMatchObject({ takenBack: 2, session: { status: 'open' } });
    expect(await statuses(id)).toEqual(['present', null, null]);
    await mark(id, 'late', 1);
    expect((await become(id, 'close')).body).toEqual({ absent: 1, excused: 0 });
    expect(await statuses(id)).toEqual(['present', 'late', 'absent']);
    expect(await actions(id)).toEqual(
      ['scheduled', 'opened', 'closed', 'reopened', 'closed'].map((what) => `session.${what}`),
    );
  });

  test('goes on with an open within its time, also by chat, and not after its end', async () => {
    const { id } = await open();
    await become(id, 'close');
    expect((await open()).id).toBe(id);
    await become(id, 'close');
    expect((await school.teacher.say('reopen CS101')).text).toMatch(/open again until 10:00; 3 marks .* taken back/);
    await school.teacher.press('Undo');
    expect((await read(id)).status).toBe('closed');
    await goTo(60);
    expect((await become(id, 'reopen')).status).toBe(409);
    expect((await open()).id).not.toBe(id);
  });

  test('gives way to the lesson that begins next', async () => {
    const [first, second] = [await plan(0, 60), await plan(60, 120)];
    await become(first, 'open');
    await goTo(50);
    expect((await open()).id).toBe(second);
    expect((await open()).id).toBe(second);
    expect((await read(first)).status).toBe('open');
  });
});

describe('a session that was held in vain', () => {
  test('is void with a reason: its marks are kept and count no more, and count again when it is given back', async () => {
    const { id } = await open();
    await mark(id, 'present');
    await become(id, 'close');
    const before = await counted();
    expect((await become(id, 'void', {})).status).toBe(400);
    expect((await become(id, 'void', { reason: 'snow day' })).body).toMatchObject({
      status: 'cancelled',
      statusBefore: 'closed',
      cancelReason: 'snow day',
    });
    expect(await counted()).toMatchObject({ sessions: 0, present: 0, absent: 0 });
    expect(await statuses(id)).toEqual(['present', 'absent', 'absent']);
    expect((await become(id, 'restore')).body).toMatchObject({ status: 'closed', cancelReason: null });
    expect(await counted()).toEqual(before);
    expect((await become(id, 'restore')).status).toBe(409);
  });

  test('is told to whom it concerns, with the reason', async () => {
    const { id } = await open();
    await mark(id, 'late', 1);
    await become(id, 'close');
    await goTo(180);
    await become(id, 'void', { reason: 'wrong class' });
    const blaise = await muster.signIn(school.students[1]!.email);
    const { body } = await blaise.get<{ notifications: { title: string; text: string }[] }>('/api/v2/me/notifications');
    expect(body.notifications[0]).toMatchObject({
      title: 'Cancelled: CS101',
      text: expect.stringMatching(/does not count any more: wrong class\./) as string,
    });
  });

  test('is void by a holiday made late, which gives back what it took when it is removed', async () => {
    const held = await open();
    await mark(held.id, 'present');
    await become(held.id, 'close');
    const planned = await plan(300, 360);
    const iso = at(0).slice(0, 10);
    const made = await school.admin.post<{ id: string }>('/api/v2/holidays', {
      campusId: school.campusId,
      name: 'Snow',
      firstDay: iso,
      lastDay: iso,
    });
    expect(made.body).toMatchObject({ cancelled: 1, voided: 1 });
    expect((await counted()).sessions).toBe(0);
    await school.admin.request('DELETE', `/api/v2/holidays/${made.body.id}?restoreSessions=true`);
    expect([(await read(held.id)).status, (await read(planned)).status]).toEqual(['closed', 'scheduled']);
    expect(await counted()).toMatchObject({ sessions: 1, present: 1 });
  });

  test('can be kept by a holiday, and one that a teacher called off does not come back with it', async () => {
    const held = await open();
    await become(held.id, 'close');
    const planned = await plan(300, 360);
    await become(planned, 'cancel');
    const iso = at(0).slice(0, 10);
    const { body } = await school.admin.post<{ id: string }>('/api/v2/holidays', {
      campusId: null,
      name: 'Half day',
      firstDay: iso,
      lastDay: iso,
      voidHeld: false,
    });
    expect((await read(held.id)).status).toBe('closed');
    await school.admin.request('DELETE', `/api/v2/holidays/${body.id}?restoreSessions=true`);
    expect((await read(planned)).status).toBe('cancelled');
  });

  test('is made void and given back by chat, each shown first', async () => {
    const { id } = await open();
    await become(id, 'close');
    expect((await school.teacher.say('cancel CS101 today')).text).toContain('its marks are kept and count no more');
    await school.teacher.press('Confirm');
    expect((await read(id)).statusBefore).toBe('closed');
    expect((await school.teacher.say('bring back CS101 today')).text).toContain('The marks that it had count again');
    await school.teacher.press('Confirm');
    expect((await read(id)).status).toBe('closed');
  });

  test('keeps the leave that is granted while it is void', async () => {
    const id = (await open()).id;
    await become(id, 'close');
    await become(id, 'void', { reason: 'snow' });
    const student = await muster.signIn(school.students[1]!.email);
    const asked = await student.post<{ id: string }>('/api/v2/leave', {
      ...{ classId: school.classId, from: at(0).slice(0, 10), reason: 'ill' },
    });
    await school.teacher.post(`/api/v2/leave/${asked.body.id}/approve`);
    await become(id, 'restore');
    expect(await statuses(id)).toEqual(['absent', 'excused', 'absent']);
  });

  test('is for its own staff: others find nothing', async () => {
    const { id } = await open();
    await createPerson(school.admin, `Other ${day}`, `other${day}@school.example`, 'teacher');
    const other = await muster.signIn(`other${day}@school.example`);
    const ada = await muster.signIn(school.students[0]!.email);
    for (const what of ['open', 'reopen', 'cancel', 'restore'])
      expect([what, (await become(id, what, {}, other)).status, (await become(id, what, {}, ada)).status]).toEqual([
        what,
        404,
        403,
      ]);
    expect(await notTaken(other)).toEqual([]);
  });
});
