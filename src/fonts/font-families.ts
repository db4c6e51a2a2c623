/** The chain of fonts that names are set in: one design (Noto Sans) for every script, and a last resort. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

export type Weight = 400 | 700;

export interface FontFamily {
  readonly name: string;
  /** Path of the file that holds a slice in a weight. */
  fileOf(slice: string, weight: Weight): string;
  /** Whether one file holds all weights, to be fixed when it is loaded. */
  readonly isVariable: boolean;
  /** The slices whose maker says that they hold a code point. The file itself has the last word. */
  slicesFor(codePoint: number): readonly string[];
}

interface Slice {
  readonly name: string;
  readonly ranges: readonly (readonly [from: number, to: number])[];
}

const require = createRequire(import.meta.url);

/** 'U+0300-0301,U+20AB' -> pairs. */
function parseRanges(text: string): [number, number][] {
  return text.split(',').map((range) => {
    const [from = '', to = from] = range.trim().replace(/^U\+/i, '').split('-');
    return [Number.parseInt(from, 16), Number.parseInt(to, 16)];
  });
}

function readSlices(unicodeJson: string): Slice[] {
  const ranges = JSON.parse(readFileSync(unicodeJson, 'utf8')) as Record<string, string>;
  return Object.entries(ranges).map(([key, text]) => ({ name: key.replace(/[[\]]/g, ''), ranges: parseRanges(text) }));
}

/** A family of a Fontsource package: files by slice, and unicode.json saying which slice holds what. */
function fontsourceFamily(unicodeJson: string, isVariable: boolean): FontFamily {
  const folder = path.dirname(unicodeJson);
  const name = path.basename(folder);
  let slices: Slice[] | undefined;
  return {
    name,
    isVariable,
    fileOf: (slice, weight) =>
      path.join(
        folder,
        'files',
        isVariable ? `${name}-${slice}-wght-normal.woff2` : `${name}-${slice}-${weight}-normal.woff`,
      ),
    slicesFor(codePoint) {
      slices ??= readSlices(unicodeJson);
      return slices
        .filter((slice) => slice.ranges.some(([from, to]) => codePoint >= from && codePoint <= to))
        .map((slice) => slice.name);
    },
  };
}

/**
 * Every family that is installed. Latin, Greek, Cyrillic and Devanagari are static files in two weights; the other
 * scripts are variable, because that is a tenth of the size. Each package is named in full, so that the check for
 * unused dependencies finds it.
 */
export function openFontFamilies() {
  const variable = (unicodeJson: string) => fontsourceFamily(unicodeJson, true);
  return {
    main: [
      fontsourceFamily(require.resolve('@fontsource/noto-sans/unicode.json'), false),
      variable(require.resolve('@fontsource-variable/noto-sans-arabic/unicode.json')),
      variable(require.resolve('@fontsource-variable/noto-sans-hebrew/unicode.json')),
      variable(require.resolve('@fontsource-variable/noto-sans-thai/unicode.json')),
      variable(require.resolve('@fontsource-variable/noto-sans-bengali/unicode.json')),
      variable(require.resolve('@fontsource-variable/noto-sans-tamil/unicode.json')),
      variable(require.resolve('@fontsource-variable/noto-sans-telugu/unicode.json')),
      variable(require.resolve('@fontsource-variable/noto-sans-gujarati/unicode.json')),
      variable(require.resolve('@fontsource-variable/noto-sans-gurmukhi/unicode.json')),
      variable(require.resolve('@fontsource-variable/noto-sans-kannada/unicode.json')),
      variable(require.resolve('@fontsource-variable/noto-sans-malayalam/unicode.json')),
      variable(require.resolve('@fontsource-variable/noto-sans-sinhala/unicode.json')),
      variable(require.resolve('@fontsource-variable/noto-sans-armenian/unicode.json')),
      variable(require.resolve('@fontsource-variable/noto-sans-georgian/unicode.json')),
      variable(require.resolve('@fontsource-variable/noto-sans-ethiopic/unicode.json')),
      variable(require.resolve('@fontsource-variable/noto-sans-khmer/unicode.json')),
      variable(require.resolve('@fontsource-variable/noto-sans-lao/unicode.json')),
      variable(require.resolve('@fontsource-variable/noto-sans-myanmar/unicode.json')),
    ],
    chinese: variable(require.resolve('@fontsource-variable/noto-sans-sc/unicode.json')),
    japanese: variable(require.resolve('@fontsource-variable/noto-sans-jp/unicode.json')),
    korean: variable(require.resolve('@fontsource-variable/noto-sans-kr/unicode.json')),
    /** A bitmap-like font with nearly every letter of the Basic Multilingual Plane: plain, but the right letter. */
    lastResortFile: require.resolve('@fontsource/unifont/files/unifont-latin-400-normal.woff'),
  };
}
