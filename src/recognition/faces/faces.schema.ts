/** Shapes of photos that wait for the office, and of how recognition stands. */
import { z } from 'zod';

const someone = z.object({ id: z.uuid(), name: z.string() });

/** A photo that may show somebody else: it waits until the office has looked. */
export const heldPhotoSchema = z.object({
  id: z.uuid(),
  student: someone,
  because: z
    .enum(['likeAnother', 'unlikeOwn'])
    .describe(
      "It resembles somebody else who is enrolled; or, made anew for other face models, not the student's other photos.",
    ),
  other: someone
    .nullable()
    .describe(
      'Whose face it may be too; null when they let theirs be forgotten since, or it is unlike the student’s own.',
    ),
  likeness: z
    .number()
    .nullable()
    .describe('Cosine with what the other has, or the student’s own; null when that is gone.'),
  createdAt: z.date(),
});
export type HeldPhoto = z.infer<typeof heldPhotoSchema>;

const whole = z.number().int();
const templateCountsSchema = z.object({
  /** Made with the present weights, and compared. */
  usable: whole,
  held: whole.describe('Until the office has looked.'),
  waiting: whole.describe('Of other weights, to be made anew from their photos.'),
  lost: whole.describe('Of other weights, without a photo that can be used: these people were asked for new ones.'),
});
export type TemplateCounts = z.infer<typeof templateCountsSchema>;

/** How recognition stands, for those who run it. */
export const recognitionStateSchema = z.object({
  weightsHash: z.string(),
  why: z.string().nullable().describe('Why nobody is recognised; null where people are.'),
  /** What the thresholds were measured on; null when these weights were not measured, and nobody is recognised. */
  measured: z
    .object({
      at: z.iso.date(),
      on: z.string(),
      people: whole,
      impostorPairs: whole,
      strictestFar: z.number().describe('No promise stricter than this is covered.'),
    })
    .nullable(),
  templates: templateCountsSchema,
});
export type RecognitionState = z.infer<typeof recognitionStateSchema>;
