/** Shapes of sessions. */
import { z } from 'zod';

export const sessionStatusSchema = z.enum(['scheduled', 'open', 'closed', 'cancelled']);

/** A session as modules and edges see it. */
export const sessionSchema = z.object({
  id: z.uuid(),
  /** For clients that know sessions by an integer. */
  number: z.number().int().positive(),
  classId: z.uuid(),
  title: z.string().nullable(),
  startsAt: z.date(),
  endsAt: z.date(),
  status: sessionStatusSchema,
  openedAt: z.date().nullable(),
  closedAt: z.date().nullable(),
  /** Nobody has to open it: it is open from its start. */
  opensItself: z.boolean(),
  placeId: z.uuid().nullable(),
  timetableId: z.uuid().nullable(),
});
export type SessionView = z.infer<typeof sessionSchema>;

/** A teacher who stands in for a session. */
export const substituteSchema = z.object({ id: z.uuid(), name: z.string(), since: z.date() });
export type SubstituteView = z.infer<typeof substituteSchema>;
