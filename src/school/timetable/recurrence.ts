/**
 * Recurrence rules (RFC 5545 RRULE): which days they name. The time of day is the event's own, so that no zone has a
 * say here.
 */
// ical.js is the iCalendar library of Thunderbird (MPL 2.0, maintained, no dependencies) and knows the rules' many
// forms.
import ICAL from 'ical.js';
import { AppError } from '../../kernel/errors.ts';
import { endOfMonth, isDay } from '../../kernel/days.ts';
import { words } from './words/en.ts';

export type Frequency = 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY';

export interface Rule {
  frequency: Frequency;
  /** What ical.js expands; it always comes to an end. */
  core: string;
  /**
   * What only takes days away, and is looked at here: asked to, ical.js would search for ever for a day that never
   * comes.
   */
  months: readonly number[] | undefined;
  monthDays: readonly number[] | undefined;
  weekDays: readonly string[] | undefined;
  /** Every so many years, for a yearly rule that names days of months: its months are gone through one by one. */
  yearsApart: number | undefined;
  /** Which of a month's days, counted from its first (1) or last (-1): ical.js gets the first month wrong. */
  positions: readonly number[] | undefined;
  count: number | undefined;
  /** As written: a day, a wall time, or an instant in UTC. */
  until: string | undefined;
}

const weekDayNames = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'] as const;
const shapes: Readonly<Record<string, RegExp>> = {
  FREQ: /^[A-Z]+$/,
  COUNT: /^[1-9]\d{0,3}$/,
  INTERVAL: /^[1-9]\d{0,2}$/,
  UNTIL: /^\d{8}(T\d{6}Z?)?$/,
  WKST: /^(SU|MO|TU|WE|TH|FR|SA)$/,
  BYDAY: /^([+-]?[1-5])?(SU|MO|TU|WE|TH|FR|SA)(,([+-]?[1-5])?(SU|MO|TU|WE|TH|FR|SA)){0,34}$/,
  BYMONTH: /^([1-9]|0[1-9]|1[0-2])(,([1-9]|0[1-9]|1[0-2])){0,11}$/,
  BYMONTHDAY: /^[+-]?\d{1,2}(,[+-]?\d{1,2}){0,61}$/,
  BYSETPOS: /^[+-]?\d{1,2}(,[+-]?\d{1,2}){0,61}$/,
};

const fault = (detail: string): AppError =>
  new AppError('invalidInput', { field: 'rule', detail: words.theRule(detail) });

/** @throws AppError `invalidInput` saying what is wrong with the rule, field `rule`. */
export function readRule(text: string, frequencies: readonly Frequency[]): Rule {
  const parts = new Map<string, string>();
  for (const part of text
    .trim()
    .toUpperCase()
    .replace(/^RRULE:/, '')
    .split(';')
    .filter((piece) => piece !== '')) {
    const [name = '', value = '', ...more] = part.split('=');
    const shape = shapes[name];
    if (!shape) throw fault(words.hasAPartThatIsNot({ name, list: Object.keys(shapes).join(', ') }));
    if (parts.has(name) || more.length > 0 || !shape.test(value)) throw fault(words.isNotRightAtOrNames(name));
    parts.set(name, value);
  }
  const frequency = frequencies.find((known) => known === parts.get('FREQ'));
  if (!frequency) throw fault(words.needsFreqWhichIsOne(frequencies.join(', ')));
  if (parts.has('UNTIL') && parts.has('COUNT')) throw fault(words.hasUntilAndCountKeepOne);
  refuseOddParts(frequency, parts);
  const isByMonthDay = frequency === 'YEARLY' && !parts.has('BYDAY');
  const isFilter = (name: string): boolean =>
    (name === 'BYMONTH' && (frequency !== 'YEARLY' || isByMonthDay)) ||
    (frequency === 'DAILY' && (name === 'BYDAY' || name === 'BYMONTHDAY'));
  const numbers = (name: string): number[] | undefined => parts.get(name)?.split(',').map(Number);
  const until = parts.get('UNTIL');
  return {
    frequency,
    core: [...parts]
      .filter(([name]) => !isFilter(name) && !['COUNT', 'UNTIL', 'BYSETPOS'].includes(name))
      .map(([name, value]) => `${name}=${value}`)
      .join(';'),
    months: isFilter('BYMONTH') ? numbers('BYMONTH') : undefined,
    monthDays: isFilter('BYMONTHDAY') ? numbers('BYMONTHDAY') : undefined,
    weekDays: isFilter('BYDAY') ? parts.get('BYDAY')?.split(',') : undefined,
    yearsApart: isByMonthDay ? (numbers('INTERVAL')?.[0] ?? 1) : undefined,
    positions: numbers('BYSETPOS'),
    count: numbers('COUNT')?.[0],
    until: until?.replace(
      /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?$/,
      (_, y, mo, d, h?: string, mi?: string, s?: string, z?: string) =>
        `${y}-${mo}-${d}${h === undefined ? '' : `T${h}:${mi}:${s}${z}`}`,
    ),
  };
}

