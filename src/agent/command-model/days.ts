/** Days named in a sentence, as ISO dates: whole weeks and months by calendar, the rest through chrono-node. */
import * as chrono from 'chrono-node';
import { DateTime, type DateTimeUnit } from 'luxon';
import { addDays, dayOf, startOfWeek } from '../../kernel/days.ts';
import type { KnownWords } from './known-words.ts';
import { cut, find, plainOf, type Found, type Phrase } from './phrase.ts';

export interface Days {
  from: string;
  to: string;
}

export interface Surroundings extends KnownWords {
  now: Date;
  timeZone: string;
  /** BCP 47, and only for the day on which weeks begin; Monday when absent. */
  locale?: string;
  /**
   * Plans are asked about what is to come, attendance about what was: which Friday is meant, and how long this week is.
   */
  isAhead?: boolean;
}

interface NamedDays {
  days: Days;
  at: Found;
}

/** Words before a day that go with it: "on Friday", "since the 2nd". */
const lead = '(?:(?:on|for|from|since|in|during|over|of|within|starting|dated|the|whole|entire|all)\\s+)*';
const weekOf = '(?:week (?:of|beginning|starting|commencing|from)\\s+)?(?:the\\s+)?';
const numberWords: Readonly<Record<string, number>> = {
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  ten: 10,
  fourteen: 14,
  thirty: 30,
};

/**
 * "this week", "last month", "past 7 days", "today", "since Monday", "from 2 to 13 November", cut out of the phrase.
 */
export function takeDays(
  phrase: Phrase,
  { now, timeZone, locale = 'en-GB', isAhead = false }: Surroundings,
): { days: Days | undefined; rest: Phrase } {
  // Noon: what "last night" means does not hang on the hour at which it is said.
  const today = DateTime.fromISO(`${dayOf(now, timeZone)}T12:00:00`, { zone: timeZone });
  const named =
    findCalendarSpan(phrase, today, locale, isAhead) ??
    findLastDays(phrase, today) ??
    findDayOfMonth(phrase, today, isAhead) ??
    findNamedDays(phrase, today, locale, isAhead);
  return named ? { days: named.days, rest: cut(phrase, named.at) } : { days: undefined, rest: phrase };
}

function findCalendarSpan(phrase: Phrase, today: DateTime, locale: string, isAhead: boolean): NamedDays | undefined {
  const at = find(
    phrase,
    new RegExp(
      [
        `${lead}\\b(?<which>this|last|previous|past|current${isAhead ? '|next|coming' : ''})\\s`,
        "(?<unit>week|month|year)(?:'s)?(?: so far)?\\b",
      ].join(''),
    ),
  );
  if (!at) return undefined;
  const unit = plainOf(at.groups['unit'] ?? []).replace(/'s$/, '') as DateTimeUnit;
  const which = plainOf(at.groups['which'] ?? []);
  const around = (moment: DateTime): Days =>
    unit === 'week' ? weeksAround(span(moment, moment), locale) : span(moment.startOf(unit), moment.endOf(unit));
  if (/this|current/.test(which)) {
    const { from, to } = around(today);
    return { at, days: { from, to: isAhead ? to : isoDay(today) } };
  }
  return { at, days: around(/next|coming/.test(which) ? today.plus({ [unit]: 1 }) : today.minus({ [unit]: 1 })) };
}

function findLastDays(phrase: Phrase, today: DateTime): NamedDays | undefined {
  const at = find(
    phrase,
    new RegExp(
      [
        `${lead}\\b(?:last|past|previous) `,
        `(?<amount>\\d{1,3}|${Object.keys(numberWords).join('|')}|couple of|few) `,
        '(?<unit>day|week|month)s?\\b',
      ].join(''),
    ),
  );
  if (!at) return undefined;
  const word = plainOf(at.groups['amount'] ?? []);
  const amount = numberWords[word] ?? (/^\d+$/.test(word) ? Number(word) : 2);
  return {
    at,
    days: span(today.minus({ [plainOf(at.groups['unit'] ?? []).replace(/s$/, '')]: amount }).plus({ days: 1 }), today),
  };
}

const dayOfMonth = new RegExp(
  [
    String.raw`\b(?:on |from |since )?the (?<day>\d{1,2})(?:st|nd|rd|th)\b(?! `,
    '(?:of |january|february|march|april|may|june|july|august|september|october|november|december|',
    'to |until |till |- ))',
  ].join(''),
);

/** "on the 13th": of this month, or of the last one when it has not come yet; of plans, the next that comes. */
function findDayOfMonth(phrase: Phrase, today: DateTime, isAhead: boolean): NamedDays | undefined {
  const at = find(phrase, dayOfMonth);
  const day = Number.parseInt(plainOf(at?.groups['day'] ?? []), 10);
  if (!at || !(day >= 1 && day <= 31)) return undefined;
  const month = isAhead
    ? today.day <= day
      ? today
      : today.plus({ months: 1 })
    : today.day >= day
      ? today
      : today.minus({ months: 1 });
  const start = month.set({ day });
  return { at, days: !isAhead && isOpenEnded(phrase, at) ? span(start, today) : span(start, start) };
}

function findNamedDays(phrase: Phrase, today: DateTime, locale: string, isAhead: boolean): NamedDays | undefined {
  const text = plainOf(phrase).replace(/\bbetween (.+?) and /, 'between $1 to ');
  // chrono reads the wall clock of the reference, so the zone's own wall time is handed over as if it were local.
  const reference = { instant: today.toJSDate(), timezone: today.offset };
  const parser = usesMonthFirst(today.zoneName ?? '') ? chrono.en.casual : chrono.en.GB;
  const found = parser.parse(text, reference, { forwardDate: isAhead }).find((result) => isDay(result, text));
  if (!found) return undefined;
  const escaped = found.text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/ to /, ' (?:to|and) ');
  const at = find(phrase, new RegExp(`${lead}${weekOf}(?:between )?${escaped}`));
  if (!at) return undefined;
  const days = readDays(found, !isAhead && isOpenEnded(phrase, at), today, isAhead);
  const isWeek = /\bweek\b/.test(plainOf(phrase.slice(at.from, at.to)));
  return {
    at,
    days: isWeek ? weeksAround(days, locale) : days,
  };
}

