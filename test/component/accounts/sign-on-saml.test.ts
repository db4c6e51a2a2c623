/** The school's own sign-in by SAML: what a provider signs lets in, and everything that differs from it does not. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClient, type Client } from '../../support/client.ts';
import { createJar, landed, type Jar } from '../../support/cookie-jar.ts';
import { adminEmail, startTestMuster, type TestMuster } from '../../support/muster.ts';
import {
  createSamlProvider,
  entityId,
  entryPoint,
  sha1,
  signXml,
  writeResponse,
  type AssertionPlan,
} from '../../support/saml-provider.ts';
import { createPerson } from '../../support/school.ts';

const idp = createSamlProvider();
let muster: TestMuster;
let admin: Client;
let provider: { id: string; addresses: { redirectUri: string; metadataUrl: string } };

const input = (certificates: string[], admission: object = {}) => ({
  kind: 'saml',
  name: 'Shibboleth',
  settings: { entityId, entryPoint, certificates },
  admission: { createsPeople: true, defaultRole: 'student', vouchesForAddresses: true, ...admission },
});

beforeAll(async () => {
  muster = await startTestMuster();
  admin = await muster.signIn(adminEmail);
  const made = await admin.post<typeof provider>('/api/v2/sign-on/providers', input([idp.own.certificate]));
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  provider = made.body;
});
afterAll(() => muster.end());

interface Begun {
  jar: Jar;
  state: string;
  plan: AssertionPlan;
  url: URL;
}

async function begin(): Promise<Begun> {
  const jar = createJar();
  const { headers } = await jar.ask(`${muster.url}/api/v2/sign-on/providers/${provider.id}/start`);
  const url = new URL(headers.get('location')!);
  const metadata = await (await fetch(provider.addresses.metadataUrl)).text();
  const { request } = await idp.read(url, metadata);
  const { redirectUri: recipient, metadataUrl: audience } = provider.addresses;
  const plan = { requestId: request.id, recipient, audience, now: muster.clock.now() };
  return { jar, state: url.searchParams.get('RelayState')!, plan, url };
}

/** What the provider's page posts, from its own origin. */
const send = async ({ jar, state }: Pick<Begun, 'jar' | 'state'>, xml: string) =>
  landed(
    await jar.open(provider.addresses.redirectUri, {
      method: 'POST',
      from: 'https://idp.school.example',
      body: new URLSearchParams({ SAMLResponse: Buffer.from(xml).toString('base64'), RelayState: state }),
    }),
  );

/** A whole sign-in, in which the assertion differs in this. */
async function come(change: Partial<AssertionPlan>, by = idp.own) {
  const begun = await begin();
  return send(begun, signXml(writeResponse({ ...begun.plan, ...change }), by));
}
const isIn = { ticket: expect.any(String) as string };
const notAccepted = { refused: 'notAccepted' };
async function meOf({ ticket }: { ticket?: string }): Promise<Record<string, unknown>> {
  const form = new URLSearchParams({ grant_type: 'urn:muster:grant-type:sign-on-ticket', ticket: ticket! });
  const tokens = await createClient(muster.url).request<{ access_token: string }>('POST', '/api/v2/auth/token', form);
  return (await Object.assign(createClient(muster.url), { token: tokens.body.access_token }).get('/api/v2/me')).body;
}

