/** Several tenants of Entra behind one provider: the issuer is a template, filled in and held against those that may. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createOidc, type OidcProvider } from '../../src/accounts/sign-on/oidc.ts';
import { createProviderFetch } from '../../src/accounts/sign-on/provider-fetch.ts';
import { startCrookedProvider, type CrookedProvider } from '../support/crooked-provider.ts';

const entra = 'https://login.microsoftonline.com';
const [one, two, strange] = [
  '5f2b1f0e-7c1b-4f5e-9d2a-1f0c3b8a7e6d',
  '0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d',
  '99999999-4e5f-4a6b-8c7d-9e0f1a2b3c4d',
];
const provider: OidcProvider = {
  id: '01890000-0000-7000-8000-000000000000',
  kind: 'oidc',
  name: 'Entra',
  domains: [],
  isEnabled: true,
  settings: { dialect: 'entra', tenantIds: [one, two], authority: entra, clientId: 'muster' },
  admission: {
    rules: [],
    defaultRole: null,
    mayMakeAdmins: false,
    createsPeople: false,
    vouchesForAddresses: false,
  },
};
const redirectUri = 'https://muster.school.example/callback';

let op: CrookedProvider;
beforeAll(async () => {
  op = await startCrookedProvider();
  op.pretend(() => `${entra}/{tenantid}/v2.0`);
});
afterAll(() => op.close());

/** Microsoft's address leads to the loopback; all else is on the wire. */
function newOidc() {
  const { fetchProvider } = createProviderFetch({ believedOrigins: [op.origin], userAgent: 'test' });
  return createOidc({
    clock: { now: () => new Date() },
    fetchProvider: (url, options) => fetchProvider(url.replace(entra, op.origin), options),
    isBelieved: () => true,
  });
}

async function come(tid: string, iss: string) {
  const oidc = newOidc();
  const { nonce, verifier } = await oidc.begin(provider, { redirectUri, state: 'state' });
  const second = Math.floor(Date.now() / 1000);
  op.give({
    claims: { iss, tid, oid: 'ada', sub: 'pairwise', aud: 'muster', nonce, iat: second, exp: second + 300 },
  });
  return oidc.finish(provider, new URL(`${redirectUri}?code=c&state=state`), { state: 'state', nonce, verifier });
}

test('people of each tenant that may come in, by tenant and id', async () => {
  for (const tid of [one, two])
    expect(await come(tid, `${entra}/${tid}/v2.0`)).toMatchObject({ subject: `${tid}:ada`, isAddressProven: false });
});

test('an issuer of another tenant than the token names is refused', async () => {
  await expect(come(one, `${entra}/${two}/v2.0`)).rejects.toMatchObject({ refusal: 'notAccepted' });
  await expect(come(one, `${entra}/{tenantid}/v2.0`)).rejects.toMatchObject({ refusal: 'notAccepted' });
});

test("a tenant that is not the school's is refused, also with an issuer of its own", async () => {
  await expect(come(strange, `${entra}/${strange}/v2.0`)).rejects.toMatchObject({ refusal: 'notAccepted' });
});
