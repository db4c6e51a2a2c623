/** Names that are taken for each other are found, whatever letters they are made of; others are not. */
import { expect, test } from 'vitest';
import { findLookAlikes, tellApart } from '../../src/kernel/look-alikes.ts';

const named = (names: readonly string[]) => names.map((name, index) => ({ id: String(index), name }));

test('equal names, another script, other capitals, spaces and joined letters', () => {
  const people = named([
    'Ada Lovelace',
    'Аda Lоvelace', // Cyrillic A and o
    'ADA  LOVELACE',
    'Blaise Pascal',
    'B1aise Pasca1',
    'Ian Stern',
    'lan Stem',
    'Emmy Noether',
  ]);
  expect(Object.fromEntries(findLookAlikes(people))).toEqual({
    0: ['1', '2'],
    1: ['0', '2'],
    2: ['0', '1'],
    3: ['4'],
    4: ['3'],
    5: ['6'],
    6: ['5'],
  });
});

test('names that differ in what can be seen are no look-alikes', () => {
  expect(findLookAlikes(named(['José', 'Jose', 'Ada King', 'Ada Kind', 'Мария', 'Мариа'])).size).toBe(0);
});

test('those who are new are held against those who are here', () => {
  const here = [{ id: 'ada', name: 'Ada Lovelace' }];
  expect(findLookAlikes([{ id: 'new', name: 'Adа Lovelace' }], here)).toEqual(new Map([['new', ['ada']]]));
});

test('in a list those who might be taken for each other have their number beside the name', () => {
  const listed = [
    { id: 'a', name: 'Ada Lovelace', externalId: 'N-1' },
    { id: 'b', name: 'Аda Lovelace', externalId: null },
    { id: 'c', name: 'Blaise Pascal', externalId: 'N-3' },
  ];
  expect([...tellApart(listed).values()]).toEqual(['Ada Lovelace (N-1)', 'Аda Lovelace (no number)', 'Blaise Pascal']);
});
