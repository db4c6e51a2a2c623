/** Staff make the code that is shown in the room. */
import { z } from 'zod';
import type { Classes } from '../../src/school/classes/index.ts';
import type { Codes } from '../../src/attendance/codes/index.ts';
import { AppError } from '../../src/kernel/errors.ts';
import type { Sessions } from '../../src/school/sessions/index.ts';
import { classArgument, formatTime } from '../arguments.ts';
import { findMeantSession } from '../attendance/meant-session.ts';
import { reversibleTool, type Tool } from '../tool.ts';
import { words } from './words/en.ts';

const input = z.object({
  class: classArgument,
  lifeMinutes: z
    .preprocess((value) => value ?? undefined, z.number().int().min(1).max(240).default(10))
    .describe('How long the code is valid, in minutes; 10 by default.'),
});

export function makeCodeTool(rooms: { codes: Codes; sessions: Sessions; classes: Classes }): Tool {
  return reversibleTool({
    name: 'make_code',
    summary: 'Make a six-digit check-in code for the open session of a class; the one before it stops working.',
    example: 'code for CS101',
    permission: 'sessions.run',
    input,
    undoSchema: z.object({ sessionId: z.uuid(), code: z.string() }),
    run: async (context, args) => {
      const { view, session } = await findMeantSession(rooms, context, args);
      if (session.status !== 'open') throw new AppError('conflict', { detail: words.hasNoOpenSessionOpen(view.code) });
      const { code, expiresAt } = await rooms.codes.makeCode(context.actor, session.id, args.lifeMinutes);
      return {
        text: words.theCodeForIsValidUntil({
          code: view.code,
          code2: code,
          expiresAt: formatTime(expiresAt, view.timeZone),
        }),
        undo: { sessionId: session.id, code: view.code },
      };
    },
    undo: async (context, { sessionId, code }) => {
      await rooms.codes.revoke(context.actor, sessionId);
      return { text: words.theCodeForNoLongerWorks(code) };
    },
  });
}
