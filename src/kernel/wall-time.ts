/** Wall time: what the clock in the room shows, and the instant that it means in a zone. */
import { DateTime } from 'luxon';

/** YYYY-MM-DDTHH:MM:SS, of no zone. */
export type WallTime = string;

/**
 * The instant at which clocks of the zone show this time. A time that they skip (02:30 in spring) is moved forward by
 * what is skipped; of one that they show twice (02:30 in autumn) the first is meant, as RFC 5545 has it.
 */
export function attach(local: WallTime, timeZone: string): Date {
  const [first] = DateTime.fromISO(local, { zone: timeZone }).getPossibleOffsets();
  return (first ?? DateTime.fromISO(local, { zone: timeZone })).toJSDate();
}

/** The instants from the begin of the first day to the end of the last, in the zone. */
export function spanOfDays(firstDay: string, lastDay: string, timeZone: string): { from: Date; to: Date } {
  const startOf = (day: DateTime): Date => day.startOf('day').toJSDate();
  return {
    from: startOf(DateTime.fromISO(firstDay, { zone: timeZone })),
    to: startOf(DateTime.fromISO(lastDay, { zone: timeZone }).plus({ days: 1 })),
  };
}

/** A day is stored as its midnight in UTC. */
export const dayToDate = (day: string): Date => new Date(`${day}T00:00:00Z`);
export const dateToDay = (date: Date): string => date.toISOString().slice(0, 10);
export const addDays = (day: string, days: number): string =>
  DateTime.fromISO(day, { zone: 'utc' }).plus({ days }).toFormat('yyyy-MM-dd');
export const addYears = (day: string, years: number): string =>
  DateTime.fromISO(day, { zone: 'utc' }).plus({ years }).toFormat('yyyy-MM-dd');
export const endOfMonth = (day: string): string =>
  DateTime.fromISO(day, { zone: 'utc' }).endOf('month').toFormat('yyyy-MM-dd');
export const isDay = (day: string): boolean => DateTime.fromISO(day, { zone: 'utc' }).isValid;
