/** The initials of a name as outlines, so that a picture needs no font of the machine it is drawn on. */
import { readFile } from 'node:fs/promises';
import type * as fontkit from 'fontkit';
import { openFontFamilies } from './font-families.ts';

export interface InitialsOutline {
  /** SVG paths, baseline at 0, one unit an em; to be filled and stroked in one colour. */
  readonly svg: string;
  readonly widthEm: number;
}

export type DrawInitials = (name: string) => Promise<InitialsOutline>;

const weight = 700;
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });
const firstLetter = (word: string): string => [...graphemes.segment(word)][0]?.segment ?? '';

/** The first letters of the first and the last word: "Ada Lovelace" is AL, "Fibonacci da Pisa" is FP, "陳景潤" is 陳. */
export function initialsOf(name: string): string[] {
  const words = name.normalize('NFC').split(/[\s\p{Cc}\p{Cf}]+/u).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const ends = words.length > 1 ? [words[0] ?? '', words.at(-1) ?? ''] : words;
  return ends.map((word) => firstLetter(word.replace(/^[^\p{L}\p{N}]+/u, '')).toUpperCase());
}

/** Fonts stay open as long as what this returns lives. */
export function createInitials(): DrawInitials {
  const families = openFontFamilies();
  const chain = [...families.main, families.chinese, families.japanese, families.korean];
  const open = new Map<string, Promise<fontkit.Font>>();

  function fontAt(path: string): Promise<fontkit.Font> {
    const font = open.get(path) ?? openFont(path);
    open.set(path, font);
    return font;
  }

  async function fontFor(letter: string): Promise<fontkit.Font> {
    const codePoint = letter.codePointAt(0) ?? 0;
    for (const family of chain) {
      for (const slice of family.slicesFor(codePoint)) {
        const font = await fontAt(family.fileOf(slice, weight));
        if (font.hasGlyphForCodePoint(codePoint)) return font;
      }
    }
    return fontAt(families.lastResortFile);
  }

  return async (name) => {
    const parts: string[] = [];
    let widthEm = 0;
    for (const letter of initialsOf(name)) {
      const font = await fontFor(letter);
      const { glyphs, advanceWidth } = font.layout(letter);
      const scale = 1 / font.unitsPerEm;
      // Variable fonts open at their thinnest, and fontkit cannot set their weight: a line around the letter makes it bold.
      const stroke = Object.hasOwn(font.variationAxes, 'wght') ? font.unitsPerEm * 0.06 : 0;
      let x = widthEm;
      for (const glyph of glyphs) {
        parts.push(`<path stroke-width="${stroke}" transform="translate(${x} 0) scale(${scale} ${-scale})" d="${glyph.path.toSVG()}"/>`);
        x += glyph.advanceWidth * scale;
      }
      widthEm += advanceWidth * scale;
    }
    return { svg: parts.join(''), widthEm };
  };
}

async function openFont(path: string): Promise<fontkit.Font> {
  const { create } = await import('fontkit');
  return create(await readFile(path)) as fontkit.Font;
}
