/**
 * Days and wall time: the one place where words about days become instants, and instants days. A day is what the
 * calendar on the wall of a campus shows (YYYY-MM-DD), so each cut asks for the zone, and weeks for the locale.
 */
// luxon: zones, clock changes and locale weeks by the platform's own tables; MIT, no dependencies.
import { DateTime, IANAZone, Info } from 'luxon';
import { z } from 'zod';
import { words } from './words/en.ts';

/** YYYY-MM-DDTHH:MM:SS, of no zone; fractions of a second may follow. */
export type WallTime = string;

/** YYYY-MM-DD. */
export type Day = string;

/** A day as it comes in: one that the database can hold and somebody can mean. */
export const day = z.iso
  .date()
  .refine((value) => value >= '1900-01-01' && value <= '2200-12-31', words.liesBeyondAllSense);

/** "IST" is told in India, in Ireland and in Israel. */
const isAbbreviation = /^(?!utc$|gmt$)[a-z]{3}$/i;
/** As IANA spells its names: US/Pacific, Etc/GMT+12, EST5EDT. */
const isSpeltWell = (name: string): boolean =>
  name.split('/').every((part) => /^[A-Z]/.test(part)) && (!name.includes('/') || name !== name.toUpperCase());

/**
 * The zone that IANA has under the name, new or old (Asia/Kolkata, Asia/Calcutta), as IANA spells it: other programs
 * look zones up by exact spelling. Undefined when it has none: mere offsets and abbreviations are no zones.
 */
export function zoneCalled(name: string): string | undefined {
  if (!/^[A-Za-z][\w+/-]*$/.test(name) || isAbbreviation.test(name) || !IANAZone.isValidZone(name)) return undefined;
  const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions();
  // The platform tells a zone's newer names by its older one; a name that is merely another one stays as it is.
  return timeZone.toLowerCase() !== name.toLowerCase() && isSpeltWell(name) ? name : timeZone;
}

/** Days, both ends inclusive. */
export interface DayRange {
  from: Day;
  to: Day;
}

/** Days as people name them: one end, both or none. */
export interface AskedDays {
  from?: Day | undefined;
  to?: Day | undefined;
}

/** Instants: from the first, up to but not including the second. */
export interface InstantSpan {
  from: Date;
  to: Date;
}

/**
 * The instant at which clocks of the zone show this time. A time that they skip (02:30 in spring) is moved forward by
 * what is skipped; of one that they show twice (02:30 in autumn) the first is meant, as RFC 5545 has it.
 */
export function attach(local: WallTime, timeZone: string): Date {
  const [first] = DateTime.fromISO(local, { zone: timeZone }).getPossibleOffsets();
  return (first ?? DateTime.fromISO(local, { zone: timeZone })).toJSDate();
}

/** Whether it is the name of a zone of IANA's, old ones too. */
export const isZone = (name: string): boolean => IANAZone.isValidZone(name);

/** The day on which the instant falls in the zone. */
export const dayOf = (instant: Date, timeZone: string): Day =>
  isoDayOf(DateTime.fromJSDate(instant, { zone: timeZone }));

/**
 * When the day begins in the zone: its first instant, also where clocks skip midnight or show it twice.
 */
export const startOfDay = (day: Day, timeZone: string): Date => {
  const noon = DateTime.fromISO(`${day}T12:00:00`, { zone: timeZone });
  return noon.startOf('day').getPossibleOffsets()[0]?.toJSDate() ?? noon.startOf('day').toJSDate();
};

/** The instants from the begin of the first day to the end of the last, in the zone. */
export const spanOfDays = (firstDay: Day, lastDay: Day, timeZone: string): InstantSpan => ({
  from: startOfDay(firstDay, timeZone),
  to: startOfDay(addDays(lastDay, 1), timeZone),
});

const inUtc = (day: Day): DateTime => DateTime.fromISO(day, { zone: 'utc' });
const isoDayOf = (moment: DateTime): Day => moment.toFormat('yyyy-MM-dd');

export const addDays = (day: Day, days: number): Day => isoDayOf(inUtc(day).plus({ days }));
export const addYears = (day: Day, years: number): Day => isoDayOf(inUtc(day).plus({ years }));
const startOfMonth = (day: Day): Day => isoDayOf(inUtc(day).startOf('month'));
export const endOfMonth = (day: Day): Day => isoDayOf(inUtc(day).endOf('month'));
export const isDay = (day: string): boolean => inUtc(day).isValid;
/** The day by its numbers; undefined when there is none. */
export function dayFrom(year: number, month: number, date: number): Day | undefined {
  const moment = DateTime.utc(year, month, date);
  return moment.isValid ? isoDayOf(moment) : undefined;
}

/** The days asked about; by default the month of the last one, and up to today of the zone. */
export function daysAsked({ from, to }: AskedDays, now: Date, timeZone: string): DayRange {
  const today = dayOf(now, timeZone);
  const last = to ?? (from !== undefined && from > today ? from : today);
  return { from: from ?? startOfMonth(last), to: last };
}

/** 1 Monday to 7 Sunday. */
export const weekdayOf = (day: Day): number => inUtc(day).weekday;
/** How many days the second lies after the first. */
export const daysBetween = (from: Day, to: Day): number => inUtc(to).diff(inUtc(from), 'days').days;

/** On which weekday weeks begin there: 1 Monday to 7 Sunday (CLDR, by the locale's region). */
const firstWeekday = (locale: string): number => Info.getStartOfWeek({ locale });

/** The first day of the week in which the day lies. */
export const startOfWeek = (day: Day, locale: string): Day =>
  addDays(day, -((inUtc(day).weekday - firstWeekday(locale) + 7) % 7));

/** The weeks that a span of days touches, each with the instant at which it begins in the zone; by time. */
export function weeksOf({ from, to }: DayRange, timeZone: string, locale: string): { week: Day; startsAt: Date }[] {
  const weeks: { week: Day; startsAt: Date }[] = [];
  for (let week = startOfWeek(from, locale); week <= to; week = addDays(week, 7))
    weeks.push({ week, startsAt: startOfDay(week, timeZone) });
  return weeks;
}

/** In whose words days are written: what Muster says is English, whatever the machine speaks. */
const language = 'en-US';

/** An instant as people of the zone write it, by luxon's tokens: `ccc d LLL, HH:mm`. */
export const formatInstant = (instant: Date, timeZone: string, format: string, locale = language): string =>
  DateTime.fromJSDate(instant, { zone: timeZone }).setLocale(locale).toFormat(format);
/** A day likewise. */
export const formatDate = (day: Day, format: string, locale = language): string =>
  inUtc(day).setLocale(locale).toFormat(format);

/** What clocks of the zone show at the instant, to the millisecond; `attach` is the way back. */
export const wallTimeOf = (instant: Date, timeZone: string): WallTime =>
  formatInstant(instant, timeZone, "yyyy-MM-dd'T'HH:mm:ss.SSS");

/** A day is stored as its midnight in UTC. */
export const dayToDate = (day: Day): Date => new Date(`${day}T00:00:00Z`);
export const dateToDay = (date: Date): Day => date.toISOString().slice(0, 10);

/** Names of the months in a language, January first. */
export const monthNames = (language: string, length: 'long' | 'short'): string[] =>
  Info.months(length, { locale: language });

/** How far clocks of the zone are before UTC in winter, in minutes: the smaller of what January and July have. */
export const standardOffsetMinutes = (timeZone: string, year: Date): number =>
  Math.min(...[1, 7].map((month) => DateTime.fromJSDate(year, { zone: timeZone }).set({ month, day: 1 }).offset));
