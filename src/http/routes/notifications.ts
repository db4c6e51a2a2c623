/** Notifications, announcements, feedback and appeals. */
import { z } from 'zod';
import { shownLine } from '../../kernel/shown-text.ts';
import { type Appeals, appealSchema, appealStatusSchema, newAppealSchema } from '../../attendance/appeals/index.ts';
import { omitUndefined } from '../../kernel/objects.ts';
import {
  type Announcements,
  type Feedback,
  announcementSchema,
  feedbackSchema,
} from '../../school/announcements/index.ts';
import { type Notifications, notificationPageSchema } from '../../delivery/notifications/index.ts';
import { ownKey, type EventStreams } from '../event-stream.ts';
import { publicRoute, signedInRoute, type Route } from '../route.ts';
import { classParams, createdId, done, flagInQuery, noContent, pageSize } from '../shapes.ts';

const which = { ids: z.array(z.uuid()).min(1).max(500).optional().describe('All of mine when left out.') };
const message = z.strictObject({ title: shownLine(120), text: z.string().trim().min(1).max(2000) });
const announced = z.object({ id: z.uuid(), told: z.number().int() });
const appealParams = z.object({ appealId: z.uuid() });

export function notificationRoutes({
  notifications,
  announcements,
  feedback,
  appeals,
  streams,
}: {
  notifications: Notifications;
  announcements: Announcements;
  feedback: Feedback;
  appeals: Appeals;
  streams: EventStreams;
}): Route[] {
  return [
    signedInRoute({
      method: 'get',
      path: '/api/v2/me/notifications',
      tag: 'notifications',
      permission: 'notifications.own',
      summary: 'My notifications, newest first',
      query: z.object({ before: z.uuid().optional(), unread: flagInQuery, limit: pageSize(200, 50) }),
      success: { status: 200, schema: notificationPageSchema },
      handle: (actor, { query: { unread, ...rest } }) =>
        notifications.list(actor, { unreadOnly: unread, limit: rest.limit, ...omitUndefined({ before: rest.before }) }),
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/me/notifications/live',
      tag: 'notifications',
      permission: 'notifications.own',
      summary: 'My newest notifications, sent anew whenever they change (server-sent events `notifications`)',
      success: { status: 200, contentType: 'text/event-stream' },
      refuses: [429],
      isUncounted: true,
      handle: (actor, request) =>
        streams.stream(actor, request, {
          key: `notifications ${ownKey(actor)}`,
          on: { notifications: actor.personId },
          event: 'notifications',
          schema: notificationPageSchema,
          read: () => notifications.list(actor, { unreadOnly: false, limit: 50 }),
        }),
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/me/notifications/read',
      tag: 'notifications',
      permission: 'notifications.own',
      summary: 'Mark notifications as read, or unread',
      body: z.strictObject({ ...which, read: z.boolean().default(true) }),
      success: done,
      handle: (actor, { body }) => noContent(notifications.markRead(actor, body.ids, body.read)),
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/me/notifications/hide',
      tag: 'notifications',
      permission: 'notifications.own',
      summary: 'Hide notifications for good',
      body: z.strictObject(which),
      success: done,
      handle: (actor, { body }) => noContent(notifications.hide(actor, body.ids)),
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/classes/{classId}/announcements',
      tag: 'notifications',
      permission: 'announcements.make',
      summary: 'Tell a class something',
      params: classParams,
      body: message,
      success: { status: 201, schema: announced },
      handle: (actor, { params, body }) => announcements.announce(actor, params.classId, body),
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/announcements',
      tag: 'notifications',
      permission: 'announcements.make',
      summary: 'Tell all my classes something, each person once',
      body: message,
      success: { status: 201, schema: announced },
      handle: (actor, { body }) => announcements.announceToAll(actor, body),
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/announcements',
      tag: 'notifications',
      permission: 'notifications.own',
      summary: 'What was announced to me; for staff what they announced, for admins all of it',
      query: z.object({ limit: pageSize(200, 50) }),
      success: { status: 200, schema: z.array(announcementSchema) },
      handle: (actor, { query }) => announcements.list(actor, query),
    }),
    signedInRoute({
      method: 'delete',
      path: '/api/v2/announcements/{announcementId}',
      tag: 'notifications',
      permission: 'notifications.own',
      summary: 'Take an announcement of mine back (admins: any), or hide one that I was told',
      params: z.object({ announcementId: z.uuid() }),
      success: done,
      handle: (actor, { params }) => noContent(announcements.remove(actor, params.announcementId)),
    }),
    publicRoute({
      method: 'post',
      path: '/api/v2/feedback',
      spends: 'feedback',
      tag: 'notifications',
      summary: 'Tell the admins what one thinks of the service, without signing in',
      body: z.strictObject({ text: feedbackSchema }),
      success: done,
      handle: ({ body }) => noContent(feedback.leave(body.text)),
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/appeals',
      tag: 'appeals',
      permission: 'attendance.readAppeals',
      summary: 'My appeals, or those of my classes',
      query: z.object({ status: appealStatusSchema.optional() }),
      success: { status: 200, schema: z.array(appealSchema) },
      handle: (actor, { query }) => appeals.list(actor, query.status),
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/appeals',
      tag: 'appeals',
      permission: 'attendance.appeal',
      summary: 'Say that a record of mine is wrong',
      body: newAppealSchema,
      success: createdId,
      handle: (actor, { body }) => appeals.appeal(actor, body),
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/appeals/{appealId}/answer',
      tag: 'appeals',
      permission: 'attendance.answerAppeal',
      summary: 'Accept an appeal, which corrects the record, or decline it',
      params: appealParams,
      body: z.strictObject({
        accept: z.boolean(),
        answer: z.string().trim().min(1).max(1000).nullable().default(null),
      }),
      success: done,
      handle: (actor, { params, body }) => noContent(appeals.answer(actor, params.appealId, body)),
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/appeals/{appealId}/withdraw',
      tag: 'appeals',
      permission: 'attendance.appeal',
      summary: 'Take my appeal back',
      params: appealParams,
      success: done,
      handle: (actor, { params }) => noContent(appeals.withdraw(actor, params.appealId)),
    }),
  ];
}
