/** Calendars of elsewhere, and the sessions that are made of them. */
import { createCalendarFetcher } from './fetch-calendar.ts';
import { createCalendarImport, type CalendarImportDeps } from './import-calendar.ts';
import { createSubscriptions, type SubscriptionDeps } from './subscriptions.ts';

export type Calendars = ReturnType<typeof createCalendars>;

export function createCalendars({
  keys,
  believedOrigins,
  userAgent,
  ...deps
}: CalendarImportDeps &
  Pick<SubscriptionDeps, 'log' | 'notifications'> & {
    keys: { calendars: Buffer };
    /** Origins within the house that the operator lets calendars be fetched from. */
    believedOrigins: readonly string[];
    userAgent: string;
  }) {
  const { importCalendar, take } = createCalendarImport(deps);
  const fetcher = createCalendarFetcher({ believedOrigins, userAgent });
  return { importCalendar, ...createSubscriptions({ ...deps, take, fetcher, sealingKey: keys.calendars }) };
}
