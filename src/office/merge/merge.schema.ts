/** Shape of the report of a merge. */
import { z } from 'zod';

/** For each session where two real marks differ, whose stands. */
export const mergeChoicesSchema = z.record(z.uuid(), z.enum(['from', 'into']));
export type MergeChoices = z.infer<typeof mergeChoicesSchema>;

export const mergeReportSchema = z.object({
  isApplied: z.boolean(),
  /** Records that go over. */
  moved: z.number().int(),
  classesJoined: z.number().int(),
  /** Requests and appeals that go over. */
  leave: z.number().int(),
  appeals: z.number().int(),
  leftNumber: z
    .string()
    .nullable()
    .describe(
      'The number of the account that is closed, where the other has one of its own: it stays with the closed one, and lines of imports that name it are about the other.',
    ),
  differing: z
    .array(
      z.object({
        sessionId: z.uuid(),
        classCode: z.string(),
        startsAt: z.date(),
        from: z.string(),
        into: z.string(),
        stands: z.enum(['from', 'into', 'ask']).describe('Whose mark stands; ask: name it in `choices`.'),
      }),
    )
    .describe(
      'Sessions in which both have a mark, and not the same. What a person did stands over what closing wrote.',
    ),
});
export type MergeReport = z.infer<typeof mergeReportSchema>;
