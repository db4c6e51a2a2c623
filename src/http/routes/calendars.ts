/** Calendars of elsewhere that become sessions of a class. */
import { z } from 'zod';
import {
  type Calendars,
  importAnswerSchema,
  importSchema,
  newSubscriptionSchema,
  subscriptionSchema,
} from '../../school/calendars/index.ts';
import { signedInRoute, type Route } from '../route.ts';

const classParams = z.object({ classId: z.uuid() });
const subscriptionParams = z.object({ classId: z.uuid(), subscriptionId: z.uuid() });
/** A file of 1 MB whose every character is escaped in JSON. */
const jsonLimit = '6mb';

export function calendarRoutes({ calendars }: { calendars: Calendars }): Route[] {
  return [
    signedInRoute({
      method: 'post',
      path: '/api/v2/classes/{classId}/calendar/import',
      tag: 'timetable',
      permission: 'sessions.plan',
      params: classParams,
      body: importSchema,
      jsonLimit,
      summary:
        'Make sessions of an iCalendar file, recurring events from four weeks back to two years on and the soonest 1000 at most. Importing again changes what is still scheduled; events that cannot be read are told. A dry run only tells.',
      success: { status: 200, schema: importAnswerSchema },
      handle: (actor, { params, body }) => calendars.importCalendar(actor, params.classId, body),
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/classes/{classId}/calendar/subscriptions',
      refuses: [409],
      tag: 'timetable',
      permission: 'sessions.plan',
      params: classParams,
      body: newSubscriptionSchema,
      summary: 'Subscribe to a calendar by its address: it is taken over now, and fetched again every hour',
      success: { status: 201, schema: subscriptionSchema },
      handle: (actor, { params, body }) => calendars.subscribe(actor, params.classId, body),
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/classes/{classId}/calendar/subscriptions',
      tag: 'timetable',
      permission: 'sessions.plan',
      params: classParams,
      summary: 'The calendars that a class subscribes to, and what they last came to',
      success: { status: 200, schema: z.array(subscriptionSchema) },
      handle: (actor, { params }) => calendars.listSubscriptions(actor, params.classId),
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/classes/{classId}/calendar/subscriptions/{subscriptionId}/fetch',
      tag: 'timetable',
      permission: 'sessions.plan',
      params: subscriptionParams,
      summary: 'Fetch a subscribed calendar now',
      success: { status: 200, schema: subscriptionSchema },
      handle: (actor, { params }) => calendars.refresh(actor, params.classId, params.subscriptionId),
    }),
    signedInRoute({
      method: 'delete',
      path: '/api/v2/classes/{classId}/calendar/subscriptions/{subscriptionId}',
      tag: 'timetable',
      permission: 'sessions.plan',
      params: subscriptionParams,
      summary: 'End a subscription; the sessions that it made stay',
      success: { status: 204 },
      handle: async (actor, { params }) => {
        await calendars.unsubscribe(actor, params.classId, params.subscriptionId);
        return undefined;
      },
    }),
  ];
}