describe('a sign-in', () => {
  test('asks by redirect, with an address and a name for us that our metadata hold', async () => {
    const { url } = await begin();
    const metadata = await (await fetch(provider.addresses.metadataUrl)).text();
    const { request, issuer } = await idp.read(url, metadata);
    expect([url.origin + url.pathname, issuer, request.assertionConsumerServiceUrl]).toEqual([
      entryPoint,
      provider.addresses.metadataUrl,
      provider.addresses.redirectUri,
    ]);
    expect(metadata).toContain('WantAssertionsSigned="true"');
  });

  test('lets in whom a signed assertion names, with their names, address and role', async () => {
    await admin.request(
      'PUT',
      `/api/v2/sign-on/providers/${provider.id}`,
      input([idp.own.certificate], { rules: [{ claim: 'eduPersonAffiliation', value: 'faculty', role: 'teacher' }] }),
    );
    const attributes = {
      'urn:oid:0.9.2342.19200300.100.1.3': 'emmy@school.example',
      displayName: 'Emmy Noether',
      givenName: 'Emmy',
      sn: 'Noether',
      eduPersonAffiliation: ['member', 'faculty'],
    };
    const me = await meOf(await come({ nameId: 'emmy-at-the-school', attributes }));
    expect(me).toMatchObject({
      email: 'emmy@school.example',
      name: 'Emmy Noether',
      givenName: 'Emmy',
      familyName: 'Noether',
      role: 'teacher',
    });
    expect(await meOf(await come({ nameId: 'emmy-at-the-school' }))).toMatchObject({ id: me['id'] });
  });

  test('links by address only where an admin says that the provider proves it', async () => {
    const id = await createPerson(admin, 'Ma Rie', 'marie@school.example', 'teacher');
    const attributes = { mail: 'marie@school.example' };
    const path = `/api/v2/sign-on/providers/${provider.id}`;
    await admin.request('PUT', path, input([idp.own.certificate], { vouchesForAddresses: false }));
    expect(await come({ nameId: 'marie', attributes })).toEqual({ refused: 'addressNotProven' });
    await admin.request('PUT', path, input([idp.own.certificate]));
    expect(await meOf(await come({ nameId: 'marie', attributes }))).toMatchObject({ id });
  });

  test('takes two certificates during a change, and the old one no longer after it', async () => {
    const path = `/api/v2/sign-on/providers/${provider.id}`;
    expect(await come({}, idp.next)).toEqual(notAccepted);
    await admin.request('PUT', path, input([idp.own.certificate, idp.next.certificate]));
    expect(await come({}, idp.own)).toEqual(isIn);
    expect(await come({}, idp.next)).toEqual(isIn);
    await admin.request('PUT', path, input([idp.next.certificate]));
    expect(await come({}, idp.own)).toEqual(notAccepted);
    await admin.request('PUT', path, input([idp.own.certificate]));
  });

  test('a certificate that is none, and a third one, are refused', async () => {
    const refused = await admin.post('/api/v2/sign-on/providers', input(['not a certificate']));
    expect(refused).toMatchObject({ status: 400, body: { field: 'settings.certificates.0' } });
    const three = [idp.own, idp.next, idp.strange].map(({ certificate }) => certificate);
    expect((await admin.post('/api/v2/sign-on/providers', input(three))).status).toBe(400);
  });
});

