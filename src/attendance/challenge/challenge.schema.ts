/** Shapes of liveness challenges. */
import { z } from 'zod';
import { headTurns } from './challenge.policy.ts';

export const challengeSchema = z.object({
  id: z.uuid(),
  sessionId: z.uuid(),
  class: z.string(),
  turns: z
    .array(z.enum(headTurns))
    .describe('To the own left and right, in this order; look into the camera first, and between them.'),
  expiresAt: z.date(),
  expiresInS: z.number().int().describe('The same in seconds from now, for who has another clock.'),
  frames: z.object({ least: z.number().int(), most: z.number().int() }).describe('How many pictures to send.'),
});
export type ChallengeView = z.infer<typeof challengeSchema>;
