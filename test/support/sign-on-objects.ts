/** What the operations of the school's own sign-in are driven with: a provider, a link and a connection. */
import { newId } from '../../src/kernel/ids.ts';
import type { TestMuster } from './muster.ts';
import { makeSelfSigned } from './self-signed.ts';

/** Nothing is asked of it until somebody comes back from there. */
const samlProvider = {
  kind: 'saml',
  name: 'Shibboleth',
  settings: {
    entityId: 'https://idp.school.example/metadata',
    entryPoint: 'https://idp.school.example/sso',
    certificates: [makeSelfSigned('idp').certificate],
  },
};

/** @param linked who has an account at the provider */
export async function createSignOnObjects(
  muster: TestMuster,
  linked: string,
  make: (path: string, body: unknown) => Promise<string>,
) {
  const providerId = await make('/sign-on/providers', samlProvider);
  const linkId = newId();
  await muster.db.autocommit.signOnSubject.create({
    data: { id: linkId, providerId, subjectHash: Buffer.from('somebody'), personId: linked, linkedAt: new Date() },
  });
  return {
    ids: { providerId, linkId, connectionId: await make('/sign-on/scim-connections', { name: 'Directory' }) },
    ofOperation: {
      'delete /api/v2/sign-on/providers/{providerId}': { providerId: await make('/sign-on/providers', samlProvider) },
    },
    bodies: {
      'post /api/v2/sign-on/providers': samlProvider,
      'put /api/v2/sign-on/providers/{providerId}': samlProvider,
      'put /api/v2/sign-on/policy': { isEnforced: false, breakGlassId: null },
      'post /api/v2/sign-on/providers/{providerId}/start': { returnTo: '/app' },
    },
  };
}
