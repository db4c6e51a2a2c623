/** Campuses, classes, their teachers, rosters and who may join. */
import { z } from 'zod';
import { type Classes, campusChangeSchema, classChangeSchema, classDescriptionSchema, classPolicySchema, joinPolicySchema, newCampusSchema, newClassSchema, ownClassSchema } from '../../school/classes/index.ts';
import { AppError } from '../../kernel/errors.ts';
import { omitUndefined } from '../../kernel/objects.ts';
import { signedInRoute, type Route } from '../route.ts';
import { classParams, createdId, done, noContent, shortNumber } from '../shapes.ts';

const memberParams = z.object({ classId: z.uuid(), personId: z.uuid() });
const classView = z.object({
  id: z.uuid(), number: shortNumber, code: z.string(), title: z.string(), description: z.string(), campusId: z.uuid(), campus: z.string(), timeZone: z.string(), status: z.enum(['active', 'archived']),
  joinPolicy: joinPolicySchema, placeId: z.uuid().nullable(), policy: classPolicySchema,
});
const rosterEntry = z.object({ id: z.uuid(), number: shortNumber, name: z.string(), externalId: z.string().nullable(), enrolledAt: z.iso.datetime(), leftAt: z.iso.datetime().nullable() });
const joining = z.object({ joinPolicy: joinPolicySchema, joinCode: z.string().nullable() });
const some = (change: object): boolean => Object.keys(change).length > 0;

