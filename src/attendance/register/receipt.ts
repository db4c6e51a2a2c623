/** Receipts: why a decision came out as it did, told to students in sentences and bands, to staff also in figures. */
import { z } from 'zod';

const ruleIds = [
  'session',
  'roster',
  'evidence',
  'photo',
  'face',
  'code',
  'qr',
  'place',
  'travel',
  'card',
  'liveness',
  'time',
  'register',
] as const;

const reasonSchema = z.object({
  rule: z.enum(ruleIds),
  /** `unproven`: nothing speaks against it, but nothing shows it either. */
  outcome: z.enum(['met', 'failed', 'doubtful', 'unproven']),
  /** For everyone: no figure in it that would help to climb a threshold. */
  sentence: z.string(),
  /** For staff: the measured value against its limit. */
  figures: z.string().nullable(),
  measured: z.number().nullable(),
  limit: z.number().nullable(),
});
export type Reason = z.infer<typeof reasonSchema>;

const attendanceStatuses = ['present', 'late', 'absent', 'excused'] as const;
export const statusSchema = z.enum(attendanceStatuses);
export type AttendanceStatus = z.infer<typeof statusSchema>;

export const receiptSchema = z.object({
  decision: z.enum(['accepted', 'needsReview', 'rejected']),
  /** What was written into the register; empty when nothing was. */
  status: statusSchema.nullable(),
  reasons: z.array(reasonSchema),
});
export type Receipt = z.infer<typeof receiptSchema>;

/** A receipt as a student may see it: no figures, measured values or limits. */
export function forStudent(receipt: Receipt): Receipt {
  return {
    ...receipt,
    reasons: receipt.reasons.map((reason) => ({ ...reason, figures: null, measured: null, limit: null })),
  };
}

/** One line: "clear match; 4 min after the start: on time". Staff read the figures where there are some. */
export function summarise(receipt: Receipt, viewer: 'student' | 'staff'): string {
  return receipt.reasons
    .map((reason) => (viewer === 'staff' ? (reason.figures ?? reason.sentence) : reason.sentence))
    .join('; ');
}
