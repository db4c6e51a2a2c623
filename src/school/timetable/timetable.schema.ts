/** Shapes of timetables and holidays. */
import { z } from 'zod';
import { shownLine } from '../../kernel/shown-text.ts';
import { day } from '../../kernel/days.ts';
import { words } from './words/en.ts';

export const newTimetableSchema = z.strictObject({
  title: shownLine(200).nullable().default(null),
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
  opensItself: z.boolean().default(false).describe('Nobody has to open its sessions: check-in begins by itself.'),
  groupIds: z.array(z.uuid()).max(50).default([]).describe('For these groups of the class only.'),
});
export type NewTimetable = z.infer<typeof newTimetableSchema>;

export const timetableSchema = z.object({
  id: z.uuid(),
  classId: z.uuid(),
  title: z.string().nullable(),
  rule: z.string(),
  firstDay: z.iso.date(),
  startsAt: z.string(),
  durationMinutes: z.number().int(),
  exceptDays: z.array(z.iso.date()),
  placeId: z.uuid().nullable(),
  opensItself: z.boolean(),
  groupIds: z.array(z.uuid()),
  createdAt: z.date(),
  endedAt: z.date().nullable(),
});
export type TimetableView = z.infer<typeof timetableSchema>;

export const newHolidaySchema = z.strictObject({
  campusId: z.uuid().nullable().describe('Null: on every campus.'),
  name: shownLine(120),
  firstDay: day,
  lastDay: day.describe('Inclusive.'),
  voidHeld: z
    .boolean()
    .default(true)
    .describe('What was held on these days becomes void: its marks are kept and count no more.'),
});
export type NewHoliday = z.infer<typeof newHolidaySchema>;

export const holidaySchema = z.object({
  id: z.uuid(),
  campusId: z.uuid().nullable(),
  name: z.string(),
  firstDay: z.iso.date(),
  lastDay: z.iso.date(),
});
export type HolidayView = z.infer<typeof holidaySchema>;
