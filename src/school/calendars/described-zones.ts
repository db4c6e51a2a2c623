/**
 * Time zones that a calendar file describes (VTIMEZONE). Only the years around an instant are looked at, so that no
 * rule takes long, and an hour that occurs twice or never means what it means in a zone of IANA's.
 */
import { DateTime } from 'luxon';
import { allOf, CalendarFault, firstOf, type Component } from './calendar-lines.ts';
import type { WallTime } from '../../kernel/days.ts';
import { words } from './words/en.ts';

/** Minutes ahead of UTC at an instant. */
export type OffsetAt = (instantMs: number) => number;

interface Observance {
  /** Wall time of the first, as if in UTC. */
  startMs: number;
  fromMs: number;
  toMs: number;
  /** Wall times, as if in UTC, at which it begins in a year. */
  onsetsIn: (year: number) => number[];
  /** Years beyond which it does not begin any more. */
  lastYear: number;
}

const dayMs = 24 * 3600_000;

/** Changes of clocks that a file may describe, since each costs time. */
const mostChanges = 200;
/** Days that are named one by one (RDATE), in all. */
const mostNamedDays = 1000;
/** Clocks change twice a year; a rule that names more days than this describes something else. */
const mostOfYear = 12;
/** Before and after these years nothing is taught, and clocks are taken to do as then. */
const [firstYear, lastYear] = [1970, 2100];

/** @throws CalendarFault when it cannot be read. */
export function readDescribedZone(described: Component): OffsetAt {
  const { parts } = described;
  if (parts.length === 0) throw new CalendarFault(described.line, words.beginsATimeZoneThatCannot);
  if (parts.length > mostChanges)
    throw new CalendarFault(
      parts[mostChanges]?.line ?? described.line,
      words.describesYetAnotherChangeOfClocks(mostChanges),
    );
  const named = parts.flatMap((part) => allOf(part, 'rdate')).reduce((sum, { raw }) => sum + raw.split(',').length, 0);
  if (named > mostNamedDays)
    throw new CalendarFault(described.line, words.describesYetAnotherChangeOfClocks(mostNamedDays));
  const observances = parts.map((part) => readObservance(part, described.line));
  const byYear = new Map<number, { at: number; toMs: number }[]>();

  function changesNear(year: number): { at: number; toMs: number }[] {
    const known = byYear.get(year);
    if (known) return known;
    const changes = observances
      .flatMap(({ onsetsIn, lastYear, fromMs, toMs }) => {
        const last = Math.min(year + 1, lastYear);
        return [last - 2, last - 1, last].flatMap(onsetsIn).map((onset) => ({ at: onset - fromMs, toMs }));
      })
      .sort((a, b) => a.at - b.at);
    byYear.set(year, changes);
    return changes;
  }

  const earliest = observances.reduce((first, one) => (one.startMs < first.startMs ? one : first));
  return (instantMs) => {
    const year = Math.min(lastYear, Math.max(firstYear, new Date(instantMs).getUTCFullYear()));
    const last = changesNear(year).findLast(({ at }) => at <= instantMs);
    return (last?.toMs ?? earliest.fromMs) / 60_000;
  };
}

/**
 * The instant that clocks of this zone show so. A time that they skip is moved forward by what is skipped; of one that
 * they show twice the first is meant: as `attach` of wall times has it.
 */
export function attachBy(offsetAt: OffsetAt, local: WallTime): Date {
  const wallMs = Date.parse(`${local}Z`);
  const [before, after] = [offsetAt(wallMs - dayMs), offsetAt(wallMs + dayMs)];
  const instants = [before, after].map((offset) => wallMs - offset * 60_000);
  const shown = instants.filter((instant) => wallMs - instant === offsetAt(instant) * 60_000);
  return new Date(shown.length > 0 ? Math.min(...shown) : wallMs - before * 60_000);
}

/** Whether the description says the same as a zone of IANA's, in the year before and the two after. */
export function agreesWith(offsetAt: OffsetAt, zone: string, now: Date): boolean {
  for (let days = -365; days <= 730; days += 3) {
    const instant = now.getTime() + days * dayMs;
    if (offsetAt(instant) !== DateTime.fromMillis(instant, { zone }).offset) return false;
  }
  return true;
}

function readObservance(part: Component, zoneLine: number): Observance {
  const start = readWall(firstOf(part, 'dtstart')?.raw);
  const [fromMs, toMs] = [readOffset(part, 'tzoffsetfrom'), readOffset(part, 'tzoffsetto')];
  if (start === undefined || fromMs === undefined || toMs === undefined)
    throw new CalendarFault(zoneLine, words.beginsATimeZoneThatCannot);
  const rules = allOf(part, 'rrule').map(({ raw, line }) => readYearly(raw, line, start, fromMs));
  const once = [start, ...allOf(part, 'rdate').flatMap(({ raw }) => raw.split(',').map((one) => readWall(one) ?? NaN))];
  const own = rules.length > 0 ? once.slice(1) : once;
  const ends = [...rules.map(({ lastYear }) => lastYear), ...own.map((at) => new Date(at).getUTCFullYear())];
  return {
    startMs: start,
    fromMs,
    toMs,
    // Years of what is no rule are few: all of it counts in the last of them, too.
    onsetsIn: (year) => [...rules.flatMap(({ onsetsIn }) => onsetsIn(year)), ...own.filter((at) => !Number.isNaN(at))],
    lastYear: Math.max(...ends.filter((year) => !Number.isNaN(year))),
  };
}

