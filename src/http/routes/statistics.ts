/** Figures and lists, as JSON or CSV, and the dashboards. */
import { z } from 'zod';
import { statusSchema } from '../../attendance/register/index.ts';
import { type Dashboards, type FiguresRoom, toCsv } from '../../reporting/statistics/index.ts';
import { omitUndefined } from '../../kernel/objects.ts';
import { signedInRoute, type Route, type RouteRequest } from '../route.ts';
import { classParams, day, pageSize } from '../shapes.ts';

const whole = z.number().int();
const totals = { present: whole, late: whole, absent: whole, excused: whole };
const figures = z.object({ sessions: whole, ...totals, percentage: z.number().nullable() });
const weeks = z.array(figures.extend({ week: z.iso.date().describe('Its Monday.') }));
const waiting = z.object({ appeals: whole, leave: whole, flags: whole });
const sessionState = z.enum(['scheduled', 'open', 'closed', 'cancelled']);
const outline = {
  id: z.uuid(),
  classId: z.uuid(),
  startsAt: z.iso.datetime(),
  endsAt: z.iso.datetime(),
  code: z.string(),
  state: sessionState,
};
const ofClass = { id: z.uuid(), code: z.string(), title: z.string() };
const standing = z.object({
  personId: z.uuid(),
  name: z.string(),
  externalId: z.string().nullable(),
  ...totals,
  percentage: z.number().nullable(),
  isBelowMinimum: z.boolean(),
});
const classFigures = z.object({ class: z.object(ofClass), figures, weeks, students: z.array(standing) });
const institutionFigures = z.object({
  figures,
  weeks,
  campuses: z.array(figures.extend({ id: z.uuid(), name: z.string() })),
  classes: z.array(figures.extend(ofClass)),
  students: z
    .object({ below: whole, of: whole })
    .describe('Students under the minimum of a class of theirs, of all with a record.'),
});
const record = z.object({
  sessionId: z.uuid(),
  classId: z.uuid(),
  code: z.string(),
  startsAt: z.iso.datetime(),
  personId: z.uuid(),
  name: z.string(),
  externalId: z.string().nullable(),
  status: statusSchema,
  ownStatus: z.string().nullable(),
  source: z.string(),
  markedAt: z.iso.datetime(),
});
const historyRow = z.object({
  sessionId: z.uuid(),
  startsAt: z.iso.datetime(),
  endsAt: z.iso.datetime(),
  state: z.enum(['scheduled', 'open', 'closed']),
  classId: z.uuid(),
  code: z.string(),
  title: z.string(),
  timeZone: z.string(),
  personId: z.uuid(),
  name: z.string(),
  email: z.string(),
  status: statusSchema.nullable(),
  markedAt: z.iso.datetime().nullable(),
});
const dashboard = z.discriminatedUnion('role', [
  z.object({
    role: z.literal('student'),
    today: z.array(z.object({ ...outline, status: statusSchema.nullable() })),
    upcoming: z.array(
      z.object({
        id: z.uuid(),
        classId: z.uuid(),
        title: z.string().nullable(),
        startsAt: z.iso.datetime(),
        endsAt: z.iso.datetime(),
      }),
    ),
    classes: z.array(
      z.object({
        ...ofClass,
        ...totals,
        percentage: z.number().nullable(),
        minimumPercentage: whole,
        isBelowMinimum: z.boolean(),
      }),
    ),
  }),
  z.object({
    role: z.literal('teacher'),
    today: z.array(z.object({ ...outline, here: whole, of: whole })),
    trend: weeks,
    waiting,
    absentees: z.array(
      z.object({ sessionId: z.uuid(), personId: z.uuid(), name: z.string(), status: statusSchema.nullable() }),
    ),
  }),
  institutionFigures.extend({ role: z.literal('admin') }),
]);
const span = { from: day.optional().describe('With `to`; the last 30 days otherwise.'), to: day.optional() };
const format = z.enum(['json', 'csv']).default('json');

export function figureRoutes({ figures: room, dashboards }: { figures: FiguresRoom; dashboards: Dashboards }): Route[] {
  return [
    signedInRoute({
      method: 'get',
      path: '/api/v2/me/dashboard',
      tag: 'reports',
      permission: 'reports.dashboard',
      summary: 'What I see first, by role',
      success: { status: 200, schema: dashboard },
      handle: async (actor) => ({ ...(await dashboards.readDashboard(actor)) }),
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/me/history',
      tag: 'reports',
      permission: 'attendance.readOwn',
      summary: 'How I stood session by session, or my ward, newest first; also where nothing was marked',
      query: z.object({
        personId: z.uuid().optional().describe('My ward; I when left out.'),
        ...span,
        limit: pageSize(5000, 200),
      }),
      success: { status: 200, schema: z.array(historyRow) },
      handle: (actor, { query: { personId = actor.personId, from, to, limit } }) =>
        room.listHistory(actor, {
          personId,
          limit,
          ...(from === undefined && to === undefined ? {} : room.spanOf(omitUndefined({ from, to }), 'UTC')),
        }),
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/records',
      tag: 'reports',
      permission: 'reports.statistics',
      summary: 'Records by class, campus, day, student and status, newest first; CSV of the page with format=csv',
      query: z.object({
        classId: z.uuid().optional(),
        campusId: z.uuid().optional(),
        personId: z.uuid().optional(),
        status: statusSchema.optional(),
        ...span,
        after: z.string().max(120).optional(),
        limit: pageSize(5000, 200),
        format,
      }),
      success: {
        status: 200,
        schema: z.object({
          records: z.array(record),
          next: z.string().nullable().describe('Give it as `after` for the next page.'),
        }),
      },
      handle: async (actor, { query: { format: wanted, limit, ...query }, res }) => {
        const page = await room.listRecords(actor, { limit, ...omitUndefined(query) });
        if (page.next !== null) res.set('X-Next-Page', page.next);
        return wanted === 'csv' ? sendCsv(res, 'records', Object.keys(record.shape), page.records) : { ...page };
      },
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/classes/{classId}/figures',
      tag: 'reports',
      permission: 'reports.statistics',
      summary: 'How a class stands: in all, by week, by student',
      params: classParams,
      query: z.object({ ...span, format }),
      success: { status: 200, schema: classFigures },
      handle: async (actor, { params, query, res }) => {
        const found = await room.readClass(actor, params.classId, omitUndefined({ from: query.from, to: query.to }));
        return query.format === 'csv'
          ? sendCsv(res, `${found.class.code} figures`, Object.keys(standing.shape), found.students)
          : { ...found };
      },
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/figures',
      tag: 'reports',
      permission: 'reports.institution',
      summary: 'How the institution stands, or one campus: in all, by campus, class and week; CSV lists the classes',
      query: z.object({ campusId: z.uuid().optional(), ...span, format }),
      success: { status: 200, schema: institutionFigures },
      handle: async (actor, { query: { format: wanted, ...query }, res }) => {
        const found = await room.readInstitution(actor, omitUndefined(query));
        return wanted === 'csv'
          ? sendCsv(res, 'figures', [...Object.keys(ofClass), ...Object.keys(figures.shape)], found.classes)
          : { ...found };
      },
    }),
  ];
}

function sendCsv(
  res: RouteRequest['res'],
  name: string,
  columns: readonly string[],
  rows: readonly object[],
): undefined {
  res.status(200).attachment(`${name}.csv`).type('text/csv').send(toCsv(columns, rows));
  return undefined;
}
