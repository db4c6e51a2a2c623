/** Guardians of a student, and the wards of a guardian. */
import { z } from 'zod';
import { type Guardians, guardianSchema, newGuardianSchema, wardSchema } from '../../school/people/index.ts';
import { signedInRoute, type Route } from '../route.ts';

const studentParams = z.object({ personId: z.uuid() });

export function guardianRoutes({ guardians }: { guardians: Guardians }): Route[] {
  return [
    signedInRoute({
      method: 'post',
      path: '/api/v2/people/{personId}/guardians',
      tag: 'people',
      permission: 'people.manage',
      summary: 'Link a guardian to a student',
      params: studentParams,
      body: newGuardianSchema,
      success: { status: 201, schema: z.strictObject({ id: z.uuid() }) },
      handle: (actor, { params, body }) => guardians.link(actor, params.personId, body),
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/people/{personId}/guardians',
      tag: 'people',
      permission: 'people.read',
      summary: "A student's guardians",
      params: studentParams,
      success: { status: 200, schema: z.array(guardianSchema) },
      handle: (actor, { params }) => guardians.list(actor, params.personId),
    }),
    signedInRoute({
      method: 'delete',
      path: '/api/v2/people/{personId}/guardians/{guardianId}',
      tag: 'people',
      permission: 'people.manage',
      summary: 'Unlink a guardian; acts at once',
      params: studentParams.extend({ guardianId: z.uuid() }),
      success: { status: 204 },
      handle: async (actor, { params }) => {
        await guardians.unlink(actor, params.personId, params.guardianId);
        return undefined;
      },
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/me/wards',
      tag: 'people',
      permission: 'account.use',
      summary: 'Students whose guardian I am',
      success: { status: 200, schema: z.array(wardSchema) },
      handle: (actor) => guardians.listWards(actor),
    }),
  ];
}
