/** A student's own attendance, or a ward's: status by session and the percentage. */
import { z } from 'zod';
import type { Actor } from '../../src/security/access/index.ts';
import { type Classes, findByName } from '../../src/school/classes/index.ts';
import { AppError } from '../../src/kernel/errors.ts';
import type { Guardians } from '../../src/school/people/index.ts';
import { isUsualRule, tellRule } from '../../src/reporting/counting/index.ts';
import type { OwnFigures, Sheets } from '../../src/reporting/sheets/index.ts';
import {
  classArgument,
  formatMoment,
  formatRange,
  fromArgument,
  optionalText,
  ownDays,
  rangeOf,
  toArgument,
} from '../arguments.ts';
import { findMeantStudent } from '../leave/meant-student.ts';
import { readTool, type Tool } from '../tool.ts';
import { words } from './words/en.ts';

const input = z.object({
  student: optionalText(100).describe('Only when a guardian writes: the name of the student, as written.'),
  class: classArgument,
  from: fromArgument,
  to: toArgument,
});
const shownSessions = 10;

export function myRecordTool(rooms: { reports: Sheets; classes: Classes; guardians: Guardians }): Tool {
  return readTool({
    name: 'my_record',
    summary:
      "The student's own attendance, or for a guardian a ward's: percentage a class, and the latest sessions. Without dates: this month.",
    example: 'how is my attendance in CS101?',
    permission: 'attendance.readOwn',
    input,
    run: async (context, args) => {
      const range = rangeOf(context, args);
      const student = await findMeantStudent(rooms, context.actor, args.student);
      const isOwn = student.id === context.actor.personId;
      const all = await rooms.reports.readStudentFigures(context.actor, student.id, args);
      const figures = args.class === undefined ? all : [await choose(context.actor, isOwn, all, args.class)];
      const blocks = figures.map(({ class: view, range: days, percentage, isBelowMinimum, totals, records }) => {
        const head =
          `${view.code} ${view.title}${ownDays(days, range)}: ${percentage === null ? words.noSessionsYet : `${percentage} %`}` +
          (isBelowMinimum ? words.belowTheMinimumOf(view.policy.minimumPercentage) : '');
        const sums = words.presentLateAbsentExcused({
          present: totals.present,
          late: totals.late,
          absent: totals.absent,
          excused: totals.excused,
        });
        const lines =
          args.class === undefined
            ? []
            : records
                .slice(-shownSessions)
                .map(
                  ({ session, status }) =>
                    `  ${formatMoment(session.startsAt, view.timeZone)}: ${status ?? words.notMarked}`,
                );
        const rule = args.class !== undefined || !isUsualRule(view.policy) ? [`  ${tellRule(view.policy)}`] : [];
        return [head, ...(percentage === null && records.length === 0 ? [] : [`  ${sums}`]), ...rule, ...lines].join(
          '\n',
        );
      });
      const text =
        blocks.length > 0
          ? `${isOwn ? words.yourAttendance : words.attendanceOf(student.name)}, ${formatRange(range)}:\n${blocks.join('\n')}`
          : words.notOnTheRosterOfAny(isOwn ? words.youAre : words.is(student.name));
      return {
        text,
        data: {
          student: student.name,
          range,
          classes: figures.map(({ class: view, percentage, isBelowMinimum, totals }) => ({
            class: view.code,
            percentage,
            isBelowMinimum,
            totals,
          })),
        },
      };
    },
  });

  /** The class that is meant; of their own a student may name one that has nothing of these days. */
  async function choose(actor: Actor, isOwn: boolean, figures: OwnFigures[], typed: string): Promise<OwnFigures> {
    const found = findByName(figures, typed, ({ class: view }) => [view.code, view.title]);
    if (found.kind === 'one') return found.item;
    if (isOwn) {
      const { id } = await rooms.classes.resolve(actor, typed);
      const meant = figures.find(({ class: view }) => view.id === id);
      if (meant) return meant;
    }
    throw new AppError('notFound', {
      field: 'class',
      asksFor: 'class',
      detail: words.thereIsNoOneClassCalled({ typed, list: figures.map(({ class: view }) => view.code).join(', ') }),
    });
  }
}
