/** Sessions that open themselves, and classes that one comes into by checking in. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Actor } from '../../../src/security/access/actor.ts';
import { startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createSmallSchool, enrolFace, readPortraits, type SmallSchool } from '../../support/school.ts';

let muster: TestMuster;
let school: SmallSchool;
let teacher: Actor;
let students: Actor[];
let portraits: Buffer[];

beforeAll(async () => {
  muster = await startTestMuster();
  school = await createSmallSchool(muster, 3);
  teacher = { personId: school.teacher.id, name: 'Grace Hopper', role: 'teacher' };
  students = school.students.map(({ id, name }) => ({ personId: id, name, role: 'student' }));
  portraits = await readPortraits(2);
  for (const [index, photo] of portraits.entries())
    await enrolFace(await muster.signIn(school.students[index]!.email), photo);
});
afterAll(() => muster.end());
beforeEach(() => muster.clock.set('2026-11-18T08:00:00Z'));

const rooms = (): TestMuster['modules'] => muster.modules;
let count = 0;
/** A session of its own day, so that no test meets another's. */
async function add(
  hours: { from: string; to: string },
  classId = school.classId,
): Promise<{ id: string; status: string; day: string }> {
  count += 1;
  const day = `2026-12-${String(count).padStart(2, '0')}`;
  const { session } = await rooms().sessions.addSelfOpening(teacher, {
    classId,
    title: null,
    startsAt: new Date(`${day}T${hours.from}:00Z`),
    endsAt: new Date(`${day}T${hours.to}:00Z`),
  });
  return { id: session.id, status: session.status, day };
}
const read = (id: string) => rooms().sessions.read(teacher, id);

