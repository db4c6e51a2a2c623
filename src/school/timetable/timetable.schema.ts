/** Shapes of timetables, holidays and imported calendars. */
import { z } from 'zod';
import { day } from '../../kernel/day.ts';
import { words } from './words/en.ts';

export const newTimetableSchema = z.strictObject({
  title: z.string().trim().min(1).max(200).nullable().default(null),
  rule: z
    .string()
    .trim()
    .min(1)
    .max(500)
    .describe(
      'RFC 5545 RRULE with FREQ=DAILY, WEEKLY or MONTHLY and UNTIL or COUNT: FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20270630.',
    ),
  firstDay: day.describe('The first day that the rule may name.'),
  startsAt: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, words.isNotATimeOfDay)
    .describe("HH:MM of the campus's clocks. A time that clocks skip in spring is moved forward with them."),
  durationMinutes: z.number().int().min(1).max(1440),
  exceptDays: z.array(day).max(400).default([]),
  placeId: z.uuid().nullable().default(null),
});
export type NewTimetable = z.infer<typeof newTimetableSchema>;

export interface TimetableView {
  id: string;
  classId: string;
  title: string | null;
  rule: string;
  /** Days are ISO dates. */
  firstDay: string;
  startsAt: string;
  durationMinutes: number;
  exceptDays: string[];
  placeId: string | null;
  createdAt: Date;
  endedAt: Date | null;
}

export const newHolidaySchema = z.strictObject({
  campusId: z.uuid().nullable().describe('Null: on every campus.'),
  name: z.string().trim().min(1).max(120),
  firstDay: day,
  lastDay: day.describe('Inclusive.'),
});
export type NewHoliday = z.infer<typeof newHolidaySchema>;

export interface HolidayView {
  id: string;
  campusId: string | null;
  name: string;
  firstDay: string;
  lastDay: string;
}

/** Bytes of an imported file. */
const longestCalendar = 1_000_000;

export const importSchema = z.strictObject({
  ics: z
    .string()
    .min(1)
    .refine((text) => Buffer.byteLength(text) <= longestCalendar, words.isLongerThan1Mb)
    .describe('An iCalendar file, 1 MB at most.'),
  dryRun: z.boolean().default(true).describe('Only tell what would become of it.'),
});
export type ImportInput = z.infer<typeof importSchema>;

export const fateSchema = z.enum(['new', 'changed', 'unchanged', 'skipped']);

export interface ImportedEvent {
  /** Where the event begins in the file, from 1. */
  line: number;
  uid: string;
  title: string | null;
  startsAt: Date;
  endsAt: Date;
  fate: z.infer<typeof fateSchema>;
  /** Why it is skipped, or cancelled. */
  reason: string | null;
}
