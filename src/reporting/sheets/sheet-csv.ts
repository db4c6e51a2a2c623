/** The sheet as CSV: one student a line, one session a column. */
import { stringify } from 'csv-stringify/sync';
import { sheetStatuses, type Sheet, type SheetSession } from './sheet.ts';
import { isoMinute } from './sheet-text.ts';
import { words } from './words/en.ts';

/** '2026-11-02 09:00', with the title where there is one, so that two sessions of a day are told apart. */
const sessionHeading = (session: SheetSession, timeZone: string): string =>
  [isoMinute(session.startsAt, timeZone), session.title].filter(Boolean).join(' ');

/**
 * Renders a sheet as CSV (RFC 4180: CRLF, quotes doubled) in UTF-8 with a byte-order mark, without which Excel takes
 * it for the system's code page. Times are those of the campus; a status is its word, an empty field was not
 * marked.
 *
 * Fields are free text by other people: one that a spreadsheet would run as a formula (= + - @, tab or return at its
 * start) is made text by an apostrophe before it.
 */
export function renderSheetCsv(sheet: Sheet): Buffer {
  const head = [
    'Name',
    'Number',
    ...sheet.sessions.map((session) => sessionHeading(session, sheet.timeZone)),
    ...sheetStatuses,
    'percentage',
  ];
  const lines = sheet.rows.map((row) => [
    row.student.name,
    row.student.externalId ?? '',
    ...row.marks.map((mark, index) => mark ?? (row.onRoster[index] === false ? words.notEnrolled : '')),
    ...sheetStatuses.map((status) => row.totals[status]),
    row.percentage?.toFixed(1) ?? '',
  ]);
  return Buffer.from(
    stringify([head, ...lines], { bom: true, record_delimiter: 'windows', escape_formulas: true }),
    'utf8',
  );
}