export function classRoutes({ classes }: { classes: Classes }): Route[] {
  return [
    signedInRoute({
      method: 'get', path: '/api/v2/campuses', tag: 'classes', permission: 'places.read', summary: 'The campuses', success: { status: 200, schema: z.array(z.object({ id: z.uuid(), name: z.string(), timeZone: z.string() })) },
      handle: (actor) => classes.listCampuses(actor),
    }),
    signedInRoute({
      method: 'post', path: '/api/v2/campuses', tag: 'classes', permission: 'classes.manage', summary: 'Create a campus with its time zone', body: newCampusSchema, success: createdId,
      handle: (actor, { body }) => classes.createCampus(actor, body),
    }),
    signedInRoute({
      method: 'patch', path: '/api/v2/campuses/{campusId}', tag: 'classes', permission: 'classes.manage', summary: 'Change name or time zone', params: z.object({ campusId: z.uuid() }), success: done,
      body: campusChangeSchema.refine(some, 'name something to change'), handle: (actor, { params, body }) => noContent(classes.changeCampus(actor, params.campusId, body)),
    }),
    signedInRoute({
      method: 'get', path: '/api/v2/classes', tag: 'classes', permission: 'classes.read', summary: 'My classes: taught, enrolled in, or all for an admin', success: { status: 200, schema: z.array(classView) },
      handle: (actor) => classes.listOwn(actor),
    }),
    signedInRoute({
      method: 'post', path: '/api/v2/classes', tag: 'classes', permission: 'classes.manage', summary: 'Create a class', body: newClassSchema, success: createdId,
      handle: (actor, { body }) => classes.createClass(actor, body),
    }),
    signedInRoute({
      method: 'post', path: '/api/v2/me/classes', tag: 'classes', permission: 'classes.createOwn', summary: 'Make a class and teach it; its code comes from its title', body: ownClassSchema,
      success: { status: 201, schema: classView.extend({ joinCode: z.string() }) }, handle: async (actor, { body }) => ({ ...(await classes.createOwn(actor, body)) }),
    }),
    signedInRoute({
      method: 'post', path: '/api/v2/classes/join', tag: 'classes', permission: 'classes.join', summary: 'Join a class by its code, or an open one by its id', success: { status: 200, schema: classView },
      body: z.strictObject({ code: z.string().trim().min(1).max(20).optional(), classId: z.uuid().optional() }),
      handle: async (actor, { body: { code, classId } }) => {
        if ((code === undefined) === (classId === undefined)) throw new AppError('invalidInput', { field: 'code', detail: 'code or classId: name one of them' });
        return { ...(await classes.join(actor, classId === undefined ? { code: code ?? '' } : { classId })).class };
      },
    }),
    signedInRoute({
      method: 'get', path: '/api/v2/classes/open', tag: 'classes', permission: 'classes.join', summary: 'Classes that anybody may join by their id, and which I am not in, by code', success: { status: 200, schema: z.array(z.object({ id: z.uuid(), code: z.string(), title: z.string(), campus: z.string() })) },
      handle: (actor) => classes.listOpen(actor),
    }),
    signedInRoute({
      method: 'get', path: '/api/v2/classes/{classId}', tag: 'classes', permission: 'classes.read', summary: 'One class', params: classParams, success: { status: 200, schema: classView },
      handle: async (actor, { params }) => ({ ...(await classes.read(actor, params.classId)) }),
    }),
    signedInRoute({
      method: 'patch', path: '/api/v2/classes/{classId}', tag: 'classes', permission: 'classes.manage', summary: 'Rename, archive or bring back', params: classParams, success: done,
      body: classChangeSchema.refine(some, 'name something to change'), handle: (actor, { params, body }) => noContent(classes.changeClass(actor, params.classId, body)),
    }),
    signedInRoute({
      method: 'patch', path: '/api/v2/classes/{classId}/description', tag: 'classes', permission: 'classes.setUp', summary: 'Say what the class is called and what it is about', params: classParams, success: { status: 200, schema: classView },
      body: classDescriptionSchema.refine(some, 'name something to change'), handle: async (actor, { params, body }) => ({ ...(await classes.describe(actor, params.classId, body)) }),
    }),
    signedInRoute({
      method: 'post', path: '/api/v2/classes/{classId}/leave', tag: 'classes', permission: 'classes.join', summary: 'Leave a class that one joins by oneself; old sheets keep me', success: done, params: classParams,
      handle: (actor, { params }) => noContent(classes.leave(actor, params.classId)),
    }),
    signedInRoute({
      method: 'patch', path: '/api/v2/classes/{classId}/policy', tag: 'classes', permission: 'classes.setUp', summary: 'Change the attendance policy', success: done, params: classParams, body: classPolicySchema.partial().strict(),
      handle: (actor, { params, body }) => noContent(classes.setPolicy(actor, params.classId, omitUndefined(body))),
    }),
    signedInRoute({
      method: 'put', path: '/api/v2/classes/{classId}/place', tag: 'classes', permission: 'classes.setUp', summary: 'Say where the class meets, for check-in by place', success: done, params: classParams,
      body: z.strictObject({ placeId: z.uuid().nullable() }), handle: (actor, { params, body }) => noContent(classes.setPlace(actor, params.classId, body.placeId)),
    }),
    signedInRoute({
      method: 'get', path: '/api/v2/classes/{classId}/joining', tag: 'classes', permission: 'classes.setUp', summary: 'Who may join, and the code', params: classParams, success: { status: 200, schema: joining },
      handle: async (actor, { params }) => ({ ...(await classes.readJoining(actor, params.classId)) }),
    }),
    signedInRoute({
      method: 'put', path: '/api/v2/classes/{classId}/joining', tag: 'classes', permission: 'classes.setUp', summary: 'Set who may join: nobody, whoever has the code, or anybody', params: classParams, body: z.strictObject({ joinPolicy: joinPolicySchema }),
      success: { status: 200, schema: joining }, handle: async (actor, { params, body }) => ({ ...(await classes.setJoining(actor, params.classId, body.joinPolicy)) }),
    }),
    signedInRoute({
      method: 'post', path: '/api/v2/classes/{classId}/joining/code', tag: 'classes', permission: 'classes.setUp', summary: 'Make another join code; the one before dies', params: classParams, success: { status: 201, schema: joining },
      handle: async (actor, { params }) => ({ ...(await classes.renewCode(actor, params.classId)) }),
    }),
    signedInRoute({
      method: 'post', path: '/api/v2/classes/{classId}/teachers', tag: 'classes', permission: 'classes.manage', summary: 'Appoint a teacher, or one more', success: done, params: classParams, body: z.object({ personId: z.uuid() }),
      handle: (actor, { params, body }) => noContent(classes.appointTeacher(actor, params.classId, body.personId)),
    }),
    signedInRoute({
      method: 'delete', path: '/api/v2/classes/{classId}/teachers/{personId}', tag: 'classes', permission: 'classes.manage', summary: 'Relieve a teacher', success: done, params: memberParams,
      handle: (actor, { params }) => noContent(classes.removeTeacher(actor, params.classId, params.personId)),
    }),
    signedInRoute({
      method: 'post', path: '/api/v2/classes/{classId}/students', tag: 'classes', permission: 'classes.manage', summary: 'Put students on the roster', success: done, params: classParams, body: z.object({ personIds: z.array(z.uuid()).min(1).max(1000) }),
      handle: (actor, { params, body }) => noContent(classes.enrolStudents(actor, params.classId, body.personIds)),
    }),
    signedInRoute({
      method: 'get', path: '/api/v2/classes/{classId}/students', tag: 'classes', permission: 'classes.roster', summary: 'The roster', params: classParams, success: { status: 200, schema: z.array(rosterEntry) },
      handle: (actor, { params }) => classes.readRoster(actor, params.classId),
    }),
    signedInRoute({
      method: 'delete', path: '/api/v2/classes/{classId}/students/{personId}', tag: 'classes', permission: 'classes.manage', summary: 'Take a student off the roster; old sheets keep them', success: done, params: memberParams,
      handle: (actor, { params }) => noContent(classes.removeStudent(actor, params.classId, params.personId)),
    }),
  ];
}
