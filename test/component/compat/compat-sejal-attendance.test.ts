/** Classes and marks of the sejal API as its clients call it. */
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adminEmail } from '../../support/muster.ts';
import { bodyForms } from '../../support/old-client.ts';
import { biology, now, statuses, student, teacher, startSejal, type Sejal } from '../../support/sejal.ts';

let muster: Sejal['muster'];
let admin: Sejal['admin'];
let portraits: Sejal['portraits'];
let call: Sejal['call'];
let create: Sejal['create'];
let mark: Sejal['mark'];

beforeAll(async () => {
  ({ muster, admin, portraits, call, create, mark } = await startSejal());
});
afterAll(() => muster.end());

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

  describe('the next day', () => {
    beforeAll(() => muster.clock.set('2026-11-19T11:00:00Z'));

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
      const [ada] = (await admin.get<{ people: { id: string }[] }>('/api/v2/people?text=ada@school.example')).body
        .people;
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
});

function blank(): Promise<Buffer> {
  return sharp({ create: { width: 640, height: 480, channels: 3, background: '#889' } })
    .jpeg()
    .toBuffer();
}
