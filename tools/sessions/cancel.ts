/** Staff cancel a session that has not been used; which one is shown first. */
import { DateTime } from 'luxon';
import { z } from 'zod';
import type { Classes } from '../../src/classes/classes.ts';
import type { ClassView } from '../../src/classes/classes.schema.ts';
import { AppError } from '../../src/kernel/errors.ts';
import type { SessionView, Sessions } from '../../src/sessions/sessions.ts';
import { classArgument, formatDay, formatMoment, formatTime, fromArgument, instantsOf, optionalText } from '../arguments.ts';
import { gatedTool, type Tool, type ToolContext } from '../tool.ts';

const input = z.object({
  class: classArgument,
  date: fromArgument.describe('The day of the session, YYYY-MM-DD; leave out for today.'),
  time: optionalText(5).describe('When it starts, HH:MM, when the person said so.'),
});

export function cancelSessionTool(rooms: { sessions: Sessions; classes: Classes }): Tool {
  return gatedTool({
    name: 'cancel_session',
    summary: 'Cancel a session of a class that is scheduled, or open and unused, such as when the teacher is ill. Shown first and confirmed by the person.',
    example: 'cancel CS101 on Friday',
    permission: 'sessions.plan',
    input,
    planSchema: z.object({ sessionId: z.uuid(), where: z.string() }),
    preview: async (context, args) => {
      const view = await rooms.classes.resolve(context.actor, args.class);
      const session = await findSession(rooms.sessions, context, view, args);
      const where = `${view.code}, ${formatMoment(session.startsAt, view.timeZone)} to ${formatTime(session.endsAt, view.timeZone)}`;
      return { kind: 'confirm', plan: { sessionId: session.id, where }, text: `Cancel ${where}? It cannot be brought back; nobody is marked in it.` };
    },
    run: async (context, plan) => {
      await rooms.sessions.cancel(context.actor, plan.sessionId);
      return { text: `${plan.where} is cancelled.` };
    },
  });
}

/** @throws AppError `notFound` when there is none that day, `conflict` naming the candidates when there are several. */
async function findSession(sessions: Sessions, { now }: ToolContext, view: ClassView, typed: { date?: string | undefined; time?: string | undefined }): Promise<SessionView> {
  const day = typed.date ?? DateTime.fromJSDate(now, { zone: view.timeZone }).toISODate()!;
  const { from, to } = instantsOf({ from: day, to: day }, view.timeZone);
  const ofDay = (await sessions.listBetween([view.id], from, to)).filter((session) => session.status === 'scheduled' || session.status === 'open');
  const time = typed.time?.padStart(5, '0');
  const candidates = time === undefined ? ofDay : ofDay.filter((session) => formatTime(session.startsAt, view.timeZone) === time);
  const [only, ...others] = candidates;
  if (!only) throw new AppError('notFound', { field: 'date', detail: `${view.code} has no session to cancel on ${formatDay(day)}${time === undefined ? '' : ` at ${time}`}.` });
  if (others.length > 0) {
    const times = candidates.map((session) => formatTime(session.startsAt, view.timeZone)).join(', ');
    throw new AppError('conflict', { field: 'time', detail: `${view.code} has several sessions on ${formatDay(day)}: ${times}. Which one do you mean? Nothing was changed.` });
  }
  return only;
}
