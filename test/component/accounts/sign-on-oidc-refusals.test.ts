/** What OpenID Connect has to refuse, one by one, of a provider that signs whatever it is told to. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createJar, landed, type Jar } from '../../support/cookie-jar.ts';
import {
  startCrookedProvider,
  type CrookedProvider,
  type IdClaims,
  type Token,
} from '../../support/crooked-provider.ts';
import { createClient } from '../../support/client.ts';
import { adminEmail, startTestMuster, type TestMuster } from '../../support/muster.ts';

const tenant = '5f2b1f0e-7c1b-4f5e-9d2a-1f0c3b8a7e6d';
const otherTenant = '0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d';
const clientId = 'muster';
const dialects = {
  standard: (origin: string) => ({ dialect: 'standard', issuer: `${origin}/school`, clientId }),
  entra: (origin: string) => ({ dialect: 'entra', tenantIds: [tenant], authority: origin, clientId }),
  google: (origin: string) => ({
    dialect: 'google',
    hostedDomain: 'school.example',
    issuer: `${origin}/google`,
    clientId,
  }),
};
type Dialect = keyof typeof dialects;

let muster: TestMuster;
let op: CrookedProvider;
const ids: Partial<Record<Dialect, string>> = {};

beforeAll(async () => {
  op = await startCrookedProvider();
  muster = await startTestMuster({ SIGN_ON_ORIGINS: op.origin });
  const admin = await muster.signIn(adminEmail);
  for (const dialect of Object.keys(dialects) as Dialect[]) {
    const made = await admin.post<{ id: string }>('/api/v2/sign-on/providers', {
      kind: 'oidc',
      name: dialect,
      settings: dialects[dialect](op.origin),
      clientSecret: 'secret',
      admission: { createsPeople: true, defaultRole: 'student' },
    });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    ids[dialect] = made.body.id;
  }
});
afterAll(async () => {
  await muster.end();
  await op.close();
});
beforeEach(() => {
  op.intercept(undefined);
  op.pretend((origin, path) => `${origin}${path}`);
});

interface Begun {
  jar: Jar;
  state: string;
  nonce: string;
}

const pathOf = (dialect: Dialect, what: string): string =>
  `${muster.url}/api/v2/sign-on/providers/${ids[dialect]}/${what}`;

async function begin(dialect: Dialect = 'standard', jar = createJar()): Promise<Begun> {
  const { headers } = await jar.ask(pathOf(dialect, 'start'));
  const { searchParams } = new URL(headers.get('location')!, muster.url);
  return { jar, state: searchParams.get('state') ?? '', nonce: searchParams.get('nonce') ?? '' };
}

const second = (): number => Math.floor(muster.clock.now().getTime() / 1000);
/** What the provider would say if it were honest, by the clock of the service. */
const rightClaims = (nonce: string, dialect: Dialect = 'standard'): IdClaims => ({
  iss: { standard: `${op.origin}/school`, entra: `${op.origin}/${tenant}/v2.0`, google: `${op.origin}/google` }[
    dialect
  ],
  aud: clientId,
  sub: 'ada',
  nonce,
  iat: second(),
  exp: second() + 300,
  email: `${dialect}@school.example`,
  email_verified: true,
  name: 'Ada Lovelace',
  ...(dialect === 'entra' ? { tid: tenant, oid: 'c0ffee00-0000-4000-8000-000000000001' } : {}),
  ...(dialect === 'google' ? { hd: 'school.example' } : {}),
});

const back = async ({ jar, state }: Begun, dialect: Dialect = 'standard', code = 'a-code') =>
  landed(await jar.open(`${pathOf(dialect, 'callback')}?${new URLSearchParams({ code, state }).toString()}`));

/** A whole sign-in, in which the provider says what it should, but for this. */
async function come(change: IdClaims, how: Omit<Token, 'claims'> = {}, dialect: Dialect = 'standard') {
  const begun = await begin(dialect);
  const claims = { ...rightClaims(begun.nonce, dialect), ...change };
  op.give({ claims: Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined)), ...how });
  return back(begun, dialect);
}
const isIn = { ticket: expect.any(String) as string };
const notAccepted = { refused: 'notAccepted' };

test('what is as it should be lets in: everything below differs from it in one thing', async () => {
  for (const dialect of Object.keys(dialects) as Dialect[]) expect(await come({}, {}, dialect)).toEqual(isIn);
  expect(op.forms.at(-1)!.get('code_verifier')).toMatch(/^[\w-]{43,}$/);
});

