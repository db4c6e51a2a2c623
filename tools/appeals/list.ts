/** Appeals: a student's own, or those that wait for staff. */
import { z } from 'zod';
import type { Appeals } from '../../src/attendance/appeals/index.ts';
import type { Classes } from '../../src/school/classes/index.ts';
import { classArgument, count, formatMoment } from '../arguments.ts';
import { readTool, type Tool } from '../tool.ts';
import { words } from './words/en.ts';

const mostShown = 10;

export function appealsTool(rooms: { appeals: Appeals; classes: Classes }): Tool {
  return readTool({
    name: 'appeals',
    summary:
      "Appeals against records, the newest first: a student's own with what was answered, or for staff those that are open in their classes.",
    example: 'appeals',
    permission: 'attendance.readAppeals',
    input: z.object({ class: classArgument }),
    run: async (context, args) => {
      const isStaff = context.actor.role !== 'student';
      const view =
        args.class === undefined
          ? undefined
          : await rooms.classes.resolve(context.actor, args.class, context.ownClasses);
      const all = await rooms.appeals.list(context.actor, isStaff ? 'open' : undefined);
      const found = view ? all.filter((appeal) => appeal.class === view.code) : all;
      const kind = isStaff ? words.openAppeal : 'appeal';
      const data = found.map(({ student, class: code, startsAt, wanted, status }) => ({
        student: student.name,
        class: code,
        startsAt,
        wanted,
        status,
      }));
      if (found.length === 0)
        return {
          text: words.thereIsNo({ kind, rest: view ? words.inText(view.code) : '' }),
          data,
        };
      const lines = found
        .slice(0, mostShown)
        .map(({ student, class: code, startsAt, timeZone, wanted, text, status, answer }) => {
          const standing = isStaff ? '' : ` (${status}${answer === null ? '' : `: ${answer}`})`;
          return words.wants({
            rest: isStaff ? `${student.name}, ` : '',
            code,
            startsAt: formatMoment(startsAt, timeZone),
            wanted,
            text,
            standing,
          });
        });
      const more = found.length > mostShown ? [words.andOlderOnes(found.length - mostShown)] : [];
      return {
        text: [
          `${count(found.length, kind)}:`,
          ...lines,
          ...more,
          ...(isStaff ? [words.sayForExampleApproveTheAppeal] : []),
        ].join('\n'),
        data,
      };
    },
  });
}
