/** Sheets as downloads. */
import { z } from 'zod';
import { statusSchema } from '../../attendance/register/index.ts';
import { AppError } from '../../kernel/errors.ts';
import { daysBetween } from '../../kernel/days.ts';
import { tellRule } from '../../reporting/counting/index.ts';
import type { RenderedSheet, Sheets } from '../../reporting/sheets/index.ts';
import { signedInRoute, type Route, type RouteRequest } from '../route.ts';
import { classParams, day, sessionParams } from '../shapes.ts';
import { words } from '../words/en.ts';

const format = z.enum(['pdf', 'xlsx', 'csv', 'json']).default('pdf');
const success = {
  status: 200,
  contentType: 'application/pdf',
  orAs: ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'text/csv', 'application/json'],
} as const;
const longestDays = 366;

const whole = z.number().int();
const studentFigures = z.strictObject({
  class: z.strictObject({ id: z.uuid(), code: z.string(), title: z.string() }),
  counting: z.string().describe('How the class counts, in words.'),
  percentage: z.number().nullable(),
  totals: z.strictObject({ present: whole, late: whole, absent: whole, excused: whole }),
  records: z.array(z.strictObject({ sessionId: z.uuid(), startsAt: z.date(), status: statusSchema.nullable() })),
});

export function sheetRoutes({ reports }: { reports: Sheets }): Route[] {
  return [
    signedInRoute({
      method: 'get',
      path: '/api/v2/classes/{classId}/sheet',
      spends: 'documents',
      tag: 'reports',
      permission: 'reports.sheet',
      summary: 'The attendance sheet of a class over a range of days (PDF, XLSX, CSV, JSON)',
      params: classParams,
      query: z.object({ from: day, to: day, format }),
      success,
      handle: async (actor, { params, query, res }) => {
        requireSpan(query.from, query.to);
        return send(res, (await reports.makeSheet(actor, params.classId, query, query.format)).file);
      },
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/sessions/{sessionId}/sheet',
      spends: 'documents',
      tag: 'reports',
      permission: 'reports.sheet',
      summary: 'The attendance sheet of one session (PDF, XLSX, CSV, JSON)',
      params: sessionParams,
      query: z.object({ format }),
      success,
      handle: async (actor, { params, query, res }) =>
        send(res, (await reports.makeSessionSheet(actor, params.sessionId, query.format)).file),
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/students/{studentId}/attendance',
      spends: 'costlyReads',
      tag: 'reports',
      permission: 'attendance.readOwn',
      summary: "My attendance or my ward's, class by class; this month when no days are named",
      params: z.object({ studentId: z.uuid() }),
      query: z.object({ from: day.optional(), to: day.optional() }),
      success: { status: 200, schema: z.array(studentFigures) },
      handle: async (actor, { params, query }) => {
        requireSpan(query.from, query.to);
        const figures = await reports.readStudentFigures(actor, params.studentId, query);
        return figures.map(({ class: { id, code, title, policy }, percentage, totals, records }) => ({
          class: { id, code, title },
          counting: tellRule(policy),
          percentage,
          totals,
          records: records.map(({ session, status }) => ({
            sessionId: session.id,
            startsAt: session.startsAt,
            status,
          })),
        }));
      },
    }),
  ];
}

function requireSpan(from: string | undefined, to: string | undefined): void {
  if (from === undefined && to === undefined) return;
  if (from === undefined || to === undefined)
    throw new AppError('invalidInput', { field: 'to', detail: words.toNameBothDaysFrom });
  const days = daysBetween(from, to);
  if (days < 0 || days > longestDays)
    throw new AppError('invalidInput', { field: 'to', detail: words.toNotBeforeFrom });
}

function send(res: RouteRequest['res'], file: RenderedSheet): undefined {
  res.status(200).attachment(file.fileName).type(file.mimeType).send(file.data);
  return undefined;
}
