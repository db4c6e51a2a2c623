/** One font file made ready: shaped by HarfBuzz, drawn by pdfkit. */
import * as fontkit from 'fontkit';
import * as harfbuzz from 'harfbuzzjs';
import subsetFont from 'subset-font';
import type { Weight } from '../../../fonts/index.ts';

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

/**
 * fontkit's own shaper fails on several Indic fonts, so the shaping is HarfBuzz's. Direction and script are guessed
 * from the letters.
 */
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

/** Stands for a glyph that adds no letter (a dot of its own): readers take 'nothing' for a missing entry. */
const zeroWidthSpace = 0x200b;

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
  const readings = new Map<ShapedGlyph, number[]>();
  // Where a letter is a base and dots of their own, the base stands for it.
  const basesFirst = [...glyphs].sort((a, b) => Number(a.position.xAdvance === 0) - Number(b.position.xAdvance === 0));
  for (const glyph of basesFirst) {
    const own = nominal(glyph);
    const used = taken.get(glyph.cluster) ?? new Set();
    const rest = codePointsOf(texts.get(glyph.cluster) ?? '').filter((codePoint) => !used.has(codePoint));
    readings.set(glyph, own === undefined ? rest : [own]);
    if (own === undefined) taken.set(glyph.cluster, new Set([...used, ...rest]));
  }
  return glyphs.map((glyph) => {
    const reading = readings.get(glyph) ?? [];
    return reading.length > 0 ? reading : [zeroWidthSpace];
  });
}

/** What pdfkit looks at in a glyph. */
type ReadGlyph = Pick<fontkit.Glyph, 'id' | 'codePoints' | 'advanceWidth'>;

/** fontkit gives a font at most this many glyphs; ids above it tell apart the uses of one. */
const glyphIdRange = 0x1_0000;

/**
 * A PDF says once for each glyph what it reads as, but fonts build several letters from one glyph (a dotless base
 * with other dots). So each reading of a glyph gets an id of its own, which the subset turns back into the glyph.
 */
function createReadings(font: fontkit.Font) {
  const ids = new Map<string, number>();
  return (id: number, codePoints: number[]): ReadGlyph => {
    const key = `${id}:${codePoints.join()}`;
    const readingId = ids.get(key) ?? id + ids.size * glyphIdRange;
    ids.set(key, readingId);
    return { id: readingId, codePoints, advanceWidth: font.getGlyph(id).advanceWidth };
  };
}

/** What of a fontkit subset pdfkit calls, and what is behind it; its types leave out the latter. */
interface GlyphSubset {
  glyphs: number[];
  mapping: Record<number, number>;
  includeGlyph(id: number): number;
}

/** A subset that puts a glyph in once for each reading. */
function createReadingSubset(subset: GlyphSubset): GlyphSubset {
  subset.includeGlyph = (id) => {
    const known = subset.mapping[id];
    if (known !== undefined) return known;
    subset.glyphs.push(id % glyphIdRange);
    return (subset.mapping[id] = subset.glyphs.length - 1);
  };
  return subset;
}

/**
 * pdfkit asks a font for glyphs and positions through fontkit's `layout`; this answers with HarfBuzz's. A run is shaped
 * once in a document: most of a sheet is the same few letters, thousands of times.
 */
function createLayout(font: fontkit.Font, shaper: harfbuzz.Font) {
  const known = new Map<string, { glyphs: ReadGlyph[]; positions: ShapedGlyph['position'][]; advanceWidth: number }>();
  const readingOf = createReadings(font);
  const layOut = (text: string) => {
    const shaped = shape(shaper, text);
    const readable = readableCodePoints(font, shaped, text);
    return {
      glyphs: shaped.map((glyph, index) => readingOf(glyph.id, readable[index] ?? [])),
      positions: shaped.map((glyph) => glyph.position),
      advanceWidth: shaped.reduce((sum, glyph) => sum + glyph.position.xAdvance, 0),
    };
  };
  return (text: string) => {
    const run = known.get(text) ?? layOut(text);
    known.set(text, run);
    // pdfkit scales the positions in place, so each caller gets its own.
    return { ...run, positions: run.positions.map((position) => ({ ...position })) };
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
    targetFormat: 'truetype',
    keepAllGlyphs: text === undefined,
    ...(weight !== null && { variationAxes: { wght: weight } }),
  });
  const font = fontkit.create(data);
  if (!('layout' in font)) throw new Error(`${name} is a collection, not a font.`);
  const shaper = new harfbuzz.Font(new harfbuzz.Face(new harfbuzz.Blob(data)));
  const layout = createLayout(font, shaper);
  const createSubset = font.createSubset.bind(font) as unknown as () => GlyphSubset;
  Object.defineProperties(font, {
    layout: { value: layout },
    createSubset: { value: () => createReadingSubset(createSubset()) },
    // Slices of one family share a name, by which pdfkit would take them for one font.
    postscriptName: { value: name },
  });
  return {
    name,
    covers: (codePoint) => font.hasGlyphForCodePoint(codePoint),
    widthEm: (run) => layout(run).advanceWidth / font.unitsPerEm,
    pdfFont: font as unknown as Buffer,
  };
}
