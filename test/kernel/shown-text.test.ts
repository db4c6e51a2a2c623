/** What misleads in a name is found and named; what a script or an emoji needs is none of it. */
import { expect, test } from 'vitest';
import { findMisleading, shownLine } from '../../src/kernel/shown-text.ts';

test.each([
  ['a zero width space', 'Ada\u200BLovelace', 'a character that nobody sees (U+200B)'],
  ['nothing but a Hangul filler', '\u3164', 'a character that nobody sees (U+3164)'],
  ['a soft hyphen', 'Love\u00ADlace', 'a character that nobody sees (U+00AD)'],
  ['a joiner between Latin letters', 'Ada\u200DLovelace', 'a character that nobody sees (U+200D)'],
  ['a tag', 'Ada\u{E0041}', 'a character that nobody sees (U+E0041)'],
  ['a variation of a Latin letter', 'A\uFE01da', 'a character that nobody sees (U+FE01)'],
  ['a blank of Braille', 'Ada\u2800', 'a character that nobody sees (U+2800)'],
  ['an override of the direction', 'Ada \u202Eecalevol', 'a character that turns the direction of reading (U+202E)'],
  ['an isolate', '\u2067Ada\u2069', 'a character that turns the direction of reading (U+2067)'],
  ['a mark of direction', 'Ada\u200F', 'a character that turns the direction of reading (U+200F)'],
  ['a line break', 'Ada\nLovelace', 'a line break (U+000A)'],
  ['a separator of paragraphs', 'Ada\u2029Lovelace', 'a line break (U+2029)'],
  ['an escape sequence', 'Ada \u001B[31mred', 'a control character (U+001B)'],
  ['a tab', 'Ada\tLovelace', 'a control character (U+0009)'],
  ['a noncharacter', 'Ada\uFFFE', 'a control character (U+FFFE)'],
])('%s', (_name, text, told) => {
  expect(findMisleading(text)).toBe(`has ${told}, which would mislead whoever reads it; please leave it out`);
});

test.each([
  'Ada Lovelace',
  'José Ñandú-Ōe O’Neil',
  'José',
  'Мария Склодовская',
  'علی\u200Cرضا',
  'ক্\u200Dষ',
  'ശ്രീ\u200Dയ',
  'അവന്\u200D',
  'ක්\u200Dෂමා',
  '葛\u{E0100}城',
  '𠮷田',
  'Sam 😀',
  'Zoë 👩\u200D🎓',
  'Love ❤\uFE0F',
  'محمد',
  'דוד',
])('%s is a name as it is', (text) => {
  expect(findMisleading(text)).toBeUndefined();
  expect(shownLine(200).parse(` ${text} `)).toBe(text);
});
