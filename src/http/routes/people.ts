/** The own profile, and people as staff and admins see and manage them. */
import { z } from 'zod';
import type { ProfilePictures, SignUp } from '../../accounts/index.ts';
import { AppError } from '../../kernel/errors.ts';
import { omitUndefined } from '../../kernel/objects.ts';
import { type Merge, mergeChoicesSchema, mergeReportSchema } from '../../office/merge/index.ts';
import {
  type People,
  emailSchema,
  newPersonSchema,
  ownChangeSchema,
  personChangeSchema,
  personDetailsSchema,
  personSchema,
  personStatusSchema,
  roleSchema,
} from '../../school/people/index.ts';
import { signedInRoute, type Route } from '../route.ts';
import { createdId, done, noContent, pageSize, personParams } from '../shapes.ts';
import { words } from '../words/en.ts';

const keys = z.strictObject({
  emails: z.array(emailSchema).max(500).default([]),
  externalIds: z.array(z.string().trim().min(1).max(64)).max(500).default([]),
});

const meSchema = personDetailsSchema.extend({
  secondFactorDueAt: z
    .date()
    .nullable()
    .describe('From when on I can do nothing without a second factor; null when I need none, or have one.'),
});

export function peopleRoutes({
  people,
  pictures,
  signUp,
  merging,
}: {
  people: People;
  pictures: ProfilePictures;
  signUp: SignUp;
  merging: Merge;
}): Route[] {
  return [
    signedInRoute({
      method: 'get',
      path: '/api/v2/me',
      tag: 'people',
      permission: 'account.use',
      isForEnrolling: true,
      summary: 'Who I am',
      success: { status: 200, schema: meSchema },
      handle: async (actor) => ({
        ...(await people.readOwn(actor, actor.details)),
        secondFactorDueAt: actor.device?.secondFactor.dueAt ?? null,
      }),
    }),
    signedInRoute({
      method: 'patch',
      path: '/api/v2/me',
      tag: 'people',
      permission: 'account.use',
      summary: 'Change my contact details, and my name where people sign up by themselves',
      body: ownChangeSchema,
      success: { status: 200, schema: personDetailsSchema },
      handle: (actor, { body }) => people.changeOwn(actor, body),
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/me/picture',
      refuses: [404],
      tag: 'people',
      permission: 'account.use',
      summary: 'My profile picture',
      success: { status: 200, contentType: 'image/jpeg' },
      handle: async (actor, { res }) => {
        res
          .status(200)
          .set('Cache-Control', words.privateNoStore)
          .type('image/jpeg')
          .send(await pictures.readOwn(actor));
        return undefined;
      },
    }),
    signedInRoute({
      method: 'put',
      path: '/api/v2/me/picture',
      tag: 'people',
      permission: 'account.use',
      summary: 'Set my profile picture (part `photo`), which is never compared with a face',
      uploads: { field: 'photo', maxFiles: 1 },
      success: done,
      handle: async (actor, { uploads }) => {
        const [photo] = uploads;
        if (!photo) throw new AppError('invalidInput', { field: 'photo', detail: words.photoOnePicturePlease });
        return noContent(pictures.set(actor, photo.data));
      },
    }),
    signedInRoute({
      method: 'delete',
      path: '/api/v2/me/picture',
      tag: 'people',
      permission: 'account.use',
      summary: 'Remove my profile picture; it is gone when this answers',
      success: done,
      handle: (actor) => noContent(pictures.remove(actor)),
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/people',
      tag: 'people',
      permission: 'people.read',
      summary: 'Find people by name, address or number, role and status',
      query: z.object({
        text: z.string().trim().min(1).max(100).optional(),
        role: roleSchema.optional(),
        status: personStatusSchema.optional(),
        after: z.uuid().optional(),
        limit: pageSize(500, 100),
      }),
      success: {
        status: 200,
        schema: z.object({
          people: z.array(personSchema),
          next: z.uuid().nullable().describe('Give it as `after` for the next page.'),
        }),
      },
      handle: (actor, { query: { limit, ...filter } }) => people.search(actor, omitUndefined(filter), limit),
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/people',
      mayWait: true,
      tag: 'people',
      permission: 'people.manage',
      summary: 'Create a person',
      body: newPersonSchema,
      success: createdId,
      handle: (actor, { body }) => people.createPerson(actor, body),
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/people/{personId}',
      tag: 'people',
      permission: 'people.read',
      summary: 'One person with their profile',
      params: personParams,
      success: { status: 200, schema: personDetailsSchema },
      handle: (actor, { params }) => people.readPerson(actor, params.personId),
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/people/{personId}/picture',
      refuses: [404],
      tag: 'people',
      permission: 'classes.roster',
      summary: 'The profile picture of a student whom I teach; admins see those of all',
      params: personParams,
      success: { status: 200, contentType: 'image/jpeg' },
      handle: async (actor, { params, res }) => {
        const picture = await pictures.readOf(actor, params.personId);
        res.status(200).set('Cache-Control', words.privateNoStore).type('image/jpeg').send(picture);
        return undefined;
      },
    }),
    signedInRoute({
      method: 'patch',
      path: '/api/v2/people/{personId}',
      mayWait: true,
      tag: 'people',
      permission: 'people.manage',
      summary: 'Change name, address, number, profile, role or status; the last two act at once',
      success: done,
      params: personParams,
      body: personChangeSchema,
      handle: (actor, { params, body }) => noContent(people.changePerson(actor, params.personId, body)),
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/people/{personId}/approval',
      tag: 'people',
      permission: 'people.approve',
      summary: 'Let somebody in who signed up, or turn them away',
      success: done,
      params: personParams,
      body: z.strictObject({ approve: z.boolean() }),
      handle: (actor, { params, body }) => noContent(signUp.decide(actor, params.personId, body.approve)),
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/people/check',
      tag: 'people',
      permission: 'people.check',
      summary: 'Whether there are people with these addresses or numbers',
      body: keys,
      success: {
        status: 200,
        schema: z.object({
          emails: z.array(z.object({ email: z.string(), exists: z.boolean() })),
          externalIds: z.array(z.object({ externalId: z.string(), exists: z.boolean() })),
        }),
      },
      handle: (actor, { body }) => people.check(actor, body),
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/people/{personId}/merge',
      mayWait: true,
      tag: 'people',
      permission: 'people.manage',
      summary: 'Close this account in favour of another of the same person; a dry run unless told otherwise',
      params: personParams,
      body: z.strictObject({
        intoId: z.uuid(),
        dryRun: z.boolean().default(true),
        choices: mergeChoicesSchema
          .default({})
          .describe('Where two real marks differ, by session: whose stands, `from` or `into`.'),
      }),
      success: { status: 200, schema: mergeReportSchema },
      handle: (actor, { params, body }) =>
        merging.merge(actor, params.personId, body.intoId, { isDryRun: body.dryRun, choices: body.choices }),
    }),
  ];
}
