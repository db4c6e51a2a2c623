/** The three older APIs and the native one over one database: what one writes the others see. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClient, type Client } from '../../support/client.ts';
import { inspectLedger, soundLedger } from '../../support/ledger.ts';
import { adminEmail, password, startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createOldClients, type OldClients } from '../../support/old-clients.ts';
import { readPortraits } from '../../support/school.ts';

let muster: TestMuster;
let admin: Client;
let portraits: Buffer[];
let tokens: OldClients['tokens'];
let send: OldClients['send'];
let sejal: OldClients['sejal'];
let attendly: OldClients['attendly'];
let smartpresence: OldClients['smartpresence'];
let signInEverywhere: OldClients['signInEverywhere'];

const [grace, ada, blaise] = ['grace@school.example', 'ada@school.example', 'blaise@school.example'];

beforeAll(async () => {
  muster = await startTestMuster({ COMPAT: 'all', COMPAT_CONSENT: '1' });
  ({ tokens, send, sejal, attendly, smartpresence, signInEverywhere } = createOldClients(muster.url));
  admin = await muster.signIn(adminEmail);
  portraits = await readPortraits(2);
});
afterAll(() => muster.end());

describe('one school, three kinds of clients', () => {
  test('who signs up with one client is let in with another and signs in with all', async () => {
    expect(
      (
        await send('POST', '/api/v1/register_teacher', {
          fields: { email_id: grace, name: 'Grace Hopper', passwd_hash: password },
        })
      ).body['status'],
    ).toBe('pending');
    const adminToken = (
      await send<{ access_token: string }>('POST', '/login', { fields: { email: adminEmail, password } })
    ).body.access_token;
    expect(
      (await send('POST', '/approve-user', { token: adminToken, fields: { email: grace, action: 'approve' } })).status,
    ).toBe(200);
    expect(
      (
        await send('POST', '/api/auth/signup', {
          fields: { email: ada, password, first_name: 'Ada', last_name: 'Lovelace', role: 'student' },
        })
      ).status,
    ).toBe(201);
    expect(
      (
        await send('POST', '/api/v1/register_student', {
          fields: { email_id: blaise, name: 'Blaise Pascal', passwd_hash: password },
          files: { image_file: [portraits[1]!] },
        })
      ).status,
    ).toBe(201);
    expect(
      (await send('POST', '/register', { fields: { email: ada, name: 'Ada', password, role: 'student' } })).status,
    ).toBe(409);
    await signInEverywhere(grace, 'teacher');
    await signInEverywhere(ada, 'student');
    await signInEverywhere(blaise, 'student');
  });

  test('a face enrolled with one checks in with another', async () => {
    expect(
      (
        await attendly(ada, 'POST', 'face-data/upload', {
          fields: { image: `data:image/jpeg;base64,${portraits[0]!.toString('base64')}` },
        })
      ).status,
    ).toBe(201);
    expect(
      (
        await sejal(grace, 'get_create_class', {
          fields: { class_name: 'Biology', class_date: '2026-11-18', start_time: '09:00', end_time: '10:30' },
        })
      ).status,
    ).toBe(201);
    expect(
      (
        await smartpresence(ada, 'POST', 'mark-attendance', {
          fields: { class_name: 'Biology' },
          files: { image: [portraits[0]!] },
        })
      ).body['status'],
    ).toBe('present');
    expect(
      (await sejal<{ class_name: string }[]>(ada, 'get_marked_attendance')).body.map(({ class_name }) => class_name),
    ).toEqual(['Biology']);
  });

  test('a code made with one counts for whoever types it with another, and for the native API', async () => {
    const { body } = await smartpresence<{ otp: string }>(grace, 'POST', 'generate-otp', {
      fields: { class_name: 'Biology' },
    });
    expect((await smartpresence(blaise, 'POST', 'mark-attendance', { fields: { otp: body.otp } })).status).toBe(200);
    const native = await createClient(muster.url).signIn(ada, password);
    expect(
      (await native.post<{ receipt: { decision: string } }>('/api/v2/check-ins', { code: body.otp })).body.receipt
        .decision,
    ).toBe('accepted');
    const rows = (
      await sejal<{ student_name: string; status: string }[]>(grace, 'get_class_attendance', {
        fields: { class_name: 'Biology', class_date: '2026-11-18', start_time: '09:00', end_time: '10:30' },
      })
    ).body;
    expect(rows.map(({ student_name, status }) => `${student_name} ${status}`)).toEqual([
      'Blaise Pascal present',
      'Ada Lovelace present',
    ]);
  });

  test('a class, its sessions and their records are the same everywhere', async () => {
    const { classes } = (
      await attendly<{ classes: { id: number; name: string; join_code: string }[] }>(grace, 'GET', 'classes/my-classes')
    ).body;
    expect(classes.map(({ name }) => name)).toEqual(['Biology']);
    const { sessions } = (
      await attendly<{ sessions: { id: number; session_name: string; session_date: string }[] }>(
        grace,
        'GET',
        `attendance/sessions/${classes[0]!.id}`,
      )
    ).body;
    expect(sessions.map(({ session_name, session_date }) => [session_name, session_date])).toEqual([
      ['Biology', '2026-11-18'],
    ]);
    const { records } = (
      await attendly<{ records: { status: string }[] }>(grace, 'GET', `attendance/session/${sessions[0]!.id}/records`)
    ).body;
    expect(records.map(({ status }) => status)).toEqual(['present', 'present']);
    const history = (
      await smartpresence<{ class_name: string; date: string; status: string }[]>(blaise, 'GET', 'attendance-history')
    ).body;
    expect(history).toEqual([{ class_name: 'Biology', date: '2026-11-18', status: 'present' }]);
    const sheet = await admin.get<{ id: string; title: string }[]>('/api/v2/classes');
    expect(sheet.body.map(({ title }) => title)).toEqual(['Biology']);
  });

  test('a class joined with one is pending with another, and a past day filled with one is counted by the rest', async () => {
    const made = (
      await attendly<{ class: { id: number; join_code: string } }>(grace, 'POST', 'classes/create', {
        fields: { name: 'Chemistry' },
      })
    ).body.class;
    expect((await attendly(ada, 'POST', 'classes/join', { fields: { join_code: made.join_code } })).status).toBe(200);
    const past = (
      await attendly<{ session: { id: number } }>(grace, 'POST', 'attendance/create-session', {
        fields: { class_id: made.id, session_name: 'Lab', session_date: '2026-11-16' },
      })
    ).body.session;
    const me = (await attendly<{ user: { id: number } }>(ada, 'GET', 'auth/profile')).body.user;
    expect(
      (
        await attendly(grace, 'POST', 'attendance/mark-attendance', {
          fields: { session_id: past.id, student_ids: [me.id] },
        })
      ).status,
    ).toBe(200);
    expect((await sejal(ada, 'get_student_stats')).body).toMatchObject({ present: 2, total: 2, percentage: 100 });
    expect(
      (
        await attendly(grace, 'POST', 'attendance/create-session', {
          fields: { class_id: made.id, session_name: 'Lecture', session_date: '2026-11-19' },
        })
      ).status,
    ).toBe(201);
    expect(
      (await sejal<{ class_name: string; class_date: string }[]>(ada, 'get_pending_attendance')).body.map(
        ({ class_name, class_date }) => [class_name, class_date],
      ),
    ).toEqual([['Chemistry', '2026-11-19']]);
  });

  test('several sessions of one class that are open together leave one that is meant: the last that began, or the code’s', async () => {
    const made = (
      await attendly<{ class: { id: number; join_code: string } }>(grace, 'POST', 'classes/create', {
        fields: { name: 'Drama' },
      })
    ).body.class;
    expect((await attendly(ada, 'POST', 'classes/join', { fields: { join_code: made.join_code } })).status).toBe(200);
    for (const name of ['Morning', 'Afternoon']) {
      expect(
        (
          await attendly(grace, 'POST', 'attendance/create-session', {
            fields: { class_id: made.id, session_name: name },
          })
        ).status,
      ).toBe(201);
      muster.clock.advance(1);
    }
    expect(
      (
        await smartpresence(ada, 'POST', 'mark-attendance', {
          fields: { class_name: 'Drama' },
          files: { image: [portraits[0]!] },
        })
      ).status,
    ).toBe(200);
    const { sessions } = (
      await attendly<{ sessions: { id: number; session_name: string }[] }>(
        grace,
        'GET',
        `attendance/sessions/${made.id}`,
      )
    ).body;
    const marked = await Promise.all(
      sessions.map(async ({ id, session_name }) => [
        session_name,
        (await attendly<{ records: unknown[] }>(grace, 'GET', `attendance/session/${id}/records`)).body.records.length,
      ]),
    );
    expect(Object.fromEntries(marked)).toEqual({ Morning: 0, Afternoon: 1 });
    const { otp } = (
      await smartpresence<{ otp: string }>(grace, 'POST', 'generate-otp', { fields: { class_name: 'Drama' } })
    ).body;
    expect((await smartpresence(ada, 'POST', 'mark-attendance', { fields: { class_name: 'Drama', otp } })).status).toBe(
      200,
    );
  });

  test('what one lists, the other finds again by the same words: also a whole day', async () => {
    const [row] = (
      await sejal<{ class_name: string; class_date: string; start_time: string; end_time: string }[]>(
        grace,
        'get_classes_by_teacher',
      )
    ).body.filter(({ class_name, class_date }) => class_name === 'Chemistry' && class_date === '2026-11-19');
    expect(row).toMatchObject({ start_time: '00:00', end_time: '00:00' });
    expect(
      (await sejal<{ student_name: string }[]>(grace, 'get_class_attendance', { fields: row! })).body.map(
        ({ student_name }) => student_name,
      ),
    ).toEqual(['Ada Lovelace']);
  });

  test('what is announced with one is read with the page, and a mark corrected natively shows everywhere', async () => {
    expect(
      (
        await smartpresence(grace, 'POST', 'notifications', {
          fields: { title: 'Exam', message: 'On Friday at nine', class_name: 'Biology' },
        })
      ).status,
    ).toBe(201);
    const native = await createClient(muster.url).signIn(blaise, password);
    expect(
      (await native.get<{ notifications: { title: string }[] }>('/api/v2/me/notifications')).body.notifications.some(
        ({ title }) => title.includes('Exam'),
      ),
    ).toBe(true);
    const teacher = await createClient(muster.url).signIn(grace, password);
    const [session] = (
      await teacher.get<{ sessions: { id: string }[] }>(
        '/api/v2/sessions?from=2026-11-18T00:00:00Z&to=2026-11-18T23:00:00Z',
      )
    ).body.sessions;
    const present = (
      await teacher.get<{ personId: string; name: string }[]>(`/api/v2/sessions/${session!.id}/presence`)
    ).body;
    await teacher.request(
      'PUT',
      `/api/v2/sessions/${session!.id}/records/${present.find(({ name }) => name === 'Blaise Pascal')!.personId}`,
      { status: 'late' },
    );
    expect(
      (await smartpresence<{ status: string }[]>(blaise, 'GET', 'attendance-history')).body.map(({ status }) => status),
    ).toEqual(['late']);
    expect(
      (await sejal<{ status: string }[]>(blaise, 'get_marked_attendance')).body.map(({ status }) => status),
    ).toEqual(['late']);
  });

  test('a token of theirs opens no native door, nor one of ours theirs, and all end with a new password', async () => {
    expect((await send('GET', '/api/v2/me', { token: tokens[ada]!.attendly })).status).toBe(401);
    expect(
      (await send('GET', '/api/auth/profile', { token: (await createClient(muster.url).signIn(ada, password)).token }))
        .status,
    ).toBe(401);
    expect(
      (
        await attendly(ada, 'POST', 'auth/change-password', {
          fields: { current_password: password, new_password: 'another horse' },
        })
      ).status,
    ).toBe(200);
    expect([
      (await sejal(ada, 'get_marked_attendance')).status,
      (await attendly(ada, 'GET', 'auth/profile')).status,
      (await smartpresence(ada, 'GET', 'attendance-history')).status,
    ]).toEqual([401, 401, 401]);
  });

  test('and register and audit are whole', async () => {
    expect(await inspectLedger(muster.database.url)).toEqual(soundLedger);
    expect((await admin.get('/api/v2/audit/chain')).body).toMatchObject({ intact: true });
  });
});
