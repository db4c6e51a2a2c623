/** Merging duplicates: records and what is sealed go over, and nothing is lost on the way. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AppealView } from '../../../src/attendance/appeals/appeals.schema.ts';
import type { LeaveView } from '../../../src/attendance/leave/leave.schema.ts';
import type { Client } from '../../support/client.ts';
import { startMergeSchool, type MergeSchool } from '../../support/merge-school.ts';
import type { TestMuster } from '../../support/muster.ts';
import { createPerson, readPortraits, type SmallSchool } from '../../support/school.ts';

let it: MergeSchool;
let muster: TestMuster;
let school: SmallSchool;
let [fromId, intoId] = ['', ''];
let from: Client;
let into: Client;

const pdf = Buffer.from('%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\ndoctor says flu\n%%EOF\n');

beforeAll(async () => {
  it = await startMergeSchool();
  ({ muster, school } = it);
});
afterAll(() => muster.end());
beforeEach(async () => {
  ({ fromId, intoId, from, into } = await it.makeTwins());
});

describe('records', () => {
  test('go over with their history kept on both; where two real ones differ, somebody has to say which stands', async () => {
    const sessions = [];
    for (const [mine, other] of [
      ['late', null],
      ['present', 'absent'],
      ['excused', 'excused'],
    ] as const) {
      const sessionId = await it.openSession();
      sessions.push(sessionId);
      await it.mark(sessionId, fromId, mine);
      if (other) await it.mark(sessionId, intoId, other);
      else await school.admin.request('DELETE', `/api/v2/classes/${school.classId}/students/${intoId}`);
      await it.close(sessionId);
      await it.enrol(intoId);
    }
    const [only, differing, same] = sessions as [string, string, string];
    const expected = {
      moved: 1,
      differing: [expect.objectContaining({ sessionId: differing, from: 'present', into: 'absent', stands: 'ask' })],
      classesJoined: 0,
      leftNumber: null,
      leave: 0,
      appeals: 0,
    };
    expect((await it.merge(true)).body).toEqual({ isApplied: false, ...expected });
    expect(await it.statusOf(only, fromId)).toBe('late');
    expect(await it.merge()).toMatchObject({ status: 400, body: { field: 'choices' } });
    expect(await it.statusOf(only, fromId)).toBe('late');
    expect((await it.merge(false, { choices: { [differing]: 'into' } })).body).toMatchObject({
      isApplied: true,
      moved: 1,
      differing: [{ sessionId: differing, stands: 'into' }],
    });
    expect(
      await Promise.all(
        [only, differing, same].map(async (id) => [await it.statusOf(id, fromId), await it.statusOf(id, intoId)]),
      ),
    ).toEqual([
      [null, 'late'],
      [null, 'absent'],
      [null, 'excused'],
    ]);
    expect(await it.historyOf(only, intoId)).toEqual([[null, 'late', 'merge']]);
    expect(await it.historyOf(only, fromId)).toEqual([
      [null, 'late', 'manual'],
      ['late', null, 'merge'],
    ]);
    const tally = await muster.db.autocommit.studentTally.findFirst({
      where: { personId: intoId, classId: school.classId },
    });
    expect(tally).toMatchObject({ present: 0, late: 1, absent: 1, excused: 1 });
  });

  test('stand on the sheet under one name, and rosters keep the day on which the student first came', async () => {
    const early = muster.clock.now();
    muster.clock.advance(1);
    const sessionId = await it.openSession();
    await it.mark(sessionId, fromId, 'present');
    await it.close(sessionId);
    await muster.db.autocommit.enrolment.updateMany({
      where: { personId: intoId },
      data: { enrolledAt: muster.clock.now() },
    });
    await it.merge();
    const rows = await muster.db.autocommit.enrolment.findMany({ where: { personId: { in: [fromId, intoId] } } });
    expect(rows.map(({ personId, leftAt, enrolledAt }) => [personId, leftAt, enrolledAt])).toEqual([
      [intoId, null, early],
    ]);
    const today = muster.clock.now().toISOString().slice(0, 10);
    const sheet = await school.teacher.get(
      `/api/v2/classes/${school.classId}/sheet?format=json&from=${today}&to=${today}`,
    );
    expect(JSON.stringify(sheet.body)).toContain('Emmy Noether');
    expect(JSON.stringify(sheet.body)).not.toContain('"Emmy N"');
  });
});

describe('what is sealed', () => {
  test('leave with its evidence is read by the account that stays, and decided for it', async () => {
    const sessionId = await it.openSession();
    const today = muster.clock.now().toISOString().slice(0, 10);
    const asked = (
      await from.upload<LeaveView>('/api/v2/leave', 'evidence', [pdf, pdf], {
        reason: 'flu',
        classId: school.classId,
        from: today,
      })
    ).body;
    const files = async () =>
      (await readdir(join(muster.dataDir, 'files'), { recursive: true, withFileTypes: true })).filter((entry) =>
        entry.isFile(),
      ).length;
    const before = await files();
    expect((await it.merge()).body).toMatchObject({ isApplied: true, leave: 1 });
    const { status, body } = await into.get<LeaveView>(`/api/v2/leave/${asked.id}`);
    expect([status, body.student, body.askedBy.id, body.reason, body.evidence.length]).toEqual([
      200,
      { id: intoId, name: 'Emmy Noether' },
      intoId,
      'flu',
      2,
    ]);
    for (const { id } of body.evidence)
      expect((await into.get<string>(`/api/v2/leave/${asked.id}/evidence/${id}`)).body).toBe(pdf.toString());
    expect([await files(), await muster.db.autocommit.storedFile.count({ where: { ownerId: fromId } })]).toEqual([
      before,
      0,
    ]);
    expect((await school.teacher.post(`/api/v2/leave/${asked.id}/approve`, { comment: 'get well' })).status).toBe(200);
    await it.close(sessionId);
    expect(await it.statusOf(sessionId, intoId)).toBe('excused');
  });

  test('appeals go over with their words; of two that are open in one session one stays', async () => {
    const sessions = [await it.openSession()];
    await it.close(sessions[0]!);
    sessions.push(await it.openSession());
    await it.close(sessions[1]!);
    const appeal = async (client: Client, sessionId: string, text: string) =>
      (await client.post<{ id: string }>('/api/v2/appeals', { sessionId, wanted: 'present', text })).body.id;
    const answered = await appeal(from, sessions[0]!, 'the first');
    await school.teacher.post(`/api/v2/appeals/${answered}/answer`, { accept: false, answer: 'I did not see you' });
    const twin = await appeal(from, sessions[1]!, 'the second');
    const standing = await appeal(into, sessions[1]!, 'the same');
    expect((await it.merge()).body.appeals).toBe(2);
    const mine = (await into.get<AppealView[]>('/api/v2/appeals')).body.map(({ id, text, answer, status }) => [
      id,
      text,
      answer,
      status,
    ]);
    expect(mine).toEqual([
      [standing, 'the same', null, 'open'],
      [twin, 'the second', null, 'withdrawn'],
      [answered, 'the first', 'I did not see you', 'declined'],
    ]);
  });

  test('the picture goes over where there is none, and gives way to the one that is there', async () => {
    const [first, second] = await readPortraits(2);
    const put = (client: Client, photo: Buffer) => {
      const form = new FormData();
      form.append('photo', new Blob([Uint8Array.from(photo)]), 'me.jpg');
      return client.request('PUT', '/api/v2/me/picture', form);
    };
    const pictures = () =>
      muster.db.autocommit.storedFile.findMany({
        where: { purpose: 'profile_picture', ownerId: { in: [fromId, intoId] } },
      });
    await put(from, first!);
    const third = await createPerson(school.admin, 'Emmy', `third${it.count()}@school.example`, 'student');
    expect((await it.merge(false, { fromId, intoId: third })).status).toBe(200);
    const heir = await muster.signIn(`third${it.count()}@school.example`);
    expect((await heir.get('/api/v2/me/picture')).status).toBe(200);
    await put(into, second!);
    const [kept] = await pictures();
    expect((await it.merge(false, { fromId: third, intoId })).status).toBe(200);
    expect([
      (await pictures()).map(({ id }) => id),
      await muster.db.autocommit.storedFile.count({ where: { ownerId: third } }),
    ]).toEqual([[kept!.id], 0]);
  });

  test('notifications are read by the account that stays, read ones as read, hidden ones hidden, and none twice', async () => {
    await school.teacher.post(`/api/v2/classes/${school.classId}/announcements`, {
      title: 'Both',
      text: 'told to both',
    });
    await muster.db.transaction((tx) =>
      muster.modules.notifications.write(
        tx,
        ['seen', 'hidden', 'new'].map((text) => ({ personId: fromId, kind: 'system', title: 'T', text })),
      ),
    );
    interface Page {
      notifications: { id: string; text: string; readAt: string | null }[];
      unread: number;
    }
    const page = async (client: Client) => (await client.get<Page>('/api/v2/me/notifications')).body;
    const idOf = async (text: string) => (await page(from)).notifications.find((one) => one.text === text)!.id;
    await from.post('/api/v2/me/notifications/read', { ids: [await idOf('seen')] });
    await from.post('/api/v2/me/notifications/hide', { ids: [await idOf('hidden')] });
    // What is announced has one cause for everybody.
    await muster.db.autocommit.notification.updateMany({
      where: { personId: { in: [fromId, intoId] }, kind: 'announcement' },
      data: { causeKey: 'announcement:x' },
    });
    await it.merge();
    const after = await page(into);
    expect(after.notifications.map(({ text, readAt }) => [text, readAt !== null]).sort()).toEqual([
      ['new', false],
      ['seen', true],
      ['told to both', false],
    ]);
    expect(after.unread).toBe(2);
  });
});
