/** The sejal API as its clients call it: one test a route, from the backend's own documentation. */
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sejalApi } from '../../../src/http/compat/sejal/sejal.ts';
import { adminEmail, password, startTestMuster, type TestMuster } from '../../support/muster.ts';
import { bodyForms, expectShape, sendOld, type BodyForm, type OldAnswer } from '../../support/old-client.ts';
import { readPortraits } from '../../support/school.ts';
import type { Client } from '../../support/client.ts';

let muster: TestMuster;
let admin: Client;
let portraits: Buffer[];
/** Tokens by address. */
const tokens: Record<string, string> = {};

const teacher = { teacher_email_id: 'grace@school.example' };
const student = { email_id: 'ada@school.example', name: 'Ada Lovelace' };
/** The clock of the test stands at 09:00 in UTC. */
const now = { class_date: '2026-11-18', start_time: '09:00', end_time: '10:30' };
const biology = { class_name: 'Biology', ...now };

const examples = new Map(sejalApi({} as never).routes.map(({ route, example }) => [route.path, example]));
/** Sends it, and holds a success against the documented example. */
async function call<T = Record<string, unknown>>(
  route: string,
  fields: Record<string, string>,
  as?: string,
  extra: { form?: BodyForm; files?: Record<string, Buffer[]> } = {},
): Promise<OldAnswer<T>> {
  const path = `/api/v1/${route}`;
  const answer = await sendOld<T>(muster.url, route === 'test_insertion' ? 'GET' : 'POST', path, {
    fields: { ...fields, ...(as && { token: tokens[as] ?? as }) },
    ...extra,
  });
  if (answer.status < 202 && (answer.body as { status?: string }).status !== 'pending')
    expectShape(answer.body, examples.get(path));
  if (answer.status >= 400)
    expect(Object.keys(answer.body as object).filter((key) => key !== 'details')).toEqual(['error']);
  return answer;
}
const statuses = (answers: readonly OldAnswer<unknown>[]): number[] => answers.map(({ status }) => status);
const register = (kind: 'teacher' | 'student', email: string, name: string, photo?: Buffer, extra = {}) =>
  call<{ token: string | null; status?: string }>(
    `register_${kind}`,
    { email_id: email, name, passwd_hash: password },
    undefined,
    { ...(photo ? { files: { image_file: [photo] } } : {}), ...extra },
  );
async function approve(email: string): Promise<string> {
  const { body } = await admin.get<{ people: { id: string; email: string }[] }>('/api/v2/people?status=pending');
  expect(
    (
      await admin.post(`/api/v2/people/${body.people.find((person) => person.email === email)!.id}/approval`, {
        approve: true,
      })
    ).status,
  ).toBe(204);
  return (await call<{ token: string }>('login_teacher', { email_id: email, passwd_hash: password })).body.token;
}
const create = (fields: Record<string, string>, as = 'grace@school.example') =>
  call('get_create_class', { ...teacher, ...fields }, as);
const mark = (fields: Record<string, string>, photo: Buffer, as = 'ada@school.example', email = as) =>
  call('mark_attendance', { email_id: email, ...fields }, as, { files: { image_file: [photo] } });

beforeAll(async () => {
  muster = await startTestMuster({ COMPAT: 'sejal', COMPAT_CONSENT: '1' });
  admin = await muster.signIn(adminEmail);
  portraits = await readPortraits(3);
  for (const [email, name] of [
    ['grace@school.example', 'Grace Hopper'],
    ['alan@school.example', 'Alan Turing'],
  ] as const) {
    await register('teacher', email, name);
    tokens[email] = await approve(email);
  }
  tokens['ada@school.example'] = (
    await register('student', 'ada@school.example', 'Ada Lovelace', portraits[0])
  ).body.token!;
  tokens['blaise@school.example'] = (
    await register('student', 'blaise@school.example', 'Blaise Pascal', portraits[1])
  ).body.token!;
}, 60_000);
afterAll(() => muster.end());

