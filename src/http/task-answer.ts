/** What takes a while is taken in as a task, and its client is told where to ask for it. */
import type { Request, Response } from 'express';
import { type TaskView, taskSchema } from '../delivery/tasks/index.ts';
import { sendOtherwise } from './answer.ts';

/** Whether the client would rather not wait (RFC 7240). */
export const prefersTask = (req: Request): boolean => /\brespond-async\b/.test(req.get('prefer') ?? '');

/** RFC 9110, 15.3.3: taken, and where to ask what became of it. */
export function answerWithTask(res: Response, task: TaskView): undefined {
  sendOtherwise(res.location(`/api/v2/tasks/${task.id}`), 202, taskSchema, task);
}