describe('an assertion', () => {
  /** What of the log came with this: that it is refused for what is wrong with it, and not for something else. */
  async function whyRefused(work: () => Promise<unknown>): Promise<string> {
    const before = muster.logged().length;
    expect(await work()).toEqual(notAccepted);
    return muster.logged().slice(before);
  }

  test.each<[string, Partial<AssertionPlan>, string]>([
    ['for another audience', { audience: 'https://other.example' }, 'audience mismatch'],
    ['for no audience', { isForNobody: true }, 'no AudienceRestriction'],
    ['for another recipient', { recipient: 'https://other.example/acs', destination: '' }, 'for another recipient'],
    ['sent to another destination', { destination: 'https://other.example/acs' }, 'for another destination'],
    ['from another issuer', { issuer: 'https://evil.example' }, 'from another issuer'],
    ['that has expired', { notBefore: -20, notOnOrAfter: -5 }, 'expired'],
    ['that is not yet valid', { notBefore: 5, notOnOrAfter: 10 }, 'not yet valid'],
    ['whose bearer is late', { confirmedUntil: -5 }, 'confirmed for a time that is over'],
    ['that answers another request', { requestId: '_another' }, 'InResponseTo is not valid'],
    [
      'with a name for one time only',
      { nameIdFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient' },
      'a name for one time only',
    ],
  ])('%s lets nobody in', async (_, change, why) => {
    expect(await whyRefused(() => come(change))).toContain(why);
  });

  test('that is not signed lets nobody in', async () => {
    const begun = await begin();
    expect(await send(begun, writeResponse(begun.plan))).toEqual(notAccepted);
  });

  test('that a strange key has signed lets nobody in', async () => {
    expect(await whyRefused(() => come({}, idp.strange))).toContain('Invalid signature');
  });

  test('that was changed after it was signed lets nobody in', async () => {
    const begun = await begin();
    const signed = signXml(writeResponse(begun.plan), idp.own);
    expect(await whyRefused(() => send(begun, signed.replace('>ada<', '>bob<')))).toContain('Invalid signature');
  });

  test('in a response that alone is signed lets nobody in; where both are, it does', async () => {
    const first = await begin();
    expect(await send(first, signXml(writeResponse(first.plan), idp.own, 'response'))).toEqual(notAccepted);
    const second = await begin();
    const both = signXml(signXml(writeResponse(second.plan), idp.own), idp.own, 'response');
    expect(await send(second, both)).toEqual(isIn);
  });

  test('that is signed with SHA-1 lets nobody in', async () => {
    const begun = await begin();
    expect(await send(begun, signXml(writeResponse(begun.plan), idp.own, 'assertion', sha1))).toEqual(notAccepted);
  });

  test('that was signed, wrapped into another that was not, lets nobody in', async () => {
    const assertionIn = (xml: string): string => /<saml:Assertion[\s\S]*<\/saml:Assertion>/.exec(xml)![0];
    for (const wrap of [
      // Beside the signed one.
      (signed: string, forged: string) => signed.replace('</samlp:Response>', `${forged}</samlp:Response>`),
      (signed: string, forged: string) => signed.replace('<saml:Assertion', `${forged}<saml:Assertion`),
      // The signed one inside of the forged one, in its place.
      (signed: string, forged: string) =>
        signed.replace(
          assertionIn(signed),
          forged.replace('</saml:Issuer>', `</saml:Issuer><saml:Advice>${assertionIn(signed)}</saml:Advice>`),
        ),
      // Behind the response's end, as an extension, with the signature moved to the forged one.
      (signed: string, forged: string) => {
        const [signature = ''] = /<ds:Signature[\s\S]*<\/ds:Signature>/.exec(signed) ?? [];
        const original = assertionIn(signed).replace(signature, '');
        const moved = forged.replace('</saml:Issuer>', `</saml:Issuer>${signature}`);
        return signed
          .replace(assertionIn(signed), moved)
          .replace('<samlp:Status>', `<samlp:Extensions>${original}</samlp:Extensions><samlp:Status>`);
      },
    ]) {
      const begun = await begin();
      const signed = signXml(writeResponse({ ...begun.plan, nameId: 'mallory' }), idp.own);
      const forged = assertionIn(writeResponse({ ...begun.plan, nameId: 'ada', id: '_forged' }));
      expect(await send(begun, wrap(signed, forged))).toEqual(notAccepted);
    }
  });

  test('with a comment in its name means the whole name, and not what stands before the comment', async () => {
    const ada = await meOf(await come({ nameId: 'ada' }));
    const evil = await meOf(await come({ nameId: 'ada<!-- -->.evil' }));
    expect(evil['id']).not.toBe(ada['id']);
    expect(await meOf(await come({ nameId: 'ada.evil' }))).toMatchObject({ id: evil['id'] });
    // Nor when the comment is put in after it was signed, which leaves the signature good.
    const begun = await begin();
    const signed = signXml(writeResponse({ ...begun.plan, nameId: 'ada.evil' }), idp.own);
    const led = await send(begun, signed.replace('>ada.evil<', '>ada<!-- -->.evil<'));
    expect(await meOf(led)).toMatchObject({ id: evil['id'] });
  });

  test('lets in once: neither its answer nor itself is taken again', async () => {
    const begun = await begin();
    const xml = signXml(writeResponse({ ...begun.plan, id: '_the_same' }), idp.own);
    expect(await send(begun, xml)).toEqual(isIn);
    expect(await send(begun, xml)).toEqual({ refused: 'expired' });
    const again = await begin();
    const replayed = signXml(writeResponse({ ...again.plan, id: '_the_same' }), idp.own);
    expect(await send(again, replayed)).toEqual(notAccepted);
  });

  test('that nobody asked for lets nobody in', async () => {
    const begun = await begin();
    const xml = signXml(writeResponse(begun.plan), idp.own);
    expect(await send({ jar: begun.jar, state: '' }, xml)).toEqual({ refused: 'expired' });
  });

  test('in another browser lets nobody in, though its answer was right', async () => {
    const begun = await begin();
    const xml = signXml(writeResponse(begun.plan), idp.own);
    expect(await send({ jar: createJar(), state: begun.state }, xml)).toEqual({ refused: 'otherBrowser' });
  });

  test('that says no is told as a refusal, and nonsense too', async () => {
    for (const xml of ['', 'nonsense', '<a', '<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"/>'])
      expect(await send(await begin(), xml)).toEqual(notAccepted);
  });
});
