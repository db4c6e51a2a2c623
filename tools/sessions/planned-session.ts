/** Which session of a day a plan is about. */
import type { ClassView } from '../../src/school/classes/index.ts';
import { AppError } from '../../src/kernel/errors.ts';
import type { SessionView, Sessions } from '../../src/school/sessions/index.ts';
import { dayOf, spanOfDays } from '../../src/kernel/days.ts';
import { formatDay, formatMoment, formatTime, fromArgument } from '../arguments.ts';
import type { ToolContext } from '../tool.ts';
import { words } from './words/en.ts';

/** The day, as an argument of a tool. */
export const plannedDay = fromArgument.describe('The day of the session, YYYY-MM-DD; leave out for today.');

/** "CS101, Mon 2 Nov, 09:00 to 10:00". */
export const nameSession = (view: ClassView, { startsAt, endsAt }: SessionView): string =>
  words.to({
    code: view.code,
    startsAt: formatMoment(startsAt, view.timeZone),
    endsAt: formatTime(endsAt, view.timeZone),
  });

/** The one that is scheduled or open. @throws as `findSessionOfDay`. */
export const findPlannedSession = (
  sessions: Sessions,
  context: ToolContext,
  view: ClassView,
  typed: { date?: string | undefined; time?: string | undefined },
): Promise<SessionView> => findSessionOfDay(sessions, context, view, typed, ['scheduled', 'open']);

/**
 * The session of a day, today without one, in one of these states.
 * @throws AppError `notFound` when there is none that day, `conflict` naming the candidates when there are several.
 */
export async function findSessionOfDay(
  sessions: Sessions,
  { now }: ToolContext,
  view: ClassView,
  typed: { date?: string | undefined; time?: string | undefined },
  states: readonly SessionView['status'][],
): Promise<SessionView> {
  const day = typed.date ?? dayOf(now, view.timeZone);
  const { from, to } = spanOfDays(day, day, view.timeZone);
  const ofDay = (await sessions.listBetween([view.id], from, to)).filter((session) => states.includes(session.status));
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
      asksFor: 'time',
      detail: words.hasSeveralSessionsOnWhichOne({ code: view.code, day: formatDay(day), times }),
    });
  }
  return only;
}
