/** Sets texts of any script on a pdfkit page: chooses fonts, measures, shortens and draws. */
import type PDFDocument from 'pdfkit';
import { createFontShelf, hanStyleOf, type HanStyle } from './font-shelf.ts';
import type { Face } from './font-face.ts';
import type { Weight } from '../../../fonts/index.ts';
import { cleanText, clustersOf, forShaper, needsActualText, visualRuns } from './text-runs.ts';

export interface TextStyle {
  /** Points. */
  readonly size: number;
  readonly weight?: Weight;
  /** '#rrggbb'. */
  readonly color?: string;
}

export interface Typesetter {
  /** Opens the fonts that these texts need. Has to be awaited before they are measured or drawn. */
  prepare(texts: Iterable<string>, weight: Weight): Promise<void>;
  /** Width in points. */
  width(text: string, style: TextStyle): number;
  /** The text, or as much of it as goes into the width with an ellipsis. */
  fit(text: string, style: TextStyle, maxWidth: number): string;
  /** Draws on a baseline; x is the left edge, the middle or the right edge by `align`. */
  draw(text: string, x: number, baseline: number, style: TextStyle, align?: 'left' | 'center' | 'right'): void;
}

/** What the drawing functions draw on. */
export interface Canvas {
  readonly doc: InstanceType<typeof PDFDocument>;
  readonly type: Typesetter;
}

interface FontRun {
  readonly face: Face;
  readonly text: string;
}
interface MeasuredRun extends FontRun {
  readonly widthEm: number;
}
interface SetText {
  readonly runs: readonly MeasuredRun[];
  readonly widthEm: number;
}

const hanStyles: readonly HanStyle[] = ['chinese', 'japanese', 'korean'];
const ellipsis = '…';
const replacement = '\ufffd';
/** The missing-glyph box, for a letter that no font has. */
const box = '\u25a1';

/** Neighbouring clusters in one face are shaped together, or letters would not join. */
function groupByFace(
  clusters: readonly string[],
  faceOf: (cluster: string) => { face: Face; text: string },
): { face: Face; text: string }[] {
  const groups: { face: Face; text: string }[] = [];
  for (const cluster of clusters) {
    const next = faceOf(cluster);
    const last = groups.at(-1);
    if (last?.face === next.face) last.text += next.text;
    else groups.push({ ...next });
  }
  return groups;
}

/** A typesetter for one document. */
export function createTypesetter(doc: InstanceType<typeof PDFDocument>): Typesetter {
  const shelf = createFontShelf();
  const faces = new Map<string, Face>();
  const boxes = new Map<Weight, Face>();
  const setTexts = new Map<string, SetText>();
  const faceKey = (cluster: string, weight: Weight, text: string) => `${weight}/${hanStyleOf(text)}/${cluster}`;

  async function prepare(texts: Iterable<string>, weight: Weight): Promise<void> {
    const missing = new Map<string, string>();
    for (const text of [...texts, ellipsis, replacement].map(cleanText)) {
      for (const cluster of clustersOf(text)) {
        const key = faceKey(cluster, weight, text);
        if (faces.has(key) || missing.has(key)) continue;
        const face = await shelf.faceFor(cluster, weight, hanStyleOf(text));
        if (face) faces.set(key, face);
        else missing.set(key, cluster);
      }
    }
    if (missing.size === 0) return;
    // The box comes along: a font that has none of the letters could not be opened at all.
    const face = await shelf.lastResort([...missing.values(), box].join(''));
    boxes.set(weight, face);
    for (const [key, cluster] of missing) {
      if ([...cluster].every((character) => face.covers(character.codePointAt(0) ?? 0))) faces.set(key, face);
    }
  }

  /** A letter that no font has is shown as the missing-glyph box: nothing to read, but never a failure. */
  function resolve(cluster: string, weight: Weight, text: string): FontRun {
    // A shortened name may have lost the letters that told its style, so the other styles are tried as well.
    const face = [faceKey(cluster, weight, text), ...hanStyles.map((han) => `${weight}/${han}/${cluster}`)]
      .map((key) => faces.get(key))
      .find((known) => known !== undefined);
    if (face) return { face, text: cluster };
    const boxed = boxes.get(weight);
    if (boxed) return { face: boxed, text: box };
    const stand = faces.get(faceKey(replacement, weight, ''));
    if (!stand) throw new Error('A text was set before its fonts were prepared.');
    return { face: stand, text: replacement };
  }

  function setText(raw: string, weight: Weight): SetText {
    const key = `${weight}/${raw}`;
    const known = setTexts.get(key);
    if (known) return known;
    const text = cleanText(raw);
    const runs = visualRuns(text).flatMap((run) => {
      const groups = groupByFace(clustersOf(run.text), (cluster) => resolve(cluster, weight, text));
      const parts = groups.map(({ face, text: logical }) => {
        const shaped = forShaper({ text: logical, isRtl: run.isRtl });
        return { face, text: shaped, widthEm: face.widthEm(shaped) };
      });
      return run.isRtl ? parts.reverse() : parts;
    });
    const made = { runs, widthEm: runs.reduce((sum, run) => sum + run.widthEm, 0) };
    setTexts.set(key, made);
    return made;
  }

  const width = (text: string, style: TextStyle): number => setText(text, style.weight ?? 400).widthEm * style.size;

  function fit(text: string, style: TextStyle, maxWidth: number): string {
    if (width(text, style) <= maxWidth) return text;
    const clusters = clustersOf(cleanText(text));
    const shortened = (count: number) =>
      `${clusters
        .slice(0, count)
        .join('')
        .replace(/[\s\p{P}]+$/u, '')}${ellipsis}`;
    let low = 0;
    let high = clusters.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (width(shortened(middle), style) <= maxWidth) low = middle;
      else high = middle - 1;
    }
    return shortened(low);
  }

  function drawRuns(set: SetText, left: number, baseline: number, style: TextStyle): void {
    let x = left;
    for (const { face, text, widthEm } of set.runs) {
      // Registered under its name, a font is looked up by pdfkit and not opened again.
      doc
        .registerFont(face.name, face.pdfFont)
        .font(face.name)
        .fontSize(style.size)
        .fillColor(style.color ?? '#000000');
      doc.text(text, x, baseline, { lineBreak: false, baseline: 'alphabetic', features: [] });
      x += widthEm * style.size;
    }
  }

  function draw(
    text: string,
    x: number,
    baseline: number,
    style: TextStyle,
    align: 'left' | 'center' | 'right' = 'left',
  ): void {
    const set = setText(text, style.weight ?? 400);
    const left = x - { left: 0, center: 0.5, right: 1 }[align] * set.widthEm * style.size;
    // Who copies a box gets the letter that it stands for.
    const isBoxed = set.runs.some((run) => run.text.includes(box)) && !text.includes(box);
    if (!isBoxed && !needsActualText(text)) return drawRuns(set, left, baseline, style);
    doc.markContent('Span', { actual: cleanText(text) });
    drawRuns(set, left, baseline, style);
    doc.endMarkedContent();
  }

  return { prepare, width, fit, draw };
}
