/** Which session staff mean: the open one of the class, or the one of a day. */
import type { ClassView, Classes } from '../../src/school/classes/index.ts';
import { AppError } from '../../src/kernel/errors.ts';
import type { SessionView, Sessions } from '../../src/school/sessions/index.ts';
import { dayOf, spanOfDays } from '../../src/kernel/days.ts';
import { formatDay, formatMoment, formatTime } from '../arguments.ts';
import type { ToolContext } from '../tool.ts';
import { words } from './words/en.ts';

export interface MeantSession {
  view: ClassView;
  session: SessionView;
}

/**
 * Finds the session. With a day: the held session of that day, at the hour when one is named. Without: the open one,
 * else the latest of today.
 * Without a class: the only class with an open session, else the only class there is.
 * @throws AppError `conflict` naming the candidates, `notFound` when there is none.
 */
export async function findMeantSession(
  rooms: { classes: Classes; sessions: Sessions },
  context: ToolContext,
  typed: { class?: string | undefined; date?: string | undefined; time?: string | undefined },
): Promise<MeantSession> {
  const view = await findMeantClass(rooms, context, typed.class);
  const openNow = typed.date ? [] : await rooms.sessions.listOpen([view.id]);
  const ofDay = openNow.length > 0 ? openNow : await findHeldOn(rooms, context, view, typed.date);
  const atTime = ofDay.filter(({ startsAt }) => formatTime(startsAt, view.timeZone) === typed.time?.padStart(5, '0'));
  // An hour at which nothing began says nothing: the hours that there are, are named again.
  const candidates = atTime.length > 0 ? atTime : ofDay;
  const [only, ...others] = candidates;
  if (!only) {
    const when = typed.date ? words.on(formatDay(typed.date)) : words.openOrHeldToday;
    throw new AppError('notFound', { detail: words.hasNoSession({ code: view.code, when }) });
  }
  if (others.length > 0 && typed.date) {
    const times = candidates.map((session) => formatMoment(session.startsAt, view.timeZone)).join(', ');
    throw new AppError('conflict', {
      field: 'time',
      asksFor: 'time',
      detail: words.hadSeveralSessionsThatDayWhich({ code: view.code, times }),
    });
  }
  return { view, session: candidates.at(-1) ?? only };
}

/**
 * The sessions of a day, today without one: those that are open, else those that were held, else those that have begun
 * and that nobody opened.
 */
async function findHeldOn(
  rooms: { sessions: Sessions },
  context: ToolContext,
  view: ClassView,
  date: string | undefined,
): Promise<SessionView[]> {
  const day = date ?? dayOf(context.now, view.timeZone);
  const { from, to } = spanOfDays(day, day, view.timeZone);
  const ofDay = await rooms.sessions.listBetween([view.id], from, to);
  const held = ofDay.filter((session) => session.status === 'open' || session.status === 'closed');
  const open = date ? held.filter((session) => session.status === 'open') : [];
  const forgotten = ofDay.filter((session) => session.status === 'scheduled' && session.startsAt <= context.now);
  return [open, held, forgotten].find((found) => found.length > 0) ?? [];
}

async function findMeantClass(
  rooms: { classes: Classes; sessions: Sessions },
  context: ToolContext,
  typed: string | undefined,
): Promise<ClassView> {
  if (typed !== undefined) return rooms.classes.resolve(context.actor, typed, context.ownClasses);
  const own = context.ownClasses ?? (await rooms.classes.listOwn(context.actor));
  const open = await rooms.sessions.listOpen(own.map((view) => view.id));
  const [only, ...others] = own.filter((view) => open.some((session) => session.classId === view.id));
  return only && others.length === 0 ? only : rooms.classes.resolve(context.actor, undefined, context.ownClasses);
}
