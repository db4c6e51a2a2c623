/** `npm run metrics`: the house in numbers, so that a change of structure can be held against the one before. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, normalize, resolve } from 'node:path';
import ts from 'typescript';
import { percentile } from './percentile.ts';

const root = resolve(import.meta.dirname, '../..');
const tracked = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter((name) => /\.tsx?$/.test(name) && existsSync(join(root, name)));
const sourceOf = (name: string): string => readFileSync(join(root, name), 'utf8');

interface Measured {
  files: number;
  lines: number;
  medianFile: number;
  p90File: number;
  over300: number;
  functions: number;
  medianFunction: number;
  p90Function: number;
  over50: number;
  over120Columns: number;
  over140Columns: number;
  anys: number;
  casts: number;
  nonNull: number;
}

function measure(names: readonly string[]): Measured {
  const sources = names.map((name) => ({ name, text: sourceOf(name) }));
  const lengths = sources.map(({ text }) => text.split('\n').length - 1);
  const lines = sources.flatMap(({ text }) => text.split('\n'));
  const functions: number[] = [];
  const counts = { anys: 0, casts: 0, nonNull: 0 };
  for (const { name, text } of sources) {
    const file = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
    const lineOf = (position: number): number => file.getLineAndCharacterOfPosition(position).line;
    const visit = (node: ts.Node): void => {
      if (ts.isFunctionLike(node) && 'body' in node && node.body && ts.isBlock(node.body))
        functions.push(lineOf(node.getEnd()) - lineOf(node.getStart()) + 1);
      if (node.kind === ts.SyntaxKind.AnyKeyword) counts.anys += 1;
      if (ts.isAsExpression(node) && node.type.getText() !== 'const') counts.casts += 1;
      if (ts.isNonNullExpression(node)) counts.nonNull += 1;
      ts.forEachChild(node, visit);
    };
    visit(file);
  }
  return {
    files: names.length,
    lines: lines.length,
    medianFile: percentile(lengths, 0.5),
    p90File: percentile(lengths, 0.9),
    over300: lengths.filter((length) => length > 300).length,
    functions: functions.length,
    medianFunction: percentile(functions, 0.5),
    p90Function: percentile(functions, 0.9),
    over50: functions.filter((length) => length > 50).length,
    over120Columns: lines.filter((line) => line.length > 120).length,
    over140Columns: lines.filter((line) => line.length > 140).length,
    ...counts,
  };
}

/** Groups of folders that reach each other, by whatever imports, types too. */
function circlesBetween(folderOf: (name: string) => string): string[][] {
  const uses = new Map<string, Set<string>>();
  for (const name of product) {
    const from = folderOf(name);
    const targets = uses.get(from) ?? new Set<string>();
    for (const [, path] of sourceOf(name).matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)) {
      const to = folderOf(normalize(join(dirname(name), path!)));
      if (to !== from) targets.add(to);
    }
    uses.set(from, targets);
  }
  const reachedFrom = (start: string): Set<string> => {
    const reached = new Set<string>();
    const queue = [start];
    for (let next = queue.pop(); next !== undefined; next = queue.pop())
      for (const target of uses.get(next) ?? [])
        if (!reached.has(target)) {
          reached.add(target);
          queue.push(target);
        }
    return reached;
  };
  const reach = new Map([...uses.keys()].map((folder) => [folder, reachedFrom(folder)]));
  const groups = [...uses.keys()].map((folder) =>
    [...(reach.get(folder) ?? [])].filter((other) => reach.get(other)?.has(folder)).sort(),
  );
  return [...new Map(groups.filter((group) => group.length > 1).map((group) => [group.join(' '), group])).values()];
}

/** The nearest folder above with a front; without one the file's own. The page is one program. */
function moduleOf(name: string): string {
  if (name.startsWith('src/web/')) return 'src/web';
  for (let folder = dirname(name); folder !== '.'; folder = dirname(folder))
    if (existsSync(join(root, folder, 'index.ts'))) return folder;
  return name.startsWith('src/') ? dirname(name) : name.split('/')[0]!;
}

const isOurs = (name: string): boolean => !name.includes('/generated/');
const product = tracked.filter((name) => /^(src|bots|tools)\//.test(name) && isOurs(name));
const tests = tracked.filter((name) => name.startsWith('test/'));
const measured = { product: measure(product), tests: measure(tests) };
const result = {
  ...measured,
  entriesOfSrc: readdirSync(join(root, 'src')).length,
  modules: product.filter((name) => name.endsWith('/index.ts')).length,
  circlesOfModules: circlesBetween((name) => moduleOf(name)),
  circlesOfDomains: circlesBetween((name) =>
    name
      .split('/')
      .slice(0, name.startsWith('src/') ? 2 : 1)
      .join('/'),
  ),
  wordsOfReadme: readFileSync(join(root, 'README.md'), 'utf8').split(/\s+/).length,
};

console.log(['| | product (src, bots, tools) | tests |', '| --- | --- | --- |'].join('\n'));
for (const key of Object.keys(measured.product) as (keyof Measured)[])
  console.log(`| ${key} | ${measured.product[key]} | ${measured.tests[key]} |`);
console.log(JSON.stringify(result));
