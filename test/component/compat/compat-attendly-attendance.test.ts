/** The API of Attendly as its clients call it: sessions and marks. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { composeClassPhoto } from '../../../models/photo-studio.ts';
import {
  dataUrl,
  expectLikeExample,
  refusal,
  refused,
  startAttendly,
  type Attendly,
  type Refusal,
} from '../../support/attendly.ts';
import type { Client } from '../../support/client.ts';
import type { TestMuster } from '../../support/muster.ts';
import { bodyForms, sendOld } from '../../support/old-client.ts';
import { readPortraits, type SmallSchool } from '../../support/school.ts';

interface Session {
  id: number;
  class_id: number;
  session_name: string;
  session_date: string;
}

let muster: TestMuster;
let school: SmallSchool;
let portraits: Buffer[];
let grace: Client;
let ada: Client;
let blaise: Client;
let alan: Client;
let ids: Attendly['ids'];
let mathematics: Attendly['mathematics'];
let createClass: Attendly['createClass'];

beforeAll(async () => {
  ({ muster, school, grace, ada, blaise, alan, ids, mathematics, createClass } = await startAttendly());
  portraits = await readPortraits(4);
  for (const [student, index] of [
    [ada, 0],
    [blaise, 1],
  ] as const)
    await student.post('/api/face-data/upload', { image: dataUrl(portraits[index]!) });
});
afterAll(() => muster.end());

const createSession = (body: object, who = grace) =>
  who.post<{ message: string; session: Session } & Refusal>('/api/attendance/create-session', body);

describe('attendance', () => {
  test('POST /api/attendance/recognize-faces names who of the class is in the images, and marks nothing', async () => {
    const room = await composeClassPhoto([portraits[0]!, portraits[1]!, portraits[2]!]);
    const recognize = (who: Client, body: object) =>
      who.post<
        {
          recognized: { student_id: number; name: string; confidence: number; box: object }[];
          unknown: number;
        } & Refusal
      >('/api/attendance/recognize-faces', body);
    const answer = await recognize(grace, { class_id: mathematics.id, images: [dataUrl(room)] });
    expect([
      answer.status,
      answer.body.recognized.map(({ student_id, name }) => [student_id, name]),
      answer.body.unknown,
    ]).toEqual([
      200,
      [
        [ids.ada, 'Augusta Ada King'],
        [ids.blaise, 'Blaise Pascal'],
      ],
      1,
    ]);
    for (const { confidence } of answer.body.recognized) expect(confidence > 0.3 && confidence <= 1).toBe(true);
    expectLikeExample('post', '/api/attendance/recognize-faces', answer);
    const sent = await grace.upload<{ recognized: unknown[] }>(
      '/api/attendance/recognize-faces',
      'images',
      [room, portraits[0]!],
      { class_id: String(mathematics.id) },
    );
    expect([sent.status, sent.body.recognized.length]).toEqual([200, 2]);
    expect(await muster.db.autocommit.attendanceRecord.count()).toBe(0);
    for (const wrong of [
      { class_id: mathematics.id },
      { class_id: mathematics.id, images: [] },
      { class_id: mathematics.id, images: ['nonsense!'] },
      { class_id: 'one', images: [dataUrl(room)] },
      { images: [dataUrl(room)] },
    ])
      expect(refusal(await recognize(grace, wrong))).toEqual(refused(400));
    expect(
      refusal(
        await recognize(grace, {
          class_id: mathematics.id,
          images: Array.from({ length: 7 }, () => dataUrl(portraits[0]!)),
        }),
      ),
    ).toEqual(refused(400));
    expect(refusal(await recognize(grace, { class_id: 999999, images: [dataUrl(room)] }))).toEqual(refused(404));
    expect(refusal(await recognize(alan, { class_id: mathematics.id, images: [dataUrl(room)] }))).toEqual(refused(404));
    expect(refusal(await recognize(ada, { class_id: mathematics.id, images: [dataUrl(room)] }))).toEqual(refused(403));
  });

  test('POST /api/attendance/create-session makes one of today when no date is named, of a day to come, or of one that was', async () => {
    const answer = await createSession({ class_id: mathematics.id, session_name: 'Morning lecture' });
    expect([answer.status, answer.body.session]).toEqual([
      201,
      {
        id: expect.any(Number) as number,
        class_id: mathematics.id,
        session_name: 'Morning lecture',
        session_date: '2026-11-18',
      },
    ]);
    expectLikeExample('post', '/api/attendance/create-session', answer);
    const statusOf = async ({ body }: { body: { session: Session } }): Promise<string> =>
      (await muster.db.autocommit.session.findUniqueOrThrow({ where: { number: body.session.id } })).status;
    const [past, coming] = [
      await createSession({ class_id: mathematics.id, session_name: 'Past', session_date: '2026-11-02' }),
      await createSession({ class_id: mathematics.id, session_name: 'Coming', session_date: '2026-12-02' }),
    ];
    expect([past.status, coming.status, past.body.session.session_date, coming.body.session.session_date]).toEqual([
      201,
      201,
      '2026-11-02',
      '2026-12-02',
    ]);
    expect([await statusOf(answer), await statusOf(past), await statusOf(coming)]).toEqual([
      'open',
      'closed',
      'scheduled',
    ]);
    const again = await createSession({ class_id: mathematics.id, session_name: 'Coming', session_date: '2026-12-02' });
    expect([again.status, again.body.session]).toEqual([200, coming.body.session]);
  });

  test('POST /api/attendance/create-session refuses what is malformed (400), students (403), and classes of others (404)', async () => {
    for (const wrong of [
      {},
      { class_id: mathematics.id },
      { session_name: 'x' },
      { class_id: mathematics.id, session_name: ' ' },
      { class_id: mathematics.id, session_name: 'x', session_date: '15.03.2026' },
      { class_id: mathematics.id, session_name: 'x', session_date: '2026-02-30' },
      { class_id: 1.5, session_name: 'x' },
    ]) {
      expect([wrong, refusal(await createSession(wrong))]).toEqual([wrong, refused(400)]);
    }
    expect(refusal(await createSession({ class_id: mathematics.id, session_name: 'x' }, ada))).toEqual(refused(403));
    expect(refusal(await createSession({ class_id: mathematics.id, session_name: 'x' }, alan))).toEqual(refused(404));
    expect(refusal(await createSession({ class_id: 999999, session_name: 'x' }))).toEqual(refused(404));
  });

  const mark = (body: object, who = grace) =>
    who.post<{ marked: number } & Refusal>('/api/attendance/mark-attendance', body);
  const recordsOf = async (session: Session, who = grace) =>
    who.get<{ records: { student_id: number; status: string; marked_at: string; marked_by: number | null }[] }>(
      `/api/attendance/session/${session.id}/records`,
    );

  test('POST /api/attendance/mark-attendance marks students present, all or none, in a session of today or one that was', async () => {
    const { session } = (await createSession({ class_id: mathematics.id, session_name: 'Marked' })).body;
    const answer = await mark({ session_id: session.id, student_ids: [ids.ada, ids.blaise, ids.ada] });
    expect([answer.status, answer.body.marked]).toEqual([200, 2]);
    expectLikeExample('post', '/api/attendance/mark-attendance', answer);
    const past = (
      await createSession({ class_id: mathematics.id, session_name: 'Marked later', session_date: '2026-11-04' })
    ).body.session;
    expect((await mark({ session_id: past.id, student_ids: [ids.ada] })).status).toBe(200);
    expect((await recordsOf(past)).body.records).toMatchObject([
      { student_id: ids.ada, status: 'present', marked_by: ids.grace },
    ]);
  });

  test('POST /api/attendance/mark-attendance refuses what is malformed (400), students (403), who or what is not there (404), a session to come (409); nothing is marked then', async () => {
    const { session } = (await createSession({ class_id: mathematics.id, session_name: 'Unmarked' })).body;
    const coming = (
      await createSession({ class_id: mathematics.id, session_name: 'Not yet', session_date: '2026-12-03' })
    ).body.session;
    for (const wrong of [
      {},
      { session_id: session.id },
      { session_id: session.id, student_ids: [] },
      { session_id: session.id, student_ids: ['x'] },
      { session_id: 'x', student_ids: [ids.ada] },
    ])
      expect([wrong, refusal(await mark(wrong))]).toEqual([wrong, refused(400)]);
    for (const student of [999999, 2 ** 31, ids.grace])
      expect(refusal(await mark({ session_id: session.id, student_ids: [ids.ada, student] }))).toEqual(refused(404));
    expect(refusal(await mark({ session_id: 999999, student_ids: [ids.ada] }))).toEqual(refused(404));
    expect(refusal(await mark({ session_id: session.id, student_ids: [ids.ada] }, alan))).toEqual(refused(404));
    expect(refusal(await mark({ session_id: session.id, student_ids: [ids.ada] }, ada))).toEqual(refused(403));
    expect(refusal(await mark({ session_id: coming.id, student_ids: [ids.ada] }))).toEqual(refused(409));
    expect((await recordsOf(session)).body).toEqual({ records: [] });
  });

  test.each(bodyForms)('sessions and marks take their fields as %s', async (form) => {
    const send = <T>(path: string, fields: Record<string, string | number | number[]>) =>
      sendOld<T>(muster.url, 'POST', `/api/attendance/${path}`, { fields, form, token: grace.token });
    const {
      status,
      body: { session },
    } = await send<{ session: Session }>('create-session', {
      class_id: mathematics.id,
      session_name: `By ${form}`,
      session_date: '2026-11-03',
    });
    const [one, two] = [
      await send('mark-attendance', { session_id: session.id, student_ids: form === 'json' ? [ids.ada] : ids.ada }),
      await send('mark-attendance', { session_id: session.id, student_ids: [ids.ada, ids.blaise] }),
    ];
    expect([status, one.status, one.body, two.status, two.body]).toMatchObject([
      201,
      200,
      { marked: 1 },
      200,
      { marked: 2 },
    ]);
    expect((await recordsOf(session)).body.records).toHaveLength(2);
  });

  test('GET /api/attendance/sessions/{class_id} lists the sessions of a class by day, without those that were cancelled', async () => {
    const logic = await createClass('Logic');
    await ada.post('/api/classes/join', { join_code: logic.join_code });
    const made: Session[] = [];
    for (const date of ['2026-11-05', '2026-11-06', '2026-12-07'])
      made.push(
        (await createSession({ class_id: logic.id, session_name: `Of ${date}`, session_date: date })).body.session,
      );
    const answer = await grace.get<{ sessions: Session[] }>(`/api/attendance/sessions/${logic.id}`);
    expect([answer.status, answer.body.sessions]).toEqual([200, made]);
    expectLikeExample('get', '/api/attendance/sessions/{class_id}', answer);
    const { id } = await muster.db.autocommit.session.findUniqueOrThrow({ where: { number: made[2]!.id } });
    await school.teacher.post(`/api/v2/sessions/${id}/cancel`);
    expect((await ada.get<{ sessions: Session[] }>(`/api/attendance/sessions/${logic.id}`)).body.sessions).toEqual(
      made.slice(0, 2),
    );
    for (const [who, classId] of [
      [alan, logic.id],
      [blaise, logic.id],
      [grace, 999999],
      [grace, 'x'],
    ] as const)
      expect(refusal(await who.get(`/api/attendance/sessions/${classId}`))).toEqual(refused(404));
  });

  test('GET /api/attendance/session/{session_id}/records tells who is marked and by whom; a student sees their own', async () => {
    const { session } = (await createSession({ class_id: mathematics.id, session_name: 'Recorded' })).body;
    await mark({ session_id: session.id, student_ids: [ids.ada, ids.blaise] });
    const answer = await recordsOf(session);
    expect(answer.status).toBe(200);
    expect(answer.body.records).toHaveLength(2);
    expect(answer.body.records).toContainEqual({
      student_id: ids.ada,
      status: 'present',
      marked_at: '2026-11-18T09:00:00.000Z',
      marked_by: ids.grace,
    });
    expectLikeExample('get', '/api/attendance/session/{session_id}/records', answer);
    expect((await recordsOf(session, ada)).body.records.map(({ student_id }) => student_id)).toEqual([ids.ada]);
    expect(refusal(await recordsOf(session, alan))).toEqual(refused(404));
    expect(refusal(await recordsOf({ ...session, id: 999999 }))).toEqual(refused(404));
  });

  test('a day is one of the campus, wherever it is', async () => {
    const campusId = (
      await school.admin.post<{ id: string }>('/api/v2/campuses', { name: 'Auckland', timeZone: 'Pacific/Auckland' })
    ).body.id;
    const actor = { personId: school.teacher.id, name: 'Grace Hopper', role: 'teacher' } as const;
    const { number } = await muster.modules.classes.createOwn(actor, { title: 'Far away', campusId });
    muster.clock.set('2026-11-18T12:00:00Z');
    expect((await createSession({ class_id: number, session_name: 'Tomorrow here' })).body.session.session_date).toBe(
      '2026-11-19',
    );
    muster.clock.set('2026-11-18T09:00:00Z');
  });
});
