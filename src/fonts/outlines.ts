/** Letters as outlines, so that a picture needs no font of the machine it is drawn on. */
import { readFile } from 'node:fs/promises';
import type * as fontkit from 'fontkit';
import { openFontFamilies, type Weight } from './font-families.ts';

export interface Outline {
  /** SVG paths, baseline at 0, one unit an em; to be filled and stroked in one colour. */
  readonly svg: string;
  readonly widthEm: number;
}

/**
 * Sets letters one after the other, each for itself: enough for initials and labels, not for running text of every
 * script.
 */
export type DrawLetters = (letters: readonly string[]) => Promise<Outline>;

/** Fonts stay open as long as what this returns lives. */
export function createOutlines(weight: Weight): DrawLetters {
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

  return async (letters) => {
    const parts: string[] = [];
    let widthEm = 0;
    for (const letter of letters) {
      const font = await fontFor(letter);
      const { glyphs, advanceWidth } = font.layout(letter);
      const scale = 1 / font.unitsPerEm;
      // Variable fonts open at their thinnest, and fontkit cannot set their weight: a line around the letter makes it
      // bold.
      const stroke = weight === 700 && Object.hasOwn(font.variationAxes, 'wght') ? font.unitsPerEm * 0.06 : 0;
      let x = widthEm;
      for (const glyph of glyphs) {
        parts.push(
          `<path stroke-width="${stroke}" transform="translate(${x} 0) scale(${scale} ${-scale})" d="${glyph.path.toSVG()}"/>`,
        );
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
