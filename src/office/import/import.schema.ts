/** Shapes of an import: what is asked for, and the report. */
import { z } from 'zod';
import { sourceSchema } from '../tables/index.ts';
import { peopleFields } from './fields.ts';
import { flagOption, jsonOption } from './options.ts';

const nullableText = z.string().nullable();

const importLineSchema = z.object({
  line: z.number().int(),
  file: nullableText.describe('Which file of a bundle.'),
  email: z.string().describe('Empty where the line has none.'),
  name: z.string(),
  fate: z.enum(['new', 'known', 'fault', 'skipped']).describe('Skipped: about somebody who is no longer there.'),
  /** Classes on whose roster the person comes by this line. */
  enrolled: z.array(z.string()),
  teaches: z.array(z.string()).describe('Classes that they teach from now on by this line.'),
  guardians: z.array(z.string()).describe('Who becomes a guardian by this line.'),
  changes: z
    .array(z.object({ field: z.string(), from: nullableText, to: nullableText }))
    .describe('What differs from what is here; written only when `applyChanges` is asked for.'),
  field: nullableText,
  reason: nullableText,
  notes: z.array(z.string()),
});
export type ImportLine = z.infer<typeof importLineSchema>;

export const importReportSchema = z.object({
  /** Whether anything was written. */
  isApplied: z.boolean(),
  created: z.number().int(),
  changed: z.number().int(),
  enrolled: z.number().int(),
  appointed: z.number().int().describe('Teachers of classes.'),
  guardians: z.number().int().describe('Pairs of guardian and student.'),
  cards: z.number().int(),
  invited: z.number().int(),
  faults: z.number().int(),
  left: z.number().int().describe('Places on rosters that were given up because the file no longer names them.'),
  classes: z.array(z.string()).describe('Classes that were made, or would be.'),
  vanished: z
    .array(z.object({ personId: z.uuid(), name: z.string(), classId: z.uuid(), code: z.string() }))
    .describe('On the roster of a class that the file names, and not in the file; with `fullSync`.'),
  source: sourceSchema,
  columns: z.array(z.object({ header: z.string(), field: nullableText })),
  unmatched: z.array(z.string()).describe('Headers that were not read: give them a meaning with `mapping`.'),
  warnings: z.array(z.string()),
  lines: z.array(importLineSchema),
});
export type ImportReport = z.infer<typeof importReportSchema>;

/** What may be asked for, in the query or the form. */
export const importOptionsSchema = z.object({
  dryRun: flagOption.describe('Only shows what would become of every line.'),
  invite: flagOption.describe('Mails a code to everybody new who has an address.'),
  atomic: flagOption.describe('One faulty line, and nothing is written.'),
  applyChanges: flagOption.describe('Writes what differs of those who are here.'),
  createClasses: flagOption.describe('Makes classes that are not there.'),
  campusId: z.uuid().optional().describe('Where they are made; may be left out where there is one campus.'),
  fullSync: flagOption.describe('The file has everybody of the classes that it names: who is missing in it is listed.'),
  removeMissing: flagOption.describe(
    'With `fullSync`: they leave these rosters; refused where it is more than a tenth.',
  ),
  defaultRole: z.enum(['student', 'teacher', 'guardian']).default('student').describe('Of lines that say none.'),
  mapping: jsonOption(z.enum(peopleFields).nullable()).describe(
    'JSON: your header → a field, or null to leave it out.',
  ),
  encoding: z.string().max(40).optional().describe('Of text, where what was found is wrong.'),
});
export type ImportOptions = z.infer<typeof importOptionsSchema>;
