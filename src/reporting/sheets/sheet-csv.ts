/** The sheet as CSV: one student a line, one session a column. */
import { toCsv } from '../csv/index.ts';
import { sheetStatuses, type Sheet, type SheetSession } from './sheet.ts';
import { isoMinute } from './sheet-text.ts';
import { words } from './words/en.ts';

/** '2026-11-02 09:00', with the title where there is one, so that two sessions of a day are told apart. */
const sessionHeading = (session: SheetSession, timeZone: string): string =>
  [isoMinute(session.startsAt, timeZone), session.title].filter(Boolean).join(' ');

/**
 * Renders a sheet as CSV, separated as the locale of its campus has it. Times are those of the campus; a status is its
 * word, an empty field was not marked.
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
    row.percentage === null ? null : withOneDecimal(row.percentage, sheet.locale),
  ]);
  return toCsv([head, ...lines], { locale: sheet.locale });
}

const withOneDecimal = (percentage: number, locale: string): string =>
  new Intl.NumberFormat(locale, {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
    numberingSystem: 'latn',
  }).format(percentage);
