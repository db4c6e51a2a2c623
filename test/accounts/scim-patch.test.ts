/** Changes of a directory, laid over what was there: each dialect, and what is no change at all. */
import { expect, test } from 'vitest';
import { applyPatch } from '../../src/accounts/scim/patch.ts';
import { parseFilter } from '../../src/accounts/scim/filter.ts';

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const before = () => ({
  id: 'one',
  userName: 'ada',
  name: { givenName: 'Ada', familyName: 'Lovelace' },
  emails: [
    { type: 'work', value: 'ada@school.example', primary: true },
    { type: 'home', value: 'ada@home.example' },
  ],
});
const after = (...operations: Parameters<typeof applyPatch>[1]) => applyPatch(before(), operations);

test.each<[string, Parameters<typeof applyPatch>[1][number], object]>([
  ['an attribute', { op: 'replace', path: 'userName', value: 'lovelace' }, { userName: 'lovelace' }],
  ['its name in other letters', { op: 'replace', path: 'USERNAME', value: 'x' }, { userName: 'x' }],
  [
    'a part of it',
    { op: 'replace', path: 'name.familyName', value: 'Byron' },
    { name: { givenName: 'Ada', familyName: 'Byron' } },
  ],
  [
    'some parts of it',
    { op: 'replace', path: 'name', value: { familyName: 'Byron' } },
    { name: { givenName: 'Ada', familyName: 'Byron' } },
  ],
  [
    'an attribute with the URN of users',
    { op: 'add', path: 'urn:ietf:params:scim:schemas:core:2.0:User:title', value: 'x' },
    { title: 'x' },
  ],
  [
    'one of an extension',
    { op: 'add', path: `${enterprise}:department`, value: 'x' },
    { [enterprise]: { department: 'x' } },
  ],
  [
    'an extension as a whole',
    { op: 'add', value: { [enterprise]: { department: 'x' } } },
    { [enterprise]: { department: 'x' } },
  ],
  ['its id, unchanged', { op: 'replace', value: { id: 'one', title: 'x' } }, { id: 'one', title: 'x' }],
])('%s', (_, operation, changed) => {
  expect(after(operation)).toEqual({ ...before(), ...changed });
});

test('entries of a list are picked, made, changed and removed by a filter; the others stay', () => {
  const [work, home] = before().emails;
  expect(after({ op: 'replace', path: 'emails[type eq "work"].value', value: 'x' })['emails']).toEqual([
    { ...work, value: 'x' },
    home,
  ]);
  expect(after({ op: 'add', path: 'emails[primary eq true].value', value: 'x' })['emails']).toEqual([
    { ...work, value: 'x' },
    home,
  ]);
  expect(after({ op: 'add', path: 'emails[type eq "other"].value', value: 'x' })['emails']).toEqual([
    work,
    home,
    { type: 'other', value: 'x' },
  ]);
  expect(after({ op: 'remove', path: 'emails[type eq "home"]' })['emails']).toEqual([work]);
  expect(after({ op: 'remove', path: 'emails', value: [{ value: 'ada@home.example' }] })['emails']).toEqual([work]);
  expect(after({ op: 'remove', path: 'emails' })['emails']).toEqual([]);
  expect(after({ op: 'add', path: 'emails', value: { value: 'x' } })['emails']).toEqual([work, home, { value: 'x' }]);
  // Added twice it is there once.
  expect(after({ op: 'add', path: 'emails', value: [home] })['emails']).toEqual([work, home]);
});

test('what every object has is no attribute of somebody', () => {
  const polluting = JSON.parse('{"__proto__":{"isAdmin":true}}') as object;
  expect(() => after({ op: 'add', value: polluting })).toThrow(/is no path/);
  for (const path of ['__proto__.isAdmin', 'name.constructor', 'emails[__proto__ eq "x"].value'])
    expect(() => after({ op: 'add', path, value: true })).toThrow(/is no path/);
  expect(after({ op: 'replace', path: 'name', value: polluting })).toEqual(before());
  expect('isAdmin' in {}).toBe(false);
});

test('a filter is read with quotes inside, and in any letters', () => {
  const known = { username: 'userName' } as const;
  expect(parseFilter('userName EQ "a\\"b"', known)).toEqual({ attribute: 'userName', value: 'a"b' });
  for (const filter of ['', 'userName eq "a" or 1 eq 1', 'userName eq "a', '__proto__ eq "a"', 'userName pr'])
    expect(() => parseFilter(filter, known)).toThrow(/Only an attribute/);
});
