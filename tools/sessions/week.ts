/** "What do I have this week?": the own sessions of some days, for students and teachers. */
import { DateTime } from 'luxon';
import { z } from 'zod';
import { AppError } from '../../src/kernel/errors.ts';
import type { CalendarSession, TimetableModule } from '../../src/school/timetable/index.ts';
import {
  formatDay,
  formatRange,
  formatTime,
  fromArgument,
  instantsOf,
  toArgument,
  type DayRange,
} from '../arguments.ts';
import { readTool, type Tool, type ToolContext } from '../tool.ts';
import { words } from './words/en.ts';

const input = z.object({ from: fromArgument, to: toArgument });
const mostDays = 62;
const mostShown = 40;

export function myTimetableTool(rooms: { timetable: TimetableModule }): Tool {
  return readTool({
    name: 'my_timetable',
    summary:
      'The sessions that the person has, as a student, teacher or substitute, with times and places. Without dates: today and the six days after. Not for attendance.',
    example: 'what do I have this week?',
    permission: 'classes.read',
    input,
    run: async (context, args) => {
      const range = readRange(context, args);
      const { from, to } = instantsOf(range, context.timeZone);
      const sessions = await rooms.timetable.listOwn(context.actor, from, to);
      const data = sessions.map(({ code, title, startsAt, endsAt, status, place }) => ({
        class: code,
        title,
        startsAt,
        endsAt,
        status,
        place,
      }));
      const when = range.from === range.to ? formatRange(range) : words.from(formatRange(range));
      if (sessions.length === 0) return { text: words.youHaveNothing(when), data };
      const shown = sessions.slice(0, mostShown);
      const days = [...new Set(shown.map((session) => dayOf(session, context.timeZone)))];
      const lines = days.flatMap((day) => [
        `${formatDay(day)}:`,
        ...shown
          .filter((session) => dayOf(session, context.timeZone) === day)
          .map((session) => `  ${tell(session, context.timeZone)}`),
      ]);
      const more =
        sessions.length > shown.length ? [words.andMoreAskAboutFewerDays(sessions.length - shown.length)] : [];
      return {
        text: [words.youHave(when.replace(/^./, (letter) => letter.toUpperCase())), ...lines, ...more].join('\n'),
        data,
      };
    },
  });
}

const dayOf = ({ startsAt }: CalendarSession, zone: string): string =>
  DateTime.fromJSDate(startsAt, { zone }).toISODate()!;

function tell({ code, title, classTitle, startsAt, endsAt, status, place }: CalendarSession, timeZone: string): string {
  const notes = [place, status === 'scheduled' ? null : status === 'closed' ? 'over' : status].filter(
    (note) => note !== null,
  );
  return words.fromTo({
    startsAt: formatTime(startsAt, timeZone),
    endsAt: formatTime(endsAt, timeZone),
    code,
    title: title ?? classTitle,
    rest: notes.length > 0 ? ` (${notes.join(', ')})` : '',
  });
}

/**
 * Unlike attendance, a timetable is asked about what is to come. @throws AppError `invalidInput` when the days run
 * backwards or are too many.
 */
function readRange(
  { now, timeZone }: ToolContext,
  args: { from?: string | undefined; to?: string | undefined },
): DayRange {
  const today = DateTime.fromJSDate(now, { zone: timeZone });
  const from = args.from ?? (args.to && args.to < today.toISODate()! ? args.to : today.toISODate()!);
  const to = args.to ?? args.from ?? today.plus({ days: 6 }).toISODate()!;
  if (from > to)
    throw new AppError('invalidInput', {
      field: 'from',
      detail: words.theFirstDayComesAfter({ from: formatDay(from), to: formatDay(to) }),
    });
  if (DateTime.fromISO(to).diff(DateTime.fromISO(from), 'days').days >= mostDays)
    throw new AppError('invalidInput', {
      field: 'to',
      detail: words.iCanLookAtTwoMonths,
    });
  return { from, to };
}
