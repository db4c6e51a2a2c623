/** Many marks at once: all or none, by whom they may be made, and what is told of them. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { adminEmail, startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createSmallSchool, type SmallSchool } from '../../support/school.ts';

let muster: TestMuster;
let school: SmallSchool;
let sessionId: string;
const setPolicy = (policy: object) =>
  school.teacher.request('PATCH', `/api/v2/classes/${school.classId}/policy`, policy);
const signInAll = async () => {
  school.teacher = Object.assign(await muster.signIn('grace@school.example'), { id: school.teacher.id });
  school.admin = await muster.signIn(adminEmail);
};

beforeAll(async () => {
  muster = await startTestMuster();
  school = await createSmallSchool(muster, 4);
});
afterAll(() => muster.end());
// Every test has a session of its own.
beforeEach(async () => {
  muster.clock.advance(130);
  await muster.modules.attendance.closeDueSessions();
  await signInAll();
  sessionId = (
    await school.teacher.post<{ id: string }>(`/api/v2/classes/${school.classId}/sessions/open`, {
      durationMinutes: 120,
    })
  ).body.id;
});

describe('many marks at once', () => {
  const put = (marks: object[], reason: string | null = null) =>
    school.teacher.request<{ version: number }[]>('PUT', `/api/v2/sessions/${sessionId}/records`, { marks, reason });
  const statuses = async () =>
    (
      await school.teacher.get<{ status: string | null; ownStatus: string | null }[]>(
        `/api/v2/sessions/${sessionId}/presence`,
      )
    ).body.map(({ status, ownStatus }) => ownStatus ?? status);

  test("are written all or none, by the class's own words too, and taken back exactly", async () => {
    await setPolicy({ ownStatuses: [{ name: 'Field trip', countsAs: 'present' }] });
    const [a, b, c] = school.students;
    expect(
      (
        await put([
          { personId: a!.id, status: 'late' },
          { personId: b!.id, status: 'nonsense' },
        ])
      ).status,
    ).toBe(400);
    expect(await statuses()).toEqual([null, null, null, null]);
    const written = await put(
      [
        { personId: a!.id, status: 'late' },
        { personId: b!.id, status: 'field trip' },
        { personId: c!.id, status: 'absent', expectedVersion: 0 },
      ],
      'excursion',
    );
    expect(written.status).toBe(200);
    expect(await statuses()).toEqual(['late', 'Field trip', 'absent', null]);
    expect(
      (
        await put([
          { personId: a!.id, status: 'present' },
          { personId: c!.id, status: 'present', expectedVersion: 0 },
        ])
      ).status,
    ).toBe(409);
    const undone = await school.teacher.post(`/api/v2/sessions/${sessionId}/records/undo`, { changes: written.body });
    expect(undone.status).toBe(200);
    expect(await statuses()).toEqual([null, null, null, null]);
    expect(
      (await school.teacher.post(`/api/v2/sessions/${sessionId}/records/undo`, { changes: written.body })).status,
    ).toBe(409);
  });

  test('are taken back one after the other by who made them, and not past what somebody else did since', async () => {
    const personId = school.students[0]!.id;
    const undo = async (changes: unknown): Promise<number> =>
      (await school.teacher.post(`/api/v2/sessions/${sessionId}/records/undo`, { changes })).status;
    const [first, second] = [
      (await put([{ personId, status: 'present' }])).body,
      (await put([{ personId, status: 'absent' }])).body,
    ];
    expect(await undo(first)).toBe(409);
    expect([await undo(second), (await statuses())[0]]).toEqual([200, 'present']);
    expect([await undo(first), (await statuses())[0]]).toEqual([200, null]);

    const third = (await put([{ personId, status: 'late' }])).body;
    await school.admin.request('PUT', `/api/v2/sessions/${sessionId}/records/${personId}`, { status: 'excused' });
    const { body: last } = await school.admin.request<object>(
      'PUT',
      `/api/v2/sessions/${sessionId}/records/${personId}`,
      { status: 'absent' },
    );
    await school.admin.post(`/api/v2/sessions/${sessionId}/records/undo`, { changes: [last] });
    expect([await undo(third), (await statuses())[0]]).toEqual([409, 'excused']);
  });

  test('naming a student twice, or one of another class, are refused whole', async () => {
    const [a] = school.students;
    expect(
      await put([
        { personId: a!.id, status: 'late' },
        { personId: a!.id, status: 'absent' },
      ]),
    ).toMatchObject({ status: 400, body: { field: 'marks' } });
    expect(
      (
        await put([
          { personId: a!.id, status: 'late' },
          { personId: school.teacher.id, status: 'absent' },
        ])
      ).status,
    ).toBe(404);
    expect(await statuses()).toEqual([null, null, null, null]);
  });
});
