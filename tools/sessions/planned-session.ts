/** Which session a plan is about: the one of a day that is scheduled or open. */
import { DateTime } from 'luxon';
import type { ClassView } from '../../src/school/classes/index.ts';
import { AppError } from '../../src/kernel/errors.ts';
import type { SessionView, Sessions } from '../../src/school/sessions/index.ts';
import { formatDay, formatTime, fromArgument, instantsOf, optionalText } from '../arguments.ts';
import type { ToolContext } from '../tool.ts';
import { words } from './words/en.ts';

/** The day and the hour, as arguments of a tool. */
export const plannedDay = fromArgument.describe('The day of the session, YYYY-MM-DD; leave out for today.');
export const plannedTime = optionalText(5).describe('When it starts, HH:MM, when the person said so.');

/** @throws AppError `notFound` when there is none that day, `conflict` naming the candidates when there are several. */
export async function findPlannedSession(
  sessions: Sessions,
  { now }: ToolContext,
  view: ClassView,
  typed: { date?: string | undefined; time?: string | undefined },
): Promise<SessionView> {
  const day = typed.date ?? DateTime.fromJSDate(now, { zone: view.timeZone }).toISODate()!;
  const { from, to } = instantsOf({ from: day, to: day }, view.timeZone);
  const ofDay = (await sessions.listBetween([view.id], from, to)).filter(
    (session) => session.status === 'scheduled' || session.status === 'open',
  );
  const time = typed.time?.padStart(5, '0');
  const candidates =
    time === undefined ? ofDay : ofDay.filter((session) => formatTime(session.startsAt, view.timeZone) === time);
  const [only, ...others] = candidates;
  if (!only)
    throw new AppError('notFound', {
      field: 'date',
      detail: words.hasNoSessionPlanned({
        code: view.code,
        day: formatDay(day),
        rest: time === undefined ? '' : words.at(time),
      }),
    });
  if (others.length > 0) {
    const times = candidates.map((session) => formatTime(session.startsAt, view.timeZone)).join(', ');
    throw new AppError('conflict', {
      field: 'time',
      detail: words.hasSeveralSessionsOnWhichOne({ code: view.code, day: formatDay(day), times }),
    });
  }
  return only;
}
