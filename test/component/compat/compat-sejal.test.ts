/** The accounts of the sejal API as its clients call it, and what all of its routes have in common. */
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { password, startTestMuster } from '../../support/muster.ts';
import { bodyForms, sendOld } from '../../support/old-client.ts';
import { statuses, startSejal, type Sejal } from '../../support/sejal.ts';

let muster: Sejal['muster'];
let admin: Sejal['admin'];
let portraits: Sejal['portraits'];
let call: Sejal['call'];
let register: Sejal['register'];
let approve: Sejal['approve'];

beforeAll(async () => {
  ({ muster, admin, portraits, call, register, approve } = await startSejal());
});
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
