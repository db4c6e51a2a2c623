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
  groupIds: z.array(z.uuid()).describe('For which groups of the class; for everybody when there is none.'),
  statusBefore: sessionStatusSchema
    .nullable()
    .describe('Of a cancelled one: what it was. Open or closed: it is void, its marks are kept and count no more.'),
  cancelReason: z.string().nullable(),
});
export type SessionView = z.infer<typeof sessionSchema>;

/** A teacher who stands in for a session. */
export const substituteSchema = z.object({ id: z.uuid(), name: z.string(), since: z.date() });
export type SubstituteView = z.infer<typeof substituteSchema>;

/** A lesson whose register nobody took. */
export const notTakenSchema = sessionSchema.extend({
  code: z.string(),
  classTitle: z.string(),
  timeZone: z.string(),
  takeUntil: z.date().describe('Until then those who teach it may take the register; admins also later.'),
});
export type NotTakenSession = z.infer<typeof notTakenSchema>;
