/**
 * Days and weeks over several campuses: each session is cut by the calendar of its own campus. The database gets the
 * instants, laid out once for each zone and locale that campuses have.
 */
import { type Day, type DayRange, addDays, dayOf, daysBetween, isDay, spanOfDays, weeksOf } from '../../kernel/days.ts';
import { AppError } from '../../kernel/errors.ts';
import { words } from './words/en.ts';

/** Days of the calendar, inclusive; the last 30 of each campus when absent. */
export type DaySpan = Partial<DayRange>;

export interface Calendar {
  timeZone: string;
  locale: string;
}

/** The days of one calendar as the database reads them. */
export interface CalendarSpan extends Calendar {
  from: Date;
  to: Date;
  /** The first days of the weeks that it touches, and the instants at which they begin, by time. */
  weeks: Day[];
  weekStarts: Date[];
}

const usualDays = 30;
const longestDays = 366 * 2;

/** The named days, or the last ones up to today there. @throws AppError `invalidInput` as `layOutDays`. */
function rangeOf({ from, to }: DaySpan, now: Date, timeZone: string, mostDays: number): DayRange {
  const last = to ?? dayOf(now, timeZone);
  const first = from ?? addDays(last, 1 - usualDays);
  if (![first, last].every(isDay))
    throw new AppError('invalidInput', { field: 'from', detail: words.toNotBeforeFromAndTwo });
  const days = daysBetween(first, last);
  if (days < 0 || days > mostDays)
    throw new AppError('invalidInput', { field: 'to', detail: words.toNotBeforeFromAndTwo });
  return { from: first, to: last };
}

/**
 * The same days in each calendar.
 * @throws AppError `invalidInput` when they run backwards or are more than `mostDays`, two years by default.
 */
export const layOutDays = (
  days: DaySpan,
  now: Date,
  calendars: readonly Calendar[],
  mostDays = longestDays,
): CalendarSpan[] =>
  calendars.map(({ timeZone, locale }) => {
    const range = rangeOf(days, now, timeZone, mostDays);
    const weeks = weeksOf(range, timeZone, locale);
    return {
      timeZone,
      locale,
      ...spanOfDays(range.from, range.to, timeZone),
      weeks: weeks.map(({ week }) => week),
      weekStarts: weeks.map(({ startsAt }) => startsAt),
    };
  });
