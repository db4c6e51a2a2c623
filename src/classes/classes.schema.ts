/** Shapes of classes and their attendance policy. */
import { z } from 'zod';

export const classPolicySchema = z.object({
  checkInMethods: z.enum(['selfie', 'code', 'selfie_and_code', 'selfie_or_code']).describe('What a check-in has to bring.'),
  selfiePolicy: z.enum(['accept', 'review', 'second_factor']).describe('What a lone chat selfie is worth.'),
  lateAfterMinutes: z.number().int().min(0).max(600).describe('Minutes after the start from which a check-in counts as late.'),
  minimumPercentage: z.number().int().min(0).max(100).describe('Attendance below this is pointed out.'),
  remindBeforeStartMinutes: z.number().int().min(0).max(1440).describe('Students with a linked chat account are reminded so long before a session starts; 0: never.'),
  remindBeforeEndMinutes: z.number().int().min(0).max(1440).describe('Those who are missing are reminded so long before it ends; 0: never.'),
});
export type ClassPolicy = z.infer<typeof classPolicySchema>;

export const newClassSchema = z.object({
  code: z.string().trim().min(1).max(32).transform((value) => value.toUpperCase()).describe('Short name, such as CS101.'),
  title: z.string().trim().min(1).max(200),
  campusId: z.uuid(),
  policy: classPolicySchema.partial().default({}),
});
export type NewClass = z.infer<typeof newClassSchema>;

export const newCampusSchema = z.object({
  name: z.string().trim().min(1).max(120),
  timeZone: z.string().default('UTC').refine(isTimeZone, 'is not an IANA time zone such as Europe/Zurich'),
});
export type NewCampus = z.infer<typeof newCampusSchema>;

function isTimeZone(value: string): boolean {
  return Intl.supportedValuesOf('timeZone').includes(value) || value === 'UTC';
}

/** A class as the rooms and the edges see it. */
export interface ClassView {
  id: string;
  code: string;
  title: string;
  campus: string;
  timeZone: string;
  policy: ClassPolicy;
}

export interface RosterEntry {
  id: string;
  name: string;
  externalId: string | null;
  enrolledAt: Date;
  leftAt: Date | null;
}