function refuseOddParts(frequency: Frequency, parts: ReadonlyMap<string, string>): void {
  const outside = (name: string, most: number): boolean =>
    (parts.get(name) ?? '1').split(',').some((value) => Number(value) === 0 || Math.abs(Number(value)) > most);
  if (outside('BYMONTHDAY', 31)) throw fault(words.namesADayOfTheMonth);
  if (outside('BYSETPOS', 31)) throw fault(words.hasABysetposThatThere);
  const byDay = parts.get('BYDAY') ?? '';
  if (/\d/.test(byDay) && (frequency === 'DAILY' || frequency === 'WEEKLY'))
    throw fault(words.countsWeekdaysWhichGoesWithFreq(byDay));
  if (parts.has('BYMONTHDAY') && frequency === 'WEEKLY') throw fault(words.hasBymonthdayWhichDoesNotGo);
  if (parts.has('BYSETPOS') && (frequency !== 'MONTHLY' || !(parts.has('BYDAY') || parts.has('BYMONTHDAY'))))
    throw fault(words.hasBysetposWhichGoesWithFreq);
  const until = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d))?/.exec(parts.get('UNTIL') ?? '19700101');
  const [, year, month, day, hour = '00', minute = '00', second = '00'] = until ?? [];
  if (!isDay(`${year}-${month}-${day}T${hour}:${minute}:${second}`)) throw fault(words.hasAnUntilThatThere);
}

/**
 * The days of the rule from the first to the last day, in order; COUNT counts from the first on.
 * @param isInTime whether a day is not beyond UNTIL, which may be an instant and is then the caller's to judge.
 * @param look called for every day that is looked at, to end what takes too long.
 * @throws AppError `invalidInput` when the rule contradicts itself, field `rule`.
 */
export function daysOf(
  written: Rule,
  firstDay: string,
  lastDay: string,
  isInTime: (day: string) => boolean,
  look: () => void = () => undefined,
): string[] {
  const days: string[] = [];
  const rule = asMonthly(written, firstDay);
  const named = rule.positions
    ? pickPositions(iterate(rule, `${firstDay.slice(0, 8)}01`, endOfMonth(lastDay), look), rule.positions)
    : iterate(rule, firstDay, lastDay, look);
  for (const day of named) {
    if (day > lastDay || !isInTime(day) || days.length === rule.count) break;
    if (day >= firstDay && passes(rule, day, firstDay)) days.push(day);
  }
  return days;
}

/**
 * Of a yearly rule ical.js makes 1 March of a 29 February that there is not; of a monthly one it leaves such a day out,
 * as RFC 5545 has it. Without a day or a month of its own the rule means those of its beginning.
 */
function asMonthly(rule: Rule, firstDay: string): Rule {
  if (rule.yearsApart === undefined) return rule;
  const parts = new Map(rule.core.split(';').map((part) => part.split('=') as [string, string]));
  const own = parts.get('BYMONTHDAY');
  const months = rule.months ?? (own === undefined ? [Number(firstDay.slice(5, 7))] : undefined);
  return { ...rule, core: `FREQ=MONTHLY;BYMONTHDAY=${own ?? Number(firstDay.slice(8))}`, months };
}

function* iterate(rule: Rule, firstDay: string, lastDay: string, look: () => void): Generator<string> {
  const recur = ICAL.Recur.fromString(rule.core);
  recur.until = ICAL.Time.fromDateString(lastDay);
  try {
    // Floating days: the zone is attached to the wall time of each later, so that a lesson keeps its hour when clocks
    // change.
    const iterator = recur.iterator(ICAL.Time.fromDateString(firstDay));
    for (let next = nextOf(iterator); next; next = nextOf(iterator)) {
      look();
      yield next.toString();
    }
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('invalidInput', {
      field: 'rule',
      detail: words.theRuleContradictsItselfNoDay,
      cause,
    });
  }
}

/** Its types promise a time always; at the end there is none. */
const nextOf = (iterator: ICAL.RecurIterator): ICAL.Time | null => iterator.next();

function* pickPositions(days: Iterable<string>, positions: readonly number[]): Generator<string> {
  const byMonth = new Map<string, string[]>();
  for (const day of days) byMonth.set(day.slice(0, 7), [...(byMonth.get(day.slice(0, 7)) ?? []), day]);
  for (const ofMonth of byMonth.values())
    yield* ofMonth.filter((_, index) => positions.includes(index + 1) || positions.includes(index - ofMonth.length));
}

function passes({ months, monthDays, weekDays, yearsApart = 1 }: Rule, day: string, firstDay: string): boolean {
  const monthDay = Number(day.slice(8));
  const fromEnd = monthDay - Number(endOfMonth(day).slice(8)) - 1;
  const weekDay = weekDayNames[new Date(`${day}T00:00:00Z`).getUTCDay()] ?? '';
  return (
    (Number(day.slice(0, 4)) - Number(firstDay.slice(0, 4))) % yearsApart === 0 &&
    (!months || months.includes(Number(day.slice(5, 7)))) &&
    (!monthDays || monthDays.includes(monthDay) || monthDays.includes(fromEnd)) &&
    (!weekDays || weekDays.includes(weekDay))
  );
}
