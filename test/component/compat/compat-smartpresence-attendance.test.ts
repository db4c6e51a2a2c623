/** The API of SmartPresence as its clients call it, route by route: codes, marking attendance and its history. */
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bodyForms } from '../../support/old-client.ts';
import { readPortraits } from '../../support/school.ts';
import {
  dataUrl,
  expectAnswer,
  expectRefused,
  startSmartSchool,
  type SmartSchool,
} from '../../support/smartpresence.ts';

let school: SmartSchool;
let portraits: Buffer[];
let hilbert: string;

beforeAll(async () => {
  school = await startSmartSchool();
  portraits = await readPortraits(2);
  hilbert = await school.enter('Hilbert', 'teacher');
  for (const [index, token] of [school.tokens.ada, school.tokens.blaise].entries())
    await school.call('POST', '/upload-face', { token, files: { image: [portraits[index]!] } });
});
afterAll(() => school.muster.end());

const rosterOf = (title: string): Promise<number> =>
  school.muster.db.autocommit.enrolment.count({ where: { class: { title } } });
const recordsOf = (title: string): Promise<number> =>
  school.muster.db.autocommit.attendanceRecord.count({ where: { session: { class: { title } } } });
const mark = (fields: Record<string, string | number>, token = school.tokens.ada) =>
  school.post('/mark-attendance', fields, token);

describe('POST /generate-otp', () => {
  test.each(bodyForms)(
    'takes %s, and makes class and session where the teacher has none by that name',
    async (form) => {
      for (const name of [`Class ${form}`, `class ${form}`]) {
        const answer = await school.post('/generate-otp', { class_name: name }, school.tokens.teacher, form);
        expectAnswer(answer, 201, 'post /generate-otp');
        expect(answer.body).toMatchObject({
          otp: expect.stringMatching(/^\d{6}$/) as string,
          expires_at: new Date(school.muster.clock.now().getTime() + 600_000).toISOString(),
        });
      }
      const made = await school.muster.db.autocommit.class.findMany({
        where: { title: { startsWith: `Class ${form}`, mode: 'insensitive' } },
        include: { sessions: true, teachers: true },
      });
      expect(
        made.map(({ joinPolicy, sessions, teachers }) => [
          joinPolicy,
          sessions.map(({ status }) => status),
          teachers.length,
        ]),
      ).toEqual([['open', ['open'], 1]]);
    },
  );

  test('asked for at once makes one class', async () => {
    const codes = await Promise.all([1, 2, 3].map(() => school.makeOtp('Twice')));
    for (const code of codes) expect(code).toMatch(/^\d{6}$/);
    expect(await school.muster.db.autocommit.class.count({ where: { title: 'Twice' } })).toBe(1);
  });

  test('tells names apart that differ in signs only', async () => {
    for (const name of ['C', 'C++']) await school.makeOtp(name);
    expect(await school.muster.db.autocommit.class.count({ where: { title: { in: ['C', 'C++'] } } })).toBe(2);
  });

  test('refuses a missing name with 400, strangers with 401, students with 403, and a name of several classes with 409 listing them', async () => {
    expectRefused(await school.post('/generate-otp', {}, school.tokens.teacher), 400, 'class_name');
    expectRefused(await school.post('/generate-otp', { class_name: 'Twice' }), 401);
    expectRefused(await school.post('/generate-otp', { class_name: 'Twice' }, school.tokens.ada), 403);
    const native = await school.muster.signIn('grace@school.example');
    for (let time = 0; time < 2; time += 1) await native.post('/api/v2/me/classes', { title: 'Namesake' });
    expectRefused(
      await school.post('/generate-otp', { class_name: 'Namesake' }, school.tokens.teacher),
      409,
      /NAMESAKE \(Main campus\), NAMESAKE-2 \(Main campus\)/,
    );
    for (const name of ['namesake-2', 'NAMESAKE (Main campus)']) expect(await school.makeOtp(name)).toMatch(/^\d{6}$/);
    expect(await school.muster.db.autocommit.session.count({ where: { class: { title: 'Namesake' } } })).toBe(2);
  });
});

test("a second class under another's name is not in the way of those who are on the roster of the first", async () => {
  const otp = await school.makeOtp('Philosophy');
  expect((await mark({ otp, class_name: 'Philosophy' }, school.tokens.ada)).status).toBe(200);
  school.muster.clock.advance(200);
  const again = await school.makeOtp('Philosophy');
  await school.makeOtp('philosophy', hilbert);
  expectAnswer(await mark({ otp: again, class_name: 'Philosophy' }, school.tokens.ada), 200, 'post /mark-attendance');
  expectRefused(await mark({ otp: again, class_name: 'Philosophy' }, school.tokens.blaise), 409, /PHILOSOPHY-2/);
});

