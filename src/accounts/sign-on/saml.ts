/**
 * SAML 2.0: a request by redirect, the answer by POST. Signatures, issuer, audience and InResponseTo are checked by
 * node-saml (MIT), over the bytes that are signed; the rest by saml-assertion.policy.ts, by our clock.
 *
 * The assertion itself has to be signed. A response that is signed around an unsigned assertion is refused: what is
 * taken out of its envelope would be worth nothing, and every provider can sign assertions.
 */
import { type Profile, SAML, ValidateInResponseTo } from '@node-saml/node-saml';
import { randomBytes } from 'node:crypto';
import type { Clock } from '../../kernel/clock.ts';
import { valuesOf } from './admission.ts';
import { type Identity, SignOnRefused, textOf } from './identity.ts';
import type { Provider } from './providers.ts';
import { judgeAssertion } from './saml-assertion.policy.ts';

export type SamlProvider = Extract<Provider, { kind: 'saml' }>;

/** Where we are reached for this provider. */
export interface OurSide {
  entityId: string;
  acsUrl: string;
}

const transient = 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient';
/** SHA-1 has been broken. */
const broken = /xmldsig#(rsa-sha1|dsa-sha1|hmac-sha1|sha1)\b/;
/** The names that schools' providers use: plain, by OID, and Microsoft's. */
const usual = {
  address: [
    'mail',
    'email',
    'emailAddress',
    'urn:oid:0.9.2342.19200300.100.1.3',
    'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress',
  ],
  name: [
    'displayName',
    'name',
    'urn:oid:2.16.840.1.113730.3.1.241',
    'http://schemas.microsoft.com/identity/claims/displayname',
  ],
  givenName: [
    'givenName',
    'firstName',
    'urn:oid:2.5.4.42',
    'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname',
  ],
  familyName: [
    'sn',
    'surname',
    'lastName',
    'urn:oid:2.5.4.4',
    'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname',
  ],
} as const;

export function createSaml(deps: { clock: Clock }) {
  /** Where the browser goes with our request. */
  async function begin(
    provider: SamlProvider,
    ours: OurSide,
    state: string,
  ): Promise<{ url: string; requestId: string }> {
    const requestId = `_${randomBytes(20).toString('hex')}`;
    const url = await partner(provider, ours, requestId).getAuthorizeUrlAsync(state, undefined, {});
    return { url, requestId };
  }

  /** Who came back, and which assertion says so. @throws SignOnRefused. */
  async function finish(
    provider: SamlProvider,
    ours: OurSide,
    response: string,
    requestId: string,
  ): Promise<{ identity: Identity; assertionId: string; endsAt: Date }> {
    const profile = await verify(provider, ours, response, requestId);
    const { Assertion } = (profile.getAssertion?.() ?? {}) as { Assertion?: unknown };
    const now = deps.clock.now();
    const judged = judgeAssertion(Assertion, { recipient: ours.acsUrl, requestId, now });
    if (typeof judged === 'string') throw refuse(judged);
    return { identity: toIdentity(provider, profile), assertionId: judged.id, endsAt: judged.endsAt };
  }

  async function verify(provider: SamlProvider, ours: OurSide, response: string, requestId: string): Promise<Profile> {
    const xml = Buffer.from(response, 'base64').toString('utf8');
    if (broken.test(xml)) throw refuse('signed with SHA-1');
    const destination = /<(?:[\w.-]+:)?Response\b[^>]*?\sDestination="([^"]*)"/.exec(xml)?.[1];
    if (destination !== undefined && destination !== '' && destination !== ours.acsUrl)
      throw refuse('for another destination');
    try {
      const { profile } = await partner(provider, ours, requestId).validatePostResponseAsync({
        SAMLResponse: response,
      });
      if (!profile) throw refuse('nobody is named');
      if (profile.issuer !== provider.settings.entityId) throw refuse('from another issuer');
      return profile;
    } catch (error) {
      throw error instanceof SignOnRefused ? error : new SignOnRefused('notAccepted', error);
    }
  }

  /** What is entered at the provider. */
  const metadata = (provider: SamlProvider, ours: OurSide): string =>
    partner(provider, ours, '_none').generateServiceProviderMetadata(null);

  return { begin, finish, metadata };
}

/** One request and its answer: no other request is known to it. */
function partner({ settings }: SamlProvider, { entityId, acsUrl }: OurSide, requestId: string): SAML {
  return new SAML({
    issuer: entityId,
    audience: entityId,
    callbackUrl: acsUrl,
    entryPoint: settings.entryPoint,
    idpIssuer: settings.entityId,
    idpCert: settings.certificates,
    wantAssertionsSigned: true,
    wantAuthnResponseSigned: false,
    validateInResponseTo: ValidateInResponseTo.always,
    generateUniqueId: () => requestId,
    cacheProvider: {
      saveAsync: (key, value) => Promise.resolve({ value, createdAt: 0, key }),
      getAsync: (key) => Promise.resolve(key === requestId ? new Date().toISOString() : null),
      removeAsync: (key) => Promise.resolve(key),
    },
    // Times are judged by our clock, in saml-assertion.policy.ts.
    acceptedClockSkewMs: -1,
    identifierFormat: null,
    // Which kinds of sign-in are enough is the school's to say at its provider.
    disableRequestedAuthnContext: true,
    signatureAlgorithm: 'sha256',
  });
}

function toIdentity({ settings, admission }: SamlProvider, profile: Profile): Identity {
  const claims = (profile['attributes'] ?? {}) as Record<string, unknown>;
  const first = (...names: readonly (string | null)[]): string | null =>
    names
      .flatMap((name) => (name === null ? [] : valuesOf(claims, name)))
      .map(textOf)
      .find((value) => value !== null) ?? null;
  const { subjectAttribute, addressAttribute, nameAttribute } = settings;
  if (subjectAttribute === null && profile.nameIDFormat === transient) throw refuse('a name for one time only');
  const subject = subjectAttribute === null ? textOf(profile.nameID) : first(subjectAttribute);
  if (subject === null) throw refuse('nobody is named');
  const address = first(...(addressAttribute === null ? usual.address : [addressAttribute]));
  return {
    subject,
    address,
    isAddressProven: address !== null && admission.vouchesForAddresses,
    name: first(...(nameAttribute === null ? usual.name : [nameAttribute])),
    givenName: first(...usual.givenName),
    familyName: first(...usual.familyName),
    claims,
  };
}

const refuse = (why: string): SignOnRefused => new SignOnRefused('notAccepted', new Error(why));
