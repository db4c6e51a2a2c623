/** Campuses, classes, their teachers and rosters. */
import { z } from 'zod';
import type { Classes } from '../../classes/classes.ts';
import { classPolicySchema, joinPolicySchema, newCampusSchema, newClassSchema } from '../../classes/classes.schema.ts';
import { omitUndefined } from '../../kernel/objects.ts';
import { signedInRoute, type Route } from '../route.ts';

const created = { status: 201, schema: z.object({ id: z.uuid() }) } as const;
const classParams = z.object({ classId: z.uuid() });
const classView = z.object({
  id: z.uuid(), code: z.string(), title: z.string(), campusId: z.uuid(), campus: z.string(), timeZone: z.string(), status: z.enum(['active', 'archived']),
  joinPolicy: joinPolicySchema, placeId: z.uuid().nullable(), policy: classPolicySchema,
});
const rosterEntry = z.object({ id: z.uuid(), name: z.string(), externalId: z.string().nullable(), enrolledAt: z.iso.datetime(), leftAt: z.iso.datetime().nullable() });

export function classRoutes({ classes }: { classes: Classes }): Route[] {
  return [
    signedInRoute({
      method: 'post', path: '/api/v2/campuses', tag: 'classes', permission: 'classes.manage', summary: 'Create a campus with its time zone', body: newCampusSchema, success: created,
      handle: (actor, { body }) => classes.createCampus(actor, body),
    }),
    signedInRoute({
      method: 'get', path: '/api/v2/classes', tag: 'classes', permission: 'classes.read', summary: 'My classes: taught, enrolled in, or all for an admin', success: { status: 200, schema: z.array(classView) },
      handle: (actor) => classes.listOwn(actor),
    }),
    signedInRoute({
      method: 'post', path: '/api/v2/classes', tag: 'classes', permission: 'classes.manage', summary: 'Create a class', body: newClassSchema, success: created,
      handle: (actor, { body }) => classes.createClass(actor, body),
    }),
    signedInRoute({
      method: 'patch', path: '/api/v2/classes/{classId}/policy', tag: 'classes', permission: 'classes.setUp', summary: 'Change the attendance policy', success: { status: 204 },
      params: classParams, body: classPolicySchema.partial().strict(),
      handle: async (actor, { params, body }) => {
        await classes.setPolicy(actor, params.classId, omitUndefined(body));
        return undefined;
      },
    }),
    signedInRoute({
      method: 'put', path: '/api/v2/classes/{classId}/place', tag: 'classes', permission: 'classes.setUp', summary: 'Say where the class meets, for check-in by place', success: { status: 204 },
      params: classParams, body: z.strictObject({ placeId: z.uuid().nullable() }),
      handle: async (actor, { params, body }) => {
        await classes.setPlace(actor, params.classId, body.placeId);
        return undefined;
      },
    }),
    signedInRoute({
      method: 'post', path: '/api/v2/classes/{classId}/teachers', tag: 'classes', permission: 'classes.manage', summary: 'Appoint a teacher', success: { status: 204 },
      params: classParams, body: z.object({ personId: z.uuid() }),
      handle: async (actor, { params, body }) => {
        await classes.appointTeacher(actor, params.classId, body.personId);
        return undefined;
      },
    }),
    signedInRoute({
      method: 'post', path: '/api/v2/classes/{classId}/students', tag: 'classes', permission: 'classes.manage', summary: 'Put students on the roster', success: { status: 204 },
      params: classParams, body: z.object({ personIds: z.array(z.uuid()).min(1).max(1000) }),
      handle: async (actor, { params, body }) => {
        await classes.enrolStudents(actor, params.classId, body.personIds);
        return undefined;
      },
    }),
    signedInRoute({
      method: 'get', path: '/api/v2/classes/{classId}/students', tag: 'classes', permission: 'classes.roster', summary: 'The roster', params: classParams, success: { status: 200, schema: z.array(rosterEntry) },
      handle: (actor, { params }) => classes.readRoster(actor, params.classId),
    }),
  ];
}
