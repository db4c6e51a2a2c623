/** What opened a session by mistake is taken back whole: its register is not taken again, and nobody becomes absent. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { WrittenChange } from '../../../src/attendance/register/register.ts';
import type { ClassFigures } from '../../../src/reporting/statistics/statistics.schema.ts';
import type { NotTakenSession, SessionView } from '../../../src/school/sessions/sessions.schema.ts';
import type { Client } from '../../support/client.ts';
import { adminEmail, password, startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createPerson, createSmallSchool, type SmallSchool } from '../../support/school.ts';

let muster: TestMuster;
let school: SmallSchool;
let day = 0;

beforeAll(async () => {
  muster = await startTestMuster({}, '2026-11-02T08:00:00Z');
  school = await createSmallSchool(muster, 3);
});
afterAll(() => muster.end());
/** Each test has a day of its own. */
beforeEach(async () => {
  day += 2;
  await goTo('08:00');
});

async function goTo(time: string, plusDays = 0): Promise<void> {
  muster.clock.set(at(time, plusDays));
  await school.teacher.signIn('grace@school.example', password);
  await school.admin.signIn(adminEmail, password);
}
const at = (time: string, plusDays = 0): string =>
  new Date(Date.parse(`2026-11-02T${time}:00Z`) + (day + plusDays) * 24 * 3600_000).toISOString();
const plan = async (extra: object = {}): Promise<string> =>
  (
    await school.teacher.post<SessionView>(`/api/v2/classes/${school.classId}/sessions`, {
      startsAt: at('09:00'),
      endsAt: at('10:00'),
      ...extra,
    })
  ).body.id;
const become = (id: string, what: string, who: Client = school.teacher) =>
  who.post<{ status: string | number; detail?: string }>(`/api/v2/sessions/${id}/${what}`);
const mark = async (id: string, index: number, status = 'present'): Promise<WrittenChange> =>
  (
    await school.teacher.request<WrittenChange>('PUT', `/api/v2/sessions/${id}/records/${school.students[index]!.id}`, {
      status,
    })
  ).body;
const undo = (id: string, ...changes: WrittenChange[]) =>
  school.teacher.post(`/api/v2/sessions/${id}/records/undo`, { changes });
const read = async (id: string): Promise<SessionView> =>
  (await school.teacher.get<SessionView>(`/api/v2/sessions/${id}`)).body;
const isNotTaken = async (id: string): Promise<boolean> =>
  (await school.teacher.get<NotTakenSession[]>('/api/v2/registers/not-taken')).body.some((one) => one.id === id);
const actions = async (id: string): Promise<string[]> =>
  (
    await muster.db.autocommit.auditEntry.findMany({
      where: { subjectId: id, action: { startsWith: 'session.' } },
      orderBy: { id: 'asc' },
    })
  ).map(({ action }) => action.slice('session.'.length));
const checkIn = async (id: string, code: string, index = 1) => {
  const pupil = await muster.signIn(school.students[index]!.email);
  return (await pupil.post<{ receipt: { decision: string } }>('/api/v2/check-ins', { sessionId: id, code })).body;
};

