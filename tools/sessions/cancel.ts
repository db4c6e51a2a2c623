/** Staff cancel a session that has not been used; which one is shown first. */
import { z } from 'zod';
import type { Classes } from '../../src/school/classes/index.ts';
import type { Sessions } from '../../src/school/sessions/index.ts';
import { classArgument, formatMoment, formatTime } from '../arguments.ts';
import { gatedTool, type Tool } from '../tool.ts';
import { findPlannedSession, plannedDay, plannedTime } from './planned-session.ts';
import { words } from './words/en.ts';

const input = z.object({
  class: classArgument,
  date: plannedDay,
  time: plannedTime,
});

export function cancelSessionTool(rooms: { sessions: Sessions; classes: Classes }): Tool {
  return gatedTool({
    name: 'cancel_session',
    summary:
      'Cancel a session of a class that is scheduled, or open and unused, such as when the teacher is ill. Shown first and confirmed by the person.',
    example: 'cancel CS101 on Friday',
    permission: 'sessions.plan',
    input,
    planSchema: z.object({ sessionId: z.uuid(), where: z.string() }),
    preview: async (context, args) => {
      const view = await rooms.classes.resolve(context.actor, args.class, context.ownClasses);
      const session = await findPlannedSession(rooms.sessions, context, view, args);
      const where = words.to({
        code: view.code,
        startsAt: formatMoment(session.startsAt, view.timeZone),
        endsAt: formatTime(session.endsAt, view.timeZone),
      });
      return {
        kind: 'confirm',
        plan: { sessionId: session.id, where },
        text: words.cancelItCannotBeBroughtBack(where),
      };
    },
    run: async (context, plan) => {
      await rooms.sessions.cancel(context.actor, plan.sessionId);
      return { text: words.isCancelled(plan.where) };
    },
  });
}
