/** Sheets as downloads. */
import { DateTime } from 'luxon';
import { z } from 'zod';
import { AppError } from '../../kernel/errors.ts';
import type { RenderedSheet } from '../../reports/render-sheet.ts';
import type { Reports } from '../../reports/reports.ts';
import { signedInRoute, type Route, type RouteRequest } from '../route.ts';
import { classParams, day, sessionParams } from '../shapes.ts';

const format = z.enum(['pdf', 'xlsx', 'csv', 'json']).default('pdf');
const success = { status: 200, contentType: 'application/pdf' } as const;
const longestDays = 366;

export function reportRoutes({ reports }: { reports: Reports }): Route[] {
  return [
    signedInRoute({
      method: 'get', path: '/api/v2/classes/{classId}/sheet', tag: 'reports', permission: 'reports.sheet', summary: 'The attendance sheet of a class over a range of days (PDF, XLSX, CSV, JSON)',
      params: classParams, query: z.object({ from: day, to: day, format }), success,
      handle: async (actor, { params, query, res }) => {
        const days = DateTime.fromISO(query.to).diff(DateTime.fromISO(query.from), 'days').days;
        if (days < 0 || days > longestDays) throw new AppError('invalidInput', { field: 'to', detail: 'to: not before `from`, and a year after it at most' });
        return send(res, (await reports.makeSheet(actor, params.classId, query, query.format)).file);
      },
    }),
    signedInRoute({
      method: 'get', path: '/api/v2/sessions/{sessionId}/sheet', tag: 'reports', permission: 'reports.sheet', summary: 'The attendance sheet of one session (PDF, XLSX, CSV, JSON)',
      params: sessionParams, query: z.object({ format }), success,
      handle: async (actor, { params, query, res }) => send(res, (await reports.makeSessionSheet(actor, params.sessionId, query.format)).file),
    }),
  ];
}

function send(res: RouteRequest['res'], file: RenderedSheet): undefined {
  res.status(200).attachment(file.fileName).type(file.mimeType).send(file.data);
  return undefined;
}
