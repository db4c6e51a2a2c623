/** Timetables and holidays, and the own calendar as a private address. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import {
  type TimetableModule,
  holidaySchema,
  newHolidaySchema,
  newTimetableSchema,
  timetableSchema,
} from '../../school/timetable/index.ts';
import { publicRoute, signedInRoute, type Route } from '../route.ts';
import { flagInQuery } from '../shapes.ts';
import { words } from '../words/en.ts';

const classParams = z.object({ classId: z.uuid() });
const cancelled = z.number().int().describe('How many sessions were cancelled.');

export function timetableRoutes({ timetable }: { timetable: TimetableModule }): Route[] {
  return [
    signedInRoute({
      method: 'post',
      path: '/api/v2/classes/{classId}/timetables',
      tag: 'timetable',
      permission: 'sessions.plan',
      params: classParams,
      body: newTimetableSchema,
      summary:
        'Make the recurring sessions of a class, in the wall time of its campus and without holidays; 400 sessions and two years at most',
      success: {
        status: 201,
        schema: timetableSchema.extend({
          sessions: z.number().int().describe('How many were made.'),
          skippedDays: z.array(z.iso.date()),
        }),
      },
      handle: (actor, { params, body }) => timetable.createTimetable(actor, params.classId, body),
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/classes/{classId}/timetables',
      tag: 'timetable',
      permission: 'classes.read',
      summary: 'The timetables of a class',
      params: classParams,
      success: { status: 200, schema: z.array(timetableSchema) },
      handle: (actor, { params }) => timetable.listTimetables(actor, params.classId),
    }),
    signedInRoute({
      method: 'delete',
      path: '/api/v2/timetables/{timetableId}',
      tag: 'timetable',
      permission: 'sessions.plan',
      params: z.object({ timetableId: z.uuid() }),
      summary: 'End a timetable: what is to come and unused is cancelled, the past stays',
      success: { status: 200, schema: z.object({ cancelled }) },
      handle: (actor, { params }) => timetable.endTimetable(actor, params.timetableId),
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/holidays',
      tag: 'timetable',
      permission: 'account.use',
      summary: 'The holidays, by their first day',
      success: { status: 200, schema: z.array(holidaySchema) },
      handle: (actor) => timetable.listHolidays(actor),
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/holidays',
      tag: 'timetable',
      permission: 'sessions.holidays',
      body: newHolidaySchema,
      summary: 'Make a holiday; what is scheduled on its days is cancelled, what was held on them is void',
      success: { status: 201, schema: z.object({ id: z.uuid(), cancelled, voided: z.number().int() }) },
      handle: (actor, { body }) => timetable.createHoliday(actor, body),
    }),
    signedInRoute({
      method: 'delete',
      path: '/api/v2/holidays/{holidayId}',
      tag: 'timetable',
      permission: 'sessions.holidays',
      params: z.object({ holidayId: z.uuid() }),
      query: z.object({ restoreSessions: flagInQuery }),
      summary:
        'Delete a holiday; with `restoreSessions=true` what it called off comes back, but for what another holiday covers',
      success: { status: 204 },
      handle: async (actor, { params, query }) => {
        await timetable.deleteHoliday(actor, params.holidayId, query.restoreSessions);
        return undefined;
      },
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/me/calendar',
      tag: 'timetable',
      permission: 'account.use',
      summary: 'Make a private address of my calendar; the one before dies',
      success: { status: 201, schema: z.object({ url: z.url() }) },
      handle: (actor) => timetable.createAddress(actor),
    }),
    signedInRoute({
      method: 'delete',
      path: '/api/v2/me/calendar',
      tag: 'timetable',
      permission: 'account.use',
      summary: 'End the private address of my calendar',
      success: { status: 204 },
      handle: async (actor) => {
        await timetable.deleteAddress(actor);
        return undefined;
      },
    }),
    publicRoute({
      method: 'get',
      path: '/api/v2/calendar/{token}.ics',
      tag: 'timetable',
      summary: 'A calendar by its private address: 30 days back to 180 ahead',
      params: z.object({ token: z.string().max(100) }),
      success: { status: 200, contentType: 'text/calendar' },
      handle: async ({ params, res }) => {
        const text = await timetable.readCalendar(params.token);
        const tag = createHash('sha256').update(text).digest('base64url');
        // Express answers 304 by itself when the reader has this one already.
        res
          .set({
            'Cache-Control': words.privateMaxAge300,
            ETag: `"${tag}"`,
            'Content-Type': 'text/calendar; charset=utf-8',
          })
          .send(text);
        return undefined;
      },
    }),
  ];
}
