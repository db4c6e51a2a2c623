/** Figures of a class, of all the actor's classes, or of a campus and the institution, over a range of days. */
import { z } from 'zod';
import type { Actor } from '../../src/security/access/index.ts';
import { type Classes, findByName } from '../../src/school/classes/index.ts';
import type { DayRange } from '../../src/kernel/days.ts';
import type { Statistics } from '../../src/reporting/statistics/index.ts';
import { AppError } from '../../src/kernel/errors.ts';
import type { ClassFigures, Sheets } from '../../src/reporting/sheets/index.ts';
import {
  classArgument,
  count,
  formatRange,
  fromArgument,
  optionalText,
  ownDays,
  rangeOf,
  toArgument,
} from '../arguments.ts';
import { tellInstitution } from './institution-summary.ts';
import { readTool, type Tool, type ToolContext, type ToolResult } from '../tool.ts';
import { words } from './words/en.ts';

const input = z.object({
  class: classArgument,
  campus: optionalText(100).describe('Name of a campus, when an admin asks about a whole one.'),
  from: fromArgument,
  to: toArgument,
});
const shownStudents = 5;

export function statisticsTool(rooms: { reports: Sheets; classes: Classes; figures: Statistics }): Tool {
  return readTool({
    name: 'class_statistics',
    summary:
      "Attendance percentage, counts and students below the minimum, for one class or all of the person's classes; for admins also for a campus or the institution. Without dates: this month so far.",
    example: 'how was attendance last week?',
    permission: 'reports.statistics',
    input,
    run: async (context, args) => {
      const range = rangeOf(context, args);
      // An admin's classes are all there are: they are counted by the database, not one by one.
      if (args.class === undefined && (args.campus !== undefined || context.actor.role === 'admin'))
        return tellWhole(context, range, args.campus);
      const views =
        args.class === undefined
          ? await rooms.classes.listOwn(context.actor)
          : [await rooms.classes.resolve(context.actor, args.class, context.ownClasses)];
      const figures = await Promise.all(
        views.map((view) =>
          rooms.reports.readClassFigures(context.actor, view, rangeOf({ ...context, timeZone: view.timeZone }, args)),
        ),
      );
      const overall = rooms.reports.combine(figures);
      const total =
        figures.length > 1 && overall.sessions > 0
          ? [
              words.togetherOver({
                percentage: tellPercentage(overall.percentage),
                sessions: count(overall.sessions, 'session'),
              }),
            ]
          : [];
      const text = [
        words.attendance(formatRange(range)),
        ...figures.map((one) => tell(one, ownDays(one.range, range))),
        ...total,
      ].join('\n');
      return {
        text,
        data: { range, overall, classes: figures.map(({ class: view, ...rest }) => ({ class: view.code, ...rest })) },
      };
    },
  });

  async function tellWhole({ actor }: ToolContext, range: DayRange, typed: string | undefined): Promise<ToolResult> {
    if (actor.role !== 'admin')
      throw new AppError('forbidden', {
        field: 'campus',
        detail: words.figuresOfAWholeCampus,
      });
    const campus = typed === undefined ? undefined : await findCampus(actor, typed);
    const found = await rooms.figures.readInstitution(actor, { ...range, ...(campus ? { campusId: campus.id } : {}) });
    return {
      text: tellInstitution(
        found,
        words.attendanceOver({ rest: campus ? words.at(campus.name) : '', range: formatRange(range) }),
      ),
      data: { range, campus: campus?.name ?? null, ...found },
    };
  }

  async function findCampus(actor: Actor, typed: string): Promise<{ id: string; name: string }> {
    const campuses = await rooms.classes.listCampuses(actor);
    const found = findByName(campuses, typed, ({ name }) => [name]);
    if (found.kind === 'one') return found.item;
    throw new AppError('notFound', {
      field: 'campus',
      detail: words.thereIsNoOneCampusCalled({ typed, list: campuses.map(({ name }) => name).join(', ') }),
    });
  }
}

const tellPercentage = (percentage: number | null): string =>
  percentage === null ? words.nothingToCount : `${percentage} %`;

function tell({ class: view, sessions, percentage, totals, below }: ClassFigures, days: string): string {
  const title = `${view.title}${days}`;
  if (sessions === 0) return words.noFinishedSessions({ code: view.code, title });
  const sums = words.presentLateAbsentExcused({
    present: totals.present,
    late: totals.late,
    absent: totals.absent,
    excused: totals.excused,
  });
  const names = below
    .slice(0, shownStudents)
    .map((student) => `${student.name} ${student.percentage} %`)
    .join(', ');
  const more = below.length > shownStudents ? words.andMore(below.length - shownStudents) : '';
  const warning =
    below.length > 0 ? words.below({ minimumPercentage: view.policy.minimumPercentage, names, more }) : '';
  return words.over({
    code: view.code,
    title,
    percentage: tellPercentage(percentage),
    sessions: count(sessions, 'session'),
    sums,
    warning,
  });
}
