/** Shape of the report of a merge. */
import { z } from 'zod';

export const mergeReportSchema = z.object({
  isApplied: z.boolean(),
  /** Records that go over. */
  moved: z.number().int(),
  classesJoined: z.number().int(),
  /** Requests and appeals that go over. */
  leave: z.number().int(),
  appeals: z.number().int(),
  differing: z
    .array(z.object({ sessionId: z.uuid(), from: z.string(), into: z.string() }))
    .describe('Sessions in which both have a record; the one that stays counts.'),
});
export type MergeReport = z.infer<typeof mergeReportSchema>;
