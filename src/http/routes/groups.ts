/** Groups of a class: sections and labs with sessions of their own. */
import { z } from 'zod';
import { type Classes, groupChangeSchema, groupSchema, newGroupSchema } from '../../school/classes/index.ts';
import { omitUndefined } from '../../kernel/objects.ts';
import { signedInRoute, type Route } from '../route.ts';
import { classParams, createdId, done, noContent } from '../shapes.ts';
import { words } from '../words/en.ts';

export function groupRoutes({ classes }: { classes: Classes }): Route[] {
  return [
    signedInRoute({
      method: 'get',
      path: '/api/v2/classes/{classId}/groups',
      tag: 'classes',
      permission: 'classes.roster',
      summary: 'The groups of a class, with who is in them',
      params: classParams,
      success: { status: 200, schema: z.array(groupSchema) },
      handle: (actor, { params }) => classes.listGroups(actor, params.classId),
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/classes/{classId}/groups',
      tag: 'classes',
      permission: 'classes.setUp',
      summary: 'Make a group of students on the roster, who are in it since they came',
      params: classParams,
      body: newGroupSchema,
      success: createdId,
      handle: (actor, { params, body }) => classes.createGroup(actor, params.classId, body),
    }),
    signedInRoute({
      method: 'patch',
      path: '/api/v2/classes/{classId}/groups/{groupId}',
      tag: 'classes',
      permission: 'classes.setUp',
      summary: 'Rename or archive a group, or say who is in it, from now on or from a day in the past',
      params: classParams.extend({ groupId: z.uuid() }),
      body: groupChangeSchema.refine((change) => Object.keys(change).length > 0, words.nameSomethingToChange),
      success: done,
      handle: (actor, { params, body }) =>
        noContent(classes.changeGroup(actor, params.classId, params.groupId, omitUndefined(body))),
    }),
  ];
}