describe('accounts', () => {
  test('test_insertion says that the tables exist', async () => {
    expect((await call('test_insertion', {})).status).toBe(200);
  });

  test.each(bodyForms)('register_student signs up and in at once, sent as %s', async (form) => {
    const { status, body } = await register('student', `${form}@school.example`, 'New Comer', undefined, { form });
    expect([status, body]).toEqual([
      201,
      {
        token: expect.any(String) as string,
        user_type: 'student',
        email_id: `${form}@school.example`,
        name: 'New Comer',
      },
    ]);
    expect(
      (await call('get_profile', { email_id: `${form}@school.example`, user_type: 'student' }, body.token!)).status,
    ).toBe(200);
  });

  test('register_student refuses an address that is taken, a short password, no name, no address, and a picture that shows nobody or is none, and makes no account', async () => {
    expect(
      statuses([
        await register('student', 'ada@school.example', 'Ada'),
        await call('register_student', { email_id: 'x@school.example', name: 'X', passwd_hash: 'short' }),
        await call('register_student', { email_id: 'x@school.example', passwd_hash: password }),
        await call('register_student', { email_id: 'nobody', name: 'X', passwd_hash: password }),
        await register('student', 'x@school.example', 'X', Buffer.from('no picture')),
        await register('student', 'x@school.example', 'X', await blank()),
        await call('login_student', { email_id: 'x@school.example', passwd_hash: password }),
      ]),
    ).toEqual([409, 400, 400, 400, 400, 400, 401]);
  });

  test('register_teacher waits for an admin: no token, and 403 at sign-in until then', async () => {
    const { status, body } = await register('teacher', 'wait@school.example', 'Wai Ting', portraits[2]);
    expect([status, body.token, body.status]).toEqual([201, null, 'pending']);
    expect((await call('login_teacher', { email_id: 'wait@school.example', passwd_hash: password })).status).toBe(403);
    expect((await register('teacher', 'wait@school.example', 'Wai Ting')).status).toBe(409);
    expect((await register('teacher', 'y@school.example', 'Y', Buffer.from('no picture'))).status).toBe(400);
  });

  test.each(bodyForms)(
    'login_student and login_teacher let in who has the password and is one, sent as %s',
    async (form) => {
      const login = (kind: string, email: string, as = password) =>
        call(`login_${kind}`, { email_id: email, passwd_hash: as }, undefined, { form });
      expect((await login('student', 'ada@school.example')).body).toMatchObject({
        user_type: 'student',
        name: 'Ada Lovelace',
      });
      expect((await login('teacher', 'grace@school.example')).body).toMatchObject({
        user_type: 'teacher',
        name: 'Grace Hopper',
      });
      expect(
        statuses([
          await login('student', 'ada@school.example', 'wrong password'),
          await login('student', 'nobody@school.example'),
          await login('student', 'grace@school.example'),
          await login('teacher', 'ada@school.example'),
          await call('login_student', { email_id: 'ada@school.example' }, undefined, { form }),
        ]),
      ).toEqual([401, 401, 403, 403, 400]);
    },
  );

  test('get_profile shows the own account, with the picture that a teacher sent, and nobody else', async () => {
    expect(
      (await call('get_profile', { email_id: 'ada@school.example', user_type: 'student' }, 'ada@school.example')).body,
    ).toEqual({ email_id: 'ada@school.example', name: 'Ada Lovelace', user_type: 'student', image: null });
    await register('teacher', 'pia@school.example', 'Pia Cture', portraits[2]);
    const token = await approve('pia@school.example');
    expect(
      (await call<{ image: string }>('get_profile', { email_id: 'pia@school.example', user_type: 'teacher' }, token))
        .body.image,
    ).toMatch(/^data:image\/jpeg;base64,\/9j\//);
    expect(
      statuses([
        await call('get_profile', { email_id: 'ada@school.example', user_type: 'student' }),
        await call('get_profile', { email_id: 'ada@school.example', user_type: 'student' }, 'made.up.token'),
        await call('get_profile', { email_id: 'grace@school.example', user_type: 'student' }, 'ada@school.example'),
        await call('get_profile', { email_id: 'ada@school.example', user_type: 'teacher' }, 'ada@school.example'),
        await call('get_profile', { user_type: 'student' }, 'ada@school.example'),
      ]),
    ).toEqual([401, 401, 403, 403, 400]);
  });

  test('submit_review tells the admins, and only so often', async () => {
    expect(
      statuses([
        await call('submit_review', { review: 'Works well.' }),
        await call('submit_review', { review: '' }),
        await call('submit_review', {}),
      ]),
    ).toEqual([201, 400, 400]);
    expect(
      (await admin.get<{ notifications: { text: string }[] }>('/api/v2/me/notifications')).body.notifications.map(
        ({ text }) => text,
      ),
    ).toContain('Works well.');
    const more = [
      await call('submit_review', { review: 'a' }),
      await call('submit_review', { review: 'b' }),
      await call('submit_review', { review: 'c' }),
    ];
    expect(statuses(more)).toEqual([201, 201, 429]);
  });

  test('a token ends when its account is signed out everywhere', async () => {
    const { token } = (await register('student', 'leaver@school.example', 'Lee Ver')).body;
    const profile = () => call('get_profile', { email_id: 'leaver@school.example', user_type: 'student' }, token!);
    expect((await profile()).status).toBe(200);
    await (await muster.signIn('leaver@school.example')).post('/api/v2/auth/sign-out');
    expect((await profile()).status).toBe(401);
  });
});

describe('classes and attendance', () => {
  test('get_create_class makes the class and the session once, an end before the start being the next day', async () => {
    const made = await create(biology);
    expect([made.status, made.body]).toEqual([201, { ...biology, status: 'open' }]);
    expect([
      (await create(biology)).status,
      (await create({ ...biology, class_name: 'biology', class_date: '2026-11-19' })).body.class_name,
    ]).toEqual([200, 'Biology']);
    expect(
      (await create({ class_name: 'Astronomy', class_date: '2026-11-18', start_time: '22:00', end_time: '01:00' }))
        .body,
    ).toEqual({
      class_name: 'Astronomy',
      class_date: '2026-11-18',
      start_time: '22:00',
      end_time: '01:00',
      status: 'scheduled',
    });
    expect((await admin.get<{ classes: unknown[] }>('/api/v2/classes')).status).toBe(200);
    expect(
      statuses([
        await create({ ...biology, class_date: '18.11.2026' }),
        await create({ ...biology, start_time: '9 o’clock' }),
        await create({ ...biology, end_time: '09:00' }),
        await call('get_create_class', { ...teacher, ...now }, 'grace@school.example'),
        await create(biology, 'ada@school.example'),
        await create(biology, 'alan@school.example'),
        await call('get_create_class', { ...teacher, ...biology }),
      ]),
    ).toEqual([400, 400, 400, 400, 403, 403, 401]);
  });

  test('get_pending_attendance lists open and coming sessions of open classes, until one was there', async () => {
    const { body } = await call<{ class_name: string; class_date: string; status: string }[]>(
      'get_pending_attendance',
      student,
      'ada@school.example',
    );
    expect(body.map(({ class_name, class_date, status }) => [class_name, class_date, status])).toEqual([
      ['Biology', '2026-11-18', 'open'],
      ['Astronomy', '2026-11-18', 'scheduled'],
      ['Biology', '2026-11-19', 'scheduled'],
    ]);
    expect(
      statuses([
        await call('get_pending_attendance', student),
        await call('get_pending_attendance', student, 'blaise@school.example'),
        await call('get_pending_attendance', {}, 'ada@school.example'),
        await call('get_pending_attendance', { email_id: 'grace@school.example' }, 'grace@school.example'),
      ]),
    ).toEqual([401, 403, 400, 403]);
  });

  test('mark_attendance enrols on the way and marks; a photo of somebody else marks nothing and enrols nowhere', async () => {
    expect((await mark(biology, portraits[1]!)).status).toBe(403);
    expect(
      (await call<unknown[]>('get_class_attendance', { ...teacher, ...biology }, 'grace@school.example')).body,
    ).toEqual([]);
    const marked = await mark(biology, portraits[0]!);
    expect([marked.status, marked.body]).toEqual([
      200,
      { message: 'Your attendance is marked.', ...biology, status: 'present' },
    ]);
    expect((await mark(biology, portraits[0]!)).status).toBe(200);
    expect(
      statuses([
        await mark({ ...biology, class_date: '2026-11-19' }, portraits[0]!),
        await mark({ ...biology, class_name: 'Chemistry' }, portraits[0]!),
        await mark({ ...biology, start_time: '09:30' }, portraits[0]!),
        await mark(biology, await blank()),
        await mark(biology, Buffer.from('no picture')),
        await call('mark_attendance', { ...student, ...biology }, 'ada@school.example'),
        await mark(biology, portraits[0]!, 'blaise@school.example', 'ada@school.example'),
        await mark(biology, portraits[0]!, 'grace@school.example'),
        await mark(biology, portraits[0]!, 'made.up.token', 'ada@school.example'),
      ]),
    ).toEqual([403, 404, 404, 400, 400, 400, 403, 403, 401]);
  });

  test('mark_attendance of a check-in that a teacher has to look at answers 202 and stays pending', async () => {
    await create({ ...biology, class_name: 'Ethics' });
    const [ethics] = (await admin.get<{ id: string; title: string }[]>('/api/v2/classes')).body.filter(
      ({ title }) => title === 'Ethics',
    );
    await admin.request('PATCH', `/api/v2/classes/${ethics!.id}/policy`, { selfiePolicy: 'review' });
    expect(await mark({ ...biology, class_name: 'Ethics' }, portraits[0]!)).toMatchObject({
      status: 202,
      body: { status: 'pending' },
    });
    expect(
      (
        await call<{ status: string }[]>(
          'get_class_attendance',
          { ...teacher, ...biology, class_name: 'Ethics' },
          'grace@school.example',
        )
      ).body.map(({ status }) => status),
    ).toEqual(['pending']);
  });

  test('several classes of one name at one time are told apart by nobody: 409 names them', async () => {
    await create({ ...biology, class_name: 'Music' });
    await call(
      'get_create_class',
      { teacher_email_id: 'alan@school.example', ...biology, class_name: 'Music' },
      'alan@school.example',
    );
    const { status, body } = await mark({ ...biology, class_name: 'Music' }, portraits[0]!);
    expect([status, body['error']]).toEqual([
      409,
      expect.stringMatching(/MUSIC \(Main campus\), MUSIC-2 \(Main campus\)/) as string,
    ]);
  });

  test('get_marked_attendance lists where one was', async () => {
    const { body } = await call<{ class_name: string; status: string }[]>(
      'get_marked_attendance',
      student,
      'ada@school.example',
    );
    expect(body).toEqual([{ ...biology, status: 'present', marked_at: '2026-11-18T09:00:00.000Z' }]);
    expect(
      statuses([
        await call('get_marked_attendance', student),
        await call('get_marked_attendance', student, 'blaise@school.example'),
        await call('get_marked_attendance', {}, 'ada@school.example'),
      ]),
    ).toEqual([401, 403, 400]);
  });

  test('get_class_attendance lists the students of the class with where they stand, for its teacher', async () => {
    const { body } = await call(
      'get_class_attendance',
      { ...teacher, teacher_name: 'Grace Hopper', ...biology },
      'grace@school.example',
    );
    expect(body).toEqual([
      { ...biology, student_email_id: 'ada@school.example', student_name: 'Ada Lovelace', status: 'present' },
    ]);
    expect(
      statuses([
        await call('get_class_attendance', { ...teacher, ...biology, start_time: '11:00' }, 'grace@school.example'),
        await call(
          'get_class_attendance',
          { teacher_email_id: 'alan@school.example', ...biology },
          'alan@school.example',
        ),
        await call('get_class_attendance', { ...teacher, ...biology }, 'alan@school.example'),
        await call(
          'get_class_attendance',
          { teacher_email_id: 'ada@school.example', ...biology },
          'ada@school.example',
        ),
        await call('get_class_attendance', { ...teacher, ...biology }),
        await call('get_class_attendance', teacher, 'grace@school.example'),
      ]),
    ).toEqual([404, 404, 403, 403, 401, 400]);
  });

  test('get_missed_attendance lists what was held without one', async () => {
    muster.clock.set('2026-11-19T11:00:00Z');
    await muster.modules.sessions.openDue();
    await muster.modules.attendance.closeDueSessions();
    const { body } = await call<{ class_name: string; class_date: string; status: string }[]>(
      'get_missed_attendance',
      student,
      'ada@school.example',
    );
    // The house was not there while the second lesson ran: nobody is written absent for that.
    expect(body.map(({ class_name, class_date, status }) => [class_name, class_date, status])).toEqual([
      ['Biology', '2026-11-19', 'missed'],
      ['Ethics', '2026-11-18', 'absent'],
    ]);
    expect(
      statuses([
        await call('get_missed_attendance', student),
        await call('get_missed_attendance', student, 'blaise@school.example'),
        await call('get_missed_attendance', {}, 'ada@school.example'),
      ]),
    ).toEqual([401, 403, 400]);
  });

  test.each([
    'get_classes_by_teacher',
    'get_present_absent_classes_by_teacher',
    'get_latest_class_by_teacher',
    'get_attendance_time_records',
    'get_student_class_record',
  ])('%s answers the teacher whose token it is, and nobody else', async (route) => {
    expect((await call(route, teacher, 'grace@school.example')).status).toBe(200);
    expect(
      statuses([
        await call(route, teacher),
        await call(route, teacher, 'alan@school.example'),
        await call(route, { teacher_email_id: 'ada@school.example' }, 'ada@school.example'),
        await call(route, {}, 'grace@school.example'),
      ]),
    ).toEqual([401, 403, 403, 400]);
  });

  test('the teacher’s lists say what was held and who was there', async () => {
    const list = async <T = Record<string, unknown>[]>(route: string): Promise<T> =>
      (await call<T>(route, teacher, 'grace@school.example')).body;
    const held = { ...biology, class_name: 'Biology' };
    expect(
      (await list('get_classes_by_teacher'))
        .map(({ class_name, class_date, status }) => `${String(class_name)} ${String(class_date)} ${String(status)}`)
        .sort(),
    ).toEqual([
      'Astronomy 2026-11-18 scheduled',
      'Biology 2026-11-18 closed',
      'Biology 2026-11-19 scheduled',
      'Ethics 2026-11-18 closed',
      'Music 2026-11-18 closed',
    ]);
    expect(
      (await list('get_present_absent_classes_by_teacher')).find(
        ({ class_name, class_date }) => class_name === 'Biology' && class_date === '2026-11-18',
      ),
    ).toEqual({ ...held, status: 'closed', present: 1, late: 0, absent: 0, excused: 0, total: 1, percentage: 100 });
    expect(await list<Record<string, unknown>>('get_latest_class_by_teacher')).toMatchObject({
      class_name: 'Biology',
      class_date: '2026-11-19',
    });
    expect(await list('get_attendance_time_records')).toEqual([
      {
        ...held,
        student_email_id: 'ada@school.example',
        student_name: 'Ada Lovelace',
        status: 'present',
        marked_at: '2026-11-18T09:00:00.000Z',
      },
    ]);
    expect((await list('get_student_class_record')).find(({ class_name }) => class_name === 'Biology')).toEqual({
      class_name: 'Biology',
      student_email_id: 'ada@school.example',
      student_name: 'Ada Lovelace',
      present: 1,
      late: 0,
      absent: 0,
      excused: 0,
      total: 1,
      percentage: 100,
    });
    expect(
      (
        await call(
          'get_latest_class_by_teacher',
          { teacher_email_id: 'pia@school.example' },
          (await call<{ token: string }>('login_teacher', { email_id: 'pia@school.example', passwd_hash: password }))
            .body.token,
        )
      ).status,
    ).toBe(404);
  });

  test.each(['get_student_stats', 'get_student_attendance_time_records', 'get_student_class_attd_stat'])(
    '%s answers the student and their teachers, and nobody else',
    async (route) => {
      const ofAda = { student_email_id: 'ada@school.example' };
      const own = await call(route, ofAda, 'ada@school.example');
      expect(own.status).toBe(200);
      expect((await call(route, ofAda, 'grace@school.example')).body).toEqual(own.body);
      expect(
        statuses([
          await call(route, ofAda),
          await call(route, ofAda, 'blaise@school.example'),
          await call(route, ofAda, 'alan@school.example'),
          await call(route, { student_email_id: 'nobody@school.example' }, 'grace@school.example'),
          await call(route, {}, 'ada@school.example'),
        ]),
      ).toEqual([401, 403, 404, 404, 400]);
    },
  );

  test('a student’s figures count what the register says', async () => {
    expect(
      (await call('get_student_stats', { student_email_id: 'ada@school.example' }, 'ada@school.example')).body,
    ).toEqual({
      student_email_id: 'ada@school.example',
      present: 1,
      late: 0,
      absent: 1,
      excused: 0,
      total: 2,
      percentage: 50,
    });
  });

  test.each(bodyForms)('get_create_class and mark_attendance take %s, the photo as text alike', async (form) => {
    const fields = { class_name: `Form ${form}`, class_date: '2026-11-19', start_time: '11:00', end_time: '12:00' };
    expect((await call('get_create_class', { ...teacher, ...fields }, 'grace@school.example', { form })).status).toBe(
      201,
    );
    const large = `data:image/jpeg;base64,${(await sharp(portraits[0]).resize(1200).jpeg({ quality: 100 }).toBuffer()).toString('base64')}`;
    expect(large.length).toBeGreaterThan(64 * 1024);
    expect(
      (await call('mark_attendance', { ...student, ...fields, image_file: large }, 'ada@school.example', { form }))
        .status,
    ).toBe(200);
    expect((await call('get_marked_attendance', student, 'ada@school.example', { form })).status).toBe(200);
  });

  test('a session that its teacher closed early was missed, also before its end was planned', async () => {
    await create({ class_name: 'Latin', class_date: '2026-11-19', start_time: '11:00', end_time: '12:00' });
    admin = await muster.signIn(adminEmail);
    const [latin] = (await admin.get<{ id: string; title: string }[]>('/api/v2/classes')).body.filter(
      ({ title }) => title === 'Latin',
    );
    const [ada] = (await admin.get<{ people: { id: string }[] }>('/api/v2/people?text=ada@school.example')).body.people;
    await admin.post(`/api/v2/classes/${latin!.id}/students`, { personIds: [ada!.id] });
    const [session] = (await admin.get<{ sessions: { id: string }[] }>(`/api/v2/sessions?classId=${latin!.id}`)).body
      .sessions;
    expect((await admin.post(`/api/v2/sessions/${session!.id}/close`)).status).toBe(200);
    const listed = async (route: string) =>
      (await call<{ class_name: string }[]>(route, student, 'ada@school.example')).body.map(
        ({ class_name }) => class_name,
      );
    expect([
      (await listed('get_missed_attendance')).includes('Latin'),
      (await listed('get_pending_attendance')).includes('Latin'),
    ]).toEqual([true, false]);
  });
});

describe('what all routes have in common', () => {
  test('another method than the documented one is 405 and says which', async () => {
    const answer = await sendOld(muster.url, 'GET', '/api/v1/login_student');
    expect([answer.status, answer.headers.get('allow'), Object.keys(answer.body)[0]]).toEqual([
      405,
      'OPTIONS, POST',
      'error',
    ]);
  });

  test('what is not there is told as everything else, and nothing on the way keeps an answer', async () => {
    const missing = await sendOld(muster.url, 'POST', '/api/v1/drop_tables');
    expect([missing.status, Object.keys(missing.body).filter((key) => key !== 'details')]).toEqual([404, ['error']]);
    expect(
      (
        await sendOld(muster.url, 'POST', '/api/v1/login_student', {
          fields: { email_id: 'ada@school.example', passwd_hash: password },
        })
      ).headers.get('cache-control'),
    ).toBe('no-store');
  });

  test('a body that cannot be read is 400, never 415 or 422', async () => {
    const send = (type: string, body: string) =>
      fetch(`${muster.url}/api/v1/login_student`, { method: 'POST', headers: { 'content-type': type }, body }).then(
        ({ status }) => status,
      );
    expect([
      await send('application/json', '{'),
      await send('text/plain', 'email'),
      await send('application/xml', '<a/>'),
      await send('multipart/form-data', 'x'),
    ]).toEqual([400, 400, 400, 400]);
  });

  test('without COMPAT there are no such routes, and without COMPAT_CONSENT no face is taken: 409 names the page, and nothing is made', async () => {
    const careful = await startTestMuster({ COMPAT: 'sejal', LOG_LEVEL: 'info' });
    const plain = await startTestMuster();
    try {
      const refused = await sendOld(careful.url, 'POST', '/api/v1/register_student', {
        fields: { email_id: 'eve@school.example', name: 'Eve', passwd_hash: password },
        files: { image_file: [portraits[0]!] },
      });
      expect([refused.status, refused.body]).toEqual([
        409,
        { error: expect.stringContaining(`${careful.url}/app`) as string },
      ]);
      expect(
        (
          await sendOld(careful.url, 'POST', '/api/v1/login_student', {
            fields: { email_id: 'eve@school.example', passwd_hash: password },
          })
        ).status,
      ).toBe(401);
      expect(
        (
          await sendOld(careful.url, 'POST', '/api/v1/register_student', {
            fields: { email_id: 'eve@school.example', name: 'Eve', passwd_hash: password },
          })
        ).status,
      ).toBe(201);
      expect(
        (
          await sendOld(plain.url, 'POST', '/api/v1/login_student', {
            fields: { email_id: 'a@b.example', passwd_hash: password },
          })
        ).status,
      ).toBe(404);
    } finally {
      await Promise.all([careful.end(), plain.end()]);
    }
  });
});

function blank(): Promise<Buffer> {
  return sharp({ create: { width: 640, height: 480, channels: 3, background: '#889' } })
    .jpeg()
    .toBuffer();
}
