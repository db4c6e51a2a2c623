/** Shapes of requests for leave. */
import { z } from 'zod';
import { day } from '../../kernel/days.ts';

/** Fields of a form that were left empty are absent. */
const emptyIsAbsent = (value: unknown): unknown => (value === '' || value === null ? undefined : value);
/** A form names several by commas, or by repeating the field. */
const listOf = (value: unknown): unknown =>
  typeof value === 'string'
    ? value
        .split(',')
        .map((piece) => piece.trim())
        .filter((piece) => piece !== '')
    : value;
const optionalDay = z.preprocess(emptyIsAbsent, day.optional());
const optionalId = z.preprocess(emptyIsAbsent, z.uuid().optional());

export const newLeaveSchema = z.strictObject({
  studentId: optionalId.describe('A guardian names the ward; a student may leave it out.'),
  classId: optionalId.describe(
    'Only the sessions of this class, whose teachers decide; without it those of all classes, which an admin decides.',
  ),
  sessionIds: z
    .preprocess((value) => listOf(emptyIsAbsent(value)), z.array(z.uuid()).min(1).max(50).optional())
    .describe('These sessions, or'),
  from: optionalDay.describe('everything from this day (in the zone of the campus)'),
  to: optionalDay.describe('to this one, inclusive; one day when it is left out. 92 days at most.'),
  reason: z.string().trim().min(1).max(1000),
});
export type NewLeave = z.infer<typeof newLeaveSchema>;

export const leaveStatusSchema = z.enum(['pending', 'approved', 'rejected', 'withdrawn']);
export type LeaveStatus = z.infer<typeof leaveStatusSchema>;

export const decisionSchema = z.strictObject({
  comment: z.preprocess(emptyIsAbsent, z.string().trim().min(1).max(500).optional()),
});

export const leaveQuerySchema = z.object({
  status: leaveStatusSchema.optional(),
  studentId: z.uuid().optional(),
  classId: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  after: z.uuid().optional().describe('`next` of the page before.'),
});
export type LeaveQuery = z.infer<typeof leaveQuerySchema>;

/** A file that came with a request, before anybody has looked at it. */
export interface EvidenceFile {
  readonly data: Buffer;
}

const named = z.strictObject({ id: z.uuid(), name: z.string() });

/** A request as those whom it concerns see it. */
export const leaveSchema = z.strictObject({
  id: z.uuid(),
  student: named,
  askedBy: named,
  class: z
    .strictObject({ id: z.uuid(), code: z.string(), title: z.string() })
    .nullable()
    .describe('null: all classes of the student.'),
  /** Named sessions, by start; none when days were named. */
  sessions: z.array(
    z.strictObject({
      id: z.uuid(),
      classId: z.uuid(),
      startsAt: z.date(),
      timeZone: z.string().describe('Zone of its class.'),
    }),
  ),
  startsAt: z.date().nullable().describe('Begin of the first day; null when sessions are named.'),
  endsAt: z.date().nullable().describe('End of the last day, exclusive.'),
  timeZone: z.string().describe('Zone in which its days are meant.'),
  /** Empty when the student's personal data was erased. */
  reason: z.string().nullable(),
  comment: z.string().nullable(),
  status: leaveStatusSchema,
  createdAt: z.date(),
  decidedAt: z.date().nullable(),
  decidedBy: named.nullable(),
  evidence: z.array(z.strictObject({ id: z.uuid(), mimeType: z.string(), sizeBytes: z.number().int() })),
});
export type LeaveView = z.infer<typeof leaveSchema>;
