/** A request for leave in words. */
import { dayOf } from '../../src/kernel/days.ts';
import { formatMoment, formatRange } from '../arguments.ts';
import { words } from './words/en.ts';

/** "on 20 November 2026", "23 to 27 November 2026", or the named sessions. */
export function describeTime(
  leave: { startsAt: Date | null; endsAt: Date | null; sessions: readonly { startsAt: Date }[] },
  timeZone: string,
): string {
  if (leave.startsAt === null || leave.endsAt === null)
    return leave.sessions.map(({ startsAt }) => formatMoment(startsAt, timeZone)).join('; ');
  const lastMoment = new Date(leave.endsAt.getTime() - 1);
  return formatRange({ from: dayOf(leave.startsAt, timeZone), to: dayOf(lastMoment, timeZone) });
}

export const describeScope = (view: { code: string } | null): string => view?.code ?? words.allClasses;
