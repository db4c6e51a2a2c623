/** Plans over HTTP: timetables and holidays make and cancel sessions. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { newId } from '../../../src/kernel/ids.ts';
import type { Client } from '../../support/client.ts';
import { startPlanning, type Fault, type Planning, type Session } from '../../support/planning.ts';

let it: Planning;

beforeAll(async () => {
  it = await startPlanning();
});
afterAll(() => it.muster.end());
beforeEach(() => it.renew());

const weekly = {
  rule: 'FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20261216',
  firstDay: '2026-11-16',
  startsAt: '10:15',
  durationMinutes: 45,
};
const makeTimetable = <T = { id: string; sessions: number; skippedDays: string[] }>(
  change: Record<string, unknown> = {},
  who: Client = it.school.teacher,
) => who.post<T>(`/api/v2/classes/${it.classId}/timetables`, { ...weekly, ...change });

describe('a timetable', () => {
  test('makes its sessions at once in the wall time of the campus, leaving out holidays and excepted days', async () => {
    await it.school.admin.post('/api/v2/holidays', {
      campusId: it.campusId,
      name: 'Advent',
      firstDay: '2026-11-30',
      lastDay: '2026-12-01',
    });
    const { status, body } = await makeTimetable({ title: 'Lecture', exceptDays: ['2026-12-09'], placeId: it.placeId });
    expect([status, body]).toEqual([
      201,
      {
        ...weekly,
        id: body.id,
        classId: it.classId,
        title: 'Lecture',
        exceptDays: ['2026-12-09'],
        placeId: it.placeId,
        createdAt: '2026-11-18T09:00:00.000Z',
        endedAt: null,
        opensItself: false,
        groupIds: [],
        sessions: 8,
        skippedDays: ['2026-11-30', '2026-12-09'],
      },
    ]);
    const { sessions, next } = await it.list();
    expect([sessions.length, next]).toEqual([8, null]);
    expect(sessions[0]).toMatchObject({
      title: 'Lecture',
      startsAt: '2026-11-16T09:15:00.000Z',
      endsAt: '2026-11-16T10:00:00.000Z',
      status: 'scheduled',
      placeId: it.placeId,
      timetableId: body.id,
    });
    expect(await it.auditOf(body.id)).toEqual(['timetable.created']);
    expect(
      (await it.ada.get<{ id: string }[]>(`/api/v2/classes/${it.classId}/timetables`)).body.map(
        (timetable) => timetable.id,
      ),
    ).toEqual([body.id]);
  });

  test('that ends cancels what is to come and unused, and leaves the past and what was opened', async () => {
    const { body } = await makeTimetable();
    await it.school.teacher.post(`/api/v2/classes/${it.classId}/sessions/open`);
    const ended = await it.school.teacher.request<{ cancelled: number }>('DELETE', `/api/v2/timetables/${body.id}`);
    expect([ended.status, ended.body]).toEqual([200, { cancelled: 8 }]);
    expect((await it.list()).sessions.map((session) => session.status)).toEqual([
      'scheduled',
      'open',
      ...Array.from({ length: 8 }, () => 'cancelled'),
    ]);
    expect(
      (await it.school.teacher.request<{ cancelled: number }>('DELETE', `/api/v2/timetables/${body.id}`)).body,
    ).toEqual({ cancelled: 0 });
    expect(await it.auditOf(body.id)).toEqual(['timetable.created', 'timetable.ended']);
  });

  test.each([
    ['rule', { rule: 'FREQ=WEEKLY' }],
    ['rule', { rule: 'FREQ=DAILY;UNTIL=20280301' }],
    ['rule', { rule: 'FREQ=WEEKLY;COUNT=200' }],
    ['startsAt', { startsAt: '25:00' }],
    ['durationMinutes', { durationMinutes: 0 }],
    ['exceptDays.0', { exceptDays: ['soon'] }],
    ['firstDay', { firstDay: '0001-01-01' }],
  ])('with a wrong %s is refused whole', async (field, change) => {
    const { status, body } = await makeTimetable<Fault>(change);
    expect([status, body.field]).toEqual([400, field]);
    expect((await it.list()).sessions).toEqual([]);
  });

  test('names a place of its campus, and is made by staff of the class alone', async () => {
    const elsewhere = newId();
    await it.muster.db.autocommit.place.create({
      data: {
        id: elsewhere,
        campusId: it.school.campusId,
        kind: 'room',
        name: `Elsewhere`,
        latitude: 0,
        longitude: 0,
        radiusM: 50,
      },
    });
    expect((await makeTimetable<Fault>({ placeId: elsewhere })).body).toMatchObject({
      code: 'notFound',
      field: 'placeId',
    });
    expect([(await makeTimetable({}, it.colleague)).status, (await makeTimetable({}, it.ada)).status]).toEqual([
      404, 403,
    ]);
    const { body } = await makeTimetable();
    expect((await it.colleague.request('DELETE', `/api/v2/timetables/${body.id}`)).status).toBe(404);
  });
});

describe('a holiday', () => {
  test('cancels what is scheduled on its days by the clocks of its campus, and on no other campus', async () => {
    // 23:30 on the 24th and 00:30 on the 25th in Zurich.
    const before = await it.schedule('2026-12-24T22:30:00Z', '2026-12-24T22:50:00Z');
    const within = await it.schedule('2026-12-24T23:30:00Z', '2026-12-25T01:00:00Z');
    const elsewhere = (
      await it.school.teacher.post<Session>(`/api/v2/classes/${it.school.classId}/sessions`, {
        startsAt: '2026-12-25T10:00:00Z',
        endsAt: '2026-12-25T11:00:00Z',
      })
    ).body;
    const { status, body } = await it.school.admin.post<{ id: string; cancelled: number }>('/api/v2/holidays', {
      campusId: it.campusId,
      name: 'Christmas',
      firstDay: '2026-12-25',
      lastDay: '2026-12-26',
    });
    expect([status, body.cancelled]).toEqual([201, 1]);
    const statusOf = async ({ id }: Session): Promise<string> =>
      (await it.school.teacher.get<Session>(`/api/v2/sessions/${id}`)).body.status;
    expect([await statusOf(before), await statusOf(within), await statusOf(elsewhere)]).toEqual([
      'scheduled',
      'cancelled',
      'scheduled',
    ]);

    const everywhere = await it.school.admin.post<{ id: string; cancelled: number }>('/api/v2/holidays', {
      campusId: null,
      name: 'All',
      firstDay: '2026-12-25',
      lastDay: '2026-12-25',
    });
    expect([everywhere.body.cancelled, await statusOf(elsewhere)]).toEqual([1, 'cancelled']);
    expect((await it.ada.get<{ name: string }[]>('/api/v2/holidays')).body).toEqual(
      expect.arrayContaining([
        { id: body.id, campusId: it.campusId, name: 'Christmas', firstDay: '2026-12-25', lastDay: '2026-12-26' },
        { id: everywhere.body.id, campusId: null, name: 'All', firstDay: '2026-12-25', lastDay: '2026-12-25' },
      ]),
    );

    expect((await it.school.admin.request('DELETE', `/api/v2/holidays/${everywhere.body.id}`)).status).toBe(204);
    expect((await it.school.admin.request('DELETE', `/api/v2/holidays/${everywhere.body.id}`)).status).toBe(404);
    expect(await statusOf(elsewhere)).toBe('cancelled');
    expect(await it.auditOf(everywhere.body.id)).toEqual(['holiday.created', 'holiday.deleted']);
  });

  test('that overlaps others gives back what none of them covers; the rest is theirs, with their name', async () => {
    const lessons = [
      await it.schedule('2026-12-24T09:00:00Z', '2026-12-24T10:00:00Z'),
      // On the 25th in Zurich already.
      await it.schedule('2026-12-24T23:30:00Z', '2026-12-25T00:30:00Z'),
      await it.schedule('2026-12-26T09:00:00Z', '2026-12-26T10:00:00Z'),
    ];
    const make = async (name: string, firstDay: string, lastDay: string, everywhere = false): Promise<string> =>
      (
        await it.school.admin.post<{ id: string }>('/api/v2/holidays', {
          campusId: everywhere ? null : it.campusId,
          ...{ name, firstDay, lastDay },
        })
      ).body.id;
    const remove = (id: string, restores = true) =>
      it.school.admin.request('DELETE', `/api/v2/holidays/${id}?restoreSessions=${String(restores)}`);
    const read = () =>
      Promise.all(
        lessons.map(async ({ id }) => {
          const { body } = await it.school.teacher.get<Session & { cancelReason: string | null }>(
            `/api/v2/sessions/${id}`,
          );
          return body.status === 'cancelled' ? body.cancelReason : body.status;
        }),
      );
    const [eve, days] = [
      await make('Eve', '2026-12-24', '2026-12-25'),
      await make('Days', '2026-12-25', '2026-12-26', true),
    ];
    await make('Elsewhere', '2026-12-27', '2026-12-28');
    expect(await read()).toEqual(['Eve', 'Eve', 'Days']);
    await remove(eve);
    expect(await read()).toEqual(['scheduled', 'Days', 'Days']);
    const again = await make('Again', '2026-12-25', '2026-12-25');
    // Nothing is asked back here: what the other covers is its own from now on all the same.
    await remove(days, false);
    expect(await read()).toEqual(['scheduled', 'Again', 'Days']);
    await remove(again);
    expect(await read()).toEqual(['scheduled', 'scheduled', 'Days']);
  });

  test('is made by admins alone, runs forward, and on a campus that there is', async () => {
    const holiday = { campusId: it.campusId, name: 'X', firstDay: '2026-12-25', lastDay: '2026-12-24' };
    expect((await it.school.admin.post<Fault>('/api/v2/holidays', holiday)).body.field).toBe('lastDay');
    expect(
      (await it.school.admin.post<Fault>('/api/v2/holidays', { ...holiday, lastDay: '2027-12-26' })).body.field,
    ).toBe('lastDay');
    expect(
      (await it.school.admin.post<Fault>('/api/v2/holidays', { ...holiday, lastDay: '2026-12-25', campusId: newId() }))
        .body,
    ).toMatchObject({ code: 'notFound', field: 'campusId' });
    expect([
      (await it.school.teacher.post('/api/v2/holidays', holiday)).status,
      (await it.ada.post('/api/v2/holidays', holiday)).status,
    ]).toEqual([403, 403]);
  });
});