describe('POST /mark-attendance', () => {
  test.each(bodyForms)('takes the code as %s and enrols on the way', async (form) => {
    const answer = await school.post(
      '/mark-attendance',
      { otp: await school.makeOtp(`Lab ${form}`) },
      school.tokens.ada,
      form,
    );
    expectAnswer(answer, 200, 'post /mark-attendance');
    expect(answer.body).toMatchObject({ status: 'present' });
    expect(await rosterOf(`Lab ${form}`)).toBe(1);
    expect(await school.history(school.tokens.ada)).toContainEqual({
      class_name: `Lab ${form}`,
      date: '2026-11-18',
      status: 'present',
    });
  });

  test('takes a code that a client made a number of, and the same one again without another record', async () => {
    const code = await school.makeOtp('Lab json');
    for (const otp of [Number(code), code])
      expectAnswer(await mark({ otp }, school.tokens.blaise), 200, 'post /mark-attendance');
    expect(
      (await school.history(school.tokens.blaise)).filter(({ class_name: name }) => name === 'Lab json'),
    ).toHaveLength(1);
  });

  test('takes a selfie with the name of the class, as a file or as a data URL, and enrols on the way', async () => {
    await school.makeOtp('Drawing');
    expectAnswer(await school.selfie(school.tokens.ada, portraits[0]!, 'drawing'), 200, 'post /mark-attendance');
    expectAnswer(
      await mark({ image: dataUrl(portraits[1]!), class_name: 'Drawing' }, school.tokens.blaise),
      200,
      'post /mark-attendance',
    );
    expect([await rosterOf('Drawing'), await recordsOf('Drawing')]).toEqual([2, 2]);
  });

  test('answers 202 and marks nothing while a teacher has to look at it', async () => {
    await school.makeOtp('Reviewed');
    await school.muster.db.autocommit.class.updateMany({
      where: { title: 'Reviewed' },
      data: { selfiePolicy: 'review' },
    });
    const answer = await school.selfie(school.tokens.ada, portraits[0]!, 'Reviewed');
    expectAnswer(answer, 202, 'post /mark-attendance');
    expect([answer.body, await recordsOf('Reviewed')]).toMatchObject([{ status: 'pending' }, 0]);
  });

  test('refuses what is malformed with 400 and strangers with 401, and marks nothing', async () => {
    await school.makeOtp('Refusing');
    const wall = await sharp({ create: { width: 400, height: 400, channels: 3, background: '#888' } })
      .jpeg()
      .toBuffer();
    for (const fields of [
      {},
      { otp: '12345' },
      { otp: 'abcdef' },
      { otp: '' },
      { image: dataUrl(portraits[0]!) },
      { image: 'data:,', class_name: 'Refusing' },
    ])
      expectRefused(await mark(fields), 400);
    expectRefused(await school.selfie(school.tokens.ada, portraits[0]!), 400, 'class_name');
    expectRefused(await school.selfie(school.tokens.ada, wall, 'Refusing'), 400, 'I cannot find a face');
    expectRefused(await school.selfie(school.tokens.ada, Buffer.from('no image'), 'Refusing'), 400);
    expectRefused(await school.post('/mark-attendance', { otp: '123456' }), 401);
    expect([await recordsOf('Refusing'), await rosterOf('Refusing')]).toEqual([0, 0]);
  });

  test('refuses a wrong code, an old one, another face and staff with 403, and nobody comes onto a roster by it', async () => {
    const code = await school.makeOtp('Guarded');
    expectRefused(
      await mark({ otp: code === '000000' ? '000001' : '000000', class_name: 'Guarded' }, school.tokens.blaise),
      403,
      'Nothing was marked',
    );
    expectRefused(
      await school.selfie(school.tokens.blaise, portraits[0]!, 'Guarded'),
      403,
      'not the one that was enrolled',
    );
    school.muster.clock.advance(11);
    expectRefused(await mark({ otp: code, class_name: 'Guarded' }, school.tokens.blaise), 403, 'no longer valid');
    expectRefused(await mark({ otp: code }, school.tokens.teacher), 403);
    expect([await recordsOf('Guarded'), await rosterOf('Guarded')]).toEqual([0, 0]);
  });

  test('refuses an unknown class with 404, one without an open session with 409, and several open ones of a name with 409 listing them', async () => {
    expectRefused(await school.selfie(school.tokens.ada, portraits[0]!, 'Nowhere'), 404);
    await (
      await school.muster.signIn('grace@school.example')
    ).post('/api/v2/me/classes', { title: 'Idle', joinPolicy: 'open' });
    expectRefused(await school.selfie(school.tokens.ada, portraits[0]!, 'Idle'), 409, 'no open session');
    for (const token of [school.tokens.teacher, hilbert]) await school.makeOtp('Parallel', token);
    expectRefused(
      await school.selfie(school.tokens.ada, portraits[0]!, 'Parallel'),
      409,
      /PARALLEL \(Main campus\), PARALLEL-2 \(Main campus\)/,
    );
    expectAnswer(
      await school.selfie(school.tokens.ada, portraits[0]!, 'PARALLEL-2 (Main campus)'),
      200,
      'post /mark-attendance',
    );
  });

  test('takes no class that its school keeps for itself', async () => {
    const native = await school.muster.signIn('grace@school.example');
    const {
      body: { id },
    } = await native.post<{ id: string }>('/api/v2/me/classes', { title: 'Seminar', joinPolicy: 'closed' });
    await native.post(`/api/v2/classes/${id}/sessions/open`);
    expectRefused(await school.selfie(school.tokens.ada, portraits[0]!, 'Seminar'), 404);
    expect(await rosterOf('Seminar')).toBe(0);
  });
});