describe('the mark that opened a forgotten lesson', () => {
  test('takes its opening along when it is undone, and nobody is absent from it however long it is left', async () => {
    const id = await plan();
    await goTo('11:00', 1);
    const change = await mark(id, 0, 'late');
    expect([(await read(id)).status, await isNotTaken(id)]).toEqual(['open', false]);
    expect((await undo(id, change)).status).toBe(200);
    expect(await read(id)).toMatchObject({ status: 'scheduled', openedAt: null });
    expect(await isNotTaken(id)).toBe(true);
    expect(await actions(id)).toEqual(['scheduled', 'opened', 'unopened']);
    await goTo('11:00', 3);
    await muster.modules.attendance.closeDueSessions();
    expect(await isNotTaken(id)).toBe(true);
    const iso = at('00:00').slice(0, 10);
    const { figures } = (
      await school.admin.get<ClassFigures>(`/api/v2/classes/${school.classId}/figures?from=${iso}&to=${iso}`)
    ).body;
    expect(figures).toMatchObject({ sessions: 0, present: 0, late: 0, absent: 0 });
    await mark(id, 0, 'present');
    expect((await become(id, 'close')).body).toEqual({ absent: 2, excused: 0 });
  });

  test('takes it along in whatever order the marks are undone, one by one or together, and only with the last', async () => {
    for (const order of [[0, 1], [1, 0], 'together'] as const) {
      const id = await plan();
      await goTo('10:30');
      const changes = [await mark(id, 0), await mark(id, 1, 'absent')];
      if (order === 'together') await undo(id, ...changes);
      else
        for (const index of order) {
          expect((await read(id)).status).toBe('open');
          await undo(id, changes[index]!);
        }
      expect([order, (await read(id)).status]).toEqual([order, 'scheduled']);
      await become(id, 'cancel');
      await goTo('08:00');
    }
  });

  test('leaves it open when somebody opened it by hand, has shown a code, or has checked in meanwhile', async () => {
    const byHand = await plan();
    await goTo('09:05');
    await become(byHand, 'open');
    await undo(byHand, await mark(byHand, 0));
    expect((await read(byHand)).status).toBe('open');
    await become(byHand, 'close');
    const id = await plan({ startsAt: at('09:01') });
    const change = await mark(id, 0);
    const { body } = await school.teacher.post<{ code: string }>(`/api/v2/sessions/${id}/code`);
    await undo(id, change);
    expect((await read(id)).status).toBe('open');
    expect((await checkIn(id, body.code)).receipt.decision).toBe('accepted');
  });

  test('gives way to a check-in of the same moment: whoever is taken in is in an open session', async () => {
    const id = await plan();
    await goTo('09:05');
    const change = await mark(id, 0);
    const qr = await school.teacher.get<{ text: string }>(`/api/v2/sessions/${id}/qr`);
    const pupil = await muster.signIn(school.students[1]!.email);
    const [came] = await Promise.all([
      pupil.post<{ receipt: { decision: string } }>('/api/v2/check-ins', { sessionId: id, qr: qr.body.text }),
      undo(id, change),
    ]);
    const { status } = await read(id);
    expect([
      ['accepted', 'open'],
      ['rejected', 'scheduled'],
    ]).toContainEqual([came.body.receipt.decision, status]);
  });

  test('is undone by chat like that, which says so', async () => {
    const id = await plan();
    await goTo('12:00', 1);
    await school.teacher.say('mark Ada Lovelace late yesterday in CS101');
    await school.teacher.press('Confirm');
    expect((await read(id)).status).toBe('open');
    expect((await school.teacher.press('Undo')).text).toContain('its register is not taken');
    expect([(await read(id)).status, await isNotTaken(id)]).toEqual(['scheduled', true]);
  });
});

describe('an opening by hand', () => {
  test('can be taken back while nobody is marked, also of a lesson long over, and be made again', async () => {
    const id = await plan();
    await goTo('09:05');
    await become(id, 'open');
    expect((await become(id, 'unopen')).body).toMatchObject({ status: 'scheduled', openedAt: null });
    await goTo('20:00');
    await become(id, 'open');
    await undo(id, await mark(id, 2));
    expect((await become(id, 'unopen')).status).toBe(200);
    expect(await isNotTaken(id)).toBe(true);
    expect((await become(id, 'open')).body).toMatchObject({ status: 'open' });
    expect(await actions(id)).toEqual(['scheduled', 'opened', 'unopened', 'opened', 'unopened', 'opened']);
  });

  test('cannot once somebody is marked or waits to be, nor of a session that is not open, or opens itself', async () => {
    const id = await plan();
    await goTo('09:05');
    expect((await become(id, 'unopen')).body.detail).toContain('this one is scheduled');
    await become(id, 'open');
    expect((await checkIn(id, 'wrong1')).receipt.decision).toBe('rejected');
    const change = await mark(id, 0);
    expect((await become(id, 'unopen')).body.detail).toContain('used already');
    await undo(id, change);
    expect((await become(id, 'unopen')).status).toBe(200);
    await become(id, 'open');
    await become(id, 'close');
    expect((await become(id, 'unopen')).status).toBe(409);
    const itself = await plan({ opensItself: true, startsAt: at('09:04') });
    await muster.modules.sessions.openDue();
    expect((await read(itself)).status).toBe('open');
    expect((await become(itself, 'unopen')).body.detail).toContain('opens itself');
  });

  test('is taken back by the Undo of chat: a planned session is planned again, one made by it is cancelled', async () => {
    const id = await plan();
    await goTo('09:05');
    await school.teacher.say('open CS101');
    expect((await read(id)).status).toBe('open');
    expect((await school.teacher.press('Undo')).text).toContain('planned as before');
    expect((await read(id)).status).toBe('scheduled');
    await become(id, 'cancel');
    await goTo('15:00');
    await school.teacher.say('open CS101');
    expect((await school.teacher.press('Undo')).text).toContain('was cancelled');
  });

  test('is for its own staff', async () => {
    const id = await plan();
    await goTo('09:05');
    await become(id, 'open');
    await createPerson(school.admin, 'Other', 'other@school.example', 'teacher');
    const others = [await muster.signIn('other@school.example'), await muster.signIn(school.students[0]!.email)];
    expect(await Promise.all(others.map(async (who) => (await become(id, 'unopen', who)).status))).toEqual([404, 403]);
  });
});
