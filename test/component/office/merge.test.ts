/** Merging duplicates: everything that names the closed account goes over, ends, or stays as history, and nothing is lost on the way. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AppealView } from '../../../src/attendance/appeals/appeals.schema.ts';
import { focusConsent } from '../../../src/focus/focus.schema.ts';
import type { LeaveView } from '../../../src/attendance/leave/leave.schema.ts';
import type { MergeReport } from '../../../src/office/merge/merge.schema.ts';
import type { Answer, Client } from '../../support/client.ts';
import { startTestMuster, type TestMuster } from '../../support/muster.ts';
import { runSql } from '../../support/owners.ts';
import { createPerson, createSmallSchool, enrolFace, readPortraits, type SmallSchool } from '../../support/school.ts';

let muster: TestMuster;
let school: SmallSchool;
let count = 0;
/** Two accounts of one student, made anew for each test; the second one is to stay. */
let [fromId, intoId] = ['', ''];
let [from, into]: [Client | undefined, Client | undefined] = [undefined, undefined];

const pdf = Buffer.from('%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\ndoctor says flu\n%%EOF\n');

beforeAll(async () => {
  muster = await startTestMuster();
  school = await createSmallSchool(muster, 1);
});
afterAll(() => muster.end());
beforeEach(async () => {
  count += 1;
  fromId = await createPerson(school.admin, 'Emmy N', `from${count}@school.example`, 'student');
  intoId = await createPerson(school.admin, 'Emmy Noether', `into${count}@school.example`, 'student');
  await enrol(fromId, intoId);
  [from, into] = [
    await muster.signIn(`from${count}@school.example`),
    await muster.signIn(`into${count}@school.example`),
  ];
});

const enrol = (...personIds: string[]) =>
  school.admin.post(`/api/v2/classes/${school.classId}/students`, { personIds });
const merge = (
  dryRun = false,
  over: { fromId?: string; intoId?: string } = {},
): Promise<Answer<MergeReport & { detail?: string; field?: string }>> =>
  school.admin.post(`/api/v2/people/${over.fromId ?? fromId}/merge`, { intoId: over.intoId ?? intoId, dryRun });
const openSession = async (): Promise<string> =>
  (await school.teacher.post<{ id: string }>(`/api/v2/classes/${school.classId}/sessions/open`)).body.id;
const close = (sessionId: string) => school.teacher.post(`/api/v2/sessions/${sessionId}/close`);
const mark = (sessionId: string, personId: string, status: string) =>
  school.teacher.request('PUT', `/api/v2/sessions/${sessionId}/records/${personId}`, { status });
const historyOf = async (sessionId: string, personId: string) =>
  (
    await school.teacher.get<{ before: string | null; after: string | null; source: string }[]>(
      `/api/v2/sessions/${sessionId}/records/${personId}/history`,
    )
  ).body.map(({ before, after, source }) => [before, after, source]);
const statusOf = async (sessionId: string, personId: string) =>
  (await muster.db.autocommit.attendanceRecord.findFirst({ where: { sessionId, personId } }))?.status;

