/** From a text as it is stored to runs as they are seen: cleaned, reordered, each in one direction. */
import createBidi from 'bidi-js';

export interface DirectedRun {
  /** In the order in which it is read. */
  readonly text: string;
  readonly isRtl: boolean;
}

const bidi = createBidi();
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** The letters as a person sees them: a base with its marks is one. */
export const clustersOf = (text: string): string[] => [...graphemes.segment(text)].map((part) => part.segment);

/**
 * Composes letters and drops what must not act on a page: control characters, line breaks, and the marks by which a
 * text could reorder what stands around it. Joiners stay, as Persian and Indic spelling needs them.
 */
export function cleanText(text: string): string {
  return text
    .replace(/\p{Cs}/gu, '\ufffd')
    .normalize('NFC')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .replace(/(?![\u200c\u200d])\p{Cf}/gu, '')
    .trim();
}

/** Splits a cleaned text into runs of one direction, from left to right as they are seen (UAX #9). */
export function visualRuns(text: string): DirectedRun[] {
  const embedding = bidi.getEmbeddingLevels(text, 'auto');
  const { levels } = embedding;
  if (levels.every((level) => level === 0)) return text === '' ? [] : [{ text, isRtl: false }];
  const runs: { level: number; from: number; to: number }[] = [];
  for (const index of bidi.getReorderedIndices(text, embedding)) {
    const level = levels[index] ?? 0;
    const run = runs.at(-1);
    const isNext = run !== undefined && run.level === level && (index === run.to || index === run.from - 1);
    if (!isNext) runs.push({ level, from: index, to: index + 1 });
    else {
      run.from = Math.min(run.from, index);
      run.to = Math.max(run.to, index + 1);
    }
  }
  return runs.map(({ level, from, to }) => ({ text: text.slice(from, to), isRtl: level % 2 === 1 }));
}

const hasRtlLetter = (text: string): boolean =>
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Samaritan}\p{Script=Mandaic}\p{Script=Adlam}]/u.test(
    text,
  );

/**
 * What to hand to the shaper. It turns a run with right-to-left letters itself; a run of only neutral letters (a
 * space, brackets) looks left-to-right to it, and is turned and mirrored here.
 */
export function forShaper(run: DirectedRun): string {
  if (!run.isRtl || hasRtlLetter(run.text)) return run.text;
  return [...run.text]
    .reverse()
    .map((character) => bidi.getMirroredCharacter(character) ?? character)
    .join('');
}

/** Whether a copy by glyphs could differ from what was written, so that the PDF should carry the text itself. */
export const needsActualText = (text: string): boolean =>
  /[^\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Common}\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(
    text,
  );
