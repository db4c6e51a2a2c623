/** Shapes of consents. */
import { z } from 'zod';

/** The present text, and what somebody agreed to of it. */
export const consentStateSchema = z.object({
  version: z.string(),
  text: z.string(),
  isGranted: z.boolean().describe('To this version.'),
  standingVersion: z
    .string()
    .nullable()
    .describe('The version that was agreed to; what an earlier one permits is still permitted. Null when none was.'),
});
export type ConsentState = z.infer<typeof consentStateSchema>;
