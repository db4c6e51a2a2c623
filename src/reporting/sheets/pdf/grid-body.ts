/** The rows of the grid: students with their marks and totals, and the totals of the sessions under them. */
import { sheetStatuses, type Sheet, type SheetRow, type SheetTotals } from '../sheet.ts';
import { momentText, percentageText, statusLetters, statusWords } from '../sheet-text.ts';
import type { Columns } from './columns.ts';
import type { GridPage, GridPlan } from './grid-plan.ts';
import { drawWarningSign } from './legend.ts';
import { colors, heights, markColors, page } from './theme.ts';
import type { Canvas } from './typesetter.ts';
import { words } from '../words/en.ts';

/** From here on a cell has room for the word instead of the letter. */
const wordCell = 40;
/** From here on a percentage has room for its decimal. */
const decimalCell = 22;
const baselineInRow = 9.4;

const nameStyle = { size: 8, color: colors.ink } as const;
const quietStyle = { size: 7, color: colors.quiet } as const;
const figureStyle = { size: 7, color: colors.ink } as const;

/** One page of the grid on its way to the paper. */
export interface GridView {
  readonly canvas: Canvas;
  readonly sheet: Sheet;
  readonly plan: GridPlan;
  readonly part: GridPage;
  readonly columns: Columns;
}

/** '(left 12 Nov)', said beside the name of someone who is no longer on the roster. */
export const leftText = (sheet: Sheet, { student }: SheetRow): string =>
  student.leftAt === null || student.leftAt >= sheet.generatedAt
    ? ''
    : words.left(momentText(student.leftAt, sheet.timeZone, 'd LLL'));

function drawName({ canvas, sheet, plan, part, columns }: GridView, row: SheetRow, baseline: number): void {
  const { type } = canvas;
  const left = leftText(sheet, row);
  // Where the percentage stands on another page, the sign stands here, or the row would be marked by colour alone.
  const hasSign = row.isBelowMinimum && plan.widths.total > 0 && !part.hasStudentTotals;
  if (hasSign) drawWarningSign(canvas, columns.name + plan.widths.name - 11, baseline);
  const room = plan.widths.name - (hasSign ? 16 : 8) - (left === '' ? 0 : type.width(left, quietStyle) + 5);
  const name = type.fit(row.student.name, nameStyle, room);
  type.draw(name, columns.name, baseline, nameStyle);
  if (left !== '') type.draw(left, columns.name + type.width(name, nameStyle) + 5, baseline, quietStyle);
  if (plan.widths.externalId > 0) {
    type.draw(
      type.fit(row.student.externalId ?? '', quietStyle, plan.widths.externalId - 6),
      columns.externalId,
      baseline,
      quietStyle,
    );
  }
}

/** The ground of a cell; undefined where the row's own ground shows. */
function groundOf(row: SheetRow, index: number): string | undefined {
  const mark = row.marks[index];
  if (row.onRoster[index] === false) return colors.notOnRoster;
  return mark && mark !== 'present' ? markColors[mark].ground : undefined;
}

function drawMarks({ canvas, plan, part, columns }: GridView, row: SheetRow, top: number): void {
  const { doc, type } = canvas;
  const cell = plan.widths.session;
  for (let index = part.sessions.from; index < part.sessions.to; index += 1) {
    const x = columns.sessions + (index - part.sessions.from) * cell;
    const ground = groundOf(row, index);
    if (ground !== undefined) doc.rect(x, top, cell, heights.row).fill(ground);
    const mark = row.marks[index];
    if (!mark) continue;
    const text = (cell >= wordCell ? statusWords : statusLetters)[mark];
    type.draw(
      text,
      x + cell / 2,
      top + baselineInRow,
      { size: 7.4, weight: 700, color: markColors[mark].ink },
      'center',
    );
  }
}

function drawStudentTotals({ canvas, plan, columns }: GridView, totals: SheetTotals, baseline: number): void {
  for (const [index, status] of sheetStatuses.entries()) {
    const count = totals[status];
    const style = { ...figureStyle, color: count === 0 ? colors.quiet : colors.ink };
    canvas.type.draw(String(count), columns.totals + (index + 0.5) * plan.widths.total, baseline, style, 'center');
  }
}

function drawPercentage(
  { canvas, plan, columns }: GridView,
  percentage: number | null,
  isBelow: boolean,
  baseline: number,
): void {
  const right = columns.percentage + plan.widths.percentage - 4;
  const text = percentage === null ? '–' : percentage.toFixed(1);
  canvas.type.draw(
    text,
    right,
    baseline,
    { size: 7.4, weight: 700, color: isBelow ? colors.warning : colors.ink },
    'right',
  );
  if (isBelow) drawWarningSign(canvas, right - 33, baseline);
}

