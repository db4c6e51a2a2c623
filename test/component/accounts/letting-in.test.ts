/**
 * How people come in: signing up, being approved, a forgotten password, a face; and what lets nobody in any more is
 * removed.
 */
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClient } from '../../support/client.ts';
import { startMailServer, type MailServer } from '../../support/mail-server.ts';
import { adminEmail, password, startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createSmallSchool, enrolFace, readPortraits, type SmallSchool } from '../../support/school.ts';

let muster: TestMuster;
let school: SmallSchool;
let mails: MailServer;
const stranger = () => createClient(muster.url);
/** Opens the link that was mailed to whoever signed up. */
const prove = async (email: string): Promise<void> => {
  const linkIn = (): string | undefined =>
    mails.mails.flatMap(({ to, text }) => (to === email ? (/#address=(\S+)/.exec(text)?.[1] ?? []) : [])).at(-1);
  await expect.poll(linkIn).toBeDefined();
  const proven = await stranger().post('/api/v2/auth/address/proofs', { secret: linkIn(), password });
  expect(proven.status).toBe(204);
};
const tokenOf = (email: string, secret = password) =>
  stranger().request(
    'POST',
    '/api/v2/auth/token',
    new URLSearchParams({ grant_type: 'password', username: email, password: secret }),
  );

beforeAll(async () => {
  mails = await startMailServer();
  muster = await startTestMuster({
    SMTP_URL: mails.url,
    MAIL_FROM: 'Muster <muster@school.example>',
    CORS_ORIGINS: 'https://portal.school.example',
    METRICS_TOKEN: 'a-token-for-prometheus',
    TRUST_PROXY: '1',
    PUBLIC_URL: 'https://muster.school.example',
  });
  school = await createSmallSchool(muster, 2);
});
afterAll(async () => {
  await muster.end();
  await mails.close();
});

describe('signing up', () => {
  const signUp = (body: object) =>
    stranger().post('/api/v2/auth/sign-up', { name: 'New Comer', password, role: 'student', ...body });

  test('a student waits for an admin, who is told and lets them in, and for the proof of the address', async () => {
    expect((await signUp({ email: 'new@school.example' })).status).toBe(202);
    expect(await tokenOf('new@school.example')).toMatchObject({
      status: 401,
      body: { detail: expect.stringContaining('may have to wait') as string },
    });
    const told = await school.admin.get<{ notifications: { title: string; text: string; subject: { id: string } }[] }>(
      '/api/v2/me/notifications',
    );
    const [asked] = told.body.notifications.filter(({ text }) => text.includes('New Comer'));
    expect((await school.admin.post(`/api/v2/people/${asked!.subject.id}/approval`, { approve: true })).status).toBe(
      204,
    );
    expect((await tokenOf('new@school.example')).status).toBe(401);
    await prove('new@school.example');
    expect((await tokenOf('new@school.example')).status).toBe(200);
    expect((await school.admin.post(`/api/v2/people/${asked!.subject.id}/approval`, { approve: true })).status).toBe(
      204,
    );
    expect((await school.admin.post(`/api/v2/people/${asked!.subject.id}/approval`, { approve: false })).status).toBe(
      409,
    );
  });

  test('an account that waits is made together with the note to the admins, or not at all', async () => {
    await muster.db.autocommit.$executeRawUnsafe('ALTER TABLE notification RENAME TO notification_away');
    expect((await signUp({ email: 'unheard@school.example' })).status).toBe(500);
    await muster.db.autocommit.$executeRawUnsafe('ALTER TABLE notification_away RENAME TO notification');
    expect(await muster.db.autocommit.person.count({ where: { email: 'unheard@school.example' } })).toBe(0);
    expect((await signUp({ email: 'unheard@school.example', name: 'Un Heard' })).status).toBe(202);
    const told = await school.admin.get<{ notifications: { text: string }[] }>('/api/v2/me/notifications');
    expect(told.body.notifications.filter(({ text }) => text.includes('Un Heard'))).toHaveLength(1);
  });

  test('whoever is turned away cannot come in', async () => {
    await signUp({ email: 'away@school.example', role: 'teacher' });
    const waiting = await school.admin.get<{ people: { id: string; email: string }[] }>(
      '/api/v2/people?status=pending',
    );
    const person = waiting.body.people.find(({ email }) => email === 'away@school.example');
    await school.admin.post(`/api/v2/people/${person!.id}/approval`, { approve: false });
    expect((await tokenOf('away@school.example')).status).toBe(401);
  });

  test('nobody signs up as admin or guardian, and a short password is refused by name', async () => {
    expect(await signUp({ email: 'boss@school.example', role: 'admin' })).toMatchObject({
      status: 400,
      body: { field: 'role' },
    });
    expect(await signUp({ email: 'parent@school.example', role: 'guardian' })).toMatchObject({
      status: 400,
      body: { field: 'role' },
    });
    expect(await signUp({ email: 'short@school.example', password: 'short' })).toMatchObject({
      status: 400,
      body: { field: 'password' },
    });
  });

  test('an address that has an account and one that has none get the same answer, to the letter', async () => {
    const [taken, free] = [await signUp({ email: adminEmail }), await signUp({ email: 'free@school.example' })];
    expect([taken.status, taken.body]).toEqual([free.status, free.body]);
    expect((await tokenOf(adminEmail)).status).toBe(200);
  });

  test('whoever signs up and then in cannot tell whether the address had an account before', async () => {
    await signUp({ email: school.students[0]!.email, password: 'a password of a stranger' });
    await signUp({ email: 'fresh@school.example', password: 'a password of a stranger' });
    const answers = [
      await tokenOf(school.students[0]!.email, 'a password of a stranger'),
      await tokenOf('fresh@school.example', 'a password of a stranger'),
      await tokenOf('fresh@school.example', 'not the password'),
      await tokenOf('unknown@school.example', 'a password of a stranger'),
    ];
    expect(answers[0]).toMatchObject({ status: 401, body: { code: 'invalidCredentials' } });
    for (const { status, body } of answers)
      expect({ status, body: { ...body, requestId: '' } }).toEqual({
        status: 401,
        body: { ...answers[0]!.body, requestId: '' },
      });
  });

  test('where it is open a student comes in with a proven address and a teacher still waits; where it is closed nobody signs up', async () => {
    await school.admin.request('PATCH', '/api/v2/institution', { signUp: 'open' });
    await signUp({ email: 'quick@school.example' });
    await signUp({ email: 'slow@school.example', role: 'teacher' });
    await prove('quick@school.example');
    await prove('slow@school.example');
    expect([(await tokenOf('quick@school.example')).status, (await tokenOf('slow@school.example')).status]).toEqual([
      200, 401,
    ]);
    await school.admin.request('PATCH', '/api/v2/institution', { signUp: 'closed' });
    expect((await signUp({ email: 'late@school.example' })).status).toBe(403);
  });
});

describe('a forgotten password', () => {
  const linkIn = (text: string): string => /#reset=(\S+)/.exec(text)?.[1] ?? '';

  test('a mailed link sets a new one, once, and ends what was issued before', async () => {
    const ada = await muster.signIn(school.students[0]!.email);
    expect((await stranger().post('/api/v2/auth/password/requests', { email: school.students[0]!.email })).status).toBe(
      202,
    );
    const ofAda = () => mails.mails.filter(({ to, text }) => to === school.students[0]!.email && linkIn(text) !== '');
    await expect.poll(ofAda).toHaveLength(1);
    const mail = ofAda()[0]!;
    const reset = (newPassword: string) =>
      stranger().post('/api/v2/auth/password/reset', { secret: linkIn(mail.text), newPassword });
    expect((await reset('short')).status).toBe(400);
    expect((await reset('a whole new password')).status).toBe(204);
    expect((await reset('yet another password')).status).toBe(410);
    expect((await ada.get('/api/v2/me')).status).toBe(401);
    expect((await tokenOf(school.students[0]!.email, 'a whole new password')).status).toBe(200);
  });

  test('an address nobody has gets the same answer and no mail', async () => {
    const before = mails.mails.length;
    expect((await stranger().post('/api/v2/auth/password/requests', { email: 'nobody@school.example' })).status).toBe(
      202,
    );
    await muster.modules.passwordLinks.settle();
    expect(await muster.db.autocommit.outboundMessage.count({ where: { kind: 'passwordReset' } })).toBe(1);
    const link = await school.admin.post<{ url: string }>(`/api/v2/people/${school.students[1]!.id}/password-link`);
    expect(link.body.url).toMatch(/^https:\/\/muster\.school\.example\/app#reset=/);
    expect(mails.mails.length).toBe(before);
  });

  test('a link that cannot be written is in the log, and the answer is the same', async () => {
    await muster.db.autocommit.$executeRawUnsafe('ALTER TABLE one_time_link RENAME TO one_time_link_away');
    expect((await stranger().post('/api/v2/auth/password/requests', { email: school.students[1]!.email })).status).toBe(
      202,
    );
    await expect.poll(() => muster.logged()).toContain('a password link could not be mailed');
    await muster.db.autocommit.$executeRawUnsafe('ALTER TABLE one_time_link_away RENAME TO one_time_link');
  });

  test('a link dies after an hour, and when a newer one is made', async () => {
    const make = async () =>
      linkIn(
        (await school.admin.post<{ url: string }>(`/api/v2/people/${school.students[1]!.id}/password-link`)).body.url,
      );
    const [first, second] = [await make(), await make()];
    const reset = (secret: string) =>
      stranger().post('/api/v2/auth/password/reset', { secret, newPassword: 'a whole new password' });
    expect((await reset(first)).status).toBe(410);
    muster.clock.advance(61);
    expect((await reset(second)).status).toBe(410);
    school.admin = await muster.signIn(adminEmail);
  });
});

describe('a face', () => {
  test('is refused where it is not allowed before a byte of a photo is read', async () => {
    const asked = request(`${muster.url}/api/v2/auth/face`, {
      method: 'POST',
      headers: { 'Content-Type': 'multipart/form-data; boundary=b', 'Content-Length': 10_000_000 },
    });
    asked.flushHeaders();
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    expect(answer.statusCode).toBe(403);
    asked.destroy();
  });

  test('signs in a student where the institution allows it, and nobody else: no strange face, no staff', async () => {
    const blaise = await muster.signIn(school.students[1]!.email);
    const [own, other] = await readPortraits(2);
    await enrolFace(blaise, own!);
    const show = (email: string, photo: Buffer) => stranger().upload('/api/v2/auth/face', 'photo', [photo], { email });
    expect((await show(school.students[1]!.email, own!)).status).toBe(403);
    await school.admin.request('PATCH', '/api/v2/institution', { faceSignIn: true });
    expect((await show(school.students[1]!.email, own!)).status).toBe(200);
    expect(
      await stranger().upload('/api/v2/auth/face', 'photo', [own!, own!], { email: school.students[1]!.email }),
    ).toMatchObject({ status: 400, body: { field: 'photo', detail: expect.stringContaining('1 at most') as string } });
    const refused = [
      await show(school.students[1]!.email, other!),
      await show('nobody@school.example', own!),
      await show('grace@school.example', own!),
    ];
    expect(refused.map(({ status }) => status)).toEqual([401, 401, 401]);
    expect(new Set(refused.map(({ body }) => body['detail'])).size).toBe(1);
  });

  test('is blocked after five failures, like a password', async () => {
    const [, other] = await readPortraits(2);
    const answers = [];
    for (let attempt = 0; attempt < 6; attempt += 1)
      answers.push(
        (await stranger().upload('/api/v2/auth/face', 'photo', [other!], { email: 'guess@school.example' })).status,
      );
    expect(answers).toEqual([401, 401, 401, 401, 401, 429]);
  });
});

test('what nobody can use any more is removed: tokens, links and guesses', async () => {
  await createClient(muster.url).post('/api/v2/auth/token', {
    grant_type: 'password',
    username: 'nobody@school.example',
    password: 'a guess of somebody',
  });
  const kept = async () => [
    await muster.db.autocommit.refreshToken.count(),
    await muster.db.autocommit.signInThrottle.count(),
  ];
  expect(await kept()).not.toContain(0);
  await muster.modules.purgeExpired();
  expect(await kept()).not.toContain(0);
  muster.clock.advance(31 * 24 * 60);
  await muster.modules.purgeExpired();
  expect([...(await kept()), await muster.db.autocommit.oneTimeLink.count()]).toEqual([0, 0, 0]);
});
