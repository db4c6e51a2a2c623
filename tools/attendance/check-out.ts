/** A student says that they leave. */
import { z } from 'zod';
import { type Attendance, minuteMs, tellMinutes } from '../../src/attendance/register/index.ts';
import type { ClassView, Classes } from '../../src/school/classes/index.ts';
import { AppError } from '../../src/kernel/errors.ts';
import type { Sessions } from '../../src/school/sessions/index.ts';
import { classArgument, count, formatTime } from '../arguments.ts';
import { reversibleTool, type Tool, type ToolContext } from '../tool.ts';
import { words } from './words/en.ts';

export function checkOutTool(rooms: { attendance: Attendance; classes: Classes; sessions: Sessions }): Tool {
  return reversibleTool({
    name: 'check_out',
    summary:
      'Note that the student leaves the open session in which they are checked in. Only when they say that they leave now; it cannot be taken back.',
    example: "I'm leaving",
    permission: 'attendance.checkIn',
    input: z.object({ class: classArgument }),
    run: async (context, { class: typed }) => {
      const sessionId = typed === undefined ? {} : { sessionId: await openSessionOf(context, typed) };
      const {
        at,
        class: view,
        session,
        leftEarlyMinutes,
      } = await rooms.attendance.checkOut(context.actor, { channel: context.channel, ...sessionId });
      const early =
        leftEarlyMinutes > 0
          ? words.thatIsBeforeTheEndYour(tellEarly(session.endsAt.getTime() - at.getTime(), leftEarlyMinutes, view))
          : words.thatDoesNotCountAsEarly;
      return {
        text: words.youLeftAtYouStayChecked({ code: view.code, at: formatTime(at, view.timeZone), early }),
      };
    },
  });

  /** The minutes that were kept; to the second where they are the class's limit and the session still ends then. */
  function tellEarly(ms: number, leftEarlyMinutes: number, { policy }: ClassView): string {
    const whole = (minutes: number): string => count(minutes, 'minute');
    return Math.floor(ms / minuteMs) === leftEarlyMinutes
      ? tellMinutes(ms, policy.earlyLeaveMinutes * minuteMs, whole)
      : whole(leftEarlyMinutes);
  }

  async function openSessionOf(context: ToolContext, typed: string): Promise<string> {
    const view = await rooms.classes.resolve(context.actor, typed, context.ownClasses);
    const [open] = await rooms.sessions.listOpen([view.id]);
    if (!open) throw new AppError('conflict', { detail: words.hasNoOpenSessionToLeave(view.code) });
    return open.id;
  }
}
