/** Shapes of imported calendars. */
import { z } from 'zod';
import { words } from './words/en.ts';

/** Bytes of an imported file. */
const longestCalendar = 1_000_000;

export const importSchema = z.strictObject({
  ics: z
    .string()
    .min(1)
    .refine((text) => Buffer.byteLength(text) <= longestCalendar, words.isLongerThan1Mb)
    // Some programs leave characters in descriptions that no database keeps.
    .transform((text) => text.replace(/[\0\p{Surrogate}]/gu, ''))
    .describe('An iCalendar file, 1 MB at most.'),
  dryRun: z.boolean().default(true).describe('Only tell what would become of it.'),
  cancelVanished: z
    .boolean()
    .default(false)
    .describe('Cancel sessions to come that this calendar does not name any more; otherwise they are only told.'),
});
export type ImportInput = z.infer<typeof importSchema>;

const importedEventSchema = z.object({
  line: z.number().int().describe('Where the event begins in the file, from 1.'),
  uid: z.string(),
  title: z.string().nullable(),
  startsAt: z.date().nullable().describe('Null when the event cannot be read.'),
  endsAt: z.date().nullable(),
  fate: z.enum(['new', 'changed', 'unchanged', 'skipped']),
  reason: z.string().nullable().describe('Why it is skipped, cancelled, or not as in the calendar.'),
});
export type ImportedEvent = z.infer<typeof importedEventSchema>;

const vanishedSchema = z.object({
  sessionId: z.uuid(),
  uid: z.string(),
  title: z.string().nullable(),
  startsAt: z.date(),
  endsAt: z.date(),
  fate: z.enum(['left', 'cancelled']),
  reason: z.string().nullable().describe('What else should be known of it.'),
});
export type VanishedEvent = z.infer<typeof vanishedSchema>;

export const importAnswerSchema = z.object({
  sessions: z.array(importedEventSchema),
  vanished: z
    .array(vanishedSchema)
    .describe('Sessions to come that this calendar named before, and does not name any more.'),
  from: z.date().describe('Recurring events are laid out from here…'),
  to: z.date().describe('…to here.'),
  applied: z.boolean(),
});
export type ImportAnswer = z.infer<typeof importAnswerSchema>;

export const outcomeSchema = z.object({
  new: z.number().int(),
  changed: z.number().int(),
  unchanged: z.number().int(),
  skipped: z.number().int(),
  vanished: z.number().int().describe('Sessions to come that the calendar does not name any more.'),
  cancelled: z.number().int().describe('How many of them were cancelled.'),
  firstSkipped: z
    .array(z.object({ line: z.number().int(), uid: z.string(), reason: z.string().nullable() }))
    .describe('The first twenty events that were skipped.'),
});
export type Outcome = z.infer<typeof outcomeSchema>;

export const newSubscriptionSchema = z.strictObject({
  url: z.string().min(1).max(2000).describe('Of the calendar; https, http or webcal, and public.'),
  cancelVanished: z
    .boolean()
    .default(false)
    .describe('Cancel sessions to come that the calendar does not name any more; otherwise they are only counted.'),
});
export type NewSubscription = z.infer<typeof newSubscriptionSchema>;

export const subscriptionSchema = z.object({
  id: z.uuid(),
  classId: z.uuid(),
  address: z.string().describe('Whose calendar it is; the rest of the address is its key, and is not shown.'),
  cancelVanished: z.boolean(),
  createdAt: z.date(),
  triedAt: z.date().nullable(),
  takenAt: z.date().nullable().describe('When its sessions were last laid out.'),
  nextAt: z.date().describe('When it is fetched again.'),
  failures: z.number().int().describe('How often in a row it could not be taken over.'),
  fault: z.string().nullable().describe('Why it could not be taken over the last time.'),
  outcome: outcomeSchema.nullable().describe('What it last came to.'),
});
export type SubscriptionView = z.infer<typeof subscriptionSchema>;
