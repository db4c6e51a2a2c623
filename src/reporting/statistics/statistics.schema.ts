/** Shapes of figures, of lists of records and of dashboards. */
import { z } from 'zod';
import { statusSchema } from '../../attendance/register/index.ts';
import { sessionStatusSchema } from '../../school/sessions/index.ts';

const whole = z.number().int();
/** As on sheets, by the rule of the class; null when nothing counts. */
const percentage = z.number().nullable();

const totalsSchema = z.object({ present: whole, late: whole, absent: whole, excused: whole });
export type Totals = z.infer<typeof totalsSchema>;

export const figuresSchema = z.object({ sessions: whole, ...totalsSchema.shape, percentage });
export type Figures = z.infer<typeof figuresSchema>;

const weekFiguresSchema = figuresSchema.extend({
  week: z.iso.date().describe('Its first day, by the calendar of the campus.'),
});
export type WeekFigures = z.infer<typeof weekFiguresSchema>;

export const classOutline = { id: z.uuid(), code: z.string(), title: z.string() };

export const standingSchema = z.object({
  personId: z.uuid(),
  name: z.string(),
  externalId: z.string().nullable(),
  ...totalsSchema.shape,
  percentage,
  isBelowMinimum: z.boolean(),
  hasLeft: z.boolean().describe('No longer on the roster.'),
});
export type StudentStanding = z.infer<typeof standingSchema>;

export const classFiguresSchema = z.object({
  class: z.object({ ...classOutline, locale: z.string() }),
  counting: z.string().describe('How the class counts, in words.'),
  figures: figuresSchema,
  weeks: z.array(weekFiguresSchema),
  students: z.array(standingSchema),
});
export type ClassFigures = z.infer<typeof classFiguresSchema>;

export const institutionFiguresSchema = z.object({
  figures: figuresSchema,
  weeks: z.array(weekFiguresSchema),
  campuses: z.array(figuresSchema.extend({ id: z.uuid(), name: z.string() })),
  classes: z.array(figuresSchema.extend(classOutline)),
  students: z
    .object({ below: whole, of: whole })
    .describe('Students under the minimum of a class of theirs, of all with a record.'),
});
export type InstitutionFigures = z.infer<typeof institutionFiguresSchema>;

export const listedRecordSchema = z.object({
  sessionId: z.uuid(),
  classId: z.uuid(),
  code: z.string(),
  startsAt: z.date(),
  personId: z.uuid(),
  name: z.string(),
  externalId: z.string().nullable(),
  status: statusSchema,
  ownStatus: z.string().nullable(),
  source: z.string(),
  markedAt: z.date(),
});
export type ListedRecord = z.infer<typeof listedRecordSchema>;

export const recordPageSchema = z.object({
  records: z.array(listedRecordSchema),
  next: z.string().nullable().describe('Give it as `after` for the next page.'),
});
export type RecordPage = z.infer<typeof recordPageSchema>;

export const historyRowSchema = z.object({
  sessionId: z.uuid(),
  startsAt: z.date(),
  endsAt: z.date(),
  state: z.enum(['scheduled', 'open', 'closed']),
  classId: z.uuid(),
  code: z.string(),
  title: z.string(),
  timeZone: z.string(),
  personId: z.uuid(),
  name: z.string(),
  email: z.string().nullable(),
  /** Empty where nothing was marked. */
  status: statusSchema.nullable(),
  markedAt: z.date().nullable(),
});
export type HistoryRow = z.infer<typeof historyRowSchema>;

const sessionOutline = {
  id: z.uuid(),
  classId: z.uuid(),
  startsAt: z.date(),
  endsAt: z.date(),
  code: z.string(),
  state: sessionStatusSchema,
};

const studentDashboardSchema = z.object({
  role: z.literal('student'),
  today: z.array(z.object({ ...sessionOutline, status: statusSchema.nullable() })),
  upcoming: z.array(
    z.object({ id: z.uuid(), classId: z.uuid(), title: z.string().nullable(), startsAt: z.date(), endsAt: z.date() }),
  ),
  classes: z.array(
    z.object({
      ...classOutline,
      ...totalsSchema.shape,
      percentage,
      minimumPercentage: whole,
      counting: z.string().describe('How the class counts, in words.'),
      isBelowMinimum: z.boolean(),
    }),
  ),
});
export type StudentDashboard = z.infer<typeof studentDashboardSchema>;

const teacherDashboardSchema = z.object({
  role: z.literal('teacher'),
  today: z.array(z.object({ ...sessionOutline, here: whole, of: whole })),
  trend: z.array(weekFiguresSchema),
  waiting: z.object({
    appeals: whole,
    leave: whole,
    flags: whole,
    registers: whole.describe('Lessons that are over and whose register nobody took.'),
  }),
  absentees: z.array(
    z.object({ sessionId: z.uuid(), personId: z.uuid(), name: z.string(), status: statusSchema.nullable() }),
  ),
});
export type TeacherDashboard = z.infer<typeof teacherDashboardSchema>;

const adminDashboardSchema = institutionFiguresSchema.extend({ role: z.literal('admin') });
export type AdminDashboard = z.infer<typeof adminDashboardSchema>;

export const dashboardSchema = z.discriminatedUnion('role', [
  studentDashboardSchema,
  teacherDashboardSchema,
  adminDashboardSchema,
]);
export type Dashboard = z.infer<typeof dashboardSchema>;
