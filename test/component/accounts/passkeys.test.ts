/** Passkeys: what they let in, and every answer of a browser that is refused. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClient, type Answer, type Client } from '../../support/client.ts';
import { adminEmail, password, startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createPerson } from '../../support/school.ts';
import { createSoftPasskey, type Wrongly } from '../../support/soft-passkey.ts';

let muster: TestMuster;
let count = 0;

beforeAll(async () => {
  muster = await startTestMuster();
});
afterAll(() => muster.end());

type SoftPasskey = ReturnType<typeof createSoftPasskey>;
interface Options {
  challenge: string;
  user?: { id: string };
}
const there = (): { origin: string; rpId: string } => ({
  origin: muster.url.replace('127.0.0.1', 'localhost'),
  rpId: 'localhost',
});
const optionsFor = async (client: Client): Promise<Options> =>
  (await client.post<Options>('/api/v2/me/passkeys/options')).body;
const askToSignIn = async (): Promise<Options> =>
  (await createClient(muster.url).post<Options>('/api/v2/auth/passkeys/options')).body;
const signInWith = (used: unknown): Promise<Answer<{ access_token: string; code?: string }>> =>
  createClient(muster.url).request(
    'POST',
    '/api/v2/auth/token',
    new URLSearchParams({ grant_type: 'urn:muster:passkey', passkey: JSON.stringify(used) }),
  );

async function somebody(
  role: 'teacher' | 'student' = 'teacher',
): Promise<{ id: string; email: string; client: Client }> {
  const email = `holder${(count += 1)}@school.example`;
  const id = await createPerson(await muster.signIn(adminEmail), `Holder ${count}`, email, role);
  return { id, email, client: await muster.signIn(email) };
}

async function enrol(client: Client, name = 'My phone'): Promise<{ passkey: SoftPasskey; id: string }> {
  const passkey = createSoftPasskey(there());
  const made = passkey.create(await optionsFor(client));
  const answer = await client.post<{ id: string }>('/api/v2/me/passkeys', { passkey: made, name });
  expect([answer.status, answer.body]).toEqual([201, { id: expect.any(String) as string }]);
  return { passkey, id: answer.body.id };
}

describe('a passkey', () => {
  test('lets its holder in without a name or a password, and is both factors', async () => {
    const { email, client } = await somebody();
    const { passkey } = await enrol(client);
    const half = await createClient(muster.url).request<{ secondFactor: { ways: string[] } }>(
      'POST',
      '/api/v2/auth/token',
      new URLSearchParams({ grant_type: 'password', username: email, password }),
    );
    expect([half.status, half.body.secondFactor.ways]).toEqual([401, ['passkey']]);
    const answer = await signInWith(passkey.use(await askToSignIn()));
    const me = await Object.assign(createClient(muster.url), { token: answer.body.access_token }).get('/api/v2/me');
    expect(me.body).toMatchObject({ email });
  });

  test('is listed by name, called otherwise and removed by its person alone, who is told', async () => {
    const [ada, bo] = [await somebody(), await somebody()];
    const { passkey, id } = await enrol(ada.client, 'Laptop');
    const names = async (): Promise<unknown> =>
      (await ada.client.get<{ passkeys: { name: string }[] }>('/api/v2/me/second-factors')).body.passkeys.map(
        ({ name }) => name,
      );
    for (const [method, body] of [
      ['PATCH', { name: 'Mine' }],
      ['DELETE', undefined],
    ] as const)
      expect((await bo.client.request(method, `/api/v2/me/passkeys/${id}`, body)).status).toBe(404);
    await ada.client.request('PATCH', `/api/v2/me/passkeys/${id}`, { name: 'Old laptop' });
    expect(await names()).toEqual(['Old laptop']);
    const stored = await muster.db.autocommit.passkey.findUniqueOrThrow({ where: { id } });
    expect(Buffer.from(stored.label).toString('latin1')).not.toContain('laptop');
    expect((await ada.client.request('DELETE', `/api/v2/me/passkeys/${id}`)).status).toBe(204);
    expect([await names(), (await signInWith(passkey.use(await askToSignIn()))).status]).toEqual([[], 401]);
    const told = await muster.db.autocommit.notification.count({ where: { personId: ada.id } });
    expect(told).toBe(2);
  });

  test('is neither added nor removed without a fresh proof', async () => {
    const { client } = await somebody();
    const { id, passkey } = await enrol(client);
    muster.clock.advance(6);
    for (const [method, path] of [
      ['POST', 'passkeys/options'],
      ['DELETE', `passkeys/${id}`],
    ] as const)
      expect((await client.request(method, `/api/v2/me/${path}`)).body).toMatchObject({ code: 'proofRequired' });
    const proof = await client.post('/api/v2/auth/proof', { passkey: passkey.use(await askToSignIn()) });
    expect(proof.status).toBe(200);
    expect((await client.request('DELETE', `/api/v2/me/passkeys/${id}`)).status).toBe(204);
  });

  test('of somebody else proves nothing', async () => {
    const [ada, bo] = [await somebody(), await somebody()];
    const { passkey } = await enrol(bo.client);
    expect((await ada.client.post('/api/v2/auth/proof', { passkey: passkey.use(await askToSignIn()) })).status).toBe(
      401,
    );
  });

  test('of somebody who was deactivated lets nobody in', async () => {
    const { id, client } = await somebody();
    const { passkey } = await enrol(client);
    await (await muster.signIn(adminEmail)).request('PATCH', `/api/v2/people/${id}`, { status: 'deactivated' });
    expect((await signInWith(passkey.use(await askToSignIn()))).status).toBe(401);
  });
});

const wrong: Record<string, Wrongly> = {
  'another origin': { origin: 'https://evil.example' },
  'another relying party': { rpId: 'evil.example' },
  'no verification of its holder': { unverified: true },
  'a challenge that nobody asked': { challenge: 'bm9ib2R5IGFza2VkIHRoaXM' },
};

describe('a new passkey is refused with', () => {
  test.each(Object.entries(wrong))('%s', async (_, wrongly) => {
    const { client } = await somebody();
    const made = createSoftPasskey(there()).create(await optionsFor(client), wrongly);
    expect((await client.post('/api/v2/me/passkeys', { passkey: made, name: 'No' })).status).toBe(400);
  });

  test('a challenge that was used, is too old, was asked of somebody else, or was asked for a sign-in', async () => {
    const [ada, bo] = [await somebody(), await somebody()];
    const make = async (client: Client, options: Options): Promise<number> =>
      (await client.post('/api/v2/me/passkeys', { passkey: createSoftPasskey(there()).create(options), name: 'No' }))
        .status;
    const used = await optionsFor(ada.client);
    expect([await make(ada.client, used), await make(ada.client, used)]).toEqual([201, 400]);
    expect(await make(ada.client, await optionsFor(bo.client))).toBe(400);
    expect(await make(ada.client, await askToSignIn())).toBe(400);
    const old = await optionsFor(bo.client);
    muster.clock.advance(5);
    expect(await make(bo.client, old)).toBe(400);
  });

  test('the id of one that is there', async () => {
    const [ada, bo] = [await somebody(), await somebody()];
    const { passkey } = await enrol(ada.client);
    const again = passkey.create(await optionsFor(bo.client));
    expect((await bo.client.post('/api/v2/me/passkeys', { passkey: again, name: 'No' })).status).toBe(400);
  });
});

describe('a sign-in is refused with', () => {
  test.each(
    Object.entries({
      ...wrong,
      'a signature of nothing': { forged: true },
      'the handle of somebody else': { userHandle: 'bm9ib2R5' },
    } as Record<string, Wrongly>),
  )('%s', async (_, wrongly) => {
    const { client } = await somebody();
    const { passkey } = await enrol(client);
    expect((await signInWith(passkey.use(await askToSignIn(), wrongly))).status).toBe(401);
    expect((await signInWith(passkey.use(await askToSignIn()))).status).toBe(200);
  });

  test('a challenge that was used, that is too old, or that was asked for a new passkey', async () => {
    const { client } = await somebody();
    const { passkey } = await enrol(client);
    const once = passkey.use(await askToSignIn());
    expect([(await signInWith(once)).status, (await signInWith(once)).status]).toEqual([200, 401]);
    expect((await signInWith(passkey.use(await optionsFor((await somebody()).client)))).status).toBe(401);
    const old = await askToSignIn();
    muster.clock.advance(5);
    expect((await signInWith(passkey.use(old))).status).toBe(401);
  });

  test('a counter that falls back, which only a copy has', async () => {
    const { client } = await somebody();
    const { passkey } = await enrol(client);
    expect((await signInWith(passkey.use(await askToSignIn(), { counter: 9 }))).status).toBe(200);
    for (const counter of [9, 3])
      expect((await signInWith(passkey.use(await askToSignIn(), { counter }))).status).toBe(401);
    expect((await signInWith(passkey.use(await askToSignIn(), { counter: 10 }))).status).toBe(200);
  });

  test('a passkey that nobody has, and with what is none', async () => {
    const stranger = createSoftPasskey(there());
    expect((await signInWith(stranger.use(await askToSignIn(), { userHandle: 'bm9ib2R5' }))).status).toBe(401);
    for (const nonsense of ['nonsense', {}, { id: 'x' }, null]) expect((await signInWith(nonsense)).status).toBe(400);
  });
});

describe('a link of ones own', () => {
  test('makes a passkey instead of a password, once, and ends what was issued before', async () => {
    const { id, client } = await somebody('student');
    const admin = await muster.signIn(adminEmail);
    const { url } = (await admin.post<{ url: string }>(`/api/v2/people/${id}/password-link`)).body;
    const [, secret] = url.split('=');
    const anybody = createClient(muster.url);
    const passkey = createSoftPasskey(there());
    const ask = async (): Promise<Options> =>
      (await anybody.post<Options>('/api/v2/auth/passkeys/from-link/options', { secret })).body;
    const choose = (made: unknown) =>
      anybody.post('/api/v2/auth/passkeys/from-link', { secret, passkey: made, name: 'Phone' });
    expect((await choose(passkey.create(await ask(), { origin: 'https://evil.example' }))).status).toBe(400);
    expect((await choose(passkey.create(await ask()))).status).toBe(204);
    expect((await client.get('/api/v2/me')).status).toBe(401);
    expect((await signInWith(passkey.use(await askToSignIn()))).status).toBe(200);
    expect((await anybody.post('/api/v2/auth/passkeys/from-link/options', { secret })).status).toBe(410);
  });
});

test('passkeys are not offered under an address of numbers', async () => {
  const numbered = await startTestMuster({ PUBLIC_URL: 'https://192.0.2.7' });
  try {
    const asked = await createClient(numbered.url).post('/api/v2/auth/passkeys/options');
    expect(asked).toMatchObject({ status: 409, body: { code: 'conflict' } });
  } finally {
    await numbered.end();
  }
});
