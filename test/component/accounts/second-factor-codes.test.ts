/** Codes of an authenticator app and recovery codes: each is taken once, and a password alone is half a sign-in. */
import { generate } from 'otplib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClient, type Answer, type Client } from '../../support/client.ts';
import { adminEmail, password, startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createPerson } from '../../support/school.ts';

let muster: TestMuster;
let count = 0;

beforeAll(async () => {
  muster = await startTestMuster({ COMPAT: 'all' });
});
afterAll(() => muster.end());

type Half = Answer<{ code: string; secondFactor: { ticket: string; ways: string[] }; access_token?: string }>;
const token = (form: Record<string, string>): Promise<Half> =>
  createClient(muster.url).request('POST', '/api/v2/auth/token', new URLSearchParams(form));
const halfSignIn = (username: string): Promise<Half> => token({ grant_type: 'password', username, password });
const finish = (ticket: string, code: string): Promise<Half> =>
  token({ grant_type: 'urn:muster:second-factor', ticket, code });
const codeOf = (secret: string, stepsAhead = 0): Promise<string> =>
  generate({ secret, epoch: Math.floor(muster.clock.now().getTime() / 1000) + stepsAhead * 30 });
const nextStep = (): void => muster.clock.advance(0.5);

interface Enrolled {
  email: string;
  client: Client;
  secret: string;
  recoveryCodes: string[];
}

async function enrol(): Promise<Enrolled> {
  const email = `coder${(count += 1)}@school.example`;
  await createPerson(await muster.signIn(adminEmail), `Coder ${count}`, email, 'teacher');
  const client = await muster.signIn(email);
  const { secret } = (await client.post<{ secret: string }>('/api/v2/me/authenticator')).body;
  const confirmed = await client.post<{ recoveryCodes: string[] }>('/api/v2/me/authenticator/confirm', {
    code: await codeOf(secret),
  });
  expect(confirmed.status).toBe(200);
  nextStep();
  return { email, client, secret, recoveryCodes: confirmed.body.recoveryCodes };
}

describe('an authenticator app', () => {
  test('counts only once its first code was right, and comes with a QR code and ten recovery codes', async () => {
    const email = `coder${(count += 1)}@school.example`;
    await createPerson(await muster.signIn(adminEmail), 'Slow Coder', email, 'teacher');
    const client = await muster.signIn(email);
    const offered = await client.post<{ secret: string; uri: string; qr: string }>('/api/v2/me/authenticator');
    expect(offered.body.uri).toBe(
      `otpauth://totp/Test%20School:${encodeURIComponent(email)}?secret=${offered.body.secret}&issuer=Test%20School`,
    );
    expect(offered.body.qr).toMatch(/^<svg/);
    expect((await client.post('/api/v2/me/authenticator/confirm', { code: '000000' })).status).toBe(401);
    expect((await halfSignIn(email)).status).toBe(200);
    const confirmed = await client.post<{ recoveryCodes: string[] }>('/api/v2/me/authenticator/confirm', {
      code: await codeOf(offered.body.secret),
    });
    expect(new Set(confirmed.body.recoveryCodes).size).toBe(10);
    expect((await client.get('/api/v2/me/second-factors')).body).toMatchObject({
      passkeys: [],
      recoveryCodesLeft: 10,
      isRequired: false,
    });
    expect((await halfSignIn(email)).body).toMatchObject({
      code: 'secondFactorRequired',
      secondFactor: { ways: ['code'] },
    });
  });

  test('makes a password half a sign-in, which a code completes', async () => {
    const { email, secret } = await enrol();
    const half = await halfSignIn(email);
    expect([half.status, half.body.access_token]).toEqual([401, undefined]);
    const whole = await finish(half.body.secondFactor.ticket, await codeOf(secret));
    const client = Object.assign(createClient(muster.url), { token: whole.body.access_token });
    const { devices } = (await client.get<{ devices: { way: string; isThis: boolean }[] }>('/api/v2/me/devices')).body;
    expect(devices.find(({ isThis }) => isThis)?.way).toBe('passwordAndCode');
  });

  test('keeps its secret sealed, and recovery codes as hashes', async () => {
    const { secret, recoveryCodes } = await enrol();
    const stored = JSON.stringify(
      [await muster.db.autocommit.authenticator.findMany(), await muster.db.autocommit.recoveryCode.findMany()],
      (_, value: unknown) =>
        typeof value === 'bigint'
          ? String(value)
          : value instanceof Uint8Array
            ? Buffer.from(value).toString('latin1')
            : value,
    );
    for (const told of [secret, ...recoveryCodes]) expect(stored).not.toContain(told);
  });
});