/** The whole weeks in which the days lie; they begin on the day on which they begin in the locale. */
const weeksAround = ({ from, to }: Days, locale: string): Days => ({
  from: startOfWeek(from, locale),
  to: addDays(startOfWeek(to, locale), 6),
});

const isOpenEnded = (phrase: Phrase, { from, to }: Found): boolean =>
  /^(since|starting|from)\b/.test(plainOf(phrase.slice(from, to)));
const usesMonthFirst = (zone: string): boolean =>
  /^(America\/(New_York|Chicago|Denver|Los_Angeles|Phoenix|Detroit|Boise|Anchorage|Indiana\/|Kentucky\/)|Pacific\/Honolulu)/.test(
    zone,
  );

/** "now", "in 10 minutes" and "10:30" name no day; "may", "sun" and the like only do behind a preposition. */
function isDay({ start, text, index }: chrono.ParsedResult, whole: string): boolean {
  if (/\b(now|minutes?|hours?|seconds?)\b/.test(text)) return false;
  if (
    /^(may|march|mar|sat|sun|wed|mon)$/.test(text) &&
    !/\b(in|for|on|of|since|last|from|until|till|during)\s$/.test(whole.slice(0, index))
  )
    return false;
  return (
    start.isCertain('day') ||
    start.isCertain('weekday') ||
    start.isCertain('month') ||
    /^this (morning|afternoon)$/.test(text)
  );
}

function readDays(
  { start, end, text }: chrono.ParsedResult,
  hasNoEnd: boolean,
  today: DateTime,
  isAhead: boolean,
): Days {
  let from = toDay(start, today);
  let to = end ? toDay(end, today) : isWholeMonth(start) ? from.endOf('month') : from;
  if (end && isWholeMonth(end)) to = to.endOf('month');
  // Attendance lies in the past: of "Friday" and "20 December" the latest is meant, not the next.
  if (
    !isAhead &&
    !end &&
    start.isCertain('weekday') &&
    !start.isCertain('day') &&
    from > today &&
    !text.startsWith('next')
  )
    [from, to] = [from.minus({ weeks: 1 }), to.minus({ weeks: 1 })];
  if (!isAhead && start.isCertain('month') && !start.isCertain('year') && from > today)
    [from, to] = [from.minus({ years: 1 }), to.minus({ years: 1 })];
  // Without a year chrono reads "13 to 2 November" as ending next year.
  if (end && !end.isCertain('year') && to.diff(from, 'days').days > 300) to = to.minus({ years: 1 });
  if (from > to) [from, to] = [to, from];
  return !end && hasNoEnd && from <= today ? span(from, today) : span(from, to);
}

const isWholeMonth = (parsed: chrono.ParsedComponents): boolean =>
  parsed.isCertain('month') && !parsed.isCertain('day');

function toDay(parsed: chrono.ParsedComponents, { zone }: DateTime): DateTime {
  return DateTime.fromObject(
    { year: parsed.get('year') ?? 1970, month: parsed.get('month') ?? 1, day: parsed.get('day') ?? 1 },
    { zone },
  );
}

/** Never by the locale of a campus, which may have other digits or count other years. */
const isoDay = (moment: DateTime): string => moment.toFormat('yyyy-MM-dd');
const span = (from: DateTime, to: DateTime): Days => ({ from: isoDay(from), to: isoDay(to) });
