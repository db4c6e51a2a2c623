/** Requests for leave: the own or a ward's, or those that wait for staff. */
import { z } from 'zod';
import type { Classes } from '../../src/school/classes/index.ts';
import { type Leave, leaveStatusSchema } from '../../src/attendance/leave/index.ts';
import { classArgument, count } from '../arguments.ts';
import { readTool, type Tool } from '../tool.ts';
import { describeScope, describeTime } from './describe-leave.ts';
import { words } from './words/en.ts';

const shown = 10;

export function leaveRequestsTool(rooms: { leave: Leave; classes: Classes }): Tool {
  return readTool({
    name: 'leave_requests',
    summary:
      "Requests for leave, the newest first: a student's own, a guardian's wards', or for staff those they may decide (pending ones unless a status is named).",
    example: 'leave requests',
    permission: 'leave.read',
    input: z.object({
      class: classArgument,
      status: z
        .preprocess((value) => (value === null || value === '' ? undefined : value), leaveStatusSchema.optional())
        .describe('Only requests of this status.'),
    }),
    run: async (context, args) => {
      const { role } = context.actor;
      const isStaff = role === 'teacher' || role === 'admin';
      const status = args.status ?? (isStaff ? 'pending' : undefined);
      const view =
        args.class === undefined || role === 'guardian'
          ? undefined
          : await rooms.classes.resolve(context.actor, args.class, context.ownClasses);
      const { requests, next } = await rooms.leave.list(context.actor, { limit: shown, status, classId: view?.id });
      const kind = `${status ? `${status} ` : ''}request`;
      if (requests.length === 0)
        return { text: words.thereIsNoForLeave({ kind, rest: view ? words.from(view.code) : '' }), data: [] };
      const lines = requests.map((request) => {
        const who = role === 'student' ? '' : `${request.student.name}, `;
        const files = request.evidence.length > 0 ? `, ${count(request.evidence.length, 'file')}` : '';
        return `• ${who}${describeScope(request.class)}, ${describeTime(request)}: ${request.reason ?? 'erased'}${files} (${request.status}${request.comment ? `: ${request.comment}` : ''})`;
      });
      const text = [
        words.forLeave(next === null ? count(requests.length, kind) : words.theLatest(count(requests.length, kind))),
        ...lines,
        ...(isStaff && status === 'pending' ? [words.sayForExampleApproveAdasLeave] : []),
      ].join('\n');
      return {
        text,
        data: requests.map(({ student, class: of, status: stands, startsAt, endsAt }) => ({
          student: student.name,
          class: of?.code ?? null,
          status: stands,
          startsAt,
          endsAt,
        })),
      };
    },
  });
}
