/** Figures of a class, or of all the actor's classes, over a range of days. */
import { z } from 'zod';
import type { Classes } from '../../src/classes/classes.ts';
import type { ClassFigures, Reports } from '../../src/reports/reports.ts';
import { classArgument, count, formatRange, fromArgument, rangeOf, toArgument } from '../arguments.ts';
import { readTool, type Tool } from '../tool.ts';

const input = z.object({ class: classArgument, from: fromArgument, to: toArgument });
const shownStudents = 5;

export function statisticsTool(rooms: { reports: Reports; classes: Classes }): Tool {
  return readTool({
    name: 'class_statistics',
    summary: 'Attendance percentage, counts and students below the minimum, for one class or all of the person\'s classes. Without dates: this month so far.',
    example: 'how was attendance last week?',
    permission: 'reports.statistics',
    input,
    run: async (context, args) => {
      const range = rangeOf(context, args);
      const views = args.class === undefined ? await rooms.classes.listOwn(context.actor) : [await rooms.classes.resolve(context.actor, args.class)];
      const figures = await Promise.all(views.map((view) => rooms.reports.readClassFigures(context.actor, view, range)));
      const overall = rooms.reports.combine(figures);
      const total = figures.length > 1 && overall.sessions > 0 ? [`Together: ${tellPercentage(overall.percentage)} over ${count(overall.sessions, 'session')}.`] : [];
      const text = [`Attendance, ${formatRange(range)}:`, ...figures.map(tell), ...total].join('\n');
      return { text, data: { range, overall, classes: figures.map(({ class: view, ...rest }) => ({ class: view.code, ...rest })) } };
    },
  });
}

const tellPercentage = (percentage: number | null): string => (percentage === null ? 'nothing to count' : `${percentage} %`);

function tell({ class: view, sessions, percentage, totals, below }: ClassFigures): string {
  if (sessions === 0) return `${view.code} ${view.title}: no finished sessions`;
  const sums = `present ${totals.present}, late ${totals.late}, absent ${totals.absent}, excused ${totals.excused}`;
  const names = below.slice(0, shownStudents).map((student) => `${student.name} ${student.percentage} %`).join(', ');
  const more = below.length > shownStudents ? ` and ${below.length - shownStudents} more` : '';
  const warning = below.length > 0 ? `\n  Below ${view.policy.minimumPercentage} %: ${names}${more}` : '';
  return `${view.code} ${view.title}: ${tellPercentage(percentage)} over ${count(sessions, 'session')} (${sums})${warning}`;
}
