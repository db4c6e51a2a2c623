/** What stands around the grid: the head of the first page, the running head of the others, and the foot. */
import { sheetStatuses, type Sheet } from '../sheet.ts';
import { momentText, percentageText, periodText, sheetTitle, statusLetters } from '../sheet-text.ts';
import type { GridPage } from './grid-plan.ts';
import { colors, contentWidth, heights, page } from './theme.ts';
import { drawLegend } from './legend.ts';
import type { Canvas } from './typesetter.ts';
import { words } from '../words/en.ts';

const left = page.margin;
const right = page.width - page.margin;

const titleStyle = { size: 17, weight: 700, color: colors.ink } as const;
const kickerStyle = { size: 9, color: colors.quiet } as const;
const labelStyle = { size: 6.5, color: colors.quiet } as const;
const valueStyle = { size: 8.5, color: colors.ink } as const;
const runningStyle = { size: 8, weight: 700, color: colors.ink } as const;
const footStyle = { size: 6.5, color: colors.quiet } as const;

interface Fact {
  readonly label: string;
  readonly value: string;
  readonly width: number;
}

/** '4 (1 cancelled, left out, 2 not taken)'. */
const sessionsText = ({ sessions, cancelledSessions, notTakenSessions }: Sheet): string =>
  words.sessionsOf({ count: sessions.length, cancelled: cancelledSessions, notTaken: notTakenSessions });

/** '40 (3 below the minimum)'; of one session alone a minimum says nothing. */
function studentsText({ rows, sessions, belowMinimum }: Sheet): string {
  return belowMinimum === 0 || sessions.length === 1
    ? String(rows.length)
    : words.belowTheMinimum({ count: rows.length, belowMinimum });
}

/** 'P 24 · L 3 · A 2 · E 1'. */
const marksText = ({ totals }: Sheet): string =>
  sheetStatuses.map((status) => `${statusLetters[status]} ${totals[status]}`).join(' · ');

const generatedText = (sheet: Sheet): string =>
  words.by({
    when: momentText(sheet.generatedAt, sheet.timeZone, 'd LLL yyyy, HH:mm'),
    generatedBy: sheet.generatedBy,
  });

/** Two rows of facts; widths in points, together as wide as the page. */
function factsOf(sheet: Sheet): readonly (readonly Fact[])[] {
  const columns = [290, 170, 150, contentWidth - 610];
  const row = (facts: readonly (readonly [label: string, value: string])[]): Fact[] =>
    facts.map(([label, value], index) => ({ label, value, width: columns[index] ?? 0 }));
  return [
    row([
      [sheet.teachers.length === 1 ? 'Teacher' : 'Teachers', sheet.teachers.join(', ') || '–'],
      ['Period', periodText(sheet)],
      [words.timeZone, sheet.timeZone],
      ['Sessions', sessionsText(sheet)],
    ]),
    row([
      ['Generated', generatedText(sheet)],
      [words.attendancePresentLate, percentageText(sheet.percentage)],
      sheet.sessions.length === 1
        ? ['Marks', marksText(sheet)]
        : [words.requiredMinimum, `${sheet.rule.minimumPercentage} %`],
      ['Students', studentsText(sheet)],
    ]),
  ];
}

/** Every text of the frame with its weight, for the fonts to be opened. */
export function frameTexts(sheet: Sheet): { regular: string[]; bold: string[] } {
  const facts = factsOf(sheet)
    .flat()
    .flatMap((fact) => [fact.label, fact.value]);
  return { regular: [...facts, sheet.institution, periodText(sheet)], bold: [sheetTitle(sheet), sheet.institution] };
}

/** The head of the first page. */
export function drawFirstHeader({ doc, type }: Canvas, sheet: Sheet): void {
  const top = page.margin;
  const kind = words.attendanceSheet;
  doc.rect(left, top, contentWidth, 2.2).fill(colors.accent);
  type.draw(type.fit(sheet.institution, { ...kickerStyle, weight: 700 }, contentWidth - 120), left, top + 18, {
    ...kickerStyle,
    weight: 700,
    color: colors.accent,
  });
  type.draw(kind, right, top + 18, kickerStyle, 'right');
  type.draw(type.fit(sheetTitle(sheet), titleStyle, contentWidth), left, top + 39, titleStyle);
  for (const [index, facts] of factsOf(sheet).entries()) {
    let x = left;
    const labelLine = top + 57 + index * 25;
    for (const { label, value, width } of facts) {
      type.draw(label, x, labelLine, labelStyle);
      type.draw(type.fit(value, valueStyle, width - 10), x, labelLine + 10.5, valueStyle);
      x += width;
    }
  }
}

/** The head of every other page: what this is, and which part of it. */
export function drawNextHeader({ doc, type }: Canvas, sheet: Sheet): void {
  const top = page.margin;
  const period = `${periodText(sheet)} · ${sheet.timeZone}`;
  doc.rect(left, top, contentWidth, 1.2).fill(colors.accent);
  const periodWidth = type.width(period, kickerStyle);
  type.draw(type.fit(sheetTitle(sheet), runningStyle, contentWidth - periodWidth - 20), left, top + 16, runningStyle);
  type.draw(period, right, top + 16, { ...kickerStyle, size: 8 }, 'right');
}

/** 'Students 1-30 of 200 · sessions 1-34 of 60', where the grid is split. */
export function partText(sheet: Sheet, part: GridPage): string {
  const say = (word: string, { from, to }: { from: number; to: number }, of: number): string[] =>
    to - from === of ? [] : [words.ofText({ word, value: from + 1, to, ofText: of })];
  return [
    ...say('students', part.rows, sheet.rows.length),
    ...say('sessions', part.sessions, sheet.sessions.length),
  ].join(' · ');
}

/** The foot: legend, part, and page number. */
export function drawFooter(canvas: Canvas, sheet: Sheet, foot: { number: number; of: number; part: string }): void {
  const { doc, type } = canvas;
  const line = page.height - page.margin - heights.footer + 10;
  doc.moveTo(left, line).lineTo(right, line).lineWidth(0.5).stroke(colors.line);
  drawLegend(canvas, sheet, left, line + 10.5);
  const pageText = words.pageOf({ number: foot.number, ofText: foot.of });
  type.draw(pageText, right, line + 10.5, { ...footStyle, weight: 700, color: colors.ink }, 'right');
  const pageWidth = type.width(pageText, { ...footStyle, weight: 700 });
  type.draw(foot.part, right - pageWidth - 14, line + 10.5, footStyle, 'right');
}
