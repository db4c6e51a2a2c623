/** Shapes of the report of an import. */
import { z } from 'zod';

const importLineSchema = z.object({
  line: z.number().int(),
  email: z.string(),
  fate: z.enum(['new', 'known', 'fault']),
  /** Classes on whose roster the person comes by this line. */
  enrolled: z.array(z.string()),
  field: z.string().nullable(),
  reason: z.string().nullable(),
});
export type ImportLine = z.infer<typeof importLineSchema>;

export const importReportSchema = z.object({
  /** Whether anything was written. */
  isApplied: z.boolean(),
  created: z.number().int(),
  enrolled: z.number().int(),
  invited: z.number().int(),
  faults: z.number().int(),
  lines: z.array(importLineSchema),
});
export type ImportReport = z.infer<typeof importReportSchema>;
