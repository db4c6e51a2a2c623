/** Whoever is not let in by the school's own sign-in reads why. */
import { expect, test } from 'vitest';
import { refusals } from '../../src/accounts/sign-on/identity.ts';
import { refusalSentence } from '../../src/web/features/door/sign-on.ts';

test('the page has a sentence of its own for every refusal, and one for what it does not know', () => {
  const sentences = refusals.map(refusalSentence);
  expect(new Set(sentences).size).toBe(refusals.length);
  expect(sentences.every((sentence) => sentence.endsWith('.'))).toBe(true);
  expect(refusalSentence('made-up')).toBe(refusalSentence('notAccepted'));
});