describe('an ID token', () => {
  test.each<[string, () => IdClaims]>([
    ['for another audience', () => ({ aud: 'another-client' })],
    ['for several audiences, and by name for another', () => ({ aud: [clientId, 'another'], azp: 'another' })],
    ['from another issuer', () => ({ iss: 'https://evil.example' })],
    ['with another nonce', () => ({ nonce: 'not-the-one' })],
    ['without a nonce', () => ({ nonce: undefined })],
    ['that has expired', () => ({ iat: second() - 900, exp: second() - 120 })],
    ['without an end', () => ({ exp: undefined })],
    ['that is not yet valid', () => ({ nbf: second() + 600 })],
    ['without a subject', () => ({ sub: undefined })],
  ])('%s lets nobody in', async (_, change) => {
    expect(await come(change())).toEqual(notAccepted);
  });

  test('that is not signed lets nobody in', async () => {
    expect(await come({}, { signed: 'not' })).toEqual(notAccepted);
  });

  test('that another key has signed lets nobody in', async () => {
    expect(await come({}, { signed: 'byAnother' })).toEqual(notAccepted);
  });

  test('of another tenant, or without the id of a person in it, opens no account of Entra', async () => {
    expect(await come({ tid: otherTenant }, {}, 'entra')).toEqual(notAccepted);
    expect(await come({ tid: undefined }, {}, 'entra')).toEqual(notAccepted);
    expect(await come({ oid: undefined }, {}, 'entra')).toEqual(notAccepted);
  });

  test('of another hosted domain, or of none, opens no account of Google', async () => {
    expect(await come({ hd: 'other.example' }, {}, 'google')).toEqual(notAccepted);
    expect(await come({ hd: undefined }, {}, 'google')).toEqual(notAccepted);
  });

  test('of Entra proves no address, whatever it says of it, unless an admin says that the tenant does', async () => {
    const oid = 'c0ffee00-0000-4000-8000-000000000002';
    expect(await come({ oid, email: adminEmail }, {}, 'entra')).toEqual({ refused: 'addressNotProven' });
  });
});

describe('the way back', () => {
  test('with a state that was not given out leads nowhere', async () => {
    const begun = await begin();
    op.give({ claims: rightClaims(begun.nonce) });
    expect(await back({ ...begun, state: 'x'.repeat(43) })).toEqual({ refused: 'expired' });
    expect(await back({ ...begun, state: '' })).toEqual({ refused: 'expired' });
  });

  test('leads in once: the same code and state again do not', async () => {
    const begun = await begin();
    op.give({ claims: rightClaims(begun.nonce) });
    expect(await back(begun)).toEqual(isIn);
    expect(await back(begun)).toEqual({ refused: 'expired' });
  });

  test('is open for ten minutes', async () => {
    const begun = await begin();
    muster.clock.advance(10.1);
    op.give({ claims: rightClaims(begun.nonce) });
    expect(await back(begun)).toEqual({ refused: 'expired' });
  });

  test('in another browser is refused, so that nobody is signed in as somebody else by a link', async () => {
    const attackers = await begin();
    op.give({ claims: rightClaims(attackers.nonce) });
    const victims = createJar();
    expect(await back({ ...attackers, jar: victims })).toEqual({ refused: 'otherBrowser' });
    // Nor with a cookie of its own, and it is used up by the try.
    const own = await begin();
    const next = await begin();
    op.give({ claims: rightClaims(next.nonce) });
    expect(await back({ ...next, jar: own.jar })).toEqual({ refused: 'otherBrowser' });
    expect(await back(next)).toEqual({ refused: 'expired' });
  });

  test('of one provider is no way in by another', async () => {
    const begun = await begin('standard');
    op.give({ claims: rightClaims(begun.nonce, 'google') });
    expect(await back(begun, 'google')).toEqual({ refused: 'expired' });
  });

  test('in two windows of one browser leads in twice', async () => {
    const first = await begin();
    const second = await begin('standard', first.jar);
    for (const begun of [first, second]) {
      op.give({ claims: rightClaims(begun.nonce) });
      expect(await back(begun)).toEqual(isIn);
    }
  });
});

describe('the provider itself', () => {
  test('is not believed when its document names another issuer', async () => {
    op.pretend(() => 'https://evil.example');
    const link = await fetch(pathOf('standard', 'start'), { redirect: 'manual' });
    expect(link.headers.get('location')).toBe('/app#refused=unreachable');
  });

  test('is read up to a megabyte, and not followed elsewhere', async () => {
    for (const crooked of [
      { status: 200, headers: { 'content-type': 'application/json' }, body: `{"issuer":"${'x'.repeat(1_100_000)}"}` },
      { status: 302, headers: { location: 'http://127.0.0.1:9/' }, body: '' },
    ]) {
      op.intercept((_req, res) => {
        res.writeHead(crooked.status, crooked.headers).end(crooked.body);
        return true;
      });
      const link = await fetch(pathOf('standard', 'start'), { redirect: 'manual' });
      expect(link.headers.get('location')).toBe('/app#refused=unreachable');
    }
  });

  test('is asked at public addresses only, unless the operator says otherwise', async () => {
    const inside = await startCrookedProvider();
    try {
      const admin = await muster.signIn(adminEmail);
      for (const issuer of [`${inside.origin}/school`, 'https://127.0.0.1/school', 'https://localhost/school']) {
        const made = await admin.post<{ id: string }>('/api/v2/sign-on/providers', {
          kind: 'oidc',
          name: 'inside',
          settings: { dialect: 'standard', issuer, clientId },
        });
        const started = await createClient(muster.url).post(`/api/v2/sign-on/providers/${made.body.id}/start`);
        expect([issuer, started.status]).toEqual([issuer, 503]);
      }
      expect(muster.logged()).toContain('not public');
    } finally {
      await inside.close();
    }
  });
});
