/** Initials are the first letters of the first and the last word, drawn without any font of the machine. */
import { expect, test } from 'vitest';
import { createInitials, initialsOf } from '../../src/fonts/initials.ts';

test.each([
  ['Ada Lovelace', 'AL'],
  ['Fibonacci da Pisa', 'FP'],
  ['Plato', 'P'],
  ['  élodie   ångström ', 'ÉÅ'],
  ["Seán O'Casey", 'SO'],
  ['(Bob) "Smith"', 'BS'],
  ['Елена Иванова', 'ЕИ'],
  ['陳景潤', '陳'],
  ['김 민준', '김민'],
  ['क्षमा राव', 'क्षरा'],
  ['عمر خيام', 'عخ'],
  ['***', ''],
])('%s: %s', (name, initials) => {
  expect(initialsOf(name).join('')).toBe(initials);
});

test.each(['Ada Lovelace', 'Елена Иванова', '陳 景潤', '김 민준', 'राम राव', 'عمر خيام', 'ᚠᚢ ᚦ'])(
  '%s has outlines of a sensible width',
  async (name) => {
    const { svg, widthEm } = await createInitials()(name);
    expect(svg).toMatch(/^(<path stroke-width="[\d.]+" transform="[^"]+" d="M[^"]+"\/>)+$/);
    expect(widthEm).toBeGreaterThan(0.4);
    expect(widthEm).toBeLessThan(3);
  },
);
