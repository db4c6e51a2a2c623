/** One module cuts days, and the database none: it is handed instants. */
import { ESLint } from 'eslint';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const product = ['src', 'tools', 'bots'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.includes('generated'))
    .map((path) => `${folder}/${path}`),
);

test('no statement of the product cuts days in the database', () => {
  expect(product.length).toBeGreaterThan(400);
  const cutting = product.filter((path) =>
    /date_trunc|date_part|at time zone|::date\b|current_date/i.test(readFileSync(path, 'utf8')),
  );
  expect(cutting).toEqual([]);
});

test.each([
  ['a day of UTC', 'export const cut = (at: Date): string => at.toISOString().slice(0, 10);'],
  ['a midnight of the machine', 'export const cut = (at: Date): number => at.setHours(0, 0, 0, 0);'],
  ['a zone that nobody lives in', "export const cut = (zone: string | undefined): string => zone ?? 'UTC';"],
  ['days as the machine writes them', 'export const cut = (at: Date): string => at.toLocaleDateString();'],
  ['days through luxon', "import { DateTime } from 'luxon';\nexport const cut = (): DateTime => DateTime.now();"],
  ['days of the database', "export const cut = (zone: string): string => `SELECT date_trunc('day', at) ${zone}`;"],
])('the linter refuses %s anywhere else', { timeout: 60_000 }, async (_, code) => {
  const [result] = await new ESLint({
    // Types say nothing here, and reading all of them takes long.
    overrideConfig: { languageOptions: { parserOptions: { projectService: false } } },
    ruleFilter: ({ ruleId }) => ruleId.startsWith('no-restricted'),
  }).lintText(code, { filePath: 'src/office/some/room.ts' });
  expect(result?.messages.map(({ message }) => message).join()).toContain('src/kernel/days.ts');
});
