/** Reads a PDF back as a person would: pages of lines, each with its pieces of text and where they stand. */
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';

export interface Piece {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly size: number;
}
export interface PdfPage {
  readonly pieces: readonly Piece[];
  readonly lines: readonly (readonly Piece[])[];
  readonly text: string;
}

export interface ReadPdf {
  readonly pages: readonly PdfPage[];
  readonly info: Record<string, unknown>;
}

export async function readPdf(data: Buffer): Promise<ReadPdf> {
  const task = getDocument({ data: new Uint8Array(data), verbosity: 0, useSystemFonts: false });
  const document = await task.promise;
  const pages: PdfPage[] = [];
  for (let number = 1; number <= document.numPages; number += 1) {
    const content = await (await document.getPage(number)).getTextContent();
    const pieces = content.items.flatMap((item): Piece[] => {
      if (!('str' in item) || item.str === '') return [];
      const [size = 0, , , , x = 0, y = 0] = item.transform as number[];
      return [{ text: item.str, x, y, width: item.width, size }];
    });
    const lines = linesOf(pieces);
    pages.push({ pieces, lines, text: lines.map(lineText).join('\n') });
  }
  const { info } = await document.getMetadata();
  await task.destroy();
  return { pages, info: info as Record<string, unknown> };
}

/** Pieces on one baseline, from the left; lines from the top. */
function linesOf(pieces: readonly Piece[]): Piece[][] {
  const lines = new Map<string, Piece[]>();
  for (const piece of pieces) {
    const key = piece.y.toFixed(1);
    lines.set(key, [...(lines.get(key) ?? []), piece]);
  }
  return [...lines.values()]
    .map((line) => line.sort((a, b) => a.x - b.x))
    .sort((a, b) => (b[0]?.y ?? 0) - (a[0]?.y ?? 0));
}

/** A line as it reads: pieces that touch belong together, whichever font each is in. */
export const lineText = (line: readonly Piece[]): string =>
  line
    .map((piece, index) => {
      const before = line[index - 1];
      return `${before && piece.x - (before.x + before.width) > 0.8 ? ' ' : ''}${piece.text.replace(/\u200b/g, '')}`;
    })
    .join('')
    .replace(/\s+/g, ' ');