function readWall(text: string | undefined): number | undefined {
  const [, y, mo, d, h = '00', mi = '00', s = '00'] =
    /^(\d{4})-?(\d\d)-?(\d\d)(?:T(\d\d):?(\d\d):?(\d\d)?Z?)?$/.exec((text ?? '').trim()) ?? [];
  if (y === undefined) return undefined;
  const at = Date.parse(`${y}-${mo}-${d}T${h}:${mi}:${s}Z`);
  return Number.isNaN(at) ? undefined : at;
}

function readOffset(part: Component, name: string): number | undefined {
  const [, sign, h, mi, s = '0'] = /^([+-]?)(\d\d):?(\d\d):?(\d\d)?$/.exec(firstOf(part, name)?.raw.trim() ?? '') ?? [];
  if (h === undefined) return undefined;
  // Offsets of before 1900 have seconds; nothing of then is asked.
  return (sign === '-' ? -1 : 1) * (Number(h) * 3600 + Number(mi) * 60 + Math.round(Number(s) / 60) * 60) * 1000;
}

const weekDays = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];
/** How far the numbers of a rule go. */
const furthest: Readonly<Record<string, number>> = { BYMONTH: 12, BYMONTHDAY: 31, BYSETPOS: 366 };
const known = new Set(['FREQ', 'BYMONTH', 'BYDAY', 'BYMONTHDAY', 'BYSETPOS', 'INTERVAL', 'UNTIL', 'COUNT', 'WKST']);

/** Clocks change once a year, on days of a month: `BYDAY=-1SU`, `BYDAY=SU;BYMONTHDAY=8,9,…,14`, `BYMONTHDAY=1`. */
function readYearly(
  raw: string,
  line: number,
  start: number,
  fromMs: number,
): { onsetsIn: (year: number) => number[]; lastYear: number } {
  const parts = new Map(
    raw
      .trim()
      .toUpperCase()
      .split(';')
      .filter((part) => part !== '')
      .map((part): [string, string] => {
        const [name = '', value = ''] = part.split('=');
        return [name.trim(), value.trim()];
      }),
  );
  const list = (name: string): string[] | undefined => {
    const values = parts.get(name)?.split(',');
    return values && [...new Set(values)];
  };
  const numbers = (name: string): number[] | undefined => list(name)?.map(Number);
  const first = new Date(start);
  const days = list('BYDAY');
  const isReadable =
    parts.get('FREQ') === 'YEARLY' &&
    [...parts.keys()].every((name) => known.has(name)) &&
    (days ?? []).every((day) => /^[+-]?[1-5]?(SU|MO|TU|WE|TH|FR|SA)$/.test(day)) &&
    ['BYMONTH', 'BYMONTHDAY', 'BYSETPOS', 'INTERVAL', 'COUNT'].every((name) =>
      (numbers(name) ?? []).every(
        (value) => Number.isInteger(value) && value !== 0 && Math.abs(value) <= (furthest[name] ?? Infinity),
      ),
    );
  if (!isReadable) throw new CalendarFault(line, words.describesAChangeOfClocks);
  const months = numbers('BYMONTH') ?? [first.getUTCMonth() + 1];
  const monthDays = numbers('BYMONTHDAY') ?? (days ? undefined : [first.getUTCDate()]);
  const positions = numbers('BYSETPOS');
  const interval = numbers('INTERVAL')?.[0] ?? 1;
  const begunIn = first.getUTCFullYear();
  const until = parts.get('UNTIL');
  const untilAt = until === undefined ? Infinity : (readWall(until) ?? Infinity);
  const untilMs = until?.endsWith('Z') ? untilAt + fromMs : until?.includes('T') ? untilAt : untilAt + dayMs - 1;
  const byCount = begunIn + ((numbers('COUNT')?.[0] ?? Infinity) - 1) * interval;
  const endsIn = Math.min(byCount, Number.isFinite(untilMs) ? new Date(untilMs).getUTCFullYear() : 9999);
  const namedIn = (year: number): number[] =>
    months.flatMap((month) => {
      const ofMonth = daysOfMonth(year, month).filter((day) => isNamed(day, monthDays, days));
      return positions
        ? ofMonth.filter((_, at) => positions.includes(at + 1) || positions.includes(at - ofMonth.length))
        : ofMonth;
    });
  if (namedIn(2000).length > mostOfYear) throw new CalendarFault(line, words.describesAChangeOfClocks);
  return {
    lastYear: endsIn,
    onsetsIn: (year) => {
      if (year < begunIn || year > endsIn || (year - begunIn) % interval !== 0) return [];
      return namedIn(year)
        .map((day) => day + start - Math.floor(start / dayMs) * dayMs)
        .filter((at) => at >= start && at <= untilMs);
    },
  };
}

const daysOfMonth = (year: number, month: number): number[] =>
  Array.from({ length: new Date(Date.UTC(year, month, 0)).getUTCDate() }, (_, at) => Date.UTC(year, month - 1, at + 1));

function isNamed(day: number, monthDays: readonly number[] | undefined, days: readonly string[] | undefined): boolean {
  const date = new Date(day);
  const at = date.getUTCDate();
  const length = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  const isDay = (named: string): boolean => {
    const ordinal = Number(/^[+-]?\d/.exec(named)?.[0] ?? 0);
    if (named.slice(-2) !== weekDays[date.getUTCDay()]) return false;
    return ordinal === 0 || ordinal === Math.ceil(at / 7) || ordinal === -Math.ceil((length - at + 1) / 7);
  };
  return (!monthDays || monthDays.includes(at) || monthDays.includes(at - length - 1)) && (!days || days.some(isDay));
}
