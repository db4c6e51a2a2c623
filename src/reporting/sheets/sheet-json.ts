/** The sheet as JSON: plain values, one shape for the API and for files. */
import { z } from 'zod';
import { tellRule } from '../counting/index.ts';
import type { Sheet } from './sheet.ts';

const statusSchema = z.enum(['present', 'late', 'absent', 'excused']);
const countSchema = z.number().int().nonnegative();
const totalsSchema = z.object({ present: countSchema, late: countSchema, absent: countSchema, excused: countSchema });
const percentageSchema = z
  .number()
  .min(0)
  .max(100)
  .nullable()
  .describe(
    'By the rule of the class (`counting`) in per cent, one decimal, never rounded up across the minimum; null when nothing counts',
  );

/** What a sheet looks like to other programs. Instants are ISO 8601 in UTC, `from` and `to` are dates in `timeZone`. */
export const sheetJsonSchema = z.object({
  institution: z.string(),
  classCode: z.string(),
  classTitle: z.string(),
  teachers: z.array(z.string()),
  timeZone: z.string(),
  from: z.iso.date(),
  to: z.iso.date(),
  generatedAt: z.iso.datetime(),
  generatedBy: z.string(),
  minimumPercentage: z.number(),
  counting: z.string().describe('How the class counts, in words'),
  cancelledSessions: countSchema,
  notTakenSessions: countSchema,
  sessions: z.array(
    z.object({
      id: z.string(),
      title: z.string().nullable(),
      startsAt: z.iso.datetime(),
      endsAt: z.iso.datetime(),
      status: z.enum(['scheduled', 'open', 'closed']),
      totals: totalsSchema,
      percentage: percentageSchema,
    }),
  ),
  students: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      externalId: z.string().nullable(),
      leftAt: z.iso.datetime().nullable(),
      marks: z
        .array(statusSchema.nullable())
        .describe('One for each session, in its order; null: not marked, or not enrolled then'),
      enrolled: z.array(z.boolean()).describe('False: not enrolled then'),
      totals: totalsSchema,
      percentage: percentageSchema,
      isBelowMinimum: z.boolean(),
    }),
  ),
  totals: totalsSchema,
  percentage: percentageSchema,
});

export type SheetJson = z.infer<typeof sheetJsonSchema>;

const emptyTotals = { present: 0, late: 0, absent: 0, excused: 0 };

/** The sheet in the shape of `sheetJsonSchema`. */
function toSheetJson(sheet: Sheet): SheetJson {
  return {
    institution: sheet.institution,
    classCode: sheet.classCode,
    classTitle: sheet.classTitle,
    teachers: [...sheet.teachers],
    timeZone: sheet.timeZone,
    from: sheet.from,
    to: sheet.to,
    generatedAt: sheet.generatedAt.toISOString(),
    generatedBy: sheet.generatedBy,
    minimumPercentage: sheet.rule.minimumPercentage,
    counting: tellRule(sheet.rule),
    cancelledSessions: sheet.cancelledSessions,
    notTakenSessions: sheet.notTakenSessions,
    sessions: sheet.sessions.map(({ id, title, startsAt, endsAt, status }, index) => ({
      id,
      title,
      startsAt: startsAt.toISOString(),
      endsAt: endsAt.toISOString(),
      // Cancelled sessions never reach a sheet.
      status: status === 'cancelled' ? 'scheduled' : status,
      totals: { ...(sheet.sessionTotals[index]?.totals ?? emptyTotals) },
      percentage: sheet.sessionTotals[index]?.percentage ?? null,
    })),
    students: sheet.rows.map(({ student, marks, onRoster, totals, percentage, isBelowMinimum }) => ({
      id: student.id,
      name: student.name,
      externalId: student.externalId,
      leftAt: student.leftAt?.toISOString() ?? null,
      marks: [...marks],
      enrolled: [...onRoster],
      totals: { ...totals },
      percentage,
      isBelowMinimum,
    })),
    totals: { ...sheet.totals },
    percentage: sheet.percentage,
  };
}

/** Renders a sheet as a JSON file, indented for people. */
export const renderSheetJson = (sheet: Sheet): Buffer =>
  Buffer.from(`${JSON.stringify(toSheetJson(sheet), null, 2)}\n`, 'utf8');
