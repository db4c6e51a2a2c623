/** Timetables, holidays and calendars. */
export { fateSchema, importSchema, newHolidaySchema, newTimetableSchema } from './timetable.schema.ts';
export { createTimetableRoom, type CalendarSession, type TimetableRoom } from './timetable.ts';