describe('a session that opens itself', () => {
  test('is opened ten minutes before its start, and looked at later as of its start, by however many look', async () => {
    const { id, day } = await add({ from: '09:00', to: '10:00' });
    muster.clock.set(`${day}T08:49:59Z`);
    expect([await rooms().sessions.openDue(), (await read(id)).status]).toEqual([0, 'scheduled']);
    muster.clock.set(`${day}T08:50:00Z`);
    expect([await rooms().sessions.openDue(), (await read(id)).openedAt]).toEqual([1, new Date(`${day}T08:50:00Z`)]);
    const late = await add({ from: '09:00', to: '10:00' });
    muster.clock.set(`${late.day}T09:07:00Z`);
    const opened = await Promise.all(Array.from({ length: 5 }, () => rooms().sessions.openDue()));
    expect(opened.reduce((sum, one) => sum + one)).toBe(1);
    expect(await read(late.id)).toMatchObject({ status: 'open', openedAt: new Date(`${late.day}T09:00:00Z`) });
  });

  test('takes a check-in at the moment of its start, before anybody has looked, and lateness counts from the start', async () => {
    const onTime = await add({ from: '09:00', to: '10:00' });
    muster.clock.set(`${onTime.day}T09:00:00Z`);
    expect(
      (await rooms().attendance.checkIn(students[0]!, { sessionId: onTime.id, photo: portraits[0]!, channel: 'api' }))
        .receipt,
    ).toMatchObject({ decision: 'accepted', status: 'present' });
    const late = await add({ from: '09:00', to: '10:00' });
    muster.clock.set(`${late.day}T09:30:00Z`);
    expect(
      (await rooms().attendance.checkIn(students[0]!, { photo: portraits[0]!, channel: 'api' })).receipt,
    ).toMatchObject({ decision: 'accepted', status: 'late' });
    expect((await read(late.id)).status).toBe('open');
  });

  test('is not opened when it was cancelled or moved, nor once its end has passed', async () => {
    const [cancelled, moved, missed] = [
      await add({ from: '09:00', to: '10:00' }),
      await add({ from: '09:00', to: '10:00' }),
      await add({ from: '09:00', to: '10:00' }),
    ];
    await school.teacher.post(`/api/v2/sessions/${cancelled.id}/cancel`);
    await school.teacher.post(`/api/v2/sessions/${moved.id}/move`, {
      startsAt: `${missed.day}T09:00:00Z`,
      endsAt: `${missed.day}T12:00:00Z`,
    });
    muster.clock.set(`${moved.day}T09:30:00Z`);
    expect(await rooms().sessions.openDue()).toBe(0);
    muster.clock.set(`${missed.day}T11:00:00Z`);
    expect(await rooms().sessions.openDue()).toBe(1);
    expect([(await read(cancelled.id)).status, (await read(moved.id)).status, (await read(missed.id)).status]).toEqual([
      'cancelled',
      'open',
      'scheduled',
    ]);
  });

  test('is open at once when its time has begun; one that is over is held, with nobody marked and nobody told', async () => {
    const before = await rooms().notifications.list(students[0]!, { unreadOnly: false, limit: 50 });
    const at = (time: string): Date => new Date(`2026-11-18T${time}:00Z`);
    const now = await rooms().sessions.addSelfOpening(teacher, {
      classId: school.classId,
      title: null,
      startsAt: at('07:30'),
      endsAt: at('09:00'),
    });
    const over = await rooms().sessions.addSelfOpening(teacher, {
      classId: school.classId,
      title: null,
      startsAt: at('05:00'),
      endsAt: at('06:00'),
    });
    expect([now.session.status, over.session.status]).toEqual(['open', 'closed']);
    await rooms().attendance.closeDueSessions();
    expect((await rooms().attendance.readPresence(teacher, over.session.id)).map(({ status }) => status)).toEqual([
      null,
      null,
      null,
    ]);
    expect((await rooms().notifications.list(students[0]!, { unreadOnly: false, limit: 50 })).notifications).toEqual(
      before.notifications,
    );
    await school.teacher.request('PUT', `/api/v2/sessions/${over.session.id}/records/${students[0]!.personId}`, {
      status: 'present',
    });
    expect(
      (await rooms().attendance.readPresence(teacher, over.session.id)).find(
        ({ personId }) => personId === students[0]!.personId,
      )?.status,
    ).toBe('present');
  });

  test('added twice is one, also at the same moment', async () => {
    const input = {
      classId: school.classId,
      title: 'Lab',
      startsAt: new Date('2026-11-25T09:00:00Z'),
      endsAt: new Date('2026-11-25T10:00:00Z'),
    };
    const added = await Promise.all(Array.from({ length: 6 }, () => rooms().sessions.addSelfOpening(teacher, input)));
    expect([new Set(added.map(({ session }) => session.id)).size, added.filter(({ isNew }) => isNew).length]).toEqual([
      1, 1,
    ]);
    expect((await rooms().sessions.addSelfOpening(teacher, { ...input, title: 'Lecture' })).isNew).toBe(true);
  });

  test('of a whole day begins now when it is today, and at midnight of the campus otherwise, also on a day of 25 hours', async () => {
    const campus = await school.admin.post<{ id: string }>('/api/v2/campuses', {
      name: 'Zürich',
      timeZone: 'Europe/Zurich',
    });
    const { body } = await school.admin.post<{ id: string }>('/api/v2/classes', {
      code: 'ZH1',
      title: 'Zürich',
      campusId: campus.body.id,
    });
    await school.admin.post(`/api/v2/classes/${body.id}/teachers`, { personId: school.teacher.id });
    const span = async (day: string) => {
      const { startsAt, endsAt, status } = (
        await rooms().sessions.addDay(teacher, { classId: body.id, title: null, day })
      ).session;
      return [startsAt.toISOString(), endsAt.toISOString(), status];
    };
    expect(await span('2026-11-18')).toEqual(['2026-11-18T08:00:00.000Z', '2026-11-18T23:00:00.000Z', 'open']);
    expect(await span('2026-11-20')).toEqual(['2026-11-19T23:00:00.000Z', '2026-11-20T23:00:00.000Z', 'scheduled']);
    expect(await span('2026-10-25')).toEqual(['2026-10-24T22:00:00.000Z', '2026-10-25T22:00:00.000Z', 'closed']);
  });

  test('is asked for through the API, and by nobody but the teachers of the class', async () => {
    const made = await school.teacher.post(`/api/v2/classes/${school.classId}/sessions`, {
      startsAt: '2026-11-27T09:00:00Z',
      endsAt: '2026-11-27T10:00:00Z',
      opensItself: true,
    });
    expect([made.status, made.body['opensItself']]).toEqual([201, true]);
    await expect(
      rooms().sessions.addDay(students[0]!, { classId: school.classId, title: null, day: '2026-11-28' }),
    ).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('a class where anybody may join', () => {
  let openClass: string;
  let sessionId: string;
  beforeAll(async () => {
    muster.clock.set('2026-11-18T08:00:00Z');
    openClass = (
      await school.teacher.post<{ id: string }>('/api/v2/me/classes', { title: 'Choir', joinPolicy: 'open' })
    ).body.id;
    sessionId = (
      await school.teacher.post<{ id: string }>(`/api/v2/classes/${openClass}/sessions/open`, { durationMinutes: 90 })
    ).body.id;
  });
  const roster = async (): Promise<string[]> =>
    (await rooms().classes.readRoster(teacher, openClass)).map(({ name }) => name);
  const checkIn = (index: number, shown: { photo?: Buffer; code?: string }, joins = true) =>
    rooms().attendance.checkIn(students[index]!, { sessionId, channel: 'api', joins, ...shown });

  test('takes who checks in onto its roster only if the check-in counts, and only where that was asked for', async () => {
    await expect(checkIn(0, { photo: portraits[0]! }, false)).rejects.toMatchObject({ code: 'notFound' });
    expect((await checkIn(0, { photo: portraits[1]! })).receipt.decision).toBe('rejected');
    expect(await roster()).toEqual([]);
    expect((await checkIn(0, { photo: portraits[0]! })).receipt.decision).toBe('accepted');
    expect(await roster()).toEqual(['Ada Lovelace']);
  });

  test('is found by its code, and wrong codes are counted', async () => {
    const { code } = (
      await school.teacher.post<{ code: string }>(`/api/v2/sessions/${sessionId}/code`, { lifeMinutes: 60 })
    ).body;
    const other = code === '000000' ? '000001' : '000000';
    const byCode = (typed: string) =>
      rooms()
        .attendance.checkIn(students[1]!, { code: typed, channel: 'api', joins: true })
        .then(({ receipt }) => receipt.reasons[0]!.sentence);
    for (let tried = 0; tried < 5; tried += 1) expect(await byCode(other)).toContain('not right');
    expect(await byCode(code)).toContain('too many wrong codes');
    expect(await roster()).toEqual(['Ada Lovelace']);
    muster.clock.advance(11);
    expect(await byCode(code)).toContain('is right');
    expect(await roster()).toEqual(['Ada Lovelace', 'Blaise Pascal']);
  });

  test('that is closed in the meantime takes nobody', async () => {
    await school.teacher.request('PUT', `/api/v2/classes/${openClass}/joining`, { joinPolicy: 'closed' });
    await expect(checkIn(2, { code: '123456' })).rejects.toMatchObject({ code: 'notFound' });
    expect((await checkIn(0, { photo: portraits[0]! })).receipt.decision).toBe('accepted');
  });
});

describe('the own history', () => {
  test('shows each session once, also where nothing was marked, to the student alone', async () => {
    muster.clock.set('2026-12-31T12:00:00Z');
    const { body } = await (
      await muster.signIn(school.students[2]!.email)
    ).get<{ sessionId: string; status: string | null; personId: string }[]>(
      '/api/v2/me/history?from=2026-11-01&to=2026-12-31',
    );
    expect(new Set(body.map(({ personId }) => personId))).toEqual(new Set([school.students[2]!.id]));
    expect(new Set(body.map(({ sessionId: id }) => id)).size).toBe(body.length);
    expect(body.some(({ status }) => status === null)).toBe(true);
    expect(
      (
        await (
          await muster.signIn(school.students[2]!.email)
        ).get(`/api/v2/me/history?personId=${school.students[0]!.id}`)
      ).status,
    ).toBe(404);
    expect((await (await muster.signIn('grace@school.example')).get('/api/v2/me/history')).status).toBe(403);
  });
});
