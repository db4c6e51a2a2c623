/** The API of SmartPresence as its clients call it: accounts and faces. */
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { password, startTestMuster } from '../../support/muster.ts';
import { bodyForms } from '../../support/old-client.ts';
import { readPortraits } from '../../support/school.ts';
import {
  dataUrl,
  expectAnswer,
  expectRefused,
  smartRoutes,
  startSmartSchool,
  type SmartSchool,
} from '../../support/smartpresence.ts';

let school: SmartSchool;
let portraits: Buffer[];

beforeAll(async () => {
  school = await startSmartSchool();
  portraits = await readPortraits(3);
});
afterAll(() => school.muster.end());

describe('POST /register', () => {
  test.each(bodyForms)('takes %s, and everybody waits for an admin, whatever the institution says', async (form) => {
    for (const role of ['student', 'teacher']) {
      const answer = await school.register(`New-${role}-${form}`, role, form);
      expectAnswer(answer, 201, 'post /register');
      expect(answer.body).toMatchObject({ status: 'pending' });
      expectRefused(await school.login(`new-${role}-${form}@school.example`), 403, 'waits until an admin lets it in');
    }
  });

  test('refuses what is malformed or missing with 400, admins with 403, and a known address with 409', async () => {
    const right = { name: 'Some Body', email: 'some@school.example', password, role: 'student' };
    for (const wrong of [
      { email: 'nobody' },
      { email: undefined },
      { password: 'short' },
      { password: undefined },
      { name: '' },
      { role: 'guardian' },
      { role: undefined },
    ])
      expectRefused(await school.post('/register', { ...right, ...wrong }), 400);
    expectRefused(await school.post('/register', { ...right, role: 'admin' }), 403);
    expectRefused(await school.register('Ada', 'student'), 409, 'account of this email already');
    expect(await school.muster.db.autocommit.person.count({ where: { email: right.email } })).toBe(0);
  });

  test('refuses bodies that cannot be read with 400, whatever is wrong with them', async () => {
    for (const [body, type] of [
      ['{"email":', 'application/json'],
      ['name=x', 'text/plain'],
      ['--x', 'multipart/form-data; boundary=x'],
      [`{"name":"${'x'.repeat(2_000_000)}"}`, 'application/json'],
    ] as const) {
      const answer = await fetch(`${school.muster.url}/register`, {
        method: 'POST',
        body,
        headers: { 'content-type': type },
      });
      expectRefused({ status: answer.status, headers: answer.headers, body: (await answer.json()) as never }, 400);
    }
  });
});

describe('POST /login', () => {
  test.each(bodyForms)('takes %s and answers a token that lasts a month', async (form) => {
    const answer = await school.login('Grace@School.example', password, form);
    expectAnswer(answer, 200, 'post /login');
    expect(answer.body).toMatchObject({ token_type: 'bearer', role: 'teacher' });
    const { access_token: token } = answer.body as { access_token: string };
    const { clock } = school.muster;
    const before = clock.now();
    clock.advance(29 * 1440);
    expect((await school.call('GET', '/notifications', { token })).status).toBe(200);
    clock.advance(2 * 1440);
    expectRefused(await school.call('GET', '/notifications', { token }), 401);
    clock.set(before);
  });

  test('refuses a wrong password with 401, one who was turned away with 403, and half a form with 400', async () => {
    expectRefused(await school.login('grace@school.example', 'wrong password'), 401);
    expectRefused(await school.login('nobody@school.example'), 401);
    await school.register('Away', 'student');
    await school.approve('away@school.example', 'reject');
    expectRefused(await school.login('away@school.example'), 403, 'turned away');
    expectRefused(await school.post('/login', { email: 'grace@school.example' }), 400);
  });

  test('refuses after five wrong passwords with 429', async () => {
    for (let failure = 0; failure < 5; failure += 1)
      expectRefused(await school.login('guessed@school.example', 'wrong password'), 401);
    expectRefused(await school.login('guessed@school.example'), 429);
  });
});

