/** Arguments that many tools share, described once for the model and checked once. */
import { z } from 'zod';
import {
  type AskedDays,
  type DayRange,
  day,
  daysAsked,
  daysBetween,
  formatDate,
  formatInstant,
} from '../src/kernel/days.ts';
import { AppError } from '../src/kernel/errors.ts';
import type { Attachment, ToolContext } from './tool.ts';
import { words } from './words/en.ts';

/** Models send null or an empty string for what they leave out. */
export const optionalText = (max: number) =>
  z.preprocess((value) => (value === null || value === '' ? undefined : value), z.string().trim().max(max).optional());

export const classArgument = optionalText(100).describe(
  'Class code or title as the person wrote it; leave out when they named none.',
);

const isoDate = z.preprocess((value) => (value === null || value === '' ? undefined : value), day.optional());
export const fromArgument = isoDate.describe('First day, YYYY-MM-DD.');
/** The hour of a session, where its day has several. */
export const timeArgument = optionalText(5).describe('When it starts, HH:MM, when the person said so.');
export const toArgument = isoDate.describe('Last day, inclusive, YYYY-MM-DD.');

/**
 * The days asked about; by default this month up to today. @throws AppError `invalidInput` when they run backwards or
 * span over a year.
 */
export function rangeOf({ now, timeZone }: Pick<ToolContext, 'now' | 'timeZone'>, asked: AskedDays): DayRange {
  const { from, to } = daysAsked(asked, now, timeZone);
  if (from > to)
    throw new AppError('invalidInput', {
      field: 'from',
      detail: words.theFirstDayComesAfter({ from: formatDay(from), to: formatDay(to) }),
    });
  if (daysBetween(from, to) > 366)
    throw new AppError('invalidInput', {
      field: 'from',
      detail: words.iCanLookAtAYear,
    });
  return { from, to };
}

/** The photos of a message. @throws AppError `invalidInput` saying what to send when there are none. */
export function photosOf(context: ToolContext, ask: string): readonly Attachment[] {
  if (context.files.length === 0) throw new AppError('invalidInput', { field: 'files', detail: ask });
  return context.files;
}

/** "Fri 20 Nov, 09:00" as people of that zone write it. */
export const formatMoment = (instant: Date, timeZone: string): string =>
  formatInstant(instant, timeZone, 'ccc d LLL, HH:mm');
export const formatTime = (instant: Date, timeZone: string): string => formatInstant(instant, timeZone, 'HH:mm');

/** "1 to 18 November 2026", "on 17 November 2026". */
export function formatRange({ from, to }: DayRange): string {
  if (from === to) return words.on(formatDate(from, 'd LLLL yyyy'));
  const hasSame = (part: string): boolean => formatDate(from, part) === formatDate(to, part);
  const start = hasSame('yyyy-MM') ? 'd' : hasSame('yyyy') ? 'd LLLL' : 'd LLLL yyyy';
  return words.to({ start: formatDate(from, start), when: formatDate(to, 'd LLLL yyyy') });
}

/** The days of a class where its campus has other ones than the heading says, since it is tomorrow there; else nothing. */
export const ownDays = (own: DayRange, heading: DayRange): string =>
  own.from === heading.from && own.to === heading.to ? '' : ` (${formatRange(own)})`;

/** "Tue 17 November" of an ISO date. */
export const formatDay = (day: string): string => formatDate(day, 'ccc d LLLL yyyy');

/** "1 student", "3 students". */
export const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;
