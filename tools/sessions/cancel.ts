/** Staff cancel a session, or make one void that was held; which one is shown first. */
import { z } from 'zod';
import type { Classes } from '../../src/school/classes/index.ts';
import type { Sessions } from '../../src/school/sessions/index.ts';
import { classArgument, timeArgument, optionalText } from '../arguments.ts';
import { gatedTool, type Tool } from '../tool.ts';
import { findSessionOfDay, nameSession, plannedDay } from './planned-session.ts';
import { words } from './words/en.ts';

const input = z.object({
  class: classArgument,
  date: plannedDay,
  time: timeArgument,
  reason: optionalText(300).describe('Why, when the person said so.'),
});

export function cancelSessionTool(rooms: { sessions: Sessions; classes: Classes }): Tool {
  return gatedTool({
    name: 'cancel_session',
    summary:
      'Cancel a session of a class, such as when the teacher is ill; one that was held already becomes void: its marks are kept and count no more. Shown first and confirmed by the person.',
    example: 'cancel CS101 on Friday because of snow',
    permission: 'sessions.plan',
    input,
    planSchema: z.object({ sessionId: z.uuid(), where: z.string(), reason: z.string().nullable() }),
    preview: async (context, args) => {
      const view = await rooms.classes.resolve(context.actor, args.class, context.ownClasses);
      const session = await findSessionOfDay(rooms.sessions, context, view, args, ['scheduled', 'open', 'closed']);
      const where = nameSession(view, session);
      return {
        kind: 'confirm',
        plan: { sessionId: session.id, where, reason: args.reason ?? null },
        text:
          (session.status === 'scheduled' ? words.cancelIt(where) : words.makeItVoid(where)) +
          (args.reason === undefined ? '' : words.reason(args.reason)),
      };
    },
    run: async (context, { sessionId, where, reason }) => {
      const { statusBefore } = await rooms.sessions.cancel(context.actor, sessionId, reason);
      return {
        text: statusBefore === 'scheduled' ? words.isCancelled(where) : words.isVoid(where),
        undo: { sessionId, where },
      };
    },
    undoSchema: z.object({ sessionId: z.uuid(), where: z.string() }),
    undo: async (context, { sessionId, where }) => {
      await rooms.sessions.restore(context.actor, sessionId);
      return { text: words.isOnAgain(where) };
    },
  });
}
