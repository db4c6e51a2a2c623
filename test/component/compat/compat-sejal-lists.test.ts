/** What the sejal API lists and counts, of a day that was held and one to come. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { password } from '../../support/muster.ts';
import { biology, statuses, student, teacher, startSejal, type Sejal } from '../../support/sejal.ts';

let muster: Sejal['muster'];
let admin: Sejal['admin'];
let portraits: Sejal['portraits'];
let call: Sejal['call'];
let register: Sejal['register'];
let approve: Sejal['approve'];
let create: Sejal['create'];
let mark: Sejal['mark'];

beforeAll(async () => {
  ({ muster, admin, portraits, call, register, approve, create, mark } = await startSejal());
  await register('teacher', 'pia@school.example', 'Pia Planck');
  await approve('pia@school.example');
  await create(biology);
  await create({ ...biology, class_date: '2026-11-19' });
  await create({ class_name: 'Astronomy', class_date: '2026-11-18', start_time: '22:00', end_time: '01:00' });
  await create({ ...biology, class_name: 'Ethics' });
  await create({ ...biology, class_name: 'Music' });
  await mark(biology, portraits[0]!);
  // In Ethics there is a check-in that no teacher looks at, so that it comes to nothing.
  const ethics = (await admin.get<{ id: string; title: string }[]>('/api/v2/classes')).body.find(
    ({ title }) => title === 'Ethics',
  );
  await admin.request('PATCH', `/api/v2/classes/${ethics!.id}/policy`, { selfiePolicy: 'review' });
  await mark({ ...biology, class_name: 'Ethics' }, portraits[0]!);
});
afterAll(() => muster.end());

describe('classes and attendance', () => {
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
});
