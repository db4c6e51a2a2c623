/** What somebody typed is found as they meant it, or asked about, and never taken for its neighbour. */
import { expect, test } from 'vitest';
import { findByName } from '../../../src/school/classes/find-by-name.ts';

const classes = [
  ['CS101', 'Introduction to Computing'],
  ['CS 102', 'Data Structures'],
  ['MATH-2B', 'Linear Algebra'],
  ['10B', 'Form'],
] as const;
const find = (typed: string): unknown => {
  const found = findByName(classes, typed, (item) => item);
  return found.kind === 'one' ? found.item[0] : found.kind;
};

test.each([
  ['cs101', 'CS101'],
  ['cs 101', 'CS101'],
  ['CS-102', 'CS 102'],
  ['cs102', 'CS 102'],
  ['math2b', 'MATH-2B'],
  ['10b', '10B'],
  ['linear algbra', 'MATH-2B'],
  ['computing', 'CS101'],
])('"%s" is %s', (typed, code) => expect(find(typed)).toBe(code));

test.each(['cs103', 'CS201', 'math3b', '11B', 'cs1010'])('"%s" is no class, and not the one next to it', (typed) =>
  expect(find(typed)).toBe('none'),
);
