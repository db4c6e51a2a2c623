/**
 * What old clients stand on: accounts made with all that belongs to them, sign-ins that last, and being told that an
 * account waits.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '../../../src/security/access/actor.ts';
import { createClient, type Client } from '../../support/client.ts';
import { adminEmail, password, startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createPerson, createSmallSchool, readPortraits, type SmallSchool } from '../../support/school.ts';

const client = { address: '203.0.113.7', userAgent: 'okhttp/4.12', deviceMarks: [] };
let muster: TestMuster;
let school: SmallSchool;
let admin: Actor;

beforeAll(async () => {
  muster = await startTestMuster({ COMPAT: 'all', COMPAT_TOKEN_TTL: '2d' });
  school = await createSmallSchool(muster, 2);
  admin = await muster.modules.access.authenticate(school.admin.token);
});
afterAll(() => muster.end());

const access = (): TestMuster['modules']['access'] => muster.modules.access;
const signUp = (
  email: string,
  role: 'student' | 'teacher',
  options: Parameters<TestMuster['modules']['signUp']['signUp']>[1] = {},
) => muster.modules.signUp.signUp({ email, name: 'New Comer', role, password }, options);
const isIn = (token: string): Promise<boolean> =>
  access()
    .authenticateOldClient(token)
    .then(
      () => true,
      () => false,
    );

describe('a first start for old clients', () => {
  test('lets students in at once and teachers after approval, until an admin says otherwise', async () => {
    expect([
      (await signUp('first@school.example', 'student')).outcome,
      (await signUp('first-teacher@school.example', 'teacher')).outcome,
    ]).toEqual(['active', 'pending']);
    await school.admin.request('PATCH', '/api/v2/institution', { signUp: 'approval' });
    await muster.modules.setUp.ensureInstitution('Test School');
    expect((await signUp('second@school.example', 'student')).outcome).toBe('pending');
    await school.admin.request('PATCH', '/api/v2/institution', { signUp: 'open' });
  });

  test('without them students wait', async () => {
    const plain = await startTestMuster();
    try {
      expect(
        (
          await plain.modules.signUp.signUp({
            email: 'first@school.example',
            name: 'New Comer',
            role: 'student',
            password,
          })
        ).outcome,
      ).toBe('pending');
    } finally {
      await plain.end();
    }
  });
});

describe('the token of an old client', () => {
  const grace = (): Promise<{ token: string }> => access().signInOldClient(' Grace@School.example ', password, client);

  test('tells who signed in and lasts as long as the operator says', async () => {
    const { token, person } = await access().signInOldClient(' Grace@School.example ', password, client);
    expect(person).toEqual({
      id: school.teacher.id,
      number: expect.any(Number) as number,
      email: 'grace@school.example',
      name: 'Grace Hopper',
      familyName: null,
      givenName: null,
      role: 'teacher',
    });
    expect(await access().authenticateOldClient(token)).toMatchObject({
      personId: school.teacher.id,
      name: 'Grace Hopper',
      role: 'teacher',
    });
    const before = muster.clock.now();
    muster.clock.advance(2 * 1440 - 1);
    expect(await isIn(token)).toBe(true);
    muster.clock.advance(1);
    expect(await isIn(token)).toBe(false);
    muster.clock.set(before);
  });

  test('opens nothing natively, and a native token or an API key nothing to old clients', async () => {
    const { token } = await grace();
    expect((await Object.assign(createClient(muster.url), { token }).get('/api/v2/me')).status).toBe(401);
    const { key } = (
      await school.admin.post<{ key: string }>('/api/v2/api-keys', { name: 'Key', scopes: ['classes.read'] })
    ).body;
    expect([await isIn(school.teacher.token), await isIn(key)]).toEqual([false, false]);
  });

  test('ends at once with sign-out everywhere, a changed password, a changed role and deactivation', async () => {
    const id = await createPerson(school.admin, 'Mary Moves', 'mary@school.example', 'teacher');
    const enter = async (secret = password): Promise<[string, Client]> => [
      (await access().signInOldClient('mary@school.example', secret, client)).token,
      await muster.signIn('mary@school.example', secret),
    ];
    const ends: [string, (native: Client) => Promise<unknown>][] = [
      [password, (native) => native.post('/api/v2/auth/sign-out')],
      [
        password,
        (native) =>
          native.post('/api/v2/auth/password', { currentPassword: password, newPassword: 'another password' }),
      ],
      ['another password', () => school.admin.request('PATCH', `/api/v2/people/${id}`, { role: 'student' })],
      ['another password', () => school.admin.request('PATCH', `/api/v2/people/${id}`, { status: 'deactivated' })],
    ];
    for (const [secret, end] of ends) {
      const [token, native] = await enter(secret);
      expect(await isIn(token)).toBe(true);
      await end(native);
      expect(await isIn(token)).toBe(false);
    }
  });
});

describe('an old client is told', () => {
  test('that an account waits or was turned away, but only whoever knows its password', async () => {
    await signUp('waits@school.example', 'teacher');
    await expect(access().signInOldClient('waits@school.example', password, client)).rejects.toMatchObject({
      code: 'forbidden',
      message: 'This account waits until an admin lets it in.',
    });
    await expect(access().signInOldClient('waits@school.example', 'wrong password', client)).rejects.toMatchObject({
      code: 'invalidCredentials',
    });
    await muster.modules.signUp.decideByEmail(admin, ' Waits@school.example', false);
    await expect(access().signInOldClient('waits@school.example', password, client)).rejects.toMatchObject({
      code: 'forbidden',
      message: 'This account was turned away or closed.',
    });
    await expect(access().signInOldClient('nobody@school.example', password, client)).rejects.toMatchObject({
      code: 'invalidCredentials',
    });
  });

  test('to wait after five wrong passwords, whichever way they were tried, and the sign-in is audited', async () => {
    const email = school.students[0]!.email;
    for (let failure = 0; failure < 4; failure += 1)
      await expect(access().signInOldClient(email, 'wrong password', client)).rejects.toMatchObject({
        code: 'invalidCredentials',
      });
    await expect(access().signIn(email, 'wrong password', client)).rejects.toMatchObject({
      code: 'invalidCredentials',
    });
    await expect(access().signInOldClient(email, password, client)).rejects.toMatchObject({
      code: 'tooManyRequests',
      retryAfterS: 30,
    });
    muster.clock.advance(1);
    await access().signInOldClient(email, password, client);
    expect(
      await muster.db.autocommit.auditEntry.findMany({
        where: { action: 'account.signedIn', subjectId: school.students[0]!.id },
        select: { facts: true },
      }),
    ).toEqual([{ facts: { channel: 'compat' } }]);
  });
});

describe('an account', () => {
  test('is made together with what belongs to it, or not at all', async () => {
    let seen: Actor | undefined;
    const made = await signUp('whole@school.example', 'student', {
      within: async (tx, actor) => {
        seen = actor;
        expect(await tx.person.count({ where: { id: actor.personId } })).toBe(1);
      },
    });
    expect(made).toEqual({ outcome: 'active', id: seen!.personId });
    expect(seen).toEqual({ personId: expect.any(String) as string, name: 'New Comer', role: 'student' });
    await expect(
      signUp('half@school.example', 'student', { within: () => Promise.reject(new Error('the rest failed')) }),
    ).rejects.toThrow('the rest failed');
    expect(await muster.db.autocommit.person.count({ where: { email: 'half@school.example' } })).toBe(0);
  });

  test('that somebody has already is told to callers that may tell, and is not changed', async () => {
    let ran = false;
    const again = await signUp(adminEmail, 'student', { within: async () => void (ran = true) });
    expect([again, ran]).toEqual([{ outcome: 'taken' }, false]);
    expect((await access().signInOldClient(adminEmail, password, client)).person.role).toBe('admin');
  });

  test('waits where the old client says that everybody does, and an approval by e-mail lets it in, once', async () => {
    const { outcome } = await signUp('asks@school.example', 'student', { waits: true });
    expect(outcome).toBe('pending');
    const decide = (actor: Actor, email: string, approve: boolean) =>
      muster.modules.signUp.decideByEmail(actor, email, approve);
    const teacher = await access().authenticate(school.teacher.token);
    await expect(decide(teacher, 'asks@school.example', true)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(decide(admin, 'nobody@school.example', true)).rejects.toMatchObject({
      code: 'notFound',
      field: 'email',
    });
    await decide(admin, 'Asks@school.example', true);
    await decide(admin, 'asks@school.example', true);
    await expect(decide(admin, 'asks@school.example', false)).rejects.toMatchObject({ code: 'conflict' });
    expect(await muster.db.autocommit.auditEntry.count({ where: { action: 'person.approved' } })).toBe(1);
    expect((await access().signInOldClient('asks@school.example', password, client)).person.role).toBe('student');
  });

  test('gets its token right after sign-up when it may come in, and is told that it waits otherwise', async () => {
    const [active, waiting] = [
      await signUp('quick@school.example', 'student'),
      await signUp('slow@school.example', 'teacher'),
    ];
    const idOf = (made: typeof active): string => (made.outcome === 'taken' ? '' : made.id);
    const { token, person } = await access().issueOldClient(idOf(active), { way: 'signUp', client });
    expect([await isIn(token), person.email]).toEqual([true, 'quick@school.example']);
    await expect(access().issueOldClient(idOf(waiting), { way: 'signUp', client })).rejects.toMatchObject({
      code: 'forbidden',
      message: 'This account waits until an admin lets it in.',
    });
  });
});

describe('a photo of somebody who is turned away', () => {
  test('is gone with the consent that came with it', async () => {
    const { faces, consents, pictures } = muster.modules;
    const [portrait] = await readPortraits(1);
    const [prepared, picture] = [await faces.prepare([portrait!]), await pictures.prepare(portrait!)];
    const signedUp = await signUp('turned-away@school.example', 'student', {
      waits: true,
      within: async (tx, actor) => {
        await consents.grantIn(tx, actor.personId, 'compat');
        await faces.keepIn(tx, actor, prepared);
        await pictures.keepIn(tx, actor, picture);
      },
    });
    if (signedUp.outcome === 'taken') throw new Error('The address was taken');
    const { id: personId } = signedUp;
    const newcomer: Actor = { personId, name: 'New Comer', role: 'student' };
    expect([
      await faces.countOwn(personId),
      await consents.isStanding(personId),
      (await pictures.readOwn(newcomer)).length > 0,
    ]).toEqual([1, true, true]);
    await muster.modules.signUp.decide(admin, personId, false);
    expect([await faces.countOwn(personId), await consents.isStanding(personId)]).toEqual([0, false]);
    await expect(pictures.readOwn(newcomer)).rejects.toMatchObject({ code: 'notFound' });
  });
});

describe('the present password', () => {
  test('is guessed no more often than at sign-in, and of two changes at once one counts', async () => {
    const { id } = (
      await school.admin.post<{ id: string }>('/api/v2/people', {
        email: 'changer@school.example',
        name: 'Cha Nger',
        role: 'student',
        password,
      })
    ).body;
    const changer: Actor = { personId: id, name: 'Cha Nger', role: 'student' };
    const change = (currentPassword: string, newPassword: string): Promise<string> =>
      access()
        .changePassword(changer, { currentPassword, newPassword })
        .then(
          () => 'changed',
          (error: { code: string }) => error.code,
        );
    const both = await Promise.all([change(password, 'the first new one'), change(password, 'the second new one')]);
    expect(both.sort()).toEqual(['changed', 'invalidCredentials']);
    for (let guess = 0; guess < 5; guess += 1)
      expect(await change(`guess ${guess} of it`, 'whatever it is')).toBe('invalidCredentials');
    expect(await change('the first new one', 'whatever it is')).toBe('tooManyRequests');
  });
});
