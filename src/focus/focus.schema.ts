/** Shapes of the focus index and its settings. */
import { z } from 'zod';
import type { ConsentText } from '../security/consent/index.ts';
import { words } from './words/en.ts';

/** No figure of fewer people, whatever an admin wishes: it would be the figure of each of them. */
export const minPeople = { standard: 5, eu: 8 } as const;
const mostPeople = 500;

export const focusSettingSchema = z.strictObject({
  dpiaReference: z
    .string()
    .trim()
    .min(3)
    .max(200)
    .describe('Where the impact assessment (DPIA) is kept: its number or address.'),
  minimumPeople: z
    .number()
    .int()
    .min(minPeople.standard)
    .max(mostPeople)
    .default(8)
    .describe('No figure of fewer people than these; 8 at least in the eu profile.'),
  front: z
    .enum(['camera', 'majority', 'offset'])
    .default('camera')
    .describe(
      'Who looks to the front: who looks into the camera; as most do, for a camera at the side; so many degrees beside the camera.',
    ),
  frontYawDeg: z
    .number()
    .int()
    .min(-90)
    .max(90)
    .default(0)
    .describe('With `offset`: degrees beside the camera, positive to the left of the picture.'),
  perStudent: z
    .boolean()
    .default(false)
    .describe('Also student by student, of those who agreed; never in the eu profile.'),
});
export type FocusSetting = z.infer<typeof focusSettingSchema>;

/** How a class stands in the setting as it is kept. */
const keptSettingSchema = z.object(focusSettingSchema.shape).extend({
  minimumPeople: z.number().int(),
  front: z.enum(['camera', 'majority', 'offset']),
  frontYawDeg: z.number().int(),
  perStudent: z.boolean(),
});

/** Whether the focus index of a class is on, and how it works. */
export const focusStateSchema = z.object({
  classId: z.uuid(),
  isOn: z.boolean(),
  profile: z.enum(['standard', 'eu']),
  /** Null while it is off. */
  setting: keptSettingSchema.nullable(),
  turnedOnAt: z.date().nullable(),
  sentence: z.string().describe('What holds now, and who can change it.'),
});
export type FocusState = z.infer<typeof focusStateSchema>;

/** 0 to 100; null when fewer were judged than the minimum. */
export const figureSchema = z.number().int().min(0).max(100).nullable();

/** A photo of a session as it is kept: without the photo. */
export const focusFrameSchema = z.object({
  id: z.uuid(),
  takenAt: z.date(),
  seen: z.number().int().describe('Faces that were found.'),
  judged: z.number().int().describe('Of these, those large and clear enough; the others count neither way.'),
  figure: figureSchema.describe('0 to 100; null when fewer were judged than the minimum.'),
  low: figureSchema.describe('95 % interval.'),
  high: figureSchema,
});
export type FocusFrame = z.infer<typeof focusFrameSchema>;

/** What is kept of one student in one photo. */
export const readingSchema = z.object({
  index: z.number(),
  uncertainty: z.number().describe('About one standard deviation.'),
});
export type Reading = z.infer<typeof readingSchema>;

const personReadingSchema = z.object({ personId: z.uuid(), name: z.string(), ...readingSchema.shape });
export type PersonReading = z.infer<typeof personReadingSchema>;

/** What a photo said. */
export const measuredSchema = z.object({
  frame: focusFrameSchema,
  minimumPeople: z.number().int(),
  people: z.array(personReadingSchema).nullable().describe('Null where the index is of the class only.'),
});
export type Measured = z.infer<typeof measuredSchema>;

/** A student over a session; `frames` are the photos in which they were named. */
export const studentFocusSchema = personReadingSchema.extend({ frames: z.number().int() });
export type StudentFocus = z.infer<typeof studentFocusSchema>;

/** What students agree to before an index of their own is worked out. A change of wording is a new version. */
export const focusConsent = {
  kind: 'focus_index',
  permission: 'focus.own',
  version: '2026-11',
  text: words.yourClassMayWorkOut,
} as const satisfies ConsentText;
