/**
 * Which lessons a timetable means: its rule laid out in the wall time of the campus, without the days on which there
 * are none.
 */
import { AppError } from '../../kernel/errors.ts';
import { daysOf, readRule, type Rule } from './recurrence.ts';
import { addYears, attach, type WallTime } from '../../kernel/days.ts';
import { words } from './words/en.ts';

const mostSessions = 400;
const mostYears = 2;

export interface TimetableRule {
  /** RFC 5545, FREQ=DAILY, WEEKLY or MONTHLY, with UNTIL or COUNT. */
  rule: string;
  /** ISO date; the first day that the rule may name. */
  firstDay: string;
  /** HH:MM of the campus's clocks. */
  startsAt: string;
  durationMinutes: number;
  exceptDays: readonly string[];
}

export interface Lesson {
  /** The day that the rule meant, ISO. */
  day: string;
  startsAt: Date;
  endsAt: Date;
}

export interface Days {
  firstDay: string;
  /** Inclusive. */
  lastDay: string;
}

/** Whether a wall time or day is not beyond the rule's UNTIL. */
export function isInTime(until: string | undefined, local: WallTime, instant: () => Date): boolean {
  if (until === undefined) return true;
  if (until.endsWith('Z')) return instant() <= new Date(until);
  return local.slice(0, until.length) <= until;
}

/**
 * The lessons in order. Each starts at the same wall time, so that a change of clocks does not move it; a wall time
 * that a day does not have is moved forward by what the clocks skip. COUNT counts the days that are left out, too.
 * @throws AppError `invalidInput` when the rule is wrong, has no end, or means no lesson, more than 400, or more than
 * two years.
 */
export function expand(
  timetable: TimetableRule,
  holidays: readonly Days[],
  timeZone: string,
): { lessons: Lesson[]; skipped: string[] } {
  const { firstDay, startsAt, durationMinutes, exceptDays } = timetable;
  const rule = readRule(timetable.rule, ['DAILY', 'WEEKLY', 'MONTHLY']);
  const wallTimeOn = (day: string): WallTime => `${day}T${startsAt}:00`;
  const named = daysOf(rule, firstDay, requireEnd(rule, firstDay), (day) =>
    isInTime(rule.until, wallTimeOn(day), () => attach(wallTimeOn(day), timeZone)),
  );
  if (rule.count !== undefined && named.length < rule.count) throw tooLong();
  const isFree = (day: string): boolean =>
    exceptDays.includes(day) || holidays.some((holiday) => holiday.firstDay <= day && day <= holiday.lastDay);
  const lessons = named
    .filter((day) => !isFree(day))
    .map((day) => {
      const start = attach(wallTimeOn(day), timeZone);
      return { day, startsAt: start, endsAt: new Date(start.getTime() + durationMinutes * 60_000) };
    });
  if (lessons.length === 0)
    throw new AppError('invalidInput', {
      field: 'rule',
      detail: words.theRuleNamesNoDay,
    });
  if (lessons.length > mostSessions)
    throw new AppError('invalidInput', {
      field: 'rule',
      detail: words.theRuleMakesSessionsAtMost({ count: lessons.length, mostSessions }),
    });
  return { lessons, skipped: named.filter(isFree) };
}

/** @returns the last day that is looked at. */
function requireEnd({ until, count }: Rule, firstDay: string): string {
  if (until === undefined && count === undefined)
    throw new AppError('invalidInput', {
      field: 'rule',
      detail: words.theRuleHasNoEndAdd,
    });
  const last = addYears(firstDay, mostYears);
  if (until !== undefined && until.slice(0, 10) > last) throw tooLong();
  return last;
}

const tooLong = (): AppError =>
  new AppError('invalidInput', {
    field: 'rule',
    detail: words.theRuleRunsOnForMore(mostYears),
  });
