/** Shapes of what the register answers. */
import { z } from 'zod';
import { classSchema } from '../../school/classes/index.ts';
import { receiptSchema, statusSchema } from './receipt.ts';

/** A student of the roster with what stands of them in a session. */
export const presentStudentSchema = z.object({
  personId: z.uuid(),
  name: z.string(),
  externalId: z.string().nullable(),
  /** False: not enrolled then, on the list since they are now. */
  isEnrolled: z.boolean(),
  /** Empty: not seen yet. */
  status: statusSchema.nullable(),
  /** The class's own word for the status, when one was used. */
  ownStatus: z.string().nullable(),
  version: z.number().int(),
  markedAt: z.date().nullable(),
  source: z.string().nullable().describe('How it came about: check_in, manual, roll_call, auto_close, leave …'),
  markedBy: z.string().nullable().describe('Name of who did; null: it came about by itself.'),
  leftAt: z.date().nullable(),
  /** 0 when they stayed, or left late enough for the class's policy. */
  leftEarlyMinutes: z.number().int(),
});
export type PresentStudent = z.infer<typeof presentStudentSchema>;

/** What a register says of its class. */
export const registerClassSchema = classSchema
  .pick({ code: true, title: true, timeZone: true })
  .extend({ ownStatuses: classSchema.shape.policy.shape.ownStatuses });
export type RegisterClass = z.infer<typeof registerClassSchema>;

export const markedRecordSchema = z.object({
  personId: z.uuid(),
  status: statusSchema,
  markedAt: z.date(),
  /** Null: nobody did, it came about by itself. */
  markedById: z.uuid().nullable(),
});
export type MarkedRecord = z.infer<typeof markedRecordSchema>;

/** A check-in in doubt, whose student has not been marked since. */
export const awaitingReviewSchema = z.object({ personId: z.uuid(), at: z.date(), receipt: receiptSchema });
export type AwaitingReview = z.infer<typeof awaitingReviewSchema>;

/** One step in the history of a record. */
export const recordChangeSchema = z.object({
  version: z.number().int(),
  before: statusSchema.nullable(),
  after: statusSchema.nullable(),
  ownStatus: z.string().nullable(),
  source: z.string(),
  actorId: z.uuid().nullable(),
  reason: z.string().nullable(),
  at: z.date(),
});

/** The same device or photo for several people, or somebody who guesses codes. */
export const flagSchema = z.object({
  id: z.uuid(),
  sessionId: z.uuid(),
  kind: z.enum(['device', 'photo', 'guessing']),
  people: z.array(z.object({ id: z.uuid(), name: z.string() })),
  createdAt: z.date(),
  resolvedAt: z.date().nullable(),
});
export type FlagView = z.infer<typeof flagSchema>;

/** A check-in and what became of it, as its student is told. */
export const decidedCheckInSchema = z.object({
  id: z.uuid(),
  at: z.date(),
  sessionId: z.uuid(),
  class: z.string(),
  receipt: receiptSchema,
});
export type DecidedCheckIn = z.infer<typeof decidedCheckInSchema>;
