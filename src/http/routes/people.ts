/** The own profile, and people as an admin manages them. */
import { z } from 'zod';
import { newPersonSchema, type People } from '../../people/people.ts';
import { omitUndefined } from '../../kernel/objects.ts';
import { signedInRoute, type Route } from '../route.ts';

const profile = z.object({ id: z.uuid(), email: z.string(), name: z.string(), role: z.enum(['student', 'teacher', 'admin', 'guardian']), externalId: z.string().nullable() });
const standing = z.strictObject({ role: z.enum(['student', 'teacher', 'admin', 'guardian']).optional(), status: z.enum(['active', 'deactivated']).optional() })
  .refine((change) => Object.keys(change).length > 0, 'name a role or a status to change');

export function peopleRoutes({ people }: { people: People }): Route[] {
  return [
    signedInRoute({
      method: 'get', path: '/api/v2/me', tag: 'people', permission: 'account.use', summary: 'Who I am', success: { status: 200, schema: profile },
      handle: async (actor) => ({ ...(await people.readProfile(actor)) }),
    }),
    signedInRoute({
      method: 'post', path: '/api/v2/people', tag: 'people', permission: 'people.manage', summary: 'Create a person', body: newPersonSchema, success: { status: 201, schema: z.object({ id: z.uuid() }) },
      handle: (actor, { body }) => people.createPerson(actor, body),
    }),
    signedInRoute({
      method: 'patch', path: '/api/v2/people/{personId}', tag: 'people', permission: 'people.manage', summary: 'Change role or status; acts at once', success: { status: 204 },
      params: z.object({ personId: z.uuid() }), body: standing,
      handle: async (actor, { params, body }) => {
        await people.changeStanding(actor, params.personId, omitUndefined(body));
        return undefined;
      },
    }),
  ];
}
