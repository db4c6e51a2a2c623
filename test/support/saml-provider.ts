/** A SAML provider for tests: samlify reads our requests and signs; what is signed is written here, right or wrong. */
import { randomBytes } from 'node:crypto';
import samlify from 'samlify';
import { makeSelfSigned, type SelfSigned } from './self-signed.ts';

samlify.setSchemaValidator({ validate: () => Promise.resolve('not looked at') });

export const entityId = 'https://idp.school.example/metadata';
export const entryPoint = 'https://idp.school.example/sso';

export interface AssertionPlan {
  requestId: string;
  recipient: string;
  audience: string;
  now: Date;
  nameId?: string;
  nameIdFormat?: string;
  issuer?: string;
  destination?: string;
  attributes?: Record<string, string | string[]>;
  /** In minutes from now. */
  notBefore?: number;
  notOnOrAfter?: number;
  confirmedUntil?: number;
  id?: string;
  /** Without it, nothing says whom the assertion is for. */
  isForNobody?: boolean;
}

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
const newXmlId = (): string => `_${randomBytes(16).toString('hex')}`;

/** An assertion as its text, and the response around it. */
export function writeResponse(plan: AssertionPlan): string {
  const at = (minutes: number): string => new Date(plan.now.getTime() + minutes * 60_000).toISOString();
  const issuer = `<saml:Issuer>${plan.issuer ?? entityId}</saml:Issuer>`;
  const attributes = Object.entries(plan.attributes ?? {}).map(
    ([name, values]) =>
      `<saml:Attribute Name="${escape(name)}">${[values]
        .flat()
        .map((value) => `<saml:AttributeValue>${escape(value)}</saml:AttributeValue>`)
        .join('')}</saml:Attribute>`,
  );
  const audience = `<saml:AudienceRestriction><saml:Audience>${plan.audience}</saml:Audience></saml:AudienceRestriction>`;
  const assertion = [
    `<saml:Assertion ID="${plan.id ?? newXmlId()}" Version="2.0" IssueInstant="${at(0)}">`,
    issuer,
    '<saml:Subject>',
    `<saml:NameID Format="${plan.nameIdFormat ?? 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent'}">`,
    // As it stands: a test may put a comment into it.
    `${plan.nameId ?? 'ada'}</saml:NameID>`,
    '<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">',
    `<saml:SubjectConfirmationData InResponseTo="${plan.requestId}" Recipient="${plan.recipient}" `,
    `NotOnOrAfter="${at(plan.confirmedUntil ?? 5)}"/>`,
    '</saml:SubjectConfirmation></saml:Subject>',
    `<saml:Conditions NotBefore="${at(plan.notBefore ?? -1)}" NotOnOrAfter="${at(plan.notOnOrAfter ?? 5)}">`,
    plan.isForNobody ? '' : audience,
    '</saml:Conditions>',
    `<saml:AuthnStatement AuthnInstant="${at(0)}"><saml:AuthnContext><saml:AuthnContextClassRef>`,
    'urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>',
    attributes.length > 0 ? `<saml:AttributeStatement>${attributes.join('')}</saml:AttributeStatement>` : '',
    '</saml:Assertion>',
  ].join('');
  return [
    '<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ',
    `ID="${newXmlId()}" Version="2.0" IssueInstant="${at(0)}" InResponseTo="${plan.requestId}" `,
    `Destination="${plan.destination ?? plan.recipient}">`,
    issuer,
    '<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>',
    assertion,
    '</samlp:Response>',
  ].join('');
}

const responsePath = "/*[local-name(.)='Response']";
const assertionPath = `${responsePath}/*[local-name(.)='Assertion']`;
const sha256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
export const sha1 = 'http://www.w3.org/2000/09/xmldsig#rsa-sha1';

/** Signs one element of the response. */
export function signXml(
  xml: string,
  by: SelfSigned,
  what: 'assertion' | 'response' = 'assertion',
  algorithm = sha256,
): string {
  const path = what === 'assertion' ? assertionPath : responsePath;
  return samlify.SamlLib.constructSAMLSignature({
    rawSamlMessage: xml,
    referenceTagXPath: path,
    privateKey: by.privateKey,
    // samlify wants it without its armour.
    signingCert: by.certificate.replace(/-----[^-]+-----|\s/g, ''),
    signatureAlgorithm: algorithm,
    isBase64Output: false,
    signatureConfig: { prefix: 'ds', location: { reference: `${path}/*[local-name(.)='Issuer']`, action: 'after' } },
  });
}

export const createSamlProvider = () => {
  const [own, next, strange] = ['now', 'next', 'strange'].map(makeSelfSigned) as [SelfSigned, SelfSigned, SelfSigned];
  const idp = samlify.IdentityProvider({
    entityID: entityId,
    signingCert: own.certificate,
    privateKey: own.privateKey,
    isAssertionEncrypted: false,
    singleSignOnService: [{ Binding: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect', Location: entryPoint }],
  });
  return {
    own,
    next,
    strange,
    /** What a request asks for, as samlify reads it, with our metadata in hand. */
    read: async (url: URL, metadata: string) => {
      const sp = samlify.ServiceProvider({ metadata });
      const { extract } = await idp.parseLoginRequest(sp, 'redirect', {
        query: Object.fromEntries(url.searchParams),
      });
      return extract as {
        request: { id: string; assertionConsumerServiceUrl: string; destination: string };
        issuer: string;
      };
    },
  };
};
