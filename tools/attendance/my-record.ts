/** A student's own attendance: status by session and the percentage. */
import { z } from 'zod';
import type { Reports } from '../../src/reports/reports.ts';
import type { Classes } from '../../src/classes/classes.ts';
import { classArgument, formatMoment, formatRange, fromArgument, rangeOf, toArgument } from '../arguments.ts';
import { readTool, type Tool } from '../tool.ts';

const input = z.object({ class: classArgument, from: fromArgument, to: toArgument });
const shownSessions = 10;

export function myRecordTool(rooms: { reports: Reports; classes: Classes }): Tool {
  return readTool({
    name: 'my_record',
    summary: "The student's own attendance: percentage a class, and the latest sessions. Without dates: this month.",
    example: 'how is my attendance in CS101?',
    permission: 'attendance.readOwn',
    input,
    run: async (context, args) => {
      const range = rangeOf(context, args);
      const views = args.class === undefined ? await rooms.classes.listOwn(context.actor) : [await rooms.classes.resolve(context.actor, args.class)];
      const figures = await Promise.all(views.map((view) => rooms.reports.readOwnFigures(context.actor, view, range)));
      const blocks = figures.map(({ class: view, percentage, totals, records }) => {
        const head = `${view.code} ${view.title}: ${percentage === null ? 'no sessions yet' : `${percentage} %`}`
          + (percentage !== null && percentage < view.policy.minimumPercentage ? ` (below the minimum of ${view.policy.minimumPercentage} %)` : '');
        const sums = `present ${totals.present}, late ${totals.late}, absent ${totals.absent}, excused ${totals.excused}`;
        const lines = args.class === undefined ? [] : records.slice(-shownSessions).map(({ session, status }) => `  ${formatMoment(session.startsAt, view.timeZone)}: ${status ?? 'not marked'}`);
        return [head, ...(percentage === null && records.length === 0 ? [] : [`  ${sums}`]), ...lines].join('\n');
      });
      const text = blocks.length > 0 ? `Your attendance, ${formatRange(range)}:\n${blocks.join('\n')}` : 'You are not on the roster of any class yet.';
      return { text, data: { range, classes: figures.map(({ class: view, percentage, totals }) => ({ class: view.code, percentage, totals })) } };
    },
  });
}
