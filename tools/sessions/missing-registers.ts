/** Which lessons are over and have no register yet. */
import { z } from 'zod';
import type { Sessions } from '../../src/school/sessions/index.ts';
import { count, formatMoment } from '../arguments.ts';
import { readTool, type Tool } from '../tool.ts';
import { words } from './words/en.ts';

const shown = 15;
const most = 500;

export function missingRegistersTool(rooms: { sessions: Sessions }): Tool {
  return readTool({
    name: 'missing_registers',
    summary: 'Lessons that are over and whose register nobody took, newest first, with the day until which it can be.',
    example: 'which registers are missing?',
    permission: 'sessions.run',
    input: z.object({}),
    run: async ({ actor }) => {
      const found = await rooms.sessions.listNotTaken(actor, most);
      if (found.length === 0) return { text: words.everyRegisterIsTaken, data: [] };
      const lines = found.slice(0, shown).map(({ code, startsAt, takeUntil, timeZone }) =>
        words.notTaken({
          code,
          when: formatMoment(startsAt, timeZone),
          until: formatMoment(takeUntil, timeZone),
        }),
      );
      const more = found.length > shown ? [words.andMore(found.length - shown)] : [];
      return {
        text: [words.registersNotTaken(count(found.length, 'register')), ...lines, ...more].join('\n'),
        data: found.map(({ code, startsAt, takeUntil }) => ({ class: code, startsAt, takeUntil })),
      };
    },
  });
}
