/** The sheet as an Excel workbook: the grid, and a page that says what it is. */
import type { Fill, Workbook, Worksheet } from 'exceljs';
import { attach, wallTimeOf } from '../../kernel/days.ts';
import { sheetStatuses, type Sheet, type SheetStatus } from './sheet.ts';
import { emptySheetText, periodText, sheetTitle, statusLetters, statusWords } from './sheet-text.ts';
import { tellRule } from '../counting/index.ts';
import { colors, markColors } from './pdf/theme.ts';
import { words } from './words/en.ts';

const headRows = 3;
const fixedColumns = 2;
const dateFormat = 'ddd d mmm yyyy';
const timeFormat = 'hh:mm';
const percentFormat = '0.0%';
/** Not enrolled then: grey as on paper, and a sign for who sees no colour. */
const notEnrolledSign = '–';

/** Excel's dates have no zone: the campus's wall clock is written as if it were UTC, which is what exceljs stores. */
function wallClock(instant: Date, timeZone: string): Date {
  return attach(wallTimeOf(instant, timeZone), 'UTC');
}

/**
 * A text as a workbook holds it: without what XML cannot carry, and with "_x0041_", which Excel would read as a letter,
 * written so that it stays what it is.
 */
const cellText = (text: string): string =>
  text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '').replace(/_(?=x[0-9a-f]{4}_)/gi, '_x005F_');

const argb = (color: string): string => `FF${color.slice(1)}`;
const solid = (color: string): Fill => ({
  type: 'pattern',
  pattern: 'solid',
  bgColor: { argb: argb(color) },
  fgColor: { argb: argb(color) },
});

/**
 * Rounded like the figure on every other format, so that a spreadsheet never shows a minimum as reached that was not.
 */
const fraction = (percentage: number | null): number | null =>
  percentage === null ? null : Number((percentage / 100).toFixed(3));

function writeHead(grid: Worksheet, sheet: Sheet): void {
  const starts = sheet.sessions.map((session) => wallClock(session.startsAt, sheet.timeZone));
  grid.addRow(['Student', 'Number', ...starts, ...sheetStatuses.map((status) => statusWords[status]), 'Attendance']);
  grid.addRow(['', '', ...starts]);
  grid.addRow(['', '', ...sheet.sessions.map((session) => cellText(session.title ?? ''))]);
  for (const [row, numFmt] of [
    [1, dateFormat],
    [2, timeFormat],
  ] as const) {
    for (let column = 1; column <= sheet.sessions.length; column += 1)
      grid.getCell(row, fixedColumns + column).numFmt = numFmt;
  }
  for (let row = 1; row <= headRows; row += 1) {
    grid.getRow(row).font = { bold: row === 1 };
    grid.getRow(row).alignment = { horizontal: 'center', vertical: 'middle', wrapText: true };
  }
  grid.getCell(1, 1).alignment = { horizontal: 'left', vertical: 'middle' };
  grid.getCell(1, 2).alignment = { horizontal: 'left', vertical: 'middle' };
}

function writeStudents(grid: Worksheet, sheet: Sheet): void {
  for (const { student, marks, onRoster, totals, percentage, isBelowMinimum } of sheet.rows) {
    const letters = marks.map((mark, index) =>
      mark !== null ? statusLetters[mark] : onRoster[index] === false ? notEnrolledSign : null,
    );
    const row = grid.addRow([
      cellText(student.name),
      student.externalId === null ? null : cellText(student.externalId),
      ...letters,
      ...sheetStatuses.map((status) => totals[status]),
      fraction(percentage),
    ]);
    row.getCell(1).numFmt = '@';
    row.getCell(2).numFmt = '@';
    for (const [index, letter] of letters.entries()) {
      const cell = row.getCell(fixedColumns + index + 1);
      cell.alignment = { horizontal: 'center' };
      if (letter === notEnrolledSign) cell.fill = solid(colors.notOnRoster);
    }
    const figure = row.getCell(fixedColumns + marks.length + 5);
    figure.numFmt = percentFormat;
    if (isBelowMinimum) {
      figure.fill = solid(markColors.absent.ground);
      figure.font = { bold: true, color: { argb: argb(markColors.absent.ink) } };
    }
  }
}

function writeSessionTotals(grid: Worksheet, sheet: Sheet): void {
  for (const status of sheetStatuses) {
    const row = grid.addRow([statusWords[status], '', ...sheet.sessionTotals.map(({ totals }) => totals[status])]);
    row.font = { bold: true };
    row.alignment = { horizontal: 'center' };
    row.getCell(1).alignment = { horizontal: 'left' };
  }
  const row = grid.addRow(['Attendance', '', ...sheet.sessionTotals.map(({ percentage }) => fraction(percentage))]);
  row.font = { bold: true };
  row.numFmt = percentFormat;
  row.alignment = { horizontal: 'center' };
  row.getCell(1).alignment = { horizontal: 'left' };
}

