/** The head of the grid, repeated on each page: months, days and times of the sessions. */
import { sheetStatuses, type Sheet, type SheetSession } from '../sheet.ts';
import { momentText, statusLetters } from '../sheet-text.ts';
import type { Columns } from './columns.ts';
import type { GridPage, GridPlan } from './grid-plan.ts';
import { colors, heights, page } from './theme.ts';
import type { Canvas } from './typesetter.ts';

const bandHeight = 13;
/** From here on a cell has room for a title and both times. */
const wideCell = 60;

const headStyle = { size: 7, weight: 700, color: colors.ink } as const;
const smallStyle = { size: 5.4, color: colors.quiet } as const;
const dayStyle = { size: 8.5, weight: 700, color: colors.ink } as const;

interface MonthSpan {
  readonly label: string;
  readonly short: string;
  readonly count: number;
}

/** Neighbouring sessions of one month. */
function monthSpans(sheet: Sheet, sessions: readonly SheetSession[]): MonthSpan[] {
  const spans: { label: string; short: string; count: number }[] = [];
  for (const { startsAt } of sessions) {
    const label = momentText(startsAt, sheet.timeZone, 'LLLL yyyy');
    const last = spans.at(-1);
    if (last?.label === label) last.count += 1;
    else spans.push({ label, short: momentText(startsAt, sheet.timeZone, 'LLL'), count: 1 });
  }
  return spans;
}

function drawMonths(
  { doc, type }: Canvas,
  sheet: Sheet,
  sessions: readonly SheetSession[],
  at: { x: number; top: number; cell: number },
): void {
  let x = at.x;
  for (const { label, short, count } of monthSpans(sheet, sessions)) {
    const width = count * at.cell;
    const text = [label, short].find((candidate) => type.width(candidate, headStyle) <= width - 3) ?? '';
    type.draw(text, x + width / 2, at.top + 9.2, headStyle, 'center');
    if (x > at.x)
      doc
        .moveTo(x, at.top)
        .lineTo(x, at.top + heights.tableHead)
        .lineWidth(0.5)
        .stroke(colors.strongLine);
    x += width;
  }
}

function drawNarrowSession({ type }: Canvas, session: SheetSession, zone: string, middle: number, top: number): void {
  const start = (format: string): string => momentText(session.startsAt, zone, format);
  type.draw(start('ccc'), middle, top + 8.5, smallStyle, 'center');
  type.draw(start('d'), middle, top + 18.5, dayStyle, 'center');
  type.draw(start('HH:mm'), middle, top + 27, smallStyle, 'center');
}

function drawWideSession(
  { type }: Canvas,
  session: SheetSession,
  zone: string,
  middle: number,
  top: number,
  width: number,
): void {
  const times = `${momentText(session.startsAt, zone, 'HH:mm')}–${momentText(session.endsAt, zone, 'HH:mm')}`;
  const small = { ...smallStyle, size: 6.5 };
  if (session.title) type.draw(type.fit(session.title, small, width - 6), middle, top + 8, small, 'center');
  type.draw(momentText(session.startsAt, zone, 'ccc d LLL'), middle, top + 18, dayStyle, 'center');
  type.draw(times, middle, top + 27.5, small, 'center');
}

function drawTotalsHead({ type }: Canvas, columns: Columns, plan: GridPlan, baseline: number): void {
  for (const [index, status] of sheetStatuses.entries()) {
    type.draw(statusLetters[status], columns.totals + (index + 0.5) * plan.widths.total, baseline, headStyle, 'center');
  }
  type.draw('%', columns.percentage + plan.widths.percentage - 8, baseline, headStyle, 'right');
}

/** Draws the head with its upper edge at `top`. */
export function drawGridHead(
  canvas: Canvas,
  sheet: Sheet,
  plan: GridPlan,
  part: GridPage,
  columns: Columns,
  top: number,
): void {
  const { doc, type } = canvas;
  const sessions = sheet.sessions.slice(part.sessions.from, part.sessions.to);
  const cell = plan.widths.session;
  const bottom = top + heights.tableHead;
  doc.rect(page.margin, top, columns.end - page.margin, heights.tableHead).fill(colors.band);
  drawMonths(canvas, sheet, sessions, { x: columns.sessions, top, cell });
  for (const [index, session] of sessions.entries()) {
    const middle = columns.sessions + (index + 0.5) * cell;
    if (cell >= wideCell) drawWideSession(canvas, session, sheet.timeZone, middle, top + bandHeight, cell);
    else drawNarrowSession(canvas, session, sheet.timeZone, middle, top + bandHeight);
  }
  const baseline = bottom - 6;
  type.draw('#', columns.name - 6, baseline, headStyle, 'right');
  type.draw('Student', columns.name, baseline, headStyle);
  if (plan.widths.externalId > 0) type.draw('Number', columns.externalId, baseline, headStyle);
  if (part.hasStudentTotals) drawTotalsHead(canvas, columns, plan, baseline);
  if (plan.widths.notes > 0) type.draw('Notes', columns.notes + 10, baseline, headStyle);
}
