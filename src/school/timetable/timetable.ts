/** The timetable: sessions that recur, days without them, and the own calendar. */
import type { Audit } from '../../security/audit/index.ts';
import type { Classes } from '../classes/index.ts';
import type { Database } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Sessions } from '../sessions/index.ts';
import { createFeed } from './feed.ts';
import { createHolidays } from './holidays.ts';
import { createTimetables } from './timetables.ts';

export type { CalendarSession } from './feed.ts';

export type TimetableModule = ReturnType<typeof createTimetableModule>;

export interface TimetableDeps {
  db: Database;
  audit: Audit;
  clock: Clock;
  classes: Classes;
  sessions: Sessions;
  baseUrl: () => string;
  institutionName: () => Promise<string>;
}

export function createTimetableModule(deps: TimetableDeps) {
  return { ...createTimetables(deps), ...createHolidays(deps), ...createFeed(deps) };
}
