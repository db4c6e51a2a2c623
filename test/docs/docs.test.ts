/**
 * The docs keep their word: links lead somewhere, commands exist, and what is written from the code is what the code
 * says.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { environment } from '../../src/app/environment.ts';
import { writeGeneratedDocs } from '../../src/app/docs/generated-docs.ts';
import { replaceBetween } from '../../src/app/docs/replace-between.ts';
import { compatApis } from '../../src/http/index.ts';

const root = resolve(import.meta.dirname, '../..');
const markdownIn = (folder: string): string[] =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));
const pages = ['.', 'docs', 'models', 'models/cards'].flatMap(markdownIn);
const read = (page: string): string => readFileSync(join(root, page), 'utf8');

/** As GitHub makes them of headings. */
const anchorsOf = (page: string): string[] =>
  [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
    title!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} -]/gu, '')
      .replaceAll(' ', '-'),
  );

describe.each(pages)('%s', (page) => {
  test('links to files and headings that there are', () => {
    const links = [...read(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, to]) => to!).filter((to) => !/^\w+:/.test(to));
    const dead = links.filter((link) => {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? page : relative(root, resolve(root, dirname(page), path));
      return !existsSync(join(root, target)) || (anchor !== undefined && !anchorsOf(target).includes(anchor));
    });
    expect(dead).toEqual([]);
  });

  test('names commands that the package has', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = [...read(page).matchAll(/npm (?:run )?(?!ci|ping|pack|install|start\b)([\w:-]+)/g)].map(
      ([whole, name]) => (whole.startsWith('npm run') ? name! : name === 'test' ? name : undefined),
    );
    expect(named.filter((name) => name !== undefined && !(name in scripts))).toEqual([]);
  });

  test('names benches that there are', () => {
    const named = [...read(page).matchAll(/npm run bench -- (\w[\w-]*)/g)].map(([, name]) => name!);
    expect(named.filter((name) => !existsSync(join(root, `test/bench/${name}.ts`)))).toEqual([]);
  });
});

test.each(writeGeneratedDocs())(
  'docs/$file says what the code says; npm run docs writes it',
  ({ file, mark, text }) => {
    const page = read(`docs/${file}`);
    expect(replaceBetween(page, mark, text)).toBe(page);
  },
);

test('settings that the docs name are read', () => {
  const known = Object.keys(environment.shape);
  // In shell examples and in code marks; others' variables are named in plain text.
  const named = pages.flatMap((page) =>
    [...read(page).matchAll(/(?:^|[\s(])([A-Z][A-Z0-9]+_[A-Z0-9_]+)=/gm)].map(([, name]) => name!),
  );
  expect(named.filter((name) => !known.includes(name))).toEqual([]);
});

test('every documented route of the older backends is there', () => {
  expect(compatApis.map(({ routes }) => routes.length)).toEqual([21, 21, 11]);
});

test('the README is for those who run a school, and short', () => {
  expect(read('README.md').split('\n').length).toBeLessThanOrEqual(130);
});
