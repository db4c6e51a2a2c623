/** Lays a recurring event out: the local starts of its rules and RDATE, without EXDATE, around today. */
import { AppError } from '../../kernel/errors.ts';
import { addDays, type WallTime } from '../../kernel/days.ts';
import { daysOf, isInTime, readRule } from '../timetable/index.ts';
import { readAdded, type Entry } from './calendar-entries.ts';
import { allOf, CalendarFault, type Property } from './calendar-lines.ts';
import type { Moment, ReadMoments } from './calendar-moments.ts';
import { words } from './words/en.ts';

export interface Window {
  /** ISO days, both inclusive. */
  firstDay: string;
  lastDay: string;
}

export interface Occurrence {
  local: WallTime;
  instant: Date;
  lengthMs: number;
}

/** @throws CalendarFault when a rule or a time of it cannot be read. */
export function layOut(entry: Entry, window: Window, readMoments: ReadMoments, look: () => void): Occurrence[] {
  const { component, start, lengthMs } = entry;
  const rules = allOf(component, 'rrule');
  const excepted = allOf(component, 'exdate').flatMap(readMoments);
  const without = new Set(allOf(component, 'exrule').flatMap((rule) => layOutRule(rule, start, window, look)));
  const named = rules.length > 0 ? rules.flatMap((rule) => layOutRule(rule, start, window, look)) : [start.local];
  const occurrences = new Map(
    named.map((local) => [local, { local, instant: start.attach(local), lengthMs }] as const),
  );
  for (const { moment, lengthMs: own } of readAdded(entry, readMoments))
    occurrences.set(moment.local, { local: moment.local, instant: moment.instant, lengthMs: own ?? lengthMs });
  return [...occurrences.values()]
    .filter((one) => !without.has(one.local) && !excepted.some((moment) => isMeant(moment, one)))
    .sort((a, b) => a.instant.getTime() - b.instant.getTime());
}

/** Whether a RECURRENCE-ID or EXDATE means this occurrence: by the instant, or by what of it is named. */
export function isMeant(
  { isDay, isFloating, local, instant }: Moment,
  of: Pick<Occurrence, 'local' | 'instant'>,
): boolean {
  if (isDay) return local.slice(0, 10) === of.local.slice(0, 10);
  return instant.getTime() === of.instant.getTime() || (isFloating && local === of.local);
}

function layOutRule({ raw, line }: Property, start: Moment, window: Window, look: () => void): WallTime[] {
  const [day = '', time = ''] = start.local.split('T');
  try {
    const { rest, times, most } = takeTimes(raw, time);
    const rule = readRule(rest, ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY']);
    const count = rule.count ?? most;
    const last = times.at(-1) ?? time;
    const days = daysOf(
      { ...rule, count: count === undefined ? undefined : Math.ceil(count / times.length) + 1 },
      count === undefined ? firstNear(rest, day, window.firstDay) : day,
      window.lastDay,
      (named) =>
        isInTime(rule.until, `${named}T${times[0] ?? last}`, () => start.attach(`${named}T${times[0] ?? last}`)),
      look,
    );
    return days
      .flatMap((named) =>
        times.map((one) => {
          look();
          return `${named}T${one}`;
        }),
      )
      .filter((local) => local >= start.local && isInTime(rule.until, local, () => start.attach(local)))
      .slice(0, count)
      .filter((local) => local.slice(0, 10) >= window.firstDay);
  } catch (error) {
    throw error instanceof AppError && error.field === 'rule'
      ? new CalendarFault(line, words.cannotBeLaidOut(error.message))
      : error;
  }
}

/**
 * A series that began years ago is taken up shortly before the window, in step with its beginning: to count every day
 * since would take long. Months and years are counted, which are few.
 */
function firstNear(rule: string, day: string, windowDay: string): string {
  const interval = Number(/(?:^|;)INTERVAL=(\d+)/i.exec(rule)?.[1] ?? 1);
  const step = /FREQ=DAILY/i.test(rule) ? interval : /FREQ=WEEKLY/i.test(rule) ? 7 * interval : undefined;
  if (step === undefined) return day;
  const passed = Math.floor((Date.parse(windowDay) - Date.parse(day)) / (24 * 3600_000));
  return addDays(day, Math.max(0, Math.floor(passed / step) - 1) * step);
}

/** A lesson does not begin more often on one day. */
const mostTimes = 48;

/**
 * The times of day that a rule names (BYHOUR, BYMINUTE, BYSECOND), which are its event's own where it names none, and
 * the rule without them, and without what says nothing in our calendar.
 */
function takeTimes(raw: string, time: string): { rest: string; times: string[]; most: number | undefined } {
  const [hour = '00', minute = '00', second = '00'] = time.split(':');
  const parts = raw
    .trim()
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '' && !/^(RSCALE=GREGORIAN|SKIP=OMIT|X-.*)$/i.test(part));
  const numbers = (name: string, most: number, own: string): string[] => {
    const part = parts.find((one) => one.toUpperCase().startsWith(`${name}=`));
    if (part === undefined) return [own];
    const values = part.slice(name.length + 1).split(',');
    if (!values.every((value) => /^\d{1,2}$/.test(value) && Number(value) <= most))
      throw new AppError('invalidInput', { field: 'rule', detail: words.theRuleIsNotRightAt(name) });
    return [...new Set(values.map((value) => value.padStart(2, '0')))];
  };
  const [hours, minutes, seconds] = [
    numbers('BYHOUR', 23, hour),
    numbers('BYMINUTE', 59, minute),
    numbers('BYSECOND', 59, second),
  ];
  if (hours.length * minutes.length * seconds.length > mostTimes)
    throw new AppError('invalidInput', { field: 'rule', detail: words.namesTooManyTimesOfDay(mostTimes) });
  const times = hours.flatMap((h) => minutes.flatMap((m) => seconds.map((s) => `${h}:${m}:${s}`)));
  // With an UNTIL besides, whichever comes first ends it.
  const counts = parts.some((part) => /^UNTIL=/i.test(part))
    ? parts.filter((part) => /^COUNT=\d{1,4}$/i.test(part))
    : [];
  return {
    rest: parts.filter((part) => !counts.includes(part) && !/^BY(HOUR|MINUTE|SECOND)=/i.test(part)).join(';'),
    most: counts[0] === undefined ? undefined : Number(counts[0].slice('COUNT='.length)),
    times: times.sort(),
  };
}
