/** The sheet as a printable document: A4 landscape, split over pages, letters of any script. */
import { setImmediate } from 'node:timers/promises';
import PDFDocument from 'pdfkit';
import { collectPdf } from './pdf/collect-pdf.ts';
import { columnsOf } from './pdf/columns.ts';
import { drawGridHead } from './pdf/grid-head.ts';
import { drawGridRows, drawSessionTotals, leftText } from './pdf/grid-body.ts';
import { planGrid, type GridPage, type GridPlan } from './pdf/grid-plan.ts';
import { drawFirstHeader, drawFooter, drawNextHeader, frameTexts, partText } from './pdf/page-frame.ts';
import { colors, heights, page } from './pdf/theme.ts';
import { createTypesetter, type Canvas } from './pdf/typesetter.ts';
import { emptySheetText, periodText, sheetTitle } from './sheet-text.ts';
import type { Sheet } from './sheet.ts';
import { words } from './words/en.ts';

const printableAscii = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join('');

/** Opens the fonts of everything that will be drawn. */
async function prepareFonts({ type }: Canvas, sheet: Sheet): Promise<void> {
  const frame = frameTexts(sheet);
  const own = `${printableAscii}·–•`;
  const students = sheet.rows.flatMap(({ student }) => [student.name, student.externalId ?? '']);
  await type.prepare(
    [own, ...frame.regular, ...students, ...sheet.sessions.map((session) => session.title ?? '')],
    400,
  );
  await type.prepare([own, ...frame.bold], 700);
}

function planFor({ type }: Canvas, sheet: Sheet): GridPlan {
  const widest = (widths: readonly number[]): number => Math.max(0, ...widths);
  return planGrid({
    rows: sheet.rows.length,
    sessions: sheet.sessions.length,
    nameWidth: widest(
      sheet.rows.map((row) => type.width(`${row.student.name} ${leftText(sheet, row)}`.trim(), { size: 8 })),
    ),
    externalIdWidth: widest(sheet.rows.map((row) => type.width(row.student.externalId ?? '', { size: 7 }))),
  });
}

/** Draws the head of a page and returns where its content begins. */
function startPage(canvas: Canvas, sheet: Sheet, isFirst: boolean): number {
  canvas.doc.addPage();
  if (isFirst) drawFirstHeader(canvas, sheet);
  else drawNextHeader(canvas, sheet);
  return page.margin + (isFirst ? heights.firstHeader : heights.nextHeader);
}

function drawGridPage(canvas: Canvas, sheet: Sheet, plan: GridPlan, part: GridPage, top: number): void {
  const columns = columnsOf(plan, part);
  const view = { canvas, sheet, plan, part, columns };
  drawGridHead(canvas, sheet, plan, part, columns, top);
  const bottom = drawGridRows(view, top + heights.tableHead);
  if (part.hasSessionTotals) drawSessionTotals(view, bottom + 4);
}

async function drawGrid(canvas: Canvas, sheet: Sheet): Promise<void> {
  const plan = planFor(canvas, sheet);
  await setImmediate();
  for (const [index, part] of plan.pages.entries()) {
    const top = startPage(canvas, sheet, index === 0);
    drawGridPage(canvas, sheet, plan, part, top);
    drawFooter(canvas, sheet, { number: index + 1, of: plan.pages.length, part: partText(sheet, part) });
    // A page takes some ten milliseconds; whatever else waits gets its turn before the next.
    await setImmediate();
  }
}

function drawEmpty(canvas: Canvas, sheet: Sheet, text: string): void {
  const top = startPage(canvas, sheet, true);
  canvas.doc
    .rect(page.margin, top, page.width - 2 * page.margin, 90)
    .lineWidth(0.8)
    .fillAndStroke('#ffffff', colors.line);
  canvas.type.draw(text, page.width / 2, top + 49, { size: 11, color: colors.ink }, 'center');
  drawFooter(canvas, sheet, { number: 1, of: 1, part: '' });
}

/**
 * Renders a sheet as PDF. A grid that does not fit is split: first by sessions, then by students, with its head on
 * each page; the students' totals stand on the last columns, the sessions' totals under the last rows.
 *
 * Letters that no installed font has appear as U+FFFD. Nothing a sheet can hold makes it throw.
 */
export async function renderSheetPdf(sheet: Sheet): Promise<Buffer> {
  const doc = new PDFDocument({
    size: [page.width, page.height],
    margin: 0,
    autoFirstPage: false,
    lang: 'en',
    info: {
      Title: words.attendanceInSheet({ sheet: sheetTitle(sheet), sheet2: periodText(sheet) }),
      Author: sheet.institution,
      Subject: words.attendanceSheet,
      Creator: 'Muster',
      CreationDate: sheet.generatedAt,
    },
  });
  const done = collectPdf(doc);
  const canvas = { doc, type: createTypesetter(doc) };
  await prepareFonts(canvas, sheet);
  await setImmediate();
  const nothing = emptySheetText(sheet);
  if (nothing === null) await drawGrid(canvas, sheet);
  else drawEmpty(canvas, sheet, nothing);
  doc.end();
  return done;
}
