/** Calendars of elsewhere that become sessions of a class. */
import { z } from 'zod';
import { type Calendars, importAnswerSchema, importSchema } from '../../school/calendars/index.ts';
import { signedInRoute, type Route } from '../route.ts';

const classParams = z.object({ classId: z.uuid() });
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
  ];
}
