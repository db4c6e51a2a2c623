/** Passwords that are guessed first are refused wherever one is chosen, in a sentence that says what to do. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isCommon, isMadeOf } from '../../../src/security/access/common-passwords.ts';
import { createClient, type Answer } from '../../support/client.ts';
import { adminEmail, password, startTestMuster, type TestMuster } from '../../support/muster.ts';

let muster: TestMuster;

beforeAll(async () => {
  muster = await startTestMuster({ COMPAT: 'all', INSTITUTION_NAME: 'Riverside University' });
});
afterAll(() => muster.end());

const person = { name: 'Ada Lovelace', email: 'ada.l@school.example', role: 'student', externalId: 'N-20417' };
const guessed = {
  'too short': '1234567',
  'on the list of those that leaked': 'password',
  'on it, with capitals and signs at its end': 'Sunshine2026!',
  'one character after another': 'aaaaaaaa',
  'two of them in turn': 'abababab',
  'their own name': 'ada-lovelace-7',
  'their own address': person.email,
  'their own number': 'N-20417-N-20417',
  'the name of the school': 'Riverside1',
} as const;

describe('a password is refused that is', () => {
  test.each(Object.entries(guessed))('%s', async (_, typed) => {
    const admin = await muster.signIn(adminEmail);
    const answer = await admin.post('/api/v2/people', { ...person, password: typed });
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalidInput', field: 'password' } });
    expect(answer.body['detail']).toMatch(/8 characters|Choose something/);
  });

  test('and none else: what is long and nobody knows is taken, whatever it is made of', async () => {
    const admin = await muster.signIn(adminEmail);
    for (const [at, typed] of [
      'three odd words',
      'xkqvwzjp',
      'Ada likes bicycles',
      'ご飯を食べましょう',
      '82640917354',
    ].entries()) {
      const made = { ...person, email: `fine${at}@school.example`, externalId: `F${at}` };
      expect([typed, (await admin.post('/api/v2/people', { ...made, password: typed })).status]).toEqual([typed, 201]);
    }
  });
});

describe('every place where one is chosen refuses it', () => {
  const client = (): ReturnType<typeof createClient> => createClient(muster.url);
  const refuses = (answer: Answer): void =>
    expect([answer.status, JSON.stringify(answer.body)]).toEqual([400, expect.stringMatching(/Choose something/)]);

  test('signing up, natively and by the clients of older backends', async () => {
    const email = 'new@school.example';
    refuses(
      await client().post('/api/v2/auth/sign-up', { email, name: 'New Comer', role: 'student', password: 'password1' }),
    );
    refuses(
      await client().post('/api/auth/signup', {
        email,
        first_name: 'New',
        last_name: 'Comer',
        role: 'student',
        password: 'newcomer1',
      }),
    );
    refuses(await client().post('/register', { email, name: 'New Comer', role: 'student', password: 'password1' }));
    refuses(
      await client().post('/api/v1/register_student', { email_id: email, name: 'New Comer', passwd_hash: 'password1' }),
    );
  });

  test('changing it, and a link, which stays good', async () => {
    const admin = await muster.signIn(adminEmail);
    refuses(await admin.post('/api/v2/auth/password', { currentPassword: password, newPassword: 'administrator1' }));
    const { body } = await admin.post<{ id: string }>('/api/v2/people', {
      ...person,
      email: 'link@school.example',
      externalId: 'L1',
    });
    const link = await admin.post<{ url: string }>(`/api/v2/people/${body.id}/password-link`);
    const secret = link.body.url.split('=')[1];
    refuses(await client().post('/api/v2/auth/password/reset', { secret, newPassword: 'lovelaceada' }));
    expect(
      (await client().post('/api/v2/auth/password/reset', { secret, newPassword: 'three odd words' })).status,
    ).toBe(204);
  });

  test('the first admin, by the link and by the settings', async () => {
    const fresh = await startTestMuster({ ADMIN_EMAIL: '', ADMIN_PASSWORD: '' });
    const secret = fresh.setUpLink!.split('=')[1];
    const admin = { secret, email: 'first@school.example', name: 'First Admin' };
    refuses(await createClient(fresh.url).post('/api/v2/auth/setup', { ...admin, password: 'firstadmin' }));
    expect(
      (await createClient(fresh.url).post('/api/v2/auth/setup', { ...admin, password: 'three odd words' })).status,
    ).toBe(204);
    await fresh.end();
    await expect(startTestMuster({ ADMIN_PASSWORD: 'password1' })).rejects.toThrow('Choose something of your own');
  });
});

test('what a word is part of is no word: only what is left over counts', async () => {
  expect(isMadeOf('horsemanship', ['Al Ship'])).toBe(false);
  expect(isMadeOf('ship2026', ['Al Ship'])).toBe(true);
  expect([await isCommon('iloveyou'), await isCommon('I love these yous')]).toEqual([true, false]);
});
