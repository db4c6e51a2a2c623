/** Letters as PDF: A4, a page each, names in any script. */
import { setImmediate } from 'node:timers/promises';
import PDFDocument from 'pdfkit';
// qrcode: the usual encoder, MIT, small; its squares are drawn by us.
import { create } from 'qrcode';
import { type Canvas, loadPdf } from '../../reporting/sheets/index.ts';
import { words } from './words/en.ts';

export interface Letter {
  name: string;
  externalId: string | null;
  login: string;
  url: string;
  lastDay: string;
}

/** Points. */
const page = { width: 595.28, height: 841.89, margin: 64 } as const;
const column = page.width - 2 * page.margin;
const qrSide = 190;
const ink = '#1b1f24';
const quiet = '#59636e';
const body = { size: 11.5, color: ink } as const;
const lineHeight = 17;

/** One page a letter, in the order given. */
export async function renderLetters(letters: readonly Letter[], institution: string): Promise<Buffer> {
  const doc = new PDFDocument({
    size: [page.width, page.height],
    margin: 0,
    autoFirstPage: false,
    lang: 'en',
    info: { Title: words.title(institution), Author: institution, Creator: 'Muster' },
  });
  const { collectPdf, createTypesetter } = await loadPdf();
  const done = collectPdf(doc);
  const canvas = { doc, type: createTypesetter(doc) };
  await canvas.type.prepare(
    letters.flatMap((letter) => textsOf(letter, institution)),
    400,
  );
  await canvas.type.prepare([institution, ...letters.map(({ name }) => name)], 700);
  for (const letter of letters) {
    doc.addPage();
    drawLetter(canvas, letter, institution);
    // Whatever else waits gets its turn before the next.
    await setImmediate();
  }
  doc.end();
  return done;
}

const textsOf = ({ name, externalId, login, url, lastDay }: Letter, institution: string): string[] => [
  words.hello(name),
  words.number(externalId ?? ''),
  words.thisLetsYouIn(institution),
  ...words.steps({ login, lastDay }),
  words.lostIt,
  url,
];

function drawLetter(canvas: Canvas, { name, externalId, login, url, lastDay }: Letter, institution: string): void {
  const { doc, type } = canvas;
  const right = page.width - page.margin;
  const draw = (text: string, y: number): number => drawParagraph(canvas, text, y);
  type.draw(type.fit(institution, { size: 15, weight: 700 }, column), page.margin, 84, {
    size: 15,
    weight: 700,
    color: ink,
  });
  doc.moveTo(page.margin, 98).lineTo(right, 98).lineWidth(0.8).stroke('#d4d9df');
  // What is read when the letters are handed out.
  const label = { size: 13, weight: 700, color: ink } as const;
  type.draw(type.fit(name, label, column - 120), page.margin, 128, label);
  if (externalId !== null) type.draw(words.number(externalId), right, 128, { size: 11, color: quiet }, 'right');
  let y = draw(words.hello(name), 176) + 8;
  y = draw(words.thisLetsYouIn(institution), y) + 12;
  for (const step of words.steps({ login, lastDay })) y = draw(step, y) + 3;
  drawQr(doc, url, (page.width - qrSide) / 2, y + 10);
  const address = { size: 11.5, color: ink } as const;
  type.draw(type.fit(url, address, column), page.width / 2, y + qrSide + 36, address, 'center');
  drawParagraph(canvas, words.lostIt, y + qrSide + 76, quiet);
}

/** Breaks at spaces. @returns the baseline of the line after it. */
function drawParagraph({ type }: Canvas, text: string, top: number, color: string = ink): number {
  let y = top;
  let line = '';
  const flush = (): void => {
    type.draw(type.fit(line, body, column), page.margin, y, { ...body, color });
    y += lineHeight;
  };
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && type.width(longer, body) > column) {
      flush();
      line = word;
    } else line = longer;
  }
  flush();
  return y;
}

function drawQr(doc: Canvas['doc'], text: string, left: number, top: number): void {
  const { modules } = create(text, { errorCorrectionLevel: 'M' });
  const side = qrSide / modules.size;
  for (let row = 0; row < modules.size; row += 1)
    for (let column = 0; column < modules.size; column += 1)
      if (modules.get(row, column)) doc.rect(left + column * side, top + row * side, side, side);
  doc.fill('#000000');
}
