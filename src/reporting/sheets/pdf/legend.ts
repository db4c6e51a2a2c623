/** Says what the marks of the grid mean, in one line at the foot of each page. */
import { sheetStatuses, type Sheet } from '../sheet.ts';
import { statusLetters, statusWords } from '../sheet-text.ts';
import { colors, markColors } from './theme.ts';
import type { Canvas } from './typesetter.ts';
import { words } from '../words/en.ts';

const textStyle = { size: 6.5, color: colors.quiet } as const;
const boxHeight = 8.5;
const boxWidth = 10;

/** The sign for 'below the minimum': a triangle pointing down, so that it is seen without colour. */
export function drawWarningSign({ doc }: Canvas, x: number, baseline: number): void {
  doc.polygon([x, baseline - 4.6], [x + 5, baseline - 4.6], [x + 2.5, baseline - 0.4]).fill(colors.warning);
}

/** Draws the legend from x on, on a baseline. */
export function drawLegend(canvas: Canvas, sheet: Sheet, x: number, baseline: number): void {
  const { doc, type } = canvas;
  let at = x;
  const say = (text: string, gap: number): void => {
    type.draw(text, at, baseline, textStyle);
    at += type.width(text, textStyle) + gap;
  };
  const box = (ground: string): void => {
    doc
      .rect(at, baseline - 6.8, boxWidth, boxHeight)
      .lineWidth(0.4)
      .fillAndStroke(ground, colors.line);
  };
  for (const status of sheetStatuses) {
    box(markColors[status].ground);
    type.draw(
      statusLetters[status],
      at + boxWidth / 2,
      baseline - 0.2,
      { size: 6.5, weight: 700, color: markColors[status].ink },
      'center',
    );
    at += boxWidth + 3;
    say(statusWords[status].toLowerCase(), 10);
  }
  box('#ffffff');
  at += boxWidth + 3;
  say(words.notRecorded, 10);
  box(colors.notOnRoster);
  at += boxWidth + 3;
  say(words.notOnTheRoster, 10);
  if (sheet.sessions.length > 1) {
    drawWarningSign(canvas, at, baseline);
    at += 8;
    say(words.below(sheet.rule.minimumPercentage), 10);
  }
  say(words.excusedIs[sheet.rule.excusedRule], 0);
}
