/** For admins: the tokens with which the school's directory writes people and groups by SCIM. */
import { z } from 'zod';
import { type Scim, connectionSchema, newConnectionSchema } from '../../accounts/index.ts';
import { signedInRoute, type Route } from '../route.ts';
import { done, noContent } from '../shapes.ts';

const common = { tag: 'sign-on', permission: 'institution.manage' } as const;

export function scimConnectionRoutes({ scim: { connections } }: { scim: Pick<Scim, 'connections'> }): Route[] {
  return [
    signedInRoute({
      ...common,
      method: 'get',
      path: '/api/v2/sign-on/scim-connections',
      summary: 'The directories that may write people and groups by SCIM',
      success: { status: 200, schema: z.array(connectionSchema) },
      handle: (actor) => connections.list(actor),
    }),
    signedInRoute({
      ...common,
      method: 'post',
      path: '/api/v2/sign-on/scim-connections',
      mayWait: true,
      summary: 'Connect a directory; its token is shown this once, and opens SCIM alone',
      body: newConnectionSchema,
      success: { status: 201, schema: z.object({ id: z.uuid(), token: z.string() }) },
      handle: (actor, { body }) => connections.create(actor, body),
    }),
    signedInRoute({
      ...common,
      method: 'delete',
      path: '/api/v2/sign-on/scim-connections/{connectionId}',
      summary: 'End a connection, at once; people stay as they are',
      params: z.object({ connectionId: z.uuid() }),
      success: done,
      handle: (actor, request) => noContent(connections.revoke(actor, request.params.connectionId)),
    }),
  ];
}
