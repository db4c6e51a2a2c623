/** The attendance sheet of a class over a range of days, or of its session, as a file. */
import { z } from 'zod';
import type { Classes } from '../../src/school/classes/index.ts';
import type { Sheets } from '../../src/reporting/sheets/index.ts';
import { classArgument, count, formatRange, fromArgument, rangeOf, toArgument } from '../arguments.ts';
import { readTool, type Tool } from '../tool.ts';
import { words } from './words/en.ts';

const input = z.object({
  class: classArgument,
  from: fromArgument,
  to: toArgument,
  format: z
    .preprocess((value) => value ?? undefined, z.enum(['pdf', 'xlsx', 'csv', 'json']).default('pdf'))
    .describe('pdf unless the person asked for Excel (xlsx), CSV or JSON.'),
});

export function sheetTool(rooms: { reports: Sheets; classes: Classes }): Tool {
  return readTool({
    name: 'attendance_sheet',
    summary: 'Make the attendance sheet of a class as a file. Without dates: this month so far.',
    example: 'sheet for CS101 this month',
    permission: 'reports.sheet',
    input,
    run: async (context, args) => {
      const view = await rooms.classes.resolve(context.actor, args.class, context.ownClasses);
      const range = rangeOf({ ...context, timeZone: view.timeZone }, args);
      const { sheet, file } = await rooms.reports.makeSheet(context.actor, view.id, range, args.format);
      const overall = sheet.percentage === null ? '' : words.attended(sheet.percentage);
      return {
        text: words.hereIsTheSheet({
          code: view.code,
          range: formatRange(range),
          count: count(sheet.rows.length, 'student'),
          count2: count(sheet.sessions.length, 'session'),
          overall,
        }),
        files: [{ name: file.fileName, mimeType: file.mimeType, data: file.data }],
      };
    },
  });
}
