/** Merging duplicates: the closed account is out at once and named nowhere. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ImportReport } from '../../../src/office/import/import.schema.ts';
import type { LeaveView } from '../../../src/attendance/leave/leave.schema.ts';
import type { Client } from '../../support/client.ts';
import { startMergeSchool, type MergeSchool } from '../../support/merge-school.ts';
import type { TestMuster } from '../../support/muster.ts';
import { createPerson, enrolFace, readPortraits, type SmallSchool } from '../../support/school.ts';

let it: MergeSchool;
let muster: TestMuster;
let school: SmallSchool;
let [fromId, intoId] = ['', ''];
let from: Client;
let into: Client;

beforeAll(async () => {
  it = await startMergeSchool();
  ({ muster, school } = it);
});
afterAll(() => muster.end());
beforeEach(async () => {
  ({ fromId, intoId, from, into } = await it.makeTwins());
});

describe('the closed account', () => {
  test('is out at once, and its face is forgotten while that of the other stays', async () => {
    const [photo] = await readPortraits(1);
    await enrolFace(from, photo!);
    await enrolFace(into, photo!);
    await it.merge();
    expect((await from.get('/api/v2/me')).status).toBe(401);
    await expect(muster.signIn(`from${it.count()}@school.example`)).rejects.toThrow('could not sign in');
    expect([
      await muster.db.autocommit.faceTemplate.count({ where: { personId: fromId } }),
      await muster.db.autocommit.faceTemplate.count({ where: { personId: intoId } }),
    ]).toEqual([0, 1]);
    expect(await muster.db.autocommit.person.findUniqueOrThrow({ where: { id: fromId } })).toMatchObject({
      status: 'deactivated',
      mergedIntoId: intoId,
    });
  });

  test('gives its number and cards away, and a flag about the two is settled', async () => {
    await school.admin.request('PATCH', `/api/v2/people/${fromId}`, { externalId: `E-${it.count()}` });
    await school.admin.post(`/api/v2/people/${fromId}/cards`, { card: `CARD${it.count()}` });
    const sessionId = await it.openSession();
    const { code } = (await school.teacher.post<{ code: string }>(`/api/v2/sessions/${sessionId}/code`)).body;
    for (const client of [from, into])
      await client.post('/api/v2/check-ins', { sessionId, code, deviceId: 'one phone' });
    const flags = async () =>
      (
        await school.teacher.get<{ people: { id: string }[]; resolvedAt: string | null }[]>(
          `/api/v2/sessions/${sessionId}/flags`,
        )
      ).body.map(({ people, resolvedAt }) => [people.length, resolvedAt !== null]);
    expect(await flags()).toEqual([[2, false]]);
    await it.merge();
    expect(await flags()).toEqual([[1, true]]);
    expect((await school.admin.get(`/api/v2/people/${intoId}`)).body['externalId']).toBe(`E-${it.count()}`);
    expect((await school.admin.get<unknown[]>(`/api/v2/people/${intoId}/cards`)).body).toHaveLength(1);
    await it.close(sessionId);
  });

  test('keeps a number where the other has its own, which is told; a file that names it is about the other, through any merges', async () => {
    const number = (which: string): string => `${which}-${it.count()}`;
    const last = await createPerson(school.admin, 'E. Noether', `last${it.count()}@school.example`, 'student');
    for (const [id, externalId] of [
      [fromId, number('A')],
      [intoId, number('B')],
      [last, number('C')],
    ])
      await school.admin.request('PATCH', `/api/v2/people/${id}`, { externalId });
    expect((await it.merge(true)).body.leftNumber).toBe(number('A'));
    expect((await it.merge()).body.leftNumber).toBe(number('A'));
    await it.merge(false, { fromId: intoId, intoId: last });
    const code = `MERGED${it.count()}`;
    await school.admin.post('/api/v2/classes', { code, title: code, campusId: school.campusId });
    const file = `number,name,class\n${number('A')},Emmy N,${code}\n${number('C')},E. Noether,${code}\n`;
    const { body } = await school.admin.upload<ImportReport>('/api/v2/people/import', 'file', [Buffer.from(file)], {
      applyChanges: 'true',
    });
    expect(body.lines.map(({ fate, changes, notes }) => [fate, changes, notes.length])).toEqual([
      ['known', [], 1],
      ['known', [], 0],
    ]);
    const roster = await muster.db.autocommit.enrolment.findMany({ where: { class: { code } } });
    expect(roster.map(({ personId }) => personId)).toEqual([last]);
  });

  test('is merged once, into an active account of the same role, by an admin, and never the own', async () => {
    const { id: adminId } = (await school.admin.get<{ id: string }>('/api/v2/me')).body;
    const secondAdmin = await createPerson(school.admin, 'Second Admin', `admin${it.count()}@school.example`, 'admin');
    const closed = await createPerson(school.admin, 'Closed', `closed${it.count()}@school.example`, 'student');
    await school.admin.request('PATCH', `/api/v2/people/${closed}`, { status: 'deactivated' });
    const refused = [
      await it.merge(false, { intoId: fromId }),
      await it.merge(false, { intoId: school.teacher.id }),
      await it.merge(false, { intoId: closed }),
      await it.merge(false, { fromId: adminId, intoId: secondAdmin }),
      await it.merge(false, { intoId: '01890000-0000-7000-8000-000000000000' }),
      await school.teacher.post(`/api/v2/people/${fromId}/merge`, { intoId, dryRun: false }),
    ];
    expect(refused.map(({ status }) => status)).toEqual([409, 409, 409, 409, 404, 403]);
    const both = await Promise.all([it.merge(), it.merge()]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await muster.db.autocommit.auditEntry.count({ where: { action: 'person.merged', subjectId: fromId } })).toBe(
      1,
    );
  });

  test("a guardian's wards and requests go over, and so does a teacher's class and stand-in", async () => {
    const guardians = [
      await createPerson(school.admin, 'Amalia', `g1-${it.count()}@school.example`, 'guardian'),
      await createPerson(school.admin, 'Amalia Noether', `g2-${it.count()}@school.example`, 'guardian'),
    ] as const;
    await school.admin.post(`/api/v2/people/${intoId}/guardians`, { guardianId: guardians[0], relation: 'mother' });
    const today = muster.clock.now().toISOString().slice(0, 10);
    const leaveId = (
      await (
        await muster.signIn(`g1-${it.count()}@school.example`)
      ).post<LeaveView>('/api/v2/leave', { studentId: intoId, from: today, reason: 'trip' })
    ).body.id;
    expect((await it.merge(false, { fromId: guardians[0], intoId: guardians[1] })).body.isApplied).toBe(true);
    expect((await school.admin.get<LeaveView>(`/api/v2/leave/${leaveId}`)).body).toMatchObject({
      askedBy: { id: guardians[1] },
      reason: 'trip',
    });
    expect(
      (await (await muster.signIn(`g2-${it.count()}@school.example`)).get<unknown[]>('/api/v2/me/wards')).body,
    ).toHaveLength(1);
    const teachers = [
      await createPerson(school.admin, 'Hilbert', `t1-${it.count()}@school.example`, 'teacher'),
      await createPerson(school.admin, 'David Hilbert', `t2-${it.count()}@school.example`, 'teacher'),
    ] as const;
    await school.admin.post(`/api/v2/classes/${school.classId}/teachers`, { personId: teachers[0] });
    const sessionId = await it.openSession();
    await school.teacher.post(`/api/v2/sessions/${sessionId}/substitutes`, { personId: teachers[0] });
    const {
      body: { id: announcementId },
    } = await (
      await muster.signIn(`t1-${it.count()}@school.example`)
    ).post<{ id: string }>(`/api/v2/classes/${school.classId}/announcements`, { title: 'Mine', text: 'to take back' });
    expect((await it.merge(false, { fromId: teachers[0], intoId: teachers[1] })).body.classesJoined).toBe(1);
    expect(
      (
        await (
          await muster.signIn(`t2-${it.count()}@school.example`)
        ).request('DELETE', `/api/v2/announcements/${announcementId}`)
      ).status,
    ).toBe(204);
    expect(
      (await school.teacher.get<{ id: string }[]>(`/api/v2/sessions/${sessionId}/substitutes`)).body.map(
        ({ id }) => id,
      ),
    ).toEqual([teachers[1]]);
    await it.close(sessionId);
  });
});
