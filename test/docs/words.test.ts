/** What people read stands in words/: every sentence there is used, and no refusal says one of its own. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const sources = ['src', 'bots', 'tools']
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(root, folder, name)),
  )
  .filter((path) => path.endsWith('.ts') && !path.includes('/generated/'));
const textOf = new Map(sources.map((path) => [path, readFileSync(path, 'utf8')]));
const catalogs = sources.filter((path) => path.endsWith('/words/en.ts'));

/** The keys of `export const words = { … }`. */
function keysOf(path: string): string[] {
  const file = ts.createSourceFile(path, textOf.get(path)!, ts.ScriptTarget.Latest, true);
  const keys: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && node.name.getText() === 'words') {
      const value = node.initializer;
      const object = value && ts.isAsExpression(value) ? value.expression : value;
      if (object && ts.isObjectLiteralExpression(object))
        keys.push(...object.properties.map((property) => property.name!.getText()));
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return keys;
}

test.each(catalogs.map((path) => [relative(root, path), path]))('every sentence of %s is said somewhere', (_, path) => {
  const room = dirname(dirname(path));
  const said = sources
    .filter((source) => source.startsWith(`${room}/`) && source !== path)
    .map((source) => textOf.get(source)!)
    .join('\n');
  expect(keysOf(path).filter((key) => !new RegExp(`\\bwords\\.${key}\\b`).test(said))).toEqual([]);
});

test('no refusal brings a sentence of its own', () => {
  const own = sources.flatMap((path) => {
    const file = ts.createSourceFile(path, textOf.get(path)!, ts.ScriptTarget.Latest, true);
    const found: string[] = [];
    const visit = (node: ts.Node): void => {
      const isRefusal =
        ts.isNewExpression(node) &&
        node.expression.getText() === 'AppError' &&
        // What is ours to mend is never shown.
        !/^'internal'$/.test(node.arguments?.[0]?.getText() ?? '');
      if (isRefusal && /detail: ['`][^'`]*[a-z] [a-z]/.test(node.getText()))
        found.push(`${relative(root, path)}: ${node.getText().replace(/\s+/g, ' ').slice(0, 100)}`);
      ts.forEachChild(node, visit);
    };
    if (!path.endsWith('/words/en.ts')) visit(file);
    return found;
  });
  expect(own).toEqual([]);
});