describe('POST /approve-user', () => {
  test.each(bodyForms)('takes %s, lets in, and approving again changes nothing', async (form) => {
    const email = `wait-${form}@school.example`;
    await school.register(`Wait-${form}`, 'student');
    for (let time = 0; time < 2; time += 1) {
      const answer = await school.post('/approve-user', { email, action: 'approve' }, school.tokens.admin, form);
      expectAnswer(answer, 200, 'post /approve-user');
      expect(answer.body).toMatchObject({ email, status: 'approved' });
    }
    expect((await school.login(email)).status).toBe(200);
    const { id } = await school.muster.db.autocommit.person.findUniqueOrThrow({ where: { email } });
    expect(
      await school.muster.db.autocommit.auditEntry.count({ where: { action: 'person.approved', subjectId: id } }),
    ).toBe(1);
  });

  test('refuses another action with 400, strangers with 401, others than admins with 403, nobody with 404, and to reject who is in with 409', async () => {
    expectRefused(await school.approve('ada@school.example', 'delete'), 400);
    expectRefused(await school.post('/approve-user', { action: 'approve' }, school.tokens.admin), 400);
    expectRefused(await school.post('/approve-user', { email: 'ada@school.example', action: 'approve' }), 401);
    for (const token of [school.tokens.teacher, school.tokens.ada])
      expectRefused(await school.approve('ada@school.example', 'approve', token), 403);
    expectRefused(await school.approve('unknown@school.example'), 404);
    expectRefused(await school.approve('ada@school.example', 'reject'), 409);
  });
});

describe('POST /upload-face', () => {
  const upload = (at: SmartSchool, image: Buffer, token = at.tokens.ada, part = 'image') =>
    at.call('POST', '/upload-face', { token, files: { [part]: [image] } });

  test('enrols the student, as a file or as a data URL, also the same photo again', async () => {
    for (const answer of [
      await upload(school, portraits[0]!),
      await upload(school, portraits[0]!),
      await school.post('/upload-face', { image: dataUrl(portraits[1]!) }, school.tokens.blaise),
    ])
      expectAnswer(answer, 201, 'post /upload-face');
    expect(await school.muster.db.autocommit.consent.count({ where: { channel: 'compat', withdrawnAt: null } })).toBe(
      2,
    );
  });

  test('refuses what shows no face of this student with 400, strangers with 401 and staff with 403, and keeps nothing', async () => {
    const templates = await school.muster.db.autocommit.faceTemplate.count();
    const wall = await sharp({ create: { width: 400, height: 400, channels: 3, background: '#888' } })
      .jpeg()
      .toBuffer();
    expectRefused(await upload(school, wall), 400, 'I cannot find a face');
    expectRefused(await upload(school, Buffer.from('no image')), 400);
    expectRefused(await upload(school, portraits[2]!), 400, 'does not show the same person');
    expectRefused(await upload(school, portraits[0]!, school.tokens.ada, 'photo'), 400);
    for (const fields of [{}, { image: 'data:text/plain,hello' }])
      expectRefused(await school.post('/upload-face', fields, school.tokens.ada), 400, 'image');
    expectRefused(await school.call('POST', '/upload-face', { files: { image: [portraits[0]!] } }), 401);
    expectRefused(await upload(school, portraits[0]!, school.tokens.teacher), 403);
    expect(await school.muster.db.autocommit.faceTemplate.count()).toBe(templates);
  });

  test('refuses with 409 and the address of the consent page where the operator does not say that the client shows the text, until the student agreed', async () => {
    const strict = await startSmartSchool({});
    try {
      expectRefused(await upload(strict, portraits[0]!), 409, `Please read and agree here: ${strict.muster.url}/app`);
      expect(await strict.muster.db.autocommit.faceTemplate.count()).toBe(0);
      const native = await strict.muster.signIn('ada@school.example');
      const { version } = (await native.get<{ version: string }>('/api/v2/me/face-consent')).body;
      await native.post('/api/v2/me/face-consent', { textVersion: version });
      expectAnswer(await upload(strict, portraits[0]!), 201, 'post /upload-face');
    } finally {
      await strict.muster.end();
    }
  });
});

describe('the routes', () => {
  test('are not there where the settings do not name them', async () => {
    const without = await startTestMuster({ COMPAT: 'sejal' });
    try {
      for (const route of smartRoutes) {
        const [method = '', path = ''] = route.split(' ');
        expect([route, (await fetch(`${without.url}${path}`, { method: method.toUpperCase() })).status]).toEqual([
          route,
          404,
        ]);
      }
    } finally {
      await without.end();
    }
  });
});
