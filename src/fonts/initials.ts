/** The initials of a name as outlines. */
import { createOutlines, type Outline } from './outlines.ts';

export type DrawInitials = (name: string) => Promise<Outline>;

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });
const firstLetter = (word: string): string => [...graphemes.segment(word)][0]?.segment ?? '';

/** The first letters of the first and the last word: "Ada Lovelace" is AL, "Fibonacci da Pisa" is FP, "陳景潤" is 陳. */
export function initialsOf(name: string): string[] {
  const words = name
    .normalize('NFC')
    .split(/[\s\p{Cc}\p{Cf}]+/u)
    .filter((word) => /[\p{L}\p{N}]/u.test(word));
  const ends = words.length > 1 ? [words[0] ?? '', words.at(-1) ?? ''] : words;
  return ends.map((word) => firstLetter(word.replace(/^[^\p{L}\p{N}]+/u, '')).toUpperCase());
}

/** Fonts stay open as long as what this returns lives. */
export function createInitials(): DrawInitials {
  const draw = createOutlines(700);
  return (name) => draw(initialsOf(name));
}
