/** Notifications of the SmartPresence backend, which are our announcements. */
import { z } from 'zod';
import { shownLine } from '../../../kernel/shown-text.ts';
import { AppError } from '../../../kernel/errors.ts';
import type { Announcements } from '../../../school/announcements/index.ts';
import type { Classes } from '../../../school/classes/index.ts';
import type { Actor } from '../../../security/access/index.ts';
import { called, onlyOne } from '../class-by-name.ts';
import { optional, signedIn, type CompatApi } from '../compat.ts';
import { className, noneCalled } from './class-names.ts';
import { words } from '../words/en.ts';

const mostAnnouncements = 200;

export interface NotificationModules {
  classes: Classes;
  announcements: Announcements;
}

export function notificationRoutes({ classes, announcements }: NotificationModules): CompatApi['routes'] {
  const remove = async (actor: Actor, id: string | undefined): Promise<{ message: string }> => {
    if (id === undefined) throw new AppError('invalidInput', { field: 'id', detail: words.idSayWhichNotification });
    await announcements.remove(actor, id);
    return { message: 'Deleted.' };
  };
  const example = { message: 'Deleted.' };

  return [
    signedIn({
      method: 'post',
      path: '/notifications',
      status: 201,
      permission: 'announcements.make',
      example: { message: 'Sent.', id: '019a9a3c-5f00-7000-8000-000000000000' },
      body: z.object({
        title: shownLine(120),
        message: z.string().trim().min(1).max(2000),
        class_name: optional(className),
      }),
      handle: async (actor, { body: { title, message, class_name: name } }) => {
        if (name === undefined)
          return { message: 'Sent.', id: (await announcements.announceToAll(actor, { title, text: message })).id };
        const view = onlyOne(called(await classes.listOwn(actor), name), name);
        if (!view) throw noneCalled(name);
        return { message: 'Sent.', id: (await announcements.announce(actor, view.id, { title, text: message })).id };
      },
    }),
    signedIn({
      method: 'get',
      path: '/notifications',
      permission: 'notifications.own',
      example: [
        {
          id: '019a9a3c-5f00-7000-8000-000000000000',
          title: 'Exam',
          message: words.onFridayAtNine,
          class_name: 'Mathematics',
          created_at: '2026-11-18T09:00:00.000Z',
        },
      ],
      handle: async (actor) =>
        (await announcements.list(actor, { limit: mostAnnouncements })).map(
          ({ id, title, text, classTitle, createdAt }) => ({
            id,
            title,
            message: text,
            class_name: classTitle,
            created_at: createdAt,
          }),
        ),
    }),
    signedIn({
      method: 'delete',
      path: '/notifications',
      permission: 'notifications.own',
      query: z.object({ id: optional(z.uuid()) }),
      body: z.object({ id: optional(z.uuid()) }),
      example,
      handle: (actor, { query, body }) => remove(actor, query.id ?? body.id),
    }),
    signedIn({
      method: 'delete',
      path: '/notifications/{id}',
      permission: 'notifications.own',
      params: z.object({ id: z.uuid() }),
      example,
      handle: (actor, { params }) => remove(actor, params.id),
    }),
  ];
}
