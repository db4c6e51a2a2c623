/** The README keeps its word. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { environment } from '../../src/app/config.ts';
import { compatApis, writeCompatTables } from '../../src/http/compat/table.ts';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

test('every setting that is read is in the README, and every one in its table is read', () => {
  const table = readme
    .split('\n')
    .filter((line) => /^\| `[A-Z]/.test(line))
    .flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name ?? ''));
  expect([...table].sort()).toEqual(Object.keys(environment.shape).sort());
});

test('every command it names is a script of the package', () => {
  const { scripts } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const named = [...readme.matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name ?? '');
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});

test('every route of an older backend stands in it with an example, as the routes themselves say', () => {
  expect(compatApis.map(({ routes }) => routes.length)).toEqual([21, 21, 11]);
  expect(readme).toContain(writeCompatTables());
});