describe('GET /attendance-history', () => {
  test('shows students their own, by day', async () => {
    expectAnswer(
      await school.call('GET', '/attendance-history', { token: school.tokens.ada }),
      200,
      'get /attendance-history',
    );
    const all = await school.history(school.tokens.ada);
    expect(all).toContainEqual({ class_name: 'Drawing', date: '2026-11-18', status: 'present' });
    for (const fields of [
      { student_email: 'Ada@School.example', from: '', to: '' },
      { from: '2026-11-18', to: '2026-11-18' },
    ])
      expect(await school.history(school.tokens.ada, fields)).toEqual(all);
    for (const fields of [{ from: '2026-11-19' }, { to: '2026-11-17' }])
      expect(await school.history(school.tokens.ada, fields)).toEqual([]);
  });

  test('tells the day as the clocks of the campus show it', async () => {
    const { clock, db } = school.muster;
    const before = clock.now();
    await db.autocommit.campus.updateMany({ data: { timeZone: 'Asia/Tokyo' } });
    clock.set('2026-11-18T16:00:00Z');
    await mark({ otp: await school.makeOtp('Night watch') });
    expect(await school.history(school.tokens.ada, { from: '2026-11-19', to: '2026-11-19' })).toEqual([
      { class_name: 'Night watch', date: '2026-11-19', status: 'present' },
    ]);
    await db.autocommit.campus.updateMany({ data: { timeZone: 'UTC' } });
    clock.set(before);
  });

  test('shows staff a student of theirs, or all with whose it is, and nothing of other teachers', async () => {
    expect(await school.history(school.tokens.teacher, { student_email: 'ada@school.example' })).toContainEqual({
      class_name: 'Lab json',
      date: '2026-11-18',
      status: 'present',
    });
    expect(await school.history(school.tokens.admin)).toContainEqual({
      class_name: 'Drawing',
      date: '2026-11-18',
      status: 'present',
      student_email: 'blaise@school.example',
    });
    expect(await school.history(hilbert)).toEqual([
      { class_name: 'Parallel', date: '2026-11-18', status: 'present', student_email: 'ada@school.example' },
    ]);
  });

  test("refuses days that are none or run backwards with 400, strangers with 401, and what is another student's with 403", async () => {
    const read = (fields: Record<string, string>, token?: string) =>
      school.call('GET', '/attendance-history', { fields, ...(token === undefined ? {} : { token }) });
    for (const fields of [
      { from: 'yesterday' },
      { from: '2026-02-30' },
      { from: '2026-11-19', to: '2026-11-18' },
      { student_email: 'ada' },
    ])
      expectRefused(await read(fields, school.tokens.ada), 400);
    expectRefused(await read({}), 401);
    for (const student_email of ['blaise@school.example', 'nobody@school.example'])
      expectRefused(await read({ student_email }, school.tokens.ada), 403);
  });
});
