/** Shapes of what waits for a second admin's yes. */
import { z } from 'zod';
import { graveActs } from '../../security/access/index.ts';

const standings = ['waiting', 'approved', 'done', 'declined', 'withdrawn', 'failed', 'expired'] as const;

const named = z.object({ id: z.uuid(), name: z.string() });

export const heldActSchema = z.object({
  id: z.uuid(),
  act: z.enum(graveActs),
  operation: z.string().describe('The method and path that were asked.'),
  what: z.string().nullable().describe('What would be done, in words; empty when whoever asked was erased.'),
  askedBy: named,
  askedAt: z.date(),
  expiresAt: z.date(),
  status: z
    .enum(standings)
    .describe('`approved`: whoever asked may do it now, once. `failed`: it could not be carried out any more.'),
  settledBy: named.nullable(),
  settledAt: z.date().nullable(),
  hasAnswer: z.boolean().describe('What it answered waits for whoever asked.'),
});
export type HeldActView = z.infer<typeof heldActSchema>;

export const heldActPageSchema = z.object({
  heldActs: z.array(heldActSchema),
  next: z.uuid().nullable().describe('Give it as `after` for the next page.'),
});
export type HeldActPage = z.infer<typeof heldActPageSchema>;

/** What whoever asks is told in place of an answer. */
export const waitingActSchema = heldActSchema.pick({ id: true, act: true, what: true, expiresAt: true }).extend({
  waitsFor: z.literal('secondYes').describe("Another admin's yes: POST /api/v2/held-acts/{heldActId}/decision."),
});
export type WaitingAct = z.infer<typeof waitingActSchema>;

export const answerOfHeldSchema = z.object({
  answer: z.unknown().describe('As the operation that was asked answers.'),
});
