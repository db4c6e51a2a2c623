/** Figures and lists, as JSON or CSV, and the dashboards. */
import { once } from 'node:events';
import { z } from 'zod';
import { statusSchema } from '../../attendance/register/index.ts';
import {
  type Dashboards,
  type Statistics,
  classFiguresSchema,
  classOutline,
  dashboardSchema,
  figuresSchema,
  historyRowSchema,
  institutionFiguresSchema,
  listedRecordSchema,
  recordPageSchema,
  standingSchema,
} from '../../reporting/statistics/index.ts';
import { columnsOf, toCsv } from '../../reporting/csv/index.ts';
import { omitUndefined } from '../../kernel/objects.ts';
import { signedInRoute, type Route, type RouteRequest } from '../route.ts';
import { classParams, day, pageSize } from '../shapes.ts';
import { words } from '../words/en.ts';

const span = { from: day.optional().describe('With `to`; the last 30 days otherwise.'), to: day.optional() };
const usualPage = 200;
const format = z.enum(['json', 'csv']).default('json');

export function statisticsRoutes({
  figures: room,
  dashboards,
}: {
  figures: Statistics;
  dashboards: Dashboards;
}): Route[] {
  return [
    signedInRoute({
      method: 'get',
      path: '/api/v2/me/dashboard',
      tag: 'reports',
      permission: 'reports.dashboard',
      summary: 'What I see first, by role',
      success: { status: 200, schema: dashboardSchema },
      handle: (actor) => dashboards.readDashboard(actor),
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/me/history',
      spends: 'costlyReads',
      tag: 'reports',
      permission: 'attendance.readOwn',
      summary: 'How I stood session by session, or my ward, newest first; also where nothing was marked',
      query: z.object({
        personId: z.uuid().optional().describe('My ward; I when left out.'),
        ...span,
        limit: pageSize(5000, 200),
      }),
      success: { status: 200, schema: z.array(historyRowSchema) },
      handle: (actor, { query: { personId = actor.personId, from, to, limit } }) =>
        room.listHistory(actor, {
          personId,
          limit,
          ...omitUndefined({ from, to }),
        }),
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/records',
      mayWait: true,
      spends: (req) => (req.query['format'] === 'csv' ? 'documents' : undefined),
      tag: 'reports',
      permission: 'reports.statistics',
      summary:
        'Records by class, campus, day, student and status, newest first; all of them as CSV with format=csv, or the page when `limit` or `after` is named',
      query: z.object({
        classId: z.uuid().optional(),
        campusId: z.uuid().optional(),
        personId: z.uuid().optional(),
        status: statusSchema.optional(),
        ...span,
        after: z.string().max(120).optional(),
        limit: z.coerce.number().int().min(1).max(5000).optional().describe('200 when absent.'),
        format,
      }),
      success: {
        status: 200,
        schema: recordPageSchema,
        orAs: ['text/csv'],
      },
      handle: async (actor, { query: { format: wanted, limit, after, ...query }, res }) => {
        const asked = omitUndefined(query);
        const columns = Object.keys(listedRecordSchema.shape);
        if (wanted === 'csv') await room.letExport(actor, asked);
        if (wanted === 'csv' && limit === undefined && after === undefined)
          return streamCsv(res, 'records', columns, {
            pages: room.allRecords(actor, asked),
            readLocale: () => room.readLocale(actor, asked),
          });
        const page = await room.listRecords(actor, {
          limit: limit ?? usualPage,
          ...asked,
          ...omitUndefined({ after }),
        });
        if (page.next !== null) res.set('X-Next-Page', page.next);
        return wanted === 'csv'
          ? sendCsv(res, 'records', columns, page.records, await room.readLocale(actor, asked))
          : page;
      },
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/classes/{classId}/figures',
      spends: 'costlyReads',
      tag: 'reports',
      permission: 'reports.statistics',
      summary: 'How a class stands: in all, by week, by student',
      params: classParams,
      query: z.object({ ...span, format }),
      success: { status: 200, schema: classFiguresSchema, orAs: ['text/csv'] },
      handle: async (actor, { params, query, res }) => {
        const found = await room.readClass(actor, params.classId, omitUndefined({ from: query.from, to: query.to }));
        return query.format === 'csv'
          ? sendCsv(
              res,
              words.figures(found.class.code),
              Object.keys(standingSchema.shape),
              found.students,
              found.class.locale,
            )
          : found;
      },
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/figures',
      spends: 'costlyReads',
      tag: 'reports',
      permission: 'reports.institution',
      summary: 'How the institution stands, or one campus: in all, by campus, class and week; CSV lists the classes',
      query: z.object({ campusId: z.uuid().optional(), ...span, format }),
      success: { status: 200, schema: institutionFiguresSchema, orAs: ['text/csv'] },
      handle: async (actor, { query: { format: wanted, ...query }, res }) => {
        const found = await room.readInstitution(actor, omitUndefined(query));
        return wanted === 'csv'
          ? sendCsv(
              res,
              'figures',
              [...Object.keys(classOutline), ...Object.keys(figuresSchema.shape)],
              found.classes,
              await room.readLocale(actor, query),
            )
          : found;
      },
    }),
  ];
}

function sendCsv(
  res: RouteRequest['res'],
  name: string,
  columns: readonly string[],
  rows: readonly object[],
  locale: string,
): undefined {
  const file = toCsv([columns, ...columnsOf(columns, rows)], { locale });
  res.status(200).attachment(`${name}.csv`).type('text/csv').send(file);
  return undefined;
}

/** Sends all pages of rows as one file; a failure on the way breaks the answer off, so that nobody takes it for whole. */
async function streamCsv(
  res: RouteRequest['res'],
  name: string,
  columns: readonly string[],
  { pages, readLocale }: { pages: AsyncIterable<readonly object[]>; readLocale: () => Promise<string> },
): Promise<undefined> {
  let locale: string | undefined;
  for await (const rows of pages) {
    const isStart = locale === undefined;
    locale ??= await readLocale();
    if (isStart) res.status(200).attachment(`${name}.csv`).type('text/csv');
    const lines = columnsOf(columns, rows);
    const isTaken = res.write(toCsv(isStart ? [columns, ...lines] : lines, { isStart, locale }));
    if (!isTaken && !res.destroyed) await Promise.race([once(res, 'drain'), once(res, 'close')]);
    if (res.destroyed) return undefined;
  }
  res.end();
  return undefined;
}
