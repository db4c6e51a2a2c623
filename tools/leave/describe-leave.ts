/** A request for leave in words. */
import { dayOf } from '../../src/kernel/days.ts';
import { formatMoment, formatRange } from '../arguments.ts';
import { words } from './words/en.ts';

interface LeaveSession {
  startsAt: Date;
  /** Of its class. */
  timeZone: string;
}

/** "on 20 November 2026", "23 to 27 November 2026", or the named sessions. */
export function describeTime({
  startsAt,
  endsAt,
  timeZone,
  sessions,
}: {
  startsAt: Date | null;
  endsAt: Date | null;
  /** In which the days are meant. */
  timeZone: string;
  sessions: readonly LeaveSession[];
}): string {
  if (startsAt === null || endsAt === null) return describeSessions(sessions);
  const lastMoment = new Date(endsAt.getTime() - 1);
  return formatRange({ from: dayOf(startsAt, timeZone), to: dayOf(lastMoment, timeZone) });
}

/** Each by the clocks of its own class. */
export const describeSessions = (sessions: readonly LeaveSession[]): string =>
  sessions.map(({ startsAt, timeZone }) => formatMoment(startsAt, timeZone)).join('; ');

export const describeScope = (view: { code: string } | null): string => view?.code ?? words.allClasses;
