/** Shapes of tasks. */
import { z } from 'zod';

export const taskSchema = z.object({
  id: z.uuid(),
  kind: z.string(),
  status: z.enum(['waiting', 'running', 'done', 'failed']),
  done: z.number().int(),
  total: z.number().int(),
  result: z.unknown().describe('What it would have answered at once.'),
  /** Why it failed. */
  error: z.object({ code: z.string(), detail: z.string() }).nullable(),
  createdAt: z.date(),
  finishedAt: z.date().nullable(),
});
export type TaskView = z.infer<typeof taskSchema>;
