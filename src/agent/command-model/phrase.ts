/**
 * A sentence as words that keep what was typed next to what was meant, so that rules match one and names are taken from
 * the other.
 */
import { correctSpelling } from './spelling.ts';

export interface Word {
  /** As typed, for names and titles. */
  readonly raw: string;
  /** Lower case, spelled as the rules know it. A comma is a word of its own. */
  readonly plain: string;
  /** The own class of which it is the code. */
  readonly code?: string;
}

export type Phrase = readonly Word[];

export interface Found {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  readonly groups: Readonly<Record<string, Phrase>>;
}

export function readPhrase(text: string): Phrase {
  return (text.replace(/[’‘]/g, "'").match(/[,;]|[^\s,;]+/g) ?? []).flatMap(readWord);
}

/**
 * Quotes and closing marks belong to the writing; a token without letters or digits, such as an emoji, says nothing.
 */
function readWord(token: string): Word[] {
  if (token === ',' || token === ';') return [{ raw: ',', plain: ',' }];
  if (/^[-–—]$/.test(token)) return [{ raw: '-', plain: '-' }];
  const raw = token.replace(/^["“”'([]+|["“”')\]!?.:…]+$/g, '');
  if (!/[\p{L}\p{N}]/u.test(raw)) return raw === '&' ? [{ raw, plain: 'and' }] : [];
  // Dots in a date always mean day first, which slashes do not.
  const dated = raw
    .toLowerCase()
    .replace(
      /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/,
      (_, day: string, month: string, year: string) => `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`,
    );
  return correctSpelling(dated)
    .split(' ')
    .map((plain) => ({ raw, plain }));
}

export const plainOf = (phrase: Phrase): string => phrase.map((word) => word.plain).join(' ');
export const rawOf = (phrase: Phrase): string =>
  phrase
    .map((word) => word.raw)
    .join(' ')
    .replace(/ ,/g, ',');

/** Where a pattern stands, as words; a word that it touches counts whole. */
export function find(phrase: Phrase, pattern: RegExp): Found | undefined {
  const match = new RegExp(pattern, [...new Set(`${pattern.flags}du`)].join('')).exec(plainOf(phrase));
  if (!match?.indices) return undefined;
  const text = plainOf(phrase);
  const ends = wordEnds(phrase);
  const wordAt = (index: number): number => ends.findIndex((end) => index < end);
  const range = ([start, end]: readonly [number, number]): [number, number] => {
    const piece = text.slice(start, end);
    const first = start + piece.length - piece.trimStart().length;
    return piece.trim() === '' ? [0, 0] : [wordAt(first), wordAt(first + piece.trim().length - 1) + 1];
  };
  const [from, to] = range(match.indices[0]!);
  const groups = Object.entries(match.indices.groups ?? {})
    .filter((entry) => entry[1] !== undefined)
    .map(([name, at]) => [name, phrase.slice(...range(at))] as const);
  return { from, to, groups: Object.fromEntries(groups) };
}

/** Character index behind each word, its space included. */
function wordEnds(phrase: Phrase): number[] {
  let end = 0;
  return phrase.map((word) => (end += word.plain.length + 1));
}

export const cut = (phrase: Phrase, { from, to }: { from: number; to: number }): Phrase => [
  ...phrase.slice(0, from),
  ...phrase.slice(to),
];
export const says = (phrase: Phrase, pattern: RegExp): boolean => pattern.test(plainOf(phrase));
export const withoutCommas = (phrase: Phrase): Phrase => phrase.filter((word) => word.plain !== ',');
