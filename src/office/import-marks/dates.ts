/** Days and times as lists of marks have them: in any order, with or without a time, in seven languages. Pure. */
import { addYears, dayFrom, monthNames } from '../../kernel/days.ts';
import { fold } from '../tables/index.ts';
import { cutTimes, type Times } from './times.ts';

export interface ReadMoment extends Times {
  day: string;
}

export type DayOrder = 'dmy' | 'mdy';

/** What is written, before it is known whether day or month comes first. */
export type WrittenMoment = Times &
  (
    | { kind: 'day'; day: string }
    | { kind: 'either'; first: number; second: number; year: number | null; isDotted: boolean }
  );

const languages = ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl'];

/** Months by their folded names, long and short, in every language. */
const monthsByName = new Map(
  languages.flatMap((language) =>
    (['long', 'short'] as const).flatMap((length) =>
      monthNames(language, length).map((name, index) => [fold(name), index + 1] as const),
    ),
  ),
);
monthsByName.set('sept', 9).set('set', 9).set('mrz', 3).set('maerz', 3);

/** Undefined for what is no day. */
export function readMoment(text: string): WrittenMoment | undefined {
  const { rest, times } = cutTimes(text.normalize('NFC').trim());
  if (!times) return undefined;
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\b/.exec(rest);
  if (iso) return asDay(Number(iso[1]), Number(iso[2]), Number(iso[3]), times);
  const packed = /^(20\d\d)(\d\d)(\d\d)$/.exec(rest);
  if (packed) return asDay(Number(packed[1]), Number(packed[2]), Number(packed[3]), times);
  const numeric = /^(?:\p{L}+\.?,?\s+)?(\d{1,2})([./-])(\d{1,2})(?:\2(\d{4}|\d{2})?)?(?!\d)/u.exec(rest);
  if (numeric)
    return {
      ...{ kind: 'either', first: Number(numeric[1]), second: Number(numeric[3]), ...times },
      year: numeric[4] === undefined ? null : fullYear(Number(numeric[4])),
      isDotted: numeric[2] === '.',
    };
  return readNamedMonth(rest, times);
}

/** "12 Sep 2026", "Sep 12, 2026", "lundi 12 septembre 2026". */
function readNamedMonth(text: string, times: Times): WrittenMoment | undefined {
  const parts = fold(text)
    .split(' ')
    .filter((part) => !/^(de|of|the|le|den|del|do)$/.test(part));
  const at = parts.findIndex((part) => monthsByName.has(part));
  const month = monthsByName.get(parts[at] ?? '');
  if (month === undefined) return undefined;
  const numbers = [...parts.slice(0, at), ...parts.slice(at + 1)].map((part) =>
    Number(part.replace(/(st|nd|rd|th|er|o|a)$/, '')),
  );
  const day = numbers.find((number) => number >= 1 && number <= 31);
  const year = numbers.find((number) => number >= 1990 && number <= 2200);
  if (day === undefined) return undefined;
  return year === undefined
    ? { kind: 'either', first: day, second: month, year: null, isDotted: true, ...times }
    : asDay(year, month, day, times);
}

function asDay(year: number, month: number, day: number, times: Times): WrittenMoment | undefined {
  const found = dayFrom(year, month, day);
  return found === undefined ? undefined : { kind: 'day', day: found, ...times };
}

const fullYear = (year: number): number => (year < 100 ? 2000 + year : year);

/**
 * Whether day or month comes first, from all that a list has; undefined where it may be either. Marks are of the past,
 * points are written between days and months only where the day comes first, and what is no day in either order says
 * nothing of the others.
 */
export function findOrder(moments: readonly WrittenMoment[], today: string): DayOrder | undefined {
  const isPast = (moment: WrittenMoment, order: DayOrder): boolean => {
    const read = settle(moment, order, today);
    return read !== undefined && read.day <= today;
  };
  const open = moments.flatMap((moment) =>
    moment.kind === 'either' && !moment.isDotted && (isPast(moment, 'dmy') || isPast(moment, 'mdy')) ? [moment] : [],
  );
  const fits = (order: DayOrder): boolean => open.every((moment) => isPast(moment, order));
  const [isDayFirst, isMonthFirst] = [fits('dmy'), fits('mdy')];
  if (isDayFirst !== isMonthFirst) return isDayFirst ? 'dmy' : 'mdy';
  // The same either way: 4/4.
  return open.every(({ first, second }) => first === second) ? 'dmy' : undefined;
}

/** The day that is meant; without a year the latest that has been. Undefined for a day that there is not. */
export function settle(moment: WrittenMoment, order: DayOrder, today: string): ReadMoment | undefined {
  const { time, end, zone } = moment;
  if (moment.kind === 'day') return { day: moment.day, time, end, zone };
  const isDayFirst = moment.isDotted || order === 'dmy';
  const [day, month] = isDayFirst ? [moment.first, moment.second] : [moment.second, moment.first];
  const year = moment.year ?? Number(today.slice(0, 4));
  const found = dayFrom(year, month, day);
  if (found === undefined) return undefined;
  return { day: moment.year === null && found > today ? addYears(found, -1) : found, time, end, zone };
}
