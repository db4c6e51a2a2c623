/** A request for leave in words. */
import { DateTime } from 'luxon';
import { formatMoment, formatRange } from '../arguments.ts';
import { words } from './words/en.ts';

/** "on 20 November 2026", "23 to 27 November 2026", or the named sessions. */
export function describeTime(
  leave: { startsAt: Date | null; endsAt: Date | null; sessions: readonly { startsAt: Date }[] },
  timeZone: string,
): string {
  if (leave.startsAt === null || leave.endsAt === null)
    return leave.sessions.map(({ startsAt }) => formatMoment(startsAt, timeZone)).join('; ');
  const day = (instant: Date): string => DateTime.fromJSDate(instant, { zone: timeZone }).toFormat('yyyy-MM-dd');
  return formatRange({ from: day(leave.startsAt), to: day(new Date(leave.endsAt.getTime() - 1)) });
}

export const describeScope = (view: { code: string } | null): string => view?.code ?? words.allClasses;
