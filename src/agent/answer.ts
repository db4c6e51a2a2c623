/** What the agent answers with: text, files by id, and buttons. */
import { z } from 'zod';

export const answerSchema = z.object({
  text: z.string(),
  files: z.array(z.object({ id: z.uuid(), name: z.string(), mimeType: z.string() })),
  /** Confirm, Cancel and Undo are actions of their own; an id is only good for the person it was offered to. */
  actions: z.array(z.object({ id: z.string(), label: z.string() })),
});
export type Answer = z.infer<typeof answerSchema>;

export const plainAnswer = (text: string): Answer => ({ text, files: [], actions: [] });
