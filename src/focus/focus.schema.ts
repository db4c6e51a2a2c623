/** Shapes of the focus index and its settings. */
import { z } from 'zod';
import type { ConsentText } from '../security/consent/index.ts';
import type { ClassFigure } from './class-figure.policy.ts';
import { words } from './words/en.ts';

/** No figure of fewer people, whatever an admin wishes: it would be the figure of each of them. */
export const leastPeople = { standard: 5, eu: 8 } as const;
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
    .min(leastPeople.standard)
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

/** A photo of a session as it is kept: without the photo. */
export interface FocusFrame extends ClassFigure {
  id: string;
  takenAt: Date;
  /** Faces that were found. */
  seen: number;
}

/** What is kept of one student in one photo. */
export const readingSchema = z.object({ index: z.number(), uncertainty: z.number() });
export type Reading = z.infer<typeof readingSchema>;

/** What students agree to before an index of their own is worked out. A change of wording is a new version. */
export const focusConsent = {
  kind: 'focus_index',
  permission: 'focus.own',
  version: '2026-11',
  text: words.yourClassMayWorkOut,
} as const satisfies ConsentText;
