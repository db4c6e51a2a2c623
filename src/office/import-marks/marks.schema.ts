/** Shapes of an import of marks: what is asked for, and the report. */
import { z } from 'zod';
import { statusSchema } from '../../attendance/register/index.ts';
import { flagOption, jsonOption } from '../import/index.ts';
import { sourceSchema } from '../tables/index.ts';
import { marksFields } from './columns.ts';

const nullableText = z.string().nullable();

const markLineSchema = z.object({
  line: z.number().int(),
  column: nullableText.describe('The header of the day, in a grid.'),
  name: z.string(),
  day: nullableText,
  fate: z
    .enum(['new', 'same', 'differs', 'overwritten', 'fault'])
    .describe('Differs: something else stands, and `overwrite` was not asked for.'),
  from: nullableText,
  to: nullableText,
  field: nullableText,
  reason: nullableText,
});
export type MarkLine = z.infer<typeof markLineSchema>;

export const marksReportSchema = z.object({
  isApplied: z.boolean(),
  written: z.number().int(),
  overwritten: z.number().int(),
  faults: z.number().int(),
  sessions: z
    .array(
      z.object({
        id: z.uuid(),
        classId: z.uuid(),
        code: z.string(),
        startsAt: z.date(),
        endsAt: z.date(),
        fate: z.enum(['made', 'held', 'known']).describe('Held: it was planned, and nobody had opened it.'),
        marks: z.number().int(),
      }),
    )
    .describe('Sessions that get marks; those that are not there are made as held.'),
  words: z
    .array(z.object({ word: z.string(), status: nullableText, count: z.number().int() }))
    .describe('What stands in the file for statuses, and what it was read as: null is none; say so with `words`.'),
  dayOrder: z.enum(['dmy', 'mdy']).nullable(),
  source: sourceSchema,
  columns: z.array(z.object({ header: z.string(), field: nullableText })),
  unmatched: z.array(z.string()),
  warnings: z.array(z.string()),
  lines: z.array(markLineSchema),
});
export type MarksReport = z.infer<typeof marksReportSchema>;

export const marksOptionsSchema = z.object({
  dryRun: flagOption.describe('Only shows what would become of every mark.'),
  atomic: flagOption.describe('One faulty mark, and nothing is written.'),
  overwrite: flagOption.describe('Marks that stand are replaced where the file says otherwise.'),
  dayOrder: z.enum(['dmy', 'mdy']).optional().describe('Of dates such as 3/4/2026, where the file does not say it.'),
  words: jsonOption(z.string().max(60).nullable()).describe(
    'JSON: your word → present, late, absent, excused or a word of the class; null for no mark.',
  ),
  mapping: jsonOption(z.enum(marksFields).nullable()).describe('JSON: your header → a field, or null to leave it out.'),
  encoding: z.string().max(40).optional(),
});
export type MarksOptions = z.infer<typeof marksOptionsSchema>;
export const markStatusSchema = statusSchema;
