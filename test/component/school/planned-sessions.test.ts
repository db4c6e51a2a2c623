/** Sessions that are planned: moved, cancelled, merged, listed, and run by a substitute. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Client } from '../../support/client.ts';
import { startPlanning, type Fault, type Planning, type Session } from '../../support/planning.ts';

let it: Planning;

beforeAll(async () => {
  it = await startPlanning();
});
afterAll(() => it.muster.end());
beforeEach(() => it.renew());

describe('a session', () => {
  const nine = { startsAt: '2026-11-20T09:00:00.000Z', endsAt: '2026-11-20T10:00:00.000Z' };
  const two = { startsAt: '2026-11-20T14:00:00.000Z', endsAt: '2026-11-20T15:00:00.000Z' };
  const plan = <T = Session>(
    id: string,
    what: string,
    body: Record<string, unknown> = {},
    who: Client = it.school.teacher,
  ) => who.post<T>(`/api/v2/sessions/${id}/${what}`, body);

  test('is moved with its place while it is scheduled, and not once it has begun', async () => {
    const { id } = await it.schedule(nine.startsAt, nine.endsAt, { placeId: it.placeId });
    expect(await plan(id, 'move', two)).toMatchObject({
      status: 200,
      body: { ...two, placeId: it.placeId, status: 'scheduled' },
    });
    expect((await plan(id, 'move', { ...nine, placeId: null })).body).toMatchObject({ ...nine, placeId: null });
    expect((await plan<Fault>(id, 'move', { startsAt: two.startsAt, endsAt: nine.endsAt })).body.field).toBe('endsAt');
    it.muster.clock.set('2026-11-20T09:00:00Z');
    const teacher = await it.muster.signIn('grace@school.example');
    await teacher.post(`/api/v2/classes/${it.classId}/sessions/open`);
    expect(await plan<Fault>(id, 'move', two, teacher)).toMatchObject({
      status: 409,
      body: { detail: 'Only a scheduled session can be moved; this one is open.' },
    });
    expect(await it.auditOf(id)).toEqual(['session.scheduled', 'session.moved', 'session.moved', 'session.opened']);
  });

  test('is cancelled while it is scheduled or open, and not twice; one in which somebody was marked is void', async () => {
    const { id } = await it.schedule(nine.startsAt, nine.endsAt);
    expect(await plan(id, 'cancel')).toMatchObject({ status: 200, body: { status: 'cancelled' } });
    expect((await plan(id, 'cancel')).status).toBe(409);
    const open = async (): Promise<string> =>
      (await it.school.teacher.post<Session>(`/api/v2/classes/${it.classId}/sessions/open`)).body.id;
    expect((await plan(await open(), 'cancel')).body.status).toBe('cancelled');
    const used = await open();
    await it.school.teacher.request('PUT', `/api/v2/sessions/${used}/records/${it.school.students[0]!.id}`, {
      status: 'present',
    });
    expect(await plan(used, 'cancel')).toMatchObject({
      status: 200,
      body: { status: 'cancelled', statusBefore: 'open' },
    });
  });

  test('that is merged into another is cancelled, and the other spans both', async () => {
    const [first, second] = [
      await it.schedule(nine.startsAt, nine.endsAt),
      await it.schedule('2026-11-20T09:30:00Z', '2026-11-20T11:30:00Z'),
    ];
    expect(await plan(first.id, 'merge', { intoSessionId: second.id })).toMatchObject({
      status: 200,
      body: { id: second.id, startsAt: nine.startsAt, endsAt: '2026-11-20T11:30:00.000Z', status: 'scheduled' },
    });
    expect(await it.muster.db.autocommit.session.findUnique({ where: { id: first.id } })).toMatchObject({
      status: 'cancelled',
      mergedIntoId: second.id,
    });
    expect((await plan(second.id, 'merge', { intoSessionId: first.id })).status).toBe(409);
    expect((await plan<Fault>(second.id, 'merge', { intoSessionId: second.id })).body.field).toBe('intoSessionId');
    const other = (await it.school.teacher.post<Session>(`/api/v2/classes/${it.school.classId}/sessions`, nine)).body;
    expect((await plan<Fault>(second.id, 'merge', { intoSessionId: other.id })).body.field).toBe('intoSessionId');
    const far = await it.schedule('2027-01-20T09:00:00Z', '2027-01-20T10:00:00Z');
    expect((await plan<Fault>(second.id, 'merge', { intoSessionId: far.id })).body).toMatchObject({
      code: 'invalidInput',
      field: 'intoSessionId',
    });
    expect(await it.auditOf(first.id)).toEqual(['session.scheduled', 'session.merged']);
  });

  test('two that are merged into each other at once leave one', async () => {
    const [first, second] = [
      await it.schedule(nine.startsAt, nine.endsAt),
      await it.schedule(two.startsAt, two.endsAt),
    ];
    const statuses = await Promise.all([
      plan(first.id, 'merge', { intoSessionId: second.id }),
      plan(second.id, 'merge', { intoSessionId: first.id }),
    ]);
    expect(statuses.map((answer) => answer.status).sort()).toEqual([200, 409]);
    expect((await it.list()).sessions.map((session) => session.status).sort()).toEqual(['cancelled', 'scheduled']);
  });

  test('that is cancelled while it is being opened is cancelled, and does not open again', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { id } = await it.schedule('2026-11-18T09:00:00Z', '2026-11-18T10:00:00Z');
      const [opened, cancelled] = await Promise.all([
        it.school.teacher.post<Session>(`/api/v2/classes/${it.classId}/sessions/open`),
        plan(id, 'cancel'),
      ]);
      expect([opened.status, cancelled.status]).toEqual([200, 200]);
      expect((await it.school.teacher.get<Session>(`/api/v2/sessions/${id}`)).body.status).toBe('cancelled');
      const { sessions } = await it.list(`classId=${it.classId}&status=open`);
      for (const session of sessions) await plan(session.id, 'cancel');
    }
  });

  test('is run by its substitute, who sees and plans it, names no further ones, and reaches nothing else of the class', async () => {
    const [session, other] = [
      await it.schedule(nine.startsAt, nine.endsAt),
      await it.schedule(two.startsAt, two.endsAt),
    ];
    const path = `/api/v2/sessions/${session.id}/substitutes`;
    expect((await it.colleague.get(`/api/v2/sessions/${session.id}`)).status).toBe(404);
    expect((await it.school.teacher.post<Fault>(path, { personId: it.school.students[0]!.id })).body).toMatchObject({
      code: 'notFound',
      field: 'personId',
    });
    expect([
      (await it.school.teacher.post(path, { personId: it.colleague.id })).status,
      (await it.school.teacher.post(path, { personId: it.colleague.id })).status,
    ]).toEqual([204, 204]);
    expect((await it.colleague.get(`/api/v2/sessions/${session.id}`)).status).toBe(200);
    const standIn = [{ id: it.colleague.id, name: 'Alan Turing', since: '2026-11-18T09:00:00.000Z' }];
    for (const who of [it.school.teacher, it.school.admin, it.colleague])
      expect((await who.get(path)).body).toEqual(standIn);
    expect([
      (await it.ada.get(path)).status,
      (await it.colleague.get(`/api/v2/sessions/${other.id}/substitutes`)).status,
    ]).toEqual([403, 404]);
    expect((await it.list(`classId=${it.classId}`, it.colleague)).sessions.map(({ id }) => id)).toEqual([session.id]);
    expect(
      (await plan(session.id, 'move', { startsAt: '2026-11-20T09:15:00Z', endsAt: nine.endsAt }, it.colleague)).status,
    ).toBe(200);
    expect((await it.colleague.post(path, { personId: it.colleague.id })).status).toBe(404);
    expect((await plan(other.id, 'cancel', {}, it.colleague)).status).toBe(404);
    expect((await plan(session.id, 'merge', { intoSessionId: other.id }, it.colleague)).status).toBe(404);
    expect((await it.school.teacher.request('DELETE', `${path}/${it.colleague.id}`)).status).toBe(204);
    expect((await it.school.teacher.request('DELETE', `${path}/${it.colleague.id}`)).status).toBe(404);
    expect((await it.colleague.get(`/api/v2/sessions/${session.id}`)).status).toBe(404);
    expect(await it.auditOf(session.id)).toEqual([
      'session.scheduled',
      'session.substituteNamed',
      'session.moved',
      'session.substituteRemoved',
    ]);
  });

  test('is listed page by page, also among those that start together, to whom its class belongs', async () => {
    for (let index = 0; index < 3; index += 1)
      await it.schedule(nine.startsAt, nine.endsAt, { title: `Group ${index}` });
    await it.schedule(two.startsAt, two.endsAt);
    const all = (await it.list()).sessions;
    const seen: string[] = [];
    for (
      let page = await it.list(`classId=${it.classId}&limit=1`);
      ;
      page = await it.list(`classId=${it.classId}&limit=1&after=${page.next}`)
    ) {
      seen.push(...page.sessions.map(({ id }) => id));
      if (page.next === null) break;
    }
    expect([all.length, seen]).toEqual([4, all.map(({ id }) => id)]);
    expect((await it.list(`classId=${it.classId}&from=${two.startsAt}`)).sessions).toHaveLength(1);
    expect((await it.list(`classId=${it.classId}&to=${two.startsAt}&status=scheduled`)).sessions).toHaveLength(3);
    expect((await it.list(`classId=${it.classId}&status=open`)).sessions).toEqual([]);
    expect((await it.list(`classId=${it.classId}`, it.ada)).sessions).toHaveLength(4);
    expect((await it.list(`classId=${it.classId}`, it.school.admin)).sessions).toHaveLength(4);
    expect((await it.list(`classId=${it.classId}`, it.colleague)).sessions).toEqual([]);
    expect((await it.school.teacher.get<Fault>('/api/v2/sessions?after=nonsense')).body).toMatchObject({
      code: 'invalidInput',
      field: 'after',
    });
    expect((await it.school.teacher.get<Fault>('/api/v2/sessions?limit=501')).body.field).toBe('limit');
  });
});