describe('a code is refused', () => {
  test('when it was taken before, here or for another sign-in, and at the same moment too', async () => {
    const { email, secret } = await enrol();
    const code = await codeOf(secret);
    const tickets = await Promise.all([1, 2, 3].map(async () => (await halfSignIn(email)).body.secondFactor.ticket));
    const answers = await Promise.all(tickets.slice(0, 2).map((ticket) => finish(ticket, code)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
    expect((await finish(tickets[2]!, code)).status).toBe(401);
    // An earlier one is no better once a later one was taken.
    expect((await finish(tickets[2]!, await codeOf(secret, -1))).status).toBe(401);
    nextStep();
    expect((await finish(tickets[2]!, await codeOf(secret))).status).toBe(200);
  });

  test('when it is further off than one step, and not when it is one', async () => {
    const { email, secret } = await enrol();
    muster.clock.advance(2);
    for (const [steps, status] of [
      [-2, 401],
      [2, 401],
      [-1, 200],
      [1, 200],
    ] as const) {
      const { ticket } = (await halfSignIn(email)).body.secondFactor;
      expect([steps, (await finish(ticket, await codeOf(secret, steps))).status]).toEqual([steps, status]);
    }
  });

  test('after five guesses for a while, also the right one, and with any ticket', async () => {
    const { email, secret } = await enrol();
    for (let guess = 0; guess < 5; guess += 1) {
      const { ticket } = (await halfSignIn(email)).body.secondFactor;
      expect((await finish(ticket, `00000${guess}`)).status).toBe(401);
    }
    const { ticket } = (await halfSignIn(email)).body.secondFactor;
    expect((await finish(ticket, await codeOf(secret))).status).toBe(429);
    muster.clock.advance(1);
    expect((await finish(ticket, await codeOf(secret))).status).toBe(200);
  });

  test("with somebody else's ticket, with one that was used, with one that is too old, and with none", async () => {
    const [ada, bo] = [await enrol(), await enrol()];
    const ofBo = (await halfSignIn(bo.email)).body.secondFactor.ticket;
    expect((await finish(ofBo, await codeOf(ada.secret))).status).toBe(401);
    expect((await finish(ofBo, ada.recoveryCodes[0]!)).status).toBe(401);
    expect((await finish(ofBo, await codeOf(bo.secret))).status).toBe(200);
    nextStep();
    expect((await finish(ofBo, await codeOf(bo.secret))).status).toBe(401);
    const old = (await halfSignIn(ada.email)).body.secondFactor.ticket;
    muster.clock.advance(5);
    expect((await finish(old, await codeOf(ada.secret))).status).toBe(401);
    expect((await finish('nonsense', await codeOf(ada.secret))).status).toBe(401);
  });
});

describe('a recovery code', () => {
  test('stands in for the app once, however it is typed, and its person is told', async () => {
    const { email, recoveryCodes } = await enrol();
    const typed = recoveryCodes[3]!.toLowerCase().replaceAll('-', ' ');
    const ticket = async (): Promise<string> => (await halfSignIn(email)).body.secondFactor.ticket;
    expect((await finish(await ticket(), typed)).status).toBe(200);
    expect((await finish(await ticket(), typed)).status).toBe(401);
    expect((await finish(await ticket(), recoveryCodes[4]!)).status).toBe(200);
    const person = await muster.db.autocommit.person.findUniqueOrThrow({ where: { email } });
    const deeds = await muster.db.autocommit.auditEntry.findMany({ where: { subjectId: person.id } });
    expect(deeds.filter(({ action }) => action === 'account.recoveryCodeUsed')).toHaveLength(2);
  });

  test('ends when a new set is made, which asks for a fresh proof', async () => {
    const { email, client, secret, recoveryCodes } = await enrol();
    muster.clock.advance(6);
    expect((await client.post('/api/v2/me/recovery-codes')).body).toMatchObject({ code: 'proofRequired' });
    expect((await client.post('/api/v2/auth/proof', { password })).status).toBe(401);
    expect((await client.post('/api/v2/auth/proof', { code: await codeOf(secret) })).status).toBe(200);
    const fresh = (await client.post<{ recoveryCodes: string[] }>('/api/v2/me/recovery-codes')).body.recoveryCodes;
    const { ticket } = (await halfSignIn(email)).body.secondFactor;
    expect((await finish(ticket, recoveryCodes[0]!)).status).toBe(401);
    expect((await finish(ticket, fresh[0]!)).status).toBe(200);
  });
});

describe('there is no way around a second factor', () => {
  test('by the clients of older backends, whose tokens end when one is set up', async () => {
    const email = `coder${(count += 1)}@school.example`;
    await createPerson(await muster.signIn(adminEmail), 'Old Coder', email, 'teacher');
    const old = () => createClient(muster.url).post<{ access_token: string }>('/login', { email, password });
    const { access_token } = (await old()).body;
    const client = await muster.signIn(email);
    const { secret } = (await client.post<{ secret: string }>('/api/v2/me/authenticator')).body;
    await client.post('/api/v2/me/authenticator/confirm', { code: await codeOf(secret) });
    await expect(muster.modules.access.authenticateOldClient(access_token)).rejects.toMatchObject({
      code: 'unauthenticated',
    });
    const refused = await old();
    expect([refused.status, JSON.stringify(refused.body)]).toEqual([403, expect.stringMatching(/has a second factor/)]);
  });

  test('by a link for a new password, which leaves it in place', async () => {
    const { email, secret } = await enrol();
    const admin = await muster.signIn(adminEmail);
    const person = await muster.db.autocommit.person.findUniqueOrThrow({ where: { email } });
    const { url } = (await admin.post<{ url: string }>(`/api/v2/people/${person.id}/password-link`)).body;
    const [, linked] = url.split('=');
    const asked = await createClient(muster.url).post('/api/v2/auth/passkeys/from-link/options', { secret: linked });
    expect(asked.status).toBe(403);
    await createClient(muster.url).post('/api/v2/auth/password/reset', {
      secret: linked,
      newPassword: 'three odd words',
    });
    const half = await token({ grant_type: 'password', username: email, password: 'three odd words' });
    expect(half.body.code).toBe('secondFactorRequired');
    expect((await finish(half.body.secondFactor.ticket, await codeOf(secret))).status).toBe(200);
  });

  test('but whoever lost theirs is helped by an admin, and by no key and not by themselves', async () => {
    const { email, client } = await enrol();
    const person = await muster.db.autocommit.person.findUniqueOrThrow({ where: { email } });
    const path = `/api/v2/people/${person.id}/second-factors`;
    const admin = await muster.signIn(adminEmail);
    const { key } = (await admin.post<{ key: string }>('/api/v2/api-keys', { name: 'Key', scopes: ['people.manage'] }))
      .body;
    expect((await Object.assign(createClient(muster.url), { token: key }).request('DELETE', path)).status).toBe(403);
    expect((await client.request('DELETE', path)).status).toBe(403);
    muster.clock.advance(6);
    expect((await admin.request('DELETE', path)).body).toMatchObject({ code: 'proofRequired' });
    expect((await admin.post('/api/v2/auth/proof', { password })).status).toBe(200);
    expect((await admin.request('DELETE', path)).status).toBe(204);
    expect((await client.get('/api/v2/me')).status).toBe(401);
    expect((await halfSignIn(email)).status).toBe(200);
  });
});
