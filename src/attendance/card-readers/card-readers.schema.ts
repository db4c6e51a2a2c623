/** Shapes of card readers and of their events. */
import { z } from 'zod';

export const readerEventSchema = z.object({
  card: z.string().trim().min(1).max(100).describe('The number on the card, as the reader reads it.'),
  direction: z.enum(['in', 'out']).default('in'),
});

const readerOutcomes = [
  'accepted',
  'needsReview',
  'rejected',
  'left',
  'unknownCard',
  'noSession',
  'severalSessions',
] as const;

/** What became of an event. */
export const readerOutcomeSchema = z.object({ outcome: z.enum(readerOutcomes), checkInId: z.uuid().nullable() });
export type ReaderOutcome = z.infer<typeof readerOutcomeSchema>;

export const readerSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  placeId: z.uuid().nullable(),
  createdAt: z.date(),
});
export type ReaderView = z.infer<typeof readerSchema>;

/** A card that somebody has; its number is not kept. */
export const cardSchema = z.object({ id: z.uuid(), createdAt: z.date() });
export type CardView = z.infer<typeof cardSchema>;