/** Fills follow the letter, so that a mark corrected by hand changes its colour. */
function addFills(grid: Worksheet, sheet: Sheet): void {
  const from = grid.getCell(headRows + 1, fixedColumns + 1).address;
  const to = grid.getCell(headRows + sheet.rows.length, fixedColumns + sheet.sessions.length).address;
  const rule = (status: SheetStatus, index: number) => ({
    type: 'cellIs' as const,
    operator: 'equal' as const,
    priority: index + 1,
    formulae: [`"${statusLetters[status]}"`],
    style: {
      fill: solid(markColors[status].ground),
      font: { color: { argb: argb(markColors[status].ink) } },
    },
  });
  grid.addConditionalFormatting({ ref: `${from}:${to}`, rules: sheetStatuses.map(rule) });
}

function addGrid(workbook: Workbook, sheet: Sheet): void {
  const grid = workbook.addWorksheet('Attendance', {
    views: [{ state: 'frozen', xSplit: fixedColumns, ySplit: headRows }],
    pageSetup: {
      paperSize: 9,
      orientation: 'landscape',
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
      printTitlesRow: `1:${headRows}`,
    },
  });
  const nothing = emptySheetText(sheet);
  if (nothing !== null) {
    grid.addRow([nothing]);
    return;
  }
  writeHead(grid, sheet);
  writeStudents(grid, sheet);
  addFills(grid, sheet);
  writeSessionTotals(grid, sheet);
  grid.getColumn(1).width = Math.min(40, Math.max(16, ...sheet.rows.map((row) => row.student.name.length + 2)));
  grid.getColumn(2).width = 14;
  for (let column = 1; column <= sheet.sessions.length; column += 1) grid.getColumn(fixedColumns + column).width = 12;
  for (let column = 1; column <= 5; column += 1)
    grid.getColumn(fixedColumns + sheet.sessions.length + column).width = 11;
}

function addSummary(workbook: Workbook, sheet: Sheet): void {
  const summary = workbook.addWorksheet('Summary');
  const facts: readonly (readonly [string, string | number | Date | null, string?])[] = [
    ['Institution', sheet.institution, '@'],
    ['Class', sheetTitle(sheet), '@'],
    ['Teachers', sheet.teachers.join(', '), '@'],
    ['Period', periodText(sheet), '@'],
    [words.timeZone, sheet.timeZone],
    ['Students', sheet.rows.length],
    ['Sessions', sheet.sessions.length],
    [words.cancelledSessionsLeftOut, sheet.cancelledSessions],
    [words.registersNotTaken, sheet.notTakenSessions],
    ...sheetStatuses.map((status) => [statusWords[status], sheet.totals[status]] as const),
    ['Attendance', fraction(sheet.percentage), percentFormat],
    [words.requiredMinimum, sheet.rule.minimumPercentage / 100, '0%'],
    [words.studentsBelowTheMinimum, sheet.belowMinimum],
    ['Generated', wallClock(sheet.generatedAt, sheet.timeZone), 'd mmm yyyy hh:mm'],
    [words.generatedBy, sheet.generatedBy, '@'],
    [words.howItIsCounted, tellRule(sheet.rule)],
  ];
  for (const [label, value, numFmt] of facts) {
    const row = summary.addRow([label, typeof value === 'string' ? cellText(value) : value]);
    row.getCell(1).font = { bold: true };
    row.getCell(2).alignment = { horizontal: 'left' };
    if (numFmt !== undefined) row.getCell(2).numFmt = numFmt;
  }
  summary.getColumn(1).width = 30;
  summary.getColumn(2).width = 60;
}

/**
 * Renders a sheet as XLSX. Dates, counts and percentages are real numbers; names are text cells, so that one that
 * begins like a formula stays a name. There are no formulas to recalculate.
 */
export async function renderSheetXlsx(sheet: Sheet): Promise<Buffer> {
  // Loaded with the first workbook: a start need not wait for it.
  const { default: ExcelJS } = await import('exceljs');
  const workbook = new ExcelJS.Workbook();
  workbook.title = cellText(words.attendance3(sheetTitle(sheet)));
  workbook.creator = cellText(sheet.institution);
  workbook.created = sheet.generatedAt;
  addGrid(workbook, sheet);
  addSummary(workbook, sheet);
  return Buffer.from(await workbook.xlsx.writeBuffer());
}
