/** Shapes of requests for leave. */
import { z } from 'zod';
import { day } from '../../kernel/day.ts';

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

interface Named {
  id: string;
  name: string;
}

/** A request as those whom it concerns see it. */
export interface LeaveView {
  id: string;
  student: Named;
  askedBy: Named;
  /** Empty: all classes of the student. */
  class: { id: string; code: string; title: string } | null;
  /** Named sessions, by start; none when days were named. */
  sessions: { id: string; classId: string; startsAt: Date }[];
  /** From the begin of the first day to the end of the last; empty when sessions were named. */
  startsAt: Date | null;
  endsAt: Date | null;
  /** Zone in which its days are meant. */
  timeZone: string;
  /** Empty when the student's personal data was erased. */
  reason: string | null;
  comment: string | null;
  status: LeaveStatus;
  createdAt: Date;
  decidedAt: Date | null;
  decidedBy: Named | null;
  evidence: { id: string; mimeType: string; sizeBytes: number }[];
}
