/** For admins: the providers of the school's own sign-in, whether it is enforced, and who is linked. */
import { z } from 'zod';
import {
  type SignOn,
  policySchema,
  providerInputSchema,
  providerSchema,
  signOnLinkSchema,
} from '../../accounts/index.ts';
import { signedInRoute, type Route } from '../route.ts';
import { done, noContent, personParams } from '../shapes.ts';

const params = z.object({ providerId: z.uuid() });
const common = { tag: 'sign-on', permission: 'institution.manage' } as const;

export function signOnProviderRoutes({ signOn: { providers } }: { signOn: Pick<SignOn, 'providers'> }): Route[] {
  return [
    signedInRoute({
      ...common,
      method: 'get',
      path: '/api/v2/sign-on/providers',
      summary: "The providers of the school's own sign-in, with what is entered there",
      success: { status: 200, schema: z.array(providerSchema) },
      handle: (actor) => providers.list(actor),
    }),
    signedInRoute({
      ...common,
      method: 'post',
      path: '/api/v2/sign-on/providers',
      mayWait: true,
      summary: 'Add a provider',
      body: providerInputSchema,
      success: { status: 201, schema: providerSchema },
      handle: (actor, { body }) => providers.create(actor, body),
    }),
    signedInRoute({
      ...common,
      method: 'get',
      path: '/api/v2/sign-on/providers/{providerId}',
      summary: 'A provider',
      params,
      success: { status: 200, schema: providerSchema },
      handle: (actor, request) => providers.read(actor, request.params.providerId),
    }),
    signedInRoute({
      ...common,
      method: 'put',
      path: '/api/v2/sign-on/providers/{providerId}',
      mayWait: true,
      summary: 'Enter a provider anew; a client secret that is left out stays',
      params,
      body: providerInputSchema,
      success: { status: 200, schema: providerSchema },
      handle: (actor, request) => providers.change(actor, request.params.providerId, request.body),
    }),
    signedInRoute({
      ...common,
      method: 'delete',
      path: '/api/v2/sign-on/providers/{providerId}',
      mayWait: true,
      summary: 'End a provider, and every link by it',
      params,
      success: done,
      handle: (actor, request) => noContent(providers.remove(actor, request.params.providerId)),
    }),
    signedInRoute({
      ...common,
      method: 'get',
      path: '/api/v2/sign-on/policy',
      summary: "Whether people have to use the school's own sign-in",
      success: { status: 200, schema: policySchema },
      handle: (actor) => providers.readPolicy(actor),
    }),
    signedInRoute({
      ...common,
      method: 'put',
      path: '/api/v2/sign-on/policy',
      mayWait: true,
      summary: 'Refuse passwords for everybody but one named admin, or take them again',
      body: policySchema,
      success: { status: 200, schema: policySchema },
      handle: (actor, { body }) => providers.changePolicy(actor, body),
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/people/{personId}/sign-ons',
      tag: 'sign-on',
      permission: 'people.manage',
      summary: 'The providers at which somebody is linked',
      params: personParams,
      success: { status: 200, schema: z.array(signOnLinkSchema) },
      handle: (actor, request) => providers.listLinks(actor, request.params.personId),
    }),
    signedInRoute({
      method: 'delete',
      path: '/api/v2/people/{personId}/sign-ons/{linkId}',
      tag: 'sign-on',
      permission: 'people.manage',
      summary: 'Unlink somebody, who is signed out everywhere',
      params: personParams.extend({ linkId: z.uuid() }),
      success: done,
      handle: (actor, request) => noContent(providers.unlink(actor, request.params.personId, request.params.linkId)),
    }),
  ];
}
