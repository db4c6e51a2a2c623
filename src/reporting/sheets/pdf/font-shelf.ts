/** Finds, for each letter, the first font of the chain that has it, and opens a file only when it is needed. */
import { readFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { openFace, type Face } from './font-face.ts';
import { type FontFamily, type Weight, openFontFamilies } from '../../../fonts/index.ts';

/** Letters that say nothing about which font is needed: joiners and variation selectors. */
const isIgnorable = (codePoint: number): boolean =>
  codePoint === 0x200c || codePoint === 0x200d || (codePoint >= 0xfe00 && codePoint <= 0xfe0f);

const neededCodePoints = (cluster: string): number[] =>
  [...cluster].map((character) => character.codePointAt(0) ?? 0).filter((codePoint) => !isIgnorable(codePoint));

/** The Han shapes that a name expects: Japanese beside kana, Korean beside hangul, else Chinese. */
export type HanStyle = 'chinese' | 'japanese' | 'korean';

export function hanStyleOf(text: string): HanStyle {
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)) return 'japanese';
  return /\p{Script=Hangul}/u.test(text) ? 'korean' : 'chinese';
}

export interface FontShelf {
  /** The first face that has all letters of a cluster; null when only the last resort may. */
  faceFor(cluster: string, weight: Weight, han: HanStyle): Promise<Face | null>;
  /** The face of last resort, holding what it has of these letters. */
  lastResort(letters: string): Promise<Face>;
}

/** A shelf for one document: a face stays open as long as the shelf lives. */
export function createFontShelf(): FontShelf {
  const families = openFontFamilies();
  const open = new Map<string, Promise<Face>>();
  let lastResorts = 0;

  const chain = (han: HanStyle): FontFamily[] => [
    ...families.main,
    families[han],
    families.chinese,
    families.japanese,
    families.korean,
  ];

  async function load(family: FontFamily, slice: string, weight: Weight): Promise<Face> {
    const file = await readFile(family.fileOf(slice, weight));
    // Unpacking and fixing the weight take milliseconds of the event loop each; others get their turn in between.
    await setImmediate();
    return openFace(`${family.name}-${slice}-${weight}`, file, family.isVariable ? weight : null);
  }

  function faceOf(family: FontFamily, slice: string, weight: Weight): Promise<Face> {
    const key = `${family.name}/${slice}/${weight}`;
    const face = open.get(key) ?? load(family, slice, weight);
    open.set(key, face);
    return face;
  }

  return {
    async faceFor(cluster, weight, han) {
      const needed = neededCodePoints(cluster);
      const [first] = needed;
      if (first === undefined) return null;
      for (const family of chain(han)) {
        for (const slice of family.slicesFor(first)) {
          const face = await faceOf(family, slice, weight);
          if (needed.every((codePoint) => face.covers(codePoint))) return face;
        }
      }
      return null;
    },
    async lastResort(letters) {
      lastResorts += 1;
      return openFace(`last-resort-${lastResorts}`, await readFile(families.lastResortFile), null, letters);
    },
  };
}
