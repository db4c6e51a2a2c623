/** What docs/extending.md promises to catch, where nothing else does. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { permissionNames } from '../../src/security/access/index.ts';
import { createRegistry, type ToolModules } from '../../tools/registry.ts';

const root = resolve(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/extending.md'), 'utf8');

/** The rows of the permission table that routes name. */
const askedByRoutes = new Set(
  readdirSync(join(root, 'src/http'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => [...readFileSync(join(root, 'src/http', name), 'utf8').matchAll(/permission: '([\w.]+)'/g)])
    .map(([, name]) => name!),
);
const askedByTools = new Set<string>(createRegistry({} as ToolModules).map(({ permission }) => permission));

/** Asked for in chat by the tool of another row, which looks for this one when a campus or everything is meant. */
const withinAnother: readonly string[] = ['reports.institution'];

test('every place that the checklists name is there', () => {
  const places = [...page.matchAll(/`((?:src|tools|bots|prisma|test|docs)\/[\w./-]+)`/g)].map(([, place]) => place!);
  expect(places.length).toBeGreaterThan(20);
  expect(places.filter((place) => !existsSync(join(root, place)))).toEqual([]);
});

test('no permission is a row that nothing asks for', () => {
  expect(permissionNames.filter((name) => !askedByRoutes.has(name) && !askedByTools.has(name))).toEqual([]);
});

test('every permission of reports has a route and a tool, so that a report can be called and asked for', () => {
  const reports = permissionNames.filter((name) => name.startsWith('reports.'));
  expect(reports.length).toBeGreaterThan(0);
  expect(reports.filter((name) => !askedByRoutes.has(name))).toEqual([]);
  expect(reports.filter((name) => !askedByTools.has(name) && !withinAnother.includes(name))).toEqual([]);
});
