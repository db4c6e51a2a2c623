/** Staff open a session again that was closed too early; what closing wrote is taken back. */
import { z } from 'zod';
import type { Attendance } from '../../src/attendance/register/index.ts';
import type { Classes } from '../../src/school/classes/index.ts';
import { AppError } from '../../src/kernel/errors.ts';
import type { Sessions } from '../../src/school/sessions/index.ts';
import { classArgument, count, formatTime } from '../arguments.ts';
import { findMeantSession } from '../attendance/meant-session.ts';
import { reversibleTool, type Tool } from '../tool.ts';
import { words } from './words/en.ts';

export function reopenSessionTool(rooms: { attendance: Attendance; sessions: Sessions; classes: Classes }): Tool {
  return reversibleTool({
    name: 'reopen_session',
    summary:
      'Open the latest session of today again when it was closed too early; who was written absent by closing is not marked any more.',
    example: 'reopen CS101',
    permission: 'sessions.run',
    input: z.object({ class: classArgument }),
    undoSchema: z.object({ sessionId: z.uuid(), code: z.string() }),
    run: async (context, args) => {
      const { view, session } = await findMeantSession(rooms, context, args);
      const until = formatTime(session.endsAt, view.timeZone);
      if (session.status === 'open') return { text: words.isOpenAlreadyUntil({ code: view.code, until }) };
      if (session.status !== 'closed') throw new AppError('conflict', { detail: words.hasNoClosedSession(view.code) });
      const { takenBack } = await rooms.attendance.reopenSession(context.actor, session.id);
      return {
        text: words.isOpenAgain({ code: view.code, until, takenBack: count(takenBack, 'mark') }),
        undo: { sessionId: session.id, code: view.code },
      };
    },
    undo: async (context, { sessionId, code }) => {
      await rooms.attendance.closeSession(context.actor, sessionId);
      return { text: words.isClosedAgain(code) };
    },
  });
}
