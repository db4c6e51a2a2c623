/** Days named in a sentence, as ISO dates: whole weeks and months by calendar, the rest through chrono-node. */
import * as chrono from 'chrono-node';
import { DateTime, type DateTimeUnit } from 'luxon';

export interface Days {
  from: string;
  to: string;
}

/** "this week", "last month", "past 7 days", "today", "since Monday", "from 2 to 13 November". Undefined when none is named. */
export function findDays(plain: string, now: Date, timeZone: string): Days | undefined {
  const today = DateTime.fromJSDate(now, { zone: timeZone });
  return findCalendarSpan(plain, today) ?? findLastDays(plain, today) ?? findNamedDays(plain, today);
}

function findCalendarSpan(plain: string, today: DateTime): Days | undefined {
  const [, which, unitWord] = /\b(this|last|previous|the past)\s(week|month|year)\b/.exec(plain) ?? (/\bhow the week went\b/.test(plain) ? ['', 'this', 'week'] : []);
  if (!which || !unitWord) return undefined;
  const unit = unitWord as DateTimeUnit;
  if (which === 'this') return span(today.startOf(unit), today);
  const before = today.minus({ [unitWord]: 1 });
  return span(before.startOf(unit), before.endOf(unit));
}

function findLastDays(plain: string, today: DateTime): Days | undefined {
  const [, amount, unit] = /\b(?:last|past) (\d{1,3}) (day|week|month)s?\b/.exec(plain) ?? [];
  return amount && unit ? span(today.minus({ [unit]: Number(amount) }).plus({ days: 1 }), today) : undefined;
}

function findNamedDays(plain: string, today: DateTime): Days | undefined {
  // chrono reads the wall clock of the reference, so the zone's own wall time is handed over as if it were local.
  const reference = { instant: today.toJSDate(), timezone: today.offset };
  const [found] = chrono.parse(plain, reference, { forwardDate: false }).filter((result) => result.start.isCertain('day') || result.start.isCertain('weekday') || result.start.isCertain('month'));
  if (!found) return undefined;
  const start = toDay(found.start);
  if (found.end) return order(start, toDay(found.end));
  const isWholeMonth = found.start.isCertain('month') && !found.start.isCertain('day');
  if (isWholeMonth) {
    const month = DateTime.fromISO(start);
    return span(month.startOf('month'), month.endOf('month'));
  }
  return /\bsince\b/.test(plain) ? order(start, today.toISODate() ?? start) : { from: start, to: start };
}

function toDay(parsed: chrono.ParsedComponents): string {
  const [year, month, day] = [parsed.get('year'), parsed.get('month'), parsed.get('day')];
  return DateTime.fromObject({ year: year ?? 1970, month: month ?? 1, day: day ?? 1 }).toFormat('yyyy-MM-dd');
}

const span = (from: DateTime, to: DateTime): Days => ({ from: from.toFormat('yyyy-MM-dd'), to: to.toFormat('yyyy-MM-dd') });
const order = (a: string, b: string): Days => (a <= b ? { from: a, to: b } : { from: b, to: a });
