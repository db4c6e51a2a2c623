/** Staff open the session of now. */
import { z } from 'zod';
import type { Classes, ClassView } from '../../src/school/classes/index.ts';
import type { Sessions } from '../../src/school/sessions/index.ts';
import type { Attendance } from '../../src/attendance/register/index.ts';
import { dayOf } from '../../src/kernel/days.ts';
import { classArgument, count, formatDay, formatTime, fromArgument, optionalText, timeArgument } from '../arguments.ts';
import { reversibleTool, type Tool, type ToolContext } from '../tool.ts';
import { findSessionOfDay, nameSession } from './planned-session.ts';
import { words } from './words/en.ts';

const input = z.object({
  class: classArgument,
  durationMinutes: z
    .preprocess((value) => value ?? undefined, z.number().int().min(1).max(1440).default(60))
    .describe('How long a new session lasts, in minutes; 60 by default.'),
  title: optionalText(200).describe('A title, when the person gave one.'),
  date: fromArgument.describe(
    'The day of a lesson that is over and that nobody opened, YYYY-MM-DD; leave out for now.',
  ),
  time: timeArgument,
});

const undoSchema = z.object({ sessionId: z.uuid(), code: z.string(), wasScheduled: z.boolean().default(false) });

export function openSessionTool(rooms: { attendance: Attendance; sessions: Sessions; classes: Classes }): Tool {
  return reversibleTool({
    name: 'open_session',
    summary:
      'Open the session of a class now, so that students can check in: the scheduled one if there is one, the one that was closed too early, else a new one. With a day: a lesson that nobody opened, to take its register late.',
    example: 'open CS101 for 90 minutes',
    permission: 'sessions.run',
    input,
    undoSchema,
    run: async (context, args) => {
      const view = await rooms.classes.resolve(context.actor, args.class, context.ownClasses);
      if (args.date !== undefined && (args.time !== undefined || args.date !== dayOf(context.now, view.timeZone)))
        return openOfDay(context, view, args);
      const { session, wasOpen, wasScheduled, wasClosed, takenBack } = await rooms.attendance.openNow(context.actor, {
        classId: view.id,
        durationMinutes: args.durationMinutes,
        title: args.title ?? null,
      });
      const until = formatTime(session.endsAt, view.timeZone);
      if (wasOpen) return { text: words.isOpenAlreadyUntil({ code: view.code, until }) };
      if (wasClosed)
        return { text: words.isOpenAgain({ code: view.code, until, takenBack: count(takenBack, 'mark') }) };
      const text = words.isOpenUntilItCloses({
        code: view.code,
        until,
        lateAfterMinutes: view.policy.lateAfterMinutes,
      });
      // One that opens itself would be open again at once.
      return session.opensItself ? { text } : { text, undo: { sessionId: session.id, code: view.code, wasScheduled } };
    },
    undo: async (context, { sessionId, code, wasScheduled }) => {
      // A scheduled session stays on the timetable; one that was made by this opening is taken back whole.
      if (wasScheduled) {
        await rooms.sessions.unopen(context.actor, sessionId);
        return { text: words.takenBackTheOpening(code) };
      }
      await rooms.sessions.undoOpen(context.actor, sessionId);
      return { text: words.takenBackTheSession(code) };
    },
  });

  /** This very lesson, at its own time. */
  async function openOfDay(
    context: ToolContext,
    view: ClassView,
    typed: { date?: string | undefined; time?: string | undefined },
  ): Promise<{ text: string; undo?: z.input<typeof undoSchema> }> {
    const found = await findSessionOfDay(rooms.sessions, context, view, typed, ['scheduled', 'open']);
    const where = nameSession(view, found);
    if (found.status === 'open') return { text: words.isOpenAlready(where) };
    const { startsAt, endsAt } = await rooms.attendance.openSession(context.actor, found.id);
    const { code, timeZone, policy } = view;
    const text =
      endsAt > context.now
        ? words.isOpenUntilItCloses({
            code,
            until: formatTime(endsAt, timeZone),
            lateAfterMinutes: policy.lateAfterMinutes,
          })
        : words.isOpenLate({ where, code, day: formatDay(dayOf(startsAt, timeZone)) });
    // One that opens itself would be open again at once, while its time is not over.
    const stays = endsAt > context.now && found.opensItself;
    return stays ? { text } : { text, undo: { sessionId: found.id, code, wasScheduled: true } };
  }
}
