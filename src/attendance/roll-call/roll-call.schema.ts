/** Shapes of what a roll call proposes, and of what the camera of a room saw. */
import { z } from 'zod';
import { statusSchema } from '../register/index.ts';

const whole = z.number().int();
const student = z.object({ personId: z.uuid(), name: z.string() });
/** `score`: cosine between all faces of the person together and what the student's templates have in common. */
const scored = student.extend({
  score: z.number(),
  strangerChance: z.number().describe('How often a stranger resembles somebody of this class so much, 0 to 1.'),
});
export type Scored = z.infer<typeof scored>;
const box = z
  .object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() })
  .describe('Pixels of the upright photo.');
const unclearFaces = whole.describe('Seen, but too small, blurred, dark or turned to be named.');

export const proposalSchema = z.object({
  /** Each with the face that resembles them most. */
  named: z.array(scored.extend({ photo: whole.describe('Which of the photos, from 0.'), box })),
  /** People who could be one of these, the likeliest first, three at most; the teacher decides. */
  unsure: z.array(z.object({ candidates: z.array(scored) })),
  /** People of whom nobody on the roster agreed to be recognised; nothing of them is kept. */
  unknownFaces: whole,
  unclearFaces,
  notSeen: z.array(student),
  /** Of those not seen, how many never enrolled a face: no photo can find them. */
  notEnrolled: whole,
  threshold: z.number(),
  isCovered: z
    .boolean()
    .describe(
      "Whether the class's promise about strangers was measured for so large a roster; else the strictest threshold there is was taken.",
    ),
  /** Every face with what became of it. */
  photos: z.array(
    z.object({
      width: whole,
      height: whole,
      faces: z.array(
        z.object({
          box,
          outcome: z.enum(['named', 'unsure', 'unknown', 'unclear']),
          quality: z.number().describe('What the face is worth for naming, 0 to 1.'),
          personId: z.uuid().nullable(),
          name: z.string().nullable(),
        }),
      ),
    }),
  ),
});
export type RollCallProposal = z.infer<typeof proposalSchema>;

/** `score`: the best cosine of all looks. */
const seenStudentSchema = student.extend({
  looks: whole.describe('In so many looks they were named.'),
  score: z.number(),
  firstSeenAt: z.date(),
  lastSeenAt: z.date(),
  status: statusSchema.nullable().describe('What the register says already.'),
});
export type SeenStudent = z.infer<typeof seenStudentSchema>;

export const roomViewSchema = z.object({
  looks: whole,
  lastLookAt: z.date().nullable(),
  named: z.array(seenStudentSchema),
  unsure: z
    .array(seenStudentSchema)
    .describe('Seen too seldom for the number of looks, or more often in doubt than surely and never clearly.'),
  notSeen: z.array(student),
  unknownFaces: whole.describe('In the latest look.'),
  unclearFaces,
});
export type RoomView = z.infer<typeof roomViewSchema>;
