/** Since when somebody is on a roster or in a group that is told afterwards. Pure. */
import { type Day, dayOf, startOfDay } from '../../kernel/days.ts';
import { AppError } from '../../kernel/errors.ts';
import { words } from './words/en.ts';

/** The begin of the day in the class's zone. @throws AppError `invalidInput` for a day to come. */
export function beginOf(since: Day, { timeZone }: { timeZone: string }, now: Date): Date {
  if (since > dayOf(now, timeZone))
    throw new AppError('invalidInput', { field: 'since', detail: words.sinceLiesAhead });
  return startOfDay(since, timeZone);
}
