/** "What do I have this week?": the own sessions of some days, for students and teachers. */
import { z } from 'zod';
import { type Day, type DayRange, addDays, dayOf, daysBetween, spanOfDays } from '../../src/kernel/days.ts';
import { AppError } from '../../src/kernel/errors.ts';
import type { CalendarSession, TimetableModule } from '../../src/school/timetable/index.ts';
import { formatDay, formatRange, formatTime, fromArgument, toArgument } from '../arguments.ts';
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
      const sessions = await listWithin(context, range);
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
      const days = [...new Set(shown.map(dayOfSession))].sort();
      const lines = days.flatMap((day) => [
        `${formatDay(day)}:`,
        ...shown.filter((session) => dayOfSession(session) === day).map((session) => `  ${tell(session)}`),
      ]);
      const more =
        sessions.length > shown.length ? [words.andMoreAskAboutFewerDays(sessions.length - shown.length)] : [];
      return {
        text: [words.youHave(when.replace(/^./, (letter) => letter.toUpperCase())), ...lines, ...more].join('\n'),
        data,
      };
    },
  });

  async function listWithin({ actor }: ToolContext, range: DayRange): Promise<CalendarSession[]> {
    // No zone is more than a day from UTC: what may lie in the days is fetched at once, and then looked at in its own.
    const { from, to } = spanOfDays(addDays(range.from, -1), addDays(range.to, 1), 'UTC');
    const near = await rooms.timetable.listOwn(actor, from, to);
    return near.filter((session) => dayOfSession(session) >= range.from && dayOfSession(session) <= range.to);
  }
}

/** Each session is on its day, and at its hour, by the clocks of its own campus. */
const dayOfSession = ({ startsAt, timeZone }: CalendarSession): Day => dayOf(startsAt, timeZone);

function tell({ code, title, classTitle, startsAt, endsAt, timeZone, status, place }: CalendarSession): string {
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
  const today = dayOf(now, timeZone);
  const from = args.from ?? (args.to && args.to < today ? args.to : today);
  const to = args.to ?? args.from ?? addDays(today, 6);
  if (from > to)
    throw new AppError('invalidInput', {
      field: 'from',
      detail: words.theFirstDayComesAfter({ from: formatDay(from), to: formatDay(to) }),
    });
  if (daysBetween(from, to) >= mostDays)
    throw new AppError('invalidInput', {
      field: 'to',
      detail: words.iCanLookAtTwoMonths,
    });
  return { from, to };
}