function drawRow(view: GridView, index: number, top: number): void {
  const { canvas, sheet, part, columns, plan } = view;
  const row = sheet.rows[index];
  if (!row) return;
  const { doc, type } = canvas;
  const baseline = top + baselineInRow;
  const ground =
    row.isBelowMinimum && plan.widths.total > 0 ? colors.warningGround : index % 2 === 1 ? colors.zebra : undefined;
  if (ground !== undefined) doc.rect(page.margin, top, columns.end - page.margin, heights.row).fill(ground);
  type.draw(String(index + 1), columns.name - 6, baseline, quietStyle, 'right');
  drawName(view, row, baseline);
  drawMarks(view, row, top);
  if (!part.hasStudentTotals) return;
  drawStudentTotals(view, row.totals, baseline);
  drawPercentage(view, row.percentage, row.isBelowMinimum, baseline);
}

/** The lines between rows and columns, over all grounds. */
function drawRules(
  { canvas: { doc }, plan, part, columns }: GridView,
  top: number,
  bottom: number,
  rowHeight: number,
): void {
  for (let y = top + rowHeight; y < bottom - 0.1; y += rowHeight) doc.moveTo(page.margin, y).lineTo(columns.end, y);
  for (let index = 0; index <= part.sessions.to - part.sessions.from; index += 1) {
    const x = columns.sessions + index * plan.widths.session;
    doc.moveTo(x, top).lineTo(x, bottom);
  }
  doc.lineWidth(0.4).stroke(colors.line);
  doc.moveTo(page.margin, top).lineTo(columns.end, top);
  doc.moveTo(page.margin, bottom).lineTo(columns.end, bottom).lineWidth(0.9).stroke(colors.strongLine);
}

/** Draws the students of this page below `top` and returns where they end. */
export function drawGridRows(view: GridView, top: number): number {
  const { rows } = view.part;
  for (let index = rows.from; index < rows.to; index += 1)
    drawRow(view, index, top + (index - rows.from) * heights.row);
  const bottom = top + (rows.to - rows.from) * heights.row;
  drawRules(view, top, bottom, heights.row);
  return bottom;
}

interface TotalsLine {
  readonly label: string;
  readonly valueOf: (index: number) => string;
  readonly weight: 400 | 700;
}

function totalsLines(sheet: Sheet, hasRoom: boolean): TotalsLine[] {
  const counts = sheetStatuses.map((status): TotalsLine => ({
    label: `${statusWords[status]} (${statusLetters[status]})`,
    valueOf: (index) => String(sheet.sessionTotals[index]?.totals[status] ?? 0),
    weight: 400,
  }));
  // No room for a decimal in the narrowest column; cut, not rounded, for the same reason as in percentageOf.
  const percentage = (index: number): string => {
    const value = sheet.sessionTotals[index]?.percentage ?? null;
    if (value === null) return '–';
    return hasRoom ? value.toFixed(1) : String(Math.floor(value));
  };
  return [...counts, { label: hasRoom ? 'Attendance, %' : words.attendanceWhole, valueOf: percentage, weight: 700 }];
}

/** The sessions' totals under the last row, five lines; on the last columns also those of the whole sheet. */
export function drawSessionTotals(view: GridView, top: number): void {
  const {
    canvas: { doc, type },
    sheet,
    plan,
    part,
    columns,
  } = view;
  const lines = totalsLines(sheet, plan.widths.session >= decimalCell);
  const bottom = top + lines.length * heights.totalsRow;
  doc.rect(page.margin, top, columns.end - page.margin, bottom - top).fill(colors.band);
  for (const [line, { label, valueOf, weight }] of lines.entries()) {
    const baseline = top + line * heights.totalsRow + 8.6;
    type.draw(label, columns.sessions - 8, baseline, { ...figureStyle, weight }, 'right');
    for (let index = part.sessions.from; index < part.sessions.to; index += 1) {
      const middle = columns.sessions + (index - part.sessions.from + 0.5) * plan.widths.session;
      type.draw(valueOf(index), middle, baseline, { ...figureStyle, size: 6.6, weight }, 'center');
    }
  }
  if (part.hasStudentTotals) drawSheetTotals(view, bottom - heights.totalsRow + 8.6);
  drawRules(view, top, bottom, heights.totalsRow);
}

function drawSheetTotals({ canvas: { type }, sheet, plan, columns }: GridView, baseline: number): void {
  for (const [index, status] of sheetStatuses.entries()) {
    const text = String(sheet.totals[status]);
    type.draw(
      text,
      columns.totals + (index + 0.5) * plan.widths.total,
      baseline,
      { ...figureStyle, size: text.length > 3 ? 5.6 : 6.6, weight: 700 },
      'center',
    );
  }
  type.draw(
    percentageText(sheet.percentage),
    columns.percentage + plan.widths.percentage - 4,
    baseline,
    { ...figureStyle, weight: 700 },
    'right',
  );
}