describe('records', () => {
  test('go over with their history kept on both; where both have one, that of the account that stays counts', async () => {
    const sessions = [];
    for (const [mine, other] of [
      ['late', null],
      ['present', 'absent'],
      ['excused', 'excused'],
    ] as const) {
      const sessionId = await openSession();
      sessions.push(sessionId);
      await mark(sessionId, fromId, mine);
      if (other) await mark(sessionId, intoId, other);
      else await school.admin.request('DELETE', `/api/v2/classes/${school.classId}/students/${intoId}`);
      await close(sessionId);
      await enrol(intoId);
    }
    const [only, differing, same] = sessions as [string, string, string];
    const expected = {
      moved: 1,
      differing: [{ sessionId: differing, from: 'present', into: 'absent' }],
      classesJoined: 0,
      leave: 0,
      appeals: 0,
    };
    expect((await merge(true)).body).toEqual({ isApplied: false, ...expected });
    expect(await statusOf(only, fromId)).toBe('late');
    expect((await merge()).body).toEqual({ isApplied: true, ...expected });
    expect(
      await Promise.all(
        [only, differing, same].map(async (id) => [await statusOf(id, fromId), await statusOf(id, intoId)]),
      ),
    ).toEqual([
      [null, 'late'],
      [null, 'absent'],
      [null, 'excused'],
    ]);
    expect(await historyOf(only, intoId)).toEqual([[null, 'late', 'merge']]);
    expect(await historyOf(only, fromId)).toEqual([
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
    const sessionId = await openSession();
    await mark(sessionId, fromId, 'present');
    await close(sessionId);
    await muster.db.autocommit.enrolment.updateMany({
      where: { personId: intoId },
      data: { enrolledAt: muster.clock.now() },
    });
    await merge();
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
    const sessionId = await openSession();
    const today = muster.clock.now().toISOString().slice(0, 10);
    const asked = (
      await from!.upload<LeaveView>('/api/v2/leave', 'evidence', [pdf, pdf], {
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
    expect((await merge()).body).toMatchObject({ isApplied: true, leave: 1 });
    const { status, body } = await into!.get<LeaveView>(`/api/v2/leave/${asked.id}`);
    expect([status, body.student, body.askedBy.id, body.reason, body.evidence.length]).toEqual([
      200,
      { id: intoId, name: 'Emmy Noether' },
      intoId,
      'flu',
      2,
    ]);
    for (const { id } of body.evidence)
      expect((await into!.get<string>(`/api/v2/leave/${asked.id}/evidence/${id}`)).body).toBe(pdf.toString());
    expect([await files(), await muster.db.autocommit.storedFile.count({ where: { ownerId: fromId } })]).toEqual([
      before,
      0,
    ]);
    expect((await school.teacher.post(`/api/v2/leave/${asked.id}/approve`, { comment: 'get well' })).status).toBe(200);
    await close(sessionId);
    expect(await statusOf(sessionId, intoId)).toBe('excused');
  });

  test('appeals go over with their words; of two that are open in one session one stays', async () => {
    const sessions = [await openSession()];
    await close(sessions[0]!);
    sessions.push(await openSession());
    await close(sessions[1]!);
    const appeal = async (client: Client, sessionId: string, text: string) =>
      (await client.post<{ id: string }>('/api/v2/appeals', { sessionId, wanted: 'present', text })).body.id;
    const answered = await appeal(from!, sessions[0]!, 'the first');
    await school.teacher.post(`/api/v2/appeals/${answered}/answer`, { accept: false, answer: 'I did not see you' });
    const twin = await appeal(from!, sessions[1]!, 'the second');
    const standing = await appeal(into!, sessions[1]!, 'the same');
    expect((await merge()).body.appeals).toBe(2);
    const mine = (await into!.get<AppealView[]>('/api/v2/appeals')).body.map(({ id, text, answer, status }) => [
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
    await put(from!, first!);
    const third = await createPerson(school.admin, 'Emmy', `third${count}@school.example`, 'student');
    expect((await merge(false, { fromId, intoId: third })).status).toBe(200);
    const heir = await muster.signIn(`third${count}@school.example`);
    expect((await heir.get('/api/v2/me/picture')).status).toBe(200);
    await put(into!, second!);
    const [kept] = await pictures();
    expect((await merge(false, { fromId: third, intoId })).status).toBe(200);
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
    const idOf = async (text: string) => (await page(from!)).notifications.find((one) => one.text === text)!.id;
    await from!.post('/api/v2/me/notifications/read', { ids: [await idOf('seen')] });
    await from!.post('/api/v2/me/notifications/hide', { ids: [await idOf('hidden')] });
    // What is announced has one cause for everybody.
    await muster.db.autocommit.notification.updateMany({
      where: { personId: { in: [fromId, intoId] }, kind: 'announcement' },
      data: { causeKey: 'announcement:x' },
    });
    await merge();
    const after = await page(into!);
    expect(after.notifications.map(({ text, readAt }) => [text, readAt !== null]).sort()).toEqual([
      ['new', false],
      ['seen', true],
      ['told to both', false],
    ]);
    expect(after.unread).toBe(2);
  });
});

describe('the closed account', () => {
  test('is out at once, and its face is forgotten while that of the other stays', async () => {
    const [photo] = await readPortraits(1);
    await enrolFace(from!, photo!);
    await enrolFace(into!, photo!);
    await merge();
    expect((await from!.get('/api/v2/me')).status).toBe(401);
    await expect(muster.signIn(`from${count}@school.example`)).rejects.toThrow('could not sign in');
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
    await school.admin.request('PATCH', `/api/v2/people/${fromId}`, { externalId: `E-${count}` });
    await school.admin.post(`/api/v2/people/${fromId}/cards`, { card: `CARD${count}` });
    const sessionId = await openSession();
    const { code } = (await school.teacher.post<{ code: string }>(`/api/v2/sessions/${sessionId}/code`)).body;
    for (const client of [from!, into!])
      await client.post('/api/v2/check-ins', { sessionId, code, deviceId: 'one phone' });
    const flags = async () =>
      (
        await school.teacher.get<{ people: { id: string }[]; resolvedAt: string | null }[]>(
          `/api/v2/sessions/${sessionId}/flags`,
        )
      ).body.map(({ people, resolvedAt }) => [people.length, resolvedAt !== null]);
    expect(await flags()).toEqual([[2, false]]);
    await merge();
    expect(await flags()).toEqual([[1, true]]);
    expect((await school.admin.get(`/api/v2/people/${intoId}`)).body['externalId']).toBe(`E-${count}`);
    expect((await school.admin.get<unknown[]>(`/api/v2/people/${intoId}/cards`)).body).toHaveLength(1);
    await close(sessionId);
  });

  test('is merged once, into an active account of the same role, by an admin, and never the own', async () => {
    const { id: adminId } = (await school.admin.get<{ id: string }>('/api/v2/me')).body;
    const secondAdmin = await createPerson(school.admin, 'Second Admin', `admin${count}@school.example`, 'admin');
    const closed = await createPerson(school.admin, 'Closed', `closed${count}@school.example`, 'student');
    await school.admin.request('PATCH', `/api/v2/people/${closed}`, { status: 'deactivated' });
    const refused = [
      await merge(false, { intoId: fromId }),
      await merge(false, { intoId: school.teacher.id }),
      await merge(false, { intoId: closed }),
      await merge(false, { fromId: adminId, intoId: secondAdmin }),
      await merge(false, { intoId: '01890000-0000-7000-8000-000000000000' }),
      await school.teacher.post(`/api/v2/people/${fromId}/merge`, { intoId, dryRun: false }),
    ];
    expect(refused.map(({ status }) => status)).toEqual([409, 409, 409, 409, 404, 403]);
    const both = await Promise.all([merge(), merge()]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await muster.db.autocommit.auditEntry.count({ where: { action: 'person.merged', subjectId: fromId } })).toBe(
      1,
    );
  });

  test("a guardian's wards and requests go over, and so does a teacher's class and stand-in", async () => {
    const guardians = [
      await createPerson(school.admin, 'Amalia', `g1-${count}@school.example`, 'guardian'),
      await createPerson(school.admin, 'Amalia Noether', `g2-${count}@school.example`, 'guardian'),
    ] as const;
    await school.admin.post(`/api/v2/people/${intoId}/guardians`, { guardianId: guardians[0], relation: 'mother' });
    const today = muster.clock.now().toISOString().slice(0, 10);
    const leaveId = (
      await (
        await muster.signIn(`g1-${count}@school.example`)
      ).post<LeaveView>('/api/v2/leave', { studentId: intoId, from: today, reason: 'trip' })
    ).body.id;
    expect((await merge(false, { fromId: guardians[0], intoId: guardians[1] })).body.isApplied).toBe(true);
    expect((await school.admin.get<LeaveView>(`/api/v2/leave/${leaveId}`)).body).toMatchObject({
      askedBy: { id: guardians[1] },
      reason: 'trip',
    });
    expect(
      (await (await muster.signIn(`g2-${count}@school.example`)).get<unknown[]>('/api/v2/me/wards')).body,
    ).toHaveLength(1);
    const teachers = [
      await createPerson(school.admin, 'Hilbert', `t1-${count}@school.example`, 'teacher'),
      await createPerson(school.admin, 'David Hilbert', `t2-${count}@school.example`, 'teacher'),
    ] as const;
    await school.admin.post(`/api/v2/classes/${school.classId}/teachers`, { personId: teachers[0] });
    const sessionId = await openSession();
    await school.teacher.post(`/api/v2/sessions/${sessionId}/substitutes`, { personId: teachers[0] });
    const {
      body: { id: announcementId },
    } = await (
      await muster.signIn(`t1-${count}@school.example`)
    ).post<{ id: string }>(`/api/v2/classes/${school.classId}/announcements`, { title: 'Mine', text: 'to take back' });
    expect((await merge(false, { fromId: teachers[0], intoId: teachers[1] })).body.classesJoined).toBe(1);
    expect(
      (
        await (
          await muster.signIn(`t2-${count}@school.example`)
        ).request('DELETE', `/api/v2/announcements/${announcementId}`)
      ).status,
    ).toBe(204);
    expect(
      (await school.teacher.get<{ id: string }[]>(`/api/v2/sessions/${sessionId}/substitutes`)).body.map(
        ({ id }) => id,
      ),
    ).toEqual([teachers[1]]);
    await close(sessionId);
  });
});

/**
 * What becomes of each column that names a person. A new table has to be thought of here: `moved` rows name the account that
 * stays, `ended` ones let nobody in any more, `kept` ones are history, evidence, or were sealed for the closed account alone.
 */
const fates: Record<string, 'moved' | 'ended' | 'kept'> = {
  'appeal.student_id': 'moved',
  'card.person_id': 'moved',
  'class_teacher.person_id': 'moved',
  'enrolment.person_id': 'moved',
  'guardianship.guardian_id': 'moved',
  'guardianship.student_id': 'moved',
  'announcement.author_id': 'moved',
  'face_template.alike_person_id': 'moved',
  'leave_request.student_id': 'moved',
  'leave_request.asked_by_id': 'moved',
  'notification.person_id': 'moved',
  'session_substitute.person_id': 'moved',
  'review_flag.person_ids': 'moved',
  'stored_file.owner_id': 'moved',
  'calendar_feed.person_id': 'ended',
  'consent.person_id': 'ended',
  'face_template.person_id': 'ended',
  'linked_account.person_id': 'ended',
  'one_time_link.person_id': 'ended',
  'refresh_token.person_id': 'ended',
  'attendance_record.person_id': 'kept',
  'challenge.person_id': 'kept',
  'check_in.person_id': 'kept',
  'check_out.person_id': 'kept',
  'student_tally.person_id': 'kept',
  'person_key.person_id': 'kept',
  'person.merged_into_id': 'kept',
  'conversation.person_id': 'kept',
  'pending_action.person_id': 'kept',
  'inbound_message.person_id': 'kept',
  'outbound_message.person_id': 'kept',
  'place_request.person_id': 'kept',
  'room_sighting.person_id': 'kept',
  'task.person_id': 'kept',
  'api_key.created_by_id': 'kept',
  'appeal.answered_by_id': 'kept',
  'audit_entry.actor_id': 'kept',
  'audit_entry.sealed_by': 'kept',
  'leave_request.decided_by_id': 'kept',
  'record_change.actor_id': 'kept',
  'focus_reading.person_id': 'ended',
  'focus_setting.turned_on_by_id': 'kept',
  'review_flag.resolved_by_id': 'kept',
  'session.opened_by_id': 'kept',
  'session.closed_by_id': 'kept',
  'session_code.created_by_id': 'kept',
};

describe('no table is forgotten', () => {
  test('every column that names a person has a fate, by its foreign key or by its name', async () => {
    const named = await runSql<{ name: string }>(
      muster.database.url,
      `
      SELECT format('%s.%s', c.conrelid::regclass, a.attname) AS name FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
      WHERE c.contype = 'f' AND c.confrelid = 'person'::regclass
      UNION SELECT format('%s.%s', table_name, column_name) FROM information_schema.columns
      WHERE table_schema = 'public' AND udt_name IN ('uuid', '_uuid') AND (column_name ~ 'person|student|guardian|owner|actor|sealed_by' OR column_name ~ '_by_id$' OR (table_name = 'person' AND column_name <> 'id'))`,
    );
    expect(named.map(({ name }) => name).sort()).toEqual(Object.keys(fates).sort());
  });

  test('and what goes over names the closed account nowhere afterwards', async () => {
    const sessionId = await openSession();
    const today = muster.clock.now().toISOString().slice(0, 10);
    await mark(sessionId, fromId, 'absent');
    await close(sessionId);
    const guardian = await createPerson(school.admin, 'Ida', `ida${count}@school.example`, 'guardian');
    await school.admin.post(`/api/v2/people/${fromId}/guardians`, { guardianId: guardian, relation: 'mother' });
    await school.admin.post(`/api/v2/people/${fromId}/cards`, { card: `ALL${count}` });
    await from!.upload('/api/v2/leave', 'evidence', [pdf], { reason: 'flu', classId: school.classId, from: today });
    await from!.post('/api/v2/appeals', { sessionId, wanted: 'present', text: 'I was there' });
    await from!.post('/api/v2/me/calendar');
    await from!.post('/api/v2/me/linked-accounts/codes');
    await enrolFace(from!, (await readPortraits(1))[0]!);
    await from!.post('/api/v2/me/focus-consent', { textVersion: focusConsent.version });
    await merge();
    for (const [column, fate] of Object.entries(fates)) {
      const [table, name] = column.split('.') as [string, string];
      if (fate !== 'moved') continue;
      const [row] = await runSql<{ n: number }>(
        muster.database.url,
        `SELECT count(*)::int AS n FROM ${table} WHERE '${fromId}' = ${name === 'person_ids' ? `ANY (${name})` : name}`,
      );
      expect({ column, rows: row!.n }).toEqual({ column, rows: 0 });
    }
    const standing = {
      calendar_feed: 'revoked_at IS NULL',
      consent: 'withdrawn_at IS NULL',
      face_template: 'true',
      focus_reading: 'true',
      linked_account: 'unlinked_at IS NULL',
      one_time_link: `used_at IS NULL AND expires_at > '${muster.clock.now().toISOString()}'`,
      refresh_token: 'revoked_at IS NULL',
    };
    expect(Object.keys(standing).sort()).toEqual(
      Object.entries(fates)
        .filter(([, fate]) => fate === 'ended')
        .map(([column]) => column.split('.')[0])
        .sort(),
    );
    for (const [table, open] of Object.entries(standing)) {
      const [row] = await runSql<{ all: number; open: number }>(
        muster.database.url,
        `SELECT count(*)::int AS all, count(*) FILTER (WHERE ${open})::int AS open FROM ${table} WHERE person_id = '${fromId}'`,
      );
      // Nobody's chat account is linked here, templates are deleted, and no focus index was worked out: elsewhere something was there to end.
      expect({ table, open: row!.open, wasThere: row!.all > 0 }).toEqual({
        table,
        open: 0,
        wasThere: !['linked_account', 'face_template', 'focus_reading'].includes(table),
      });
    }
  });
});
