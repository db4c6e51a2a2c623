/** What takes a while is taken in as a task, and its client is told where to ask for it. */
import type { Request, Response } from 'express';
import { z } from 'zod';
import type { TaskView } from '../delivery/tasks/index.ts';

export const taskSchema = z.object({
  id: z.uuid(),
  kind: z.string(),
  status: z.enum(['waiting', 'running', 'done', 'failed']),
  done: z.number().int(),
  total: z.number().int(),
  result: z.unknown().describe('What it would have answered at once.'),
  error: z.object({ code: z.string(), detail: z.string() }).nullable(),
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
});

/** Whether the client would rather not wait (RFC 7240). */
export const prefersTask = (req: Request): boolean => /\brespond-async\b/.test(req.get('prefer') ?? '');

/** RFC 9110, 15.3.3: taken, and where to ask what became of it. */
export function answerWithTask(res: Response, task: TaskView): undefined {
  res.status(202).location(`/api/v2/tasks/${task.id}`).json(task);
}
