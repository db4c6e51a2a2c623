/** Leave from the request to the register: who may ask, who decides, and what becomes of records. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { LeaveView } from '../../../src/attendance/leave/leave.schema.ts';
import type { Client } from '../../support/client.ts';
import { askForLeave, postToLeave, startLeaveSchool, type LeaveSchool } from '../../support/leave-school.ts';
import { createPerson } from '../../support/school.ts';

let muster: LeaveSchool['muster'];
let school: LeaveSchool['school'];
let people: LeaveSchool['people'];
let signInOthers: LeaveSchool['signInOthers'];
let startMorning: LeaveSchool['startMorning'];
let [adaId, otherClassId, today] = ['', '', ''];
let day = 0;

beforeAll(async () => {
  ({ muster, school, people, adaId, otherClassId, startMorning, signInOthers } = await startLeaveSchool());
});
afterAll(() => muster.end());
beforeEach(async () => {
  ({ day, today } = await startMorning());
});
const openSession = async (classId = school.classId): Promise<string> =>
  (await school.admin.post<{ id: string }>(`/api/v2/classes/${classId}/sessions/open`)).body.id;
const close = (id: string) => school.admin.post(`/api/v2/sessions/${id}/close`);
const statusOf = async (sessionId: string, personId = adaId): Promise<string | null | undefined> =>
  (await muster.db.autocommit.attendanceRecord.findFirst({ where: { sessionId, personId } }))?.status;
const mark = (sessionId: string, status: string, personId = adaId) =>
  school.admin.request('PUT', `/api/v2/sessions/${sessionId}/records/${personId}`, { status });

describe('what it does to the register', () => {
  test('approved after closing: the absence becomes excused, presence stays, and withdrawing brings the absence back', async () => {
    const sessionId = await openSession();
    const other = await openSession(otherClassId);
    await mark(other, 'present');
    await close(sessionId);
    await close(other);
    const { body, status } = await askForLeave(people.ada, { from: today });
    expect(status).toBe(201);
    expect(await statusOf(sessionId)).toBe('absent');
    expect((await postToLeave(school.admin, body.id, 'approve', { comment: 'get well' })).body).toMatchObject({
      status: 'approved',
      comment: 'get well',
      decidedBy: { name: expect.any(String) as string },
    });
    expect([await statusOf(sessionId), await statusOf(other)]).toEqual(['excused', 'present']);
    const history = await school.teacher.get<{ source: string; before: string | null; after: string }[]>(
      `/api/v2/sessions/${sessionId}/records/${adaId}/history`,
    );
    expect(history.body.at(-1)).toMatchObject({ source: 'leave', before: 'absent', after: 'excused', reason: null });
    expect((await postToLeave(people.ada, body.id, 'withdraw')).body.status).toBe('withdrawn');
    expect([await statusOf(sessionId), await statusOf(other)]).toEqual(['absent', 'present']);
  });

  test('approved before closing: nothing is written until the session closes, then excused; withdrawing makes it absent', async () => {
    const sessionId = await openSession();
    const { body } = await askForLeave(people.ada, { classId: school.classId, sessionIds: [sessionId] });
    await postToLeave(school.teacher, body.id, 'approve');
    expect(await statusOf(sessionId)).toBeUndefined();
    expect((await close(sessionId)).body).toEqual({ absent: 2, excused: 1 });
    expect(await statusOf(sessionId)).toBe('excused');
    expect((await muster.db.autocommit.sessionTally.findUniqueOrThrow({ where: { sessionId } })).excused).toBe(1);
    // Whoever decides may revoke it too.
    expect((await postToLeave(school.teacher, body.id, 'withdraw')).status).toBe(200);
    expect(await statusOf(sessionId)).toBe('absent');
  });

  test('a session that is made after the approval is covered too', async () => {
    const { body } = await askForLeave(people.ada, { classId: school.classId, from: today });
    expect((await postToLeave(school.teacher, body.id, 'approve')).status).toBe(200);
    const sessionId = await openSession();
    await close(sessionId);
    expect(await statusOf(sessionId)).toBe('excused');
  });

  test('whoever comes although on leave is present', async () => {
    const sessionId = await openSession();
    const { body } = await askForLeave(people.ada, { classId: school.classId, from: today });
    await postToLeave(school.teacher, body.id, 'approve');
    const code = (await school.teacher.post<{ code: string }>(`/api/v2/sessions/${sessionId}/code`)).body.code;
    await people.ada.post('/api/v2/check-ins', { sessionId, code });
    await close(sessionId);
    expect(await statusOf(sessionId)).toBe('present');
  });

  test('withdrawing leaves alone what a teacher changed since, and what another approved request still covers', async () => {
    const [first, second] = [await openSession(), await openSession(otherClassId)];
    await close(first);
    await close(second);
    const all = (await askForLeave(people.ada, { from: today })).body.id;
    const one = (await askForLeave(people.ada, { classId: school.classId, from: today })).body.id;
    await postToLeave(school.admin, all, 'approve');
    await postToLeave(school.teacher, one, 'approve');
    await postToLeave(people.ada, all, 'withdraw');
    expect([await statusOf(first), await statusOf(second)]).toEqual(['excused', 'absent']);
    await mark(first, 'late');
    await postToLeave(people.ada, one, 'withdraw');
    expect(await statusOf(first)).toBe('late');
  });

  test('whoever came onto the roster after the session began is not written absent', async () => {
    const sessionId = await openSession();
    muster.clock.advance(5);
    const lateId = await createPerson(school.admin, `Late ${day}`, `late${day}@school.example`, 'student');
    await school.admin.post(`/api/v2/classes/${school.classId}/students`, { personIds: [lateId] });
    expect((await close(sessionId)).body).toEqual({ absent: 3, excused: 0 });
    expect(await statusOf(sessionId, lateId)).toBeUndefined();
    await school.admin.request('PATCH', `/api/v2/people/${lateId}`, { status: 'deactivated' });
  });

  test('a session that closes while leave is approved never leaves an absence behind', async () => {
    for (let round = 0; round < 8; round += 1) {
      const sessionId = await openSession();
      const { body } = await askForLeave(people.ada, { classId: school.classId, sessionIds: [sessionId] });
      await Promise.all([close(sessionId), postToLeave(school.teacher, body.id, 'approve')]);
      expect(await statusOf(sessionId)).toBe('excused');
    }
  });
});

describe('who may ask and who decides', () => {
  test('of two who decide at once one wins and the other is told', async () => {
    const { body } = await askForLeave(people.ada, { classId: school.classId, from: today });
    const answers = await Promise.all([
      postToLeave(school.teacher, body.id, 'approve'),
      postToLeave(school.admin, body.id, 'reject', { comment: 'no' }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(
      await muster.db.autocommit.auditEntry.count({
        where: { subjectId: body.id, action: { in: ['leave.approved', 'leave.rejected'] } },
      }),
    ).toBe(1);
  });

  test('the same time is asked for once, also by two at the same moment; after a rejection it may be asked again', async () => {
    const answers = await Promise.all([
      askForLeave(people.ada, { from: today }),
      askForLeave(people.mother, { studentId: adaId, from: today }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    const made = answers.find(({ status }) => status === 201)!.body.id;
    await postToLeave(school.admin, made, 'reject');
    expect((await askForLeave(people.ada, { from: today })).status).toBe(201);
  });

  test("a class's leave is for its teachers, leave from everything for an admin; others find nothing", async () => {
    await signInOthers();
    const ofClass = (await askForLeave(people.mother, { studentId: adaId, classId: school.classId, from: today })).body
      .id;
    const ofAll = (await askForLeave(people.ada, { from: today })).body.id;
    expect((await postToLeave(people.colleague, ofClass, 'approve')).status).toBe(404);
    expect((await postToLeave(school.teacher, ofAll, 'approve')).status).toBe(404);
    expect((await postToLeave(people.ada, ofAll, 'approve')).status).toBe(403);
    const seen = async (client: Client, id: string) => (await client.get(`/api/v2/leave/${id}`)).status;
    const list = async (client: Client, query = '') =>
      (await client.get<{ requests: LeaveView[] }>(`/api/v2/leave?status=pending&limit=200${query}`)).body.requests
        .map(({ id }) => id)
        .filter((id) => id >= ofClass);
    const expected: [Client, string[]][] = [
      [people.ada, [ofAll, ofClass]],
      [people.mother, [ofAll, ofClass]],
      [people.blaise, []],
      [people.stranger, []],
      [people.colleague, []],
      [school.teacher, [ofClass]],
      [school.admin, [ofAll, ofClass]],
    ];
    for (const [client, ids] of expected) {
      expect(await list(client)).toEqual(ids);
      expect([await seen(client, ofAll), await seen(client, ofClass)]).toEqual(
        [ofAll, ofClass].map((id) => (ids.includes(id) ? 200 : 404)),
      );
    }
    expect(await list(people.blaise, `&studentId=${adaId}`)).toEqual([]);
    expect(await list(school.admin, `&classId=${school.classId}`)).toEqual([ofClass]);
    expect((await postToLeave(school.teacher, ofClass, 'withdraw')).status).toBe(409);
    expect((await postToLeave(people.blaise, ofClass, 'withdraw')).status).toBe(404);
    expect((await postToLeave(people.mother, ofAll, 'withdraw')).status).toBe(200);
  });

  test('pages follow one another without a gap', async () => {
    const first = await school.admin.get<{ requests: LeaveView[]; next: string | null }>('/api/v2/leave?limit=2');
    const all = await school.admin.get<{ requests: LeaveView[]; next: string | null }>('/api/v2/leave?limit=200');
    const second = await school.admin.get<{ requests: LeaveView[] }>(
      `/api/v2/leave?limit=2&after=${first.body.next ?? ''}`,
    );
    expect([...first.body.requests, ...second.body.requests].map(({ id }) => id)).toEqual(
      all.body.requests.slice(0, 4).map(({ id }) => id),
    );
    expect(all.body.next).toBeNull();
  });

  test('what does not fit is refused with the field that is wrong', async () => {
    await signInOthers();
    const foreign = await school.admin.post<{ id: string }>('/api/v2/classes', {
      code: `XX${day}`,
      title: 'Foreign',
      campusId: school.campusId,
    });
    const [own, other, strange] = [
      await openSession(),
      await openSession(otherClassId),
      await openSession(foreign.body.id),
    ];
    const cases: [Client, Record<string, unknown>, number, string | undefined][] = [
      [people.ada, {}, 400, 'sessionIds'],
      [people.ada, { from: today, sessionIds: [own] }, 400, 'sessionIds'],
      [people.ada, { to: today, sessionIds: [own] }, 400, 'sessionIds'],
      [people.ada, { from: today, to: '2026-01-01' }, 400, 'to'],
      [people.ada, { from: '2026-01-01', to: today }, 400, 'to'],
      [people.ada, { from: today, reason: '' }, 400, 'reason'],
      [people.ada, { from: today, reason: 'x'.repeat(1001) }, 400, 'reason'],
      [people.ada, { from: today, classId: foreign.body.id }, 404, 'classId'],
      [people.ada, { sessionIds: [strange] }, 404, 'sessionIds'],
      [people.ada, { classId: school.classId, sessionIds: [other] }, 400, 'sessionIds'],
      [people.ada, { from: today, studentId: school.students[1]!.id }, 404, undefined],
      [people.mother, { from: today }, 400, 'studentId'],
      [people.stranger, { studentId: adaId, from: today }, 404, undefined],
      [school.teacher, { from: today }, 403, undefined],
    ];
    const before = await muster.db.autocommit.leaveRequest.count();
    for (const [client, body, status, field] of cases) {
      const answer = await askForLeave(client, body);
      expect([body, answer.status, (answer.body as unknown as { field?: string }).field]).toEqual([
        body,
        status,
        field,
      ]);
    }
    expect(await muster.db.autocommit.leaveRequest.count()).toBe(before);
    const several = await askForLeave(people.ada, { sessionIds: [own, other] });
    expect([several.status, several.body.sessions.map(({ id }) => id).sort()]).toEqual([201, [own, other].sort()]);
  });
});
