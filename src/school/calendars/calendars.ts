/** Calendars of elsewhere, and the sessions that are made of them. */
import { createCalendarImport, type CalendarImportDeps } from './import-calendar.ts';

export type Calendars = ReturnType<typeof createCalendars>;

export function createCalendars(deps: CalendarImportDeps) {
  const { importCalendar } = createCalendarImport(deps);
  return { importCalendar };
}
