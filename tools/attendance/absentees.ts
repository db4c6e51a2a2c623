/** Who was absent, over all the classes of the person: one list for the end of a day. */
import { z } from 'zod';
import { type DayRange, dayOf } from '../../src/kernel/days.ts';
import type { Classes } from '../../src/school/classes/index.ts';
import type { Statistics, RecordPage } from '../../src/reporting/statistics/index.ts';
import { count, formatDay, formatMoment, formatRange, fromArgument, rangeOf, toArgument } from '../arguments.ts';
import { readTool, type Tool } from '../tool.ts';
import { words } from './words/en.ts';

const input = z.object({ from: fromArgument.describe('First day, YYYY-MM-DD; leave out for today.'), to: toArgument });
const mostShown = 60;

export function absenteesTool(rooms: { figures: Statistics; classes: Classes }): Tool {
  return readTool({
    name: 'absentees',
    summary:
      'Who was absent from closed sessions today or on other days, in all classes of the person together. For one class or a running session use who_is_present.',
    example: "today's absentees",
    permission: 'reports.statistics',
    input,
    run: async (context, args) => {
      const here = dayOf(context.now, context.timeZone);
      const isToday = (args.from ?? here) === here && (args.to ?? here) === here;
      /** The named days; today is the zone's own, whichever day it is with whoever asks. */
      const rangeIn = (timeZone: string): DayRange => {
        const today = dayOf(context.now, timeZone);
        return isToday
          ? { from: today, to: today }
          : rangeOf(context, { from: args.from ?? args.to, to: args.to ?? args.from });
      };
      const range = rangeIn(context.timeZone);
      const views = await rooms.classes.listOwn(context.actor);
      const asked =
        context.actor.role === 'admin'
          ? (await rooms.classes.listCampuses(context.actor)).map(({ id, timeZone }) => ({ campusId: id, timeZone }))
          : views.map(({ id, timeZone }) => ({ classId: id, timeZone }));
      const pages = await Promise.all(
        asked.map(async ({ timeZone, ...where }) => ({
          ...(await rooms.figures.listRecords(context.actor, {
            ...rangeIn(timeZone),
            ...where,
            status: 'absent',
            limit: mostShown,
          })),
          timeZone,
        })),
      );
      const sessions = bySession(pages);
      const total = sessions.reduce((sum, { names }) => sum + names.length, 0);
      const when = range.from === range.to ? formatDay(range.from) : formatRange(range);
      const data = sessions.map(({ code, startsAt, names }) => ({ class: code, startsAt, absent: names }));
      if (total === 0) return { text: words.nobodyWasAbsentFromASession(when), data };
      const lines = sessions.map(
        ({ code, startsAt, timeZone, names }) => `• ${code}, ${formatMoment(startsAt, timeZone)}: ${names.join(', ')}`,
      );
      const more = pages.some(({ next }) => next !== null) ? [words.thereAreMoreAskAboutFewer] : [];
      return { text: [`${count(total, 'absence')}, ${when}:`, ...lines, ...more].join('\n'), data };
    },
  });
}

interface MissedSession {
  code: string;
  startsAt: Date;
  /** Of its class. */
  timeZone: string;
  names: string[];
}

/** The sessions with their absentees, the earliest first, names in order. */
function bySession(pages: readonly (RecordPage & { timeZone: string })[]): MissedSession[] {
  const found = new Map<string, MissedSession>();
  for (const { records, timeZone } of pages)
    for (const { sessionId, code, startsAt, name } of records) {
      const session = found.get(sessionId) ?? { code, startsAt, timeZone, names: [] };
      found.set(sessionId, { ...session, names: [...session.names, name].sort((a, b) => a.localeCompare(b)) });
    }
  return [...found.values()].sort(
    (a, b) => a.startsAt.getTime() - b.startsAt.getTime() || a.code.localeCompare(b.code),
  );
}
