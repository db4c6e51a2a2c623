/** Shapes of appeals. */
import { z } from 'zod';
import { statusSchema } from '../register/index.ts';

export const newAppealSchema = z.strictObject({
  sessionId: z.uuid(),
  wanted: statusSchema.describe('What the record should say.'),
  text: z.string().trim().min(1).max(1000).describe('Why.'),
});
export type NewAppeal = z.infer<typeof newAppealSchema>;

export const appealStatusSchema = z.enum(['open', 'accepted', 'declined', 'withdrawn']);
export type AppealStatus = z.infer<typeof appealStatusSchema>;

export const appealSchema = z.object({
  id: z.uuid(),
  sessionId: z.uuid(),
  /** Its code. */
  class: z.string(),
  startsAt: z.date(),
  timeZone: z.string().describe('Zone of the class.'),
  student: z.object({ id: z.uuid(), name: z.string() }),
  wanted: statusSchema,
  text: z.string(),
  answer: z.string().nullable(),
  status: appealStatusSchema,
  createdAt: z.date(),
  answeredAt: z.date().nullable(),
});
export type AppealView = z.infer<typeof appealSchema>;
