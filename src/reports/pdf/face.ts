/** One font file made ready: shaped by HarfBuzz, drawn by pdfkit. */
import * as fontkit from 'fontkit';
import * as harfbuzz from 'harfbuzzjs';
import subsetFont from 'subset-font';
import type { Weight } from './font-families.ts';

export interface Face {
  /** Unique within a document. */
  readonly name: string;
  covers(codePoint: number): boolean;
  /** The advance of a run of one direction, in em. */
  widthEm(text: string): number;
  /** What pdfkit takes as a font (it accepts any object with fontkit's `layout`, though its types don't say so). */
  readonly pdfFont: Buffer;
}

interface ShapedGlyph {
  readonly id: number;
  /** Index into the text, in UTF-16 units. */
  readonly cluster: number;
  readonly position: { xAdvance: number; yAdvance: number; xOffset: number; yOffset: number };
}

/** fontkit's own shaper fails on several Indic fonts, so the shaping is HarfBuzz's. Direction and script are guessed from the letters. */
function shape(font: harfbuzz.Font, text: string): ShapedGlyph[] {
  const buffer = new harfbuzz.Buffer();
  buffer.setClusterLevel(harfbuzz.ClusterLevel.MONOTONE_CHARACTERS);
  buffer.addText(text);
  buffer.guessSegmentProperties();
  harfbuzz.shape(font, buffer);
  const positions = buffer.getGlyphPositions();
  return buffer.getGlyphInfos().map(({ codepoint, cluster }, index) => {
    const { xAdvance = 0, yAdvance = 0, xOffset = 0, yOffset = 0 } = positions[index] ?? {};
    return { id: codepoint, cluster, position: { xAdvance, yAdvance, xOffset, yOffset } };
  });
}

/** The text of each cluster, by its first index. */
function clusterTexts(glyphs: readonly ShapedGlyph[], text: string): Map<number, string> {
  const starts = [...new Set(glyphs.map((glyph) => glyph.cluster))].sort((a, b) => a - b);
  return new Map(starts.map((start, index) => [start, text.slice(start, starts[index + 1] ?? text.length)]));
}

const codePointsOf = (text: string): number[] => [...text].map((character) => character.codePointAt(0) ?? 0);

/**
 * What a reader gets who copies a glyph: its own letter where it has one, else the letters of its cluster that no
 * other glyph of the cluster stands for (a conjunct, a ligature, a joined form).
 */
function readableCodePoints(font: fontkit.Font, glyphs: readonly ShapedGlyph[], text: string): number[][] {
  const texts = clusterTexts(glyphs, text);
  const nominal = (glyph: ShapedGlyph) =>
    codePointsOf(texts.get(glyph.cluster) ?? '').find((codePoint) => font.glyphForCodePoint(codePoint).id === glyph.id);
  const taken = new Map<number, Set<number>>();
  for (const glyph of glyphs) {
    const own = nominal(glyph);
    if (own !== undefined) taken.set(glyph.cluster, (taken.get(glyph.cluster) ?? new Set()).add(own));
  }
  return glyphs.map((glyph) => {
    const own = nominal(glyph);
    if (own !== undefined) return [own];
    const used = taken.get(glyph.cluster) ?? new Set();
    const rest = codePointsOf(texts.get(glyph.cluster) ?? '').filter((codePoint) => !used.has(codePoint));
    taken.set(glyph.cluster, new Set([...used, ...rest]));
    return rest;
  });
}

/** pdfkit asks a font for glyphs and positions through fontkit's `layout`; this answers with HarfBuzz's. */
function layoutWith(font: fontkit.Font, shaper: harfbuzz.Font, text: string) {
  const shaped = shape(shaper, text);
  const readable = readableCodePoints(font, shaped, text);
  return {
    glyphs: shaped.map((glyph, index) => font.getGlyph(glyph.id, readable[index])),
    positions: shaped.map((glyph) => ({ ...glyph.position })),
    advanceWidth: shaped.reduce((sum, glyph) => sum + glyph.position.xAdvance, 0),
  };
}

/**
 * Unpacks a font file, fixes its weight and opens it.
 *
 * @param weight null where the file has one weight only
 * @param text only the letters that are needed; absent: all
 */
export async function openFace(name: string, file: Buffer, weight: Weight | null, text?: string): Promise<Face> {
  const data = await subsetFont(file, text, {
    targetFormat: 'truetype', keepAllGlyphs: text === undefined, ...(weight !== null && { variationAxes: { wght: weight } }),
  });
  const font = fontkit.create(data);
  if (!('layout' in font)) throw new Error(`${name} is a collection, not a font.`);
  const shaper = new harfbuzz.Font(new harfbuzz.Face(new harfbuzz.Blob(data)));
  Object.defineProperties(font, {
    layout: { value: (run: string) => layoutWith(font, shaper, run) },
    // Slices of one family share a name, by which pdfkit would take them for one font.
    postscriptName: { value: name },
  });
  return {
    name,
    covers: (codePoint) => font.hasGlyphForCodePoint(codePoint),
    widthEm: (run) => shape(shaper, run).reduce((sum, glyph) => sum + glyph.position.xAdvance, 0) / font.unitsPerEm,
    pdfFont: font as unknown as Buffer,
  };
}
