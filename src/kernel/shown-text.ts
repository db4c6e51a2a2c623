/**
 * Text that people read as somebody's or something's name: one line, in which every character can be seen and stands
 * where it is read. What would mislead is refused with its name, and not taken out in silence.
 */
import { z } from 'zod';
import { words } from './words/en.ts';

/** Scripts in which the two joiners change how letters look. */
const joining =
  '[' +
  [
    'Arabic',
    'Syriac',
    'Mongolian',
    'Nko',
    'Devanagari',
    'Bengali',
    'Gurmukhi',
    'Gujarati',
    'Oriya',
    'Tamil',
    'Telugu',
    'Kannada',
    'Malayalam',
    'Sinhala',
    'Khmer',
    'Myanmar',
  ]
    .map((script) => `\\p{Script_Extensions=${script}}`)
    .join('') +
  ']';

/** Where characters that cannot be seen belong all the same: within words of scripts that need them, and in emoji. */
const legitimate = new RegExp(
  [
    `(?<=${joining})[\\u200C\\u200D](?=${joining})`,
    // A virama with a joiner at the end of a word is a letter of its own in Malayalam, Sinhala and Bengali.
    '(?<=[\\u0D4D\\u0DCA\\u09CD])\\u200D',
    '(?<=[\\p{Emoji_Modifier}\\p{Extended_Pictographic}\\uFE0F])\\u200D(?=\\p{Extended_Pictographic})',
    '(?<=[\\p{Extended_Pictographic}\\p{Emoji_Modifier_Base}])[\\uFE0E\\uFE0F]',
    // Forms of one ideograph, as names in Japan have them.
    '(?<=\\p{Script=Han})[\\uFE00-\\uFE02\\u{E0100}-\\u{E01EF}]',
    '(?<=\\p{Script=Mongolian})[\\u180B-\\u180D\\u180F]',
  ].join('|'),
  'gu',
);
const lineBreak = /[\n\r\v\f\u0085\u2028\u2029]/u;
const direction = /\p{Bidi_Control}/u;
const control = /[\p{Cc}\p{Noncharacter_Code_Point}\uFFF9-\uFFFB]/u;
/** The blank of Braille is a sign without a dot, the null notehead one without a head; what is private looks as it likes. */
const invisible = /[\p{Default_Ignorable_Code_Point}\p{Co}\u2800\u{1D159}]/u;

const kinds = [
  [lineBreak, words.aLineBreak],
  [direction, words.aChangeOfDirection],
  [control, words.aControlCharacter],
  [invisible, words.anInvisibleCharacter],
] as const;

/** What would mislead whoever reads it, in a sentence that begins after the field's name; undefined for most texts. */
export function findMisleading(text: string): string | undefined {
  const rest = text.replace(legitimate, '');
  for (const [pattern, kind] of kinds) {
    const [character] = pattern.exec(rest) ?? [];
    if (character !== undefined) return words.hasPleaseLeaveItOut({ kind, code: codeOf(character) });
  }
  return undefined;
}

const codeOf = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

/** A zod check for texts of any length; `shownLine` is it with the usual bounds. */
export const refuseMisleading = (text: string, context: z.RefinementCtx): void => {
  const message = findMisleading(text);
  if (message !== undefined) context.addIssue({ code: 'custom', message });
};

/** A name or title as it comes in: trimmed, of at most so many characters, and nothing in it that misleads. */
export const shownLine = (max: number) => z.string().trim().min(1).max(max).superRefine(refuseMisleading);
