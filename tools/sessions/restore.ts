/** Staff give a cancelled or void session back; which one is shown first. */
import { z } from 'zod';
import type { Classes } from '../../src/school/classes/index.ts';
import type { Sessions } from '../../src/school/sessions/index.ts';
import { classArgument, timeArgument } from '../arguments.ts';
import { gatedTool, type Tool } from '../tool.ts';
import { findSessionOfDay, nameSession, plannedDay } from './planned-session.ts';
import { words } from './words/en.ts';

const input = z.object({ class: classArgument, date: plannedDay, time: timeArgument });

export function restoreSessionTool(rooms: { sessions: Sessions; classes: Classes }): Tool {
  return gatedTool({
    name: 'restore_session',
    summary:
      'Give back a session that was cancelled or made void, with the marks that it had. Shown first and confirmed by the person.',
    example: 'bring back CS101 on Friday',
    permission: 'sessions.plan',
    input,
    planSchema: z.object({ sessionId: z.uuid(), where: z.string() }),
    preview: async (context, args) => {
      const view = await rooms.classes.resolve(context.actor, args.class, context.ownClasses);
      const session = await findSessionOfDay(rooms.sessions, context, view, args, ['cancelled']);
      const where = nameSession(view, session);
      const wasHeld = session.statusBefore === 'open' || session.statusBefore === 'closed';
      return {
        kind: 'confirm',
        plan: { sessionId: session.id, where },
        text: wasHeld ? words.giveBackWithMarks(where) : words.giveBack(where),
      };
    },
    run: async (context, plan) => {
      await rooms.sessions.restore(context.actor, plan.sessionId);
      return { text: words.isOnAgain(plan.where) };
    },
    undoSchema: z.object({ sessionId: z.uuid(), where: z.string() }),
    undo: async (context, { sessionId, where }) => {
      await rooms.sessions.cancel(context.actor, sessionId);
      return { text: words.isCancelled(where) };
    },
  });
}
