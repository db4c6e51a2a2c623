/** Timetables, holidays and calendars. */
export {
  holidaySchema,
  importSchema,
  importedEventSchema,
  newHolidaySchema,
  newTimetableSchema,
  timetableSchema,
} from './timetable.schema.ts';
export { createTimetableModule, type CalendarSession, type TimetableModule } from './timetable.ts';
