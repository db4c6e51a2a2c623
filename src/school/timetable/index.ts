/** Timetables, holidays and calendars. */
export {
  holidaySchema,
  importSchema,
  importedEventSchema,
  newHolidaySchema,
  newTimetableSchema,
  timetableSchema,
} from './timetable.schema.ts';
export { createTimetableRoom, type CalendarSession, type TimetableRoom } from './timetable.ts';
