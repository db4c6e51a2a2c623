/** Staff close a session; who would be absent is shown first. */
import { z } from 'zod';
import type { Attendance } from '../../src/attendance/register/index.ts';
import type { Classes } from '../../src/school/classes/index.ts';
import { AppError } from '../../src/kernel/errors.ts';
import type { Sessions } from '../../src/school/sessions/index.ts';
import { classArgument, count, formatMoment, fromArgument, timeArgument } from '../arguments.ts';
import { findMeantSession } from '../attendance/meant-session.ts';
import { gatedTool, type Tool } from '../tool.ts';
import { words } from './words/en.ts';

export function closeSessionTool(rooms: { attendance: Attendance; sessions: Sessions; classes: Classes }): Tool {
  return gatedTool({
    name: 'close_session',
    summary:
      'Close the open session of a class; everyone without a record becomes absent. Shown first and confirmed by the person.',
    example: 'close CS101',
    permission: 'sessions.run',
    input: z.object({
      class: classArgument,
      date: fromArgument.describe('The day of a register that was taken late, YYYY-MM-DD; leave out for now.'),
      time: timeArgument,
    }),
    planSchema: z.object({ sessionId: z.uuid(), where: z.string() }),
    preview: async (context, args) => {
      const { view, session } = await findMeantSession(rooms, context, args);
      if (session.status !== 'open') throw new AppError('conflict', { detail: words.hasNoOpenSession(view.code) });
      const { absent, excused } = await rooms.attendance.foreseeClosing(context.actor, session.id);
      const where = `${view.code}, ${formatMoment(session.startsAt, view.timeZone)}`;
      const told = [
        ...(absent.length > 0
          ? [words.willBeAbsent({ count: count(absent.length, 'student'), list: absent.join(', ') })]
          : []),
        ...(excused.length > 0
          ? [words.willBeExcusedOnLeave({ count: count(excused.length, 'student'), list: excused.join(', ') })]
          : []),
      ];
      return {
        kind: 'confirm',
        plan: { sessionId: session.id, where },
        text: words.close({ where, rest: told.length > 0 ? told.join(' ') : words.everyoneHasARecord }),
      };
    },
    run: async (context, plan) => {
      const { absent, excused } = await rooms.attendance.closeSession(context.actor, plan.sessionId);
      return {
        text: words.isClosedRecordedAbsent({
          where: plan.where,
          absent: count(absent, 'student'),
          rest: excused > 0 ? words.excused(excused) : '',
        }),
      };
    },
  });
}
