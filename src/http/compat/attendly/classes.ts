/** Attendly's classes: made, joined, left and changed, each by its number. */
import { z } from 'zod';
import { AppError } from '../../../kernel/errors.ts';
import { type ClassView, type Classes, classDescriptionSchema, ownClassSchema } from '../../../school/classes/index.ts';
import type { Actor } from '../../../security/access/index.ts';
import { signedIn, type CompatApi } from '../compat.ts';
import { classParams, requireClass } from './shapes.ts';
import { words } from '../words/en.ts';

const classBody = z.object({
  name: ownClassSchema.shape.title,
  description: ownClassSchema.shape.description.nullable(),
});
const classChange = z.object({
  name: classDescriptionSchema.shape.title,
  description: classDescriptionSchema.shape.description,
});

const example = { id: 3, name: words.mathematics101, description: 'Basic mathematics', join_code: '7KQ3MX' };

export interface ClassModules {
  classes: Classes;
}

export function classRoutes({ classes }: ClassModules): CompatApi['routes'] {
  const toClasses = async (actor: Actor, views: readonly ClassView[]): Promise<Record<string, unknown>[]> => {
    const codes = await classes.joinCodesOf(
      actor,
      views.map(({ id }) => id),
    );
    return views.map(({ id, number: numbered, title, description }) => ({
      id: numbered,
      name: title,
      description,
      join_code: codes.get(id) ?? null,
    }));
  };
  const toClass = async (actor: Actor, view: ClassView) => (await toClasses(actor, [view]))[0];

  return [
    signedIn({
      method: 'post',
      path: '/api/classes/create',
      status: 201,
      permission: 'classes.createOwn',
      body: classBody,
      example: { message: words.theClassIsMade, class: example },
      handle: async (actor, { body: { name, description } }) => {
        const view = await classes.createOwn(actor, { title: name, description: description ?? '' });
        return { message: words.theClassIsMade, class: await toClass(actor, view) };
      },
    }),
    signedIn({
      method: 'get',
      path: '/api/classes/my-classes',
      permission: 'classes.read',
      example: { classes: [example] },
      handle: async (actor) => ({ classes: await toClasses(actor, await classes.listOwn(actor)) }),
    }),
    signedIn({
      method: 'get',
      path: '/api/classes/{class_id}',
      permission: 'classes.read',
      params: classParams,
      example: { class: example },
      handle: async (actor, { params }) => ({
        class: await toClass(actor, await classes.read(actor, (await requireClass(classes, params.class_id)).id)),
      }),
    }),
    signedIn({
      method: 'post',
      path: '/api/classes/join',
      permission: 'classes.join',
      example: { message: words.youAreInTheClassNow, class: { ...example, join_code: null } },
      body: z.object({ join_code: z.string().trim().min(1).max(20) }),
      handle: async (actor, { body }) => {
        const { class: view, isNew } = await classes.join(actor, { code: body.join_code });
        if (!isNew) throw new AppError('conflict', { field: 'join_code', detail: words.youAreInThisClassAlready });
        return { message: words.youAreInTheClassNow, class: await toClass(actor, view) };
      },
    }),
    signedIn({
      method: 'post',
      path: '/api/classes/{class_id}/leave',
      permission: 'classes.join',
      params: classParams,
      example: { message: words.youHaveLeftTheClass },
      handle: async (actor, { params }) => {
        await classes.leave(actor, (await requireClass(classes, params.class_id)).id);
        return { message: words.youHaveLeftTheClass };
      },
    }),
    signedIn({
      method: 'put',
      path: '/api/classes/{class_id}/update',
      permission: 'classes.setUp',
      params: classParams,
      example: { message: words.theClassIsChanged, class: example },
      body: classChange.refine(
        ({ name, description }) => (name ?? description) !== undefined,
        words.nameOrDescriptionSendSomething,
      ),
      handle: async (actor, { params, body: { name, description } }) => {
        const view = await classes.describe(actor, (await requireClass(classes, params.class_id)).id, {
          title: name,
          description,
        });
        return { message: words.theClassIsChanged, class: await toClass(actor, view) };
      },
    }),
    signedIn({
      method: 'post',
      path: '/api/classes/{class_id}/regenerate-code',
      permission: 'classes.setUp',
      params: classParams,
      example: { message: words.theJoinCodeIsNew, join_code: '7KQ3MX' },
      handle: async (actor, { params }) => {
        const { joinCode } = await classes.renewCode(actor, (await requireClass(classes, params.class_id)).id);
        return { message: words.theJoinCodeIsNew, join_code: joinCode };
      },
    }),
  ];
}
