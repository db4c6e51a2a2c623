/** Timetables, holidays and the own calendar. */
export { holidaySchema, newHolidaySchema, newTimetableSchema, timetableSchema } from './timetable.schema.ts';
export { daysOf, readRule } from './recurrence.ts';
export { isInTime } from './timetable.policy.ts';
export { createTimetableModule, type CalendarSession, type TimetableModule } from './timetable.ts';
