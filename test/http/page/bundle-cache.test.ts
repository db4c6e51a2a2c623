/** The bundled page is kept from start to start, and never served in part. */
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readPage } from '../../../src/http/page/bundle-cache.ts';

let folder: string;
const onlyFile = (): string => {
  const files = readdirSync(folder);
  expect(files).toHaveLength(1);
  return join(folder, files[0]!);
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-page-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('it is bundled once: the next start reads what is kept', () => {
  const first = readPage(folder);
  expect(first[0]?.name).toBe('index.html');
  const { mtimeMs } = statSync(onlyFile());
  expect(readPage(folder)).toEqual(first);
  expect(statSync(onlyFile()).mtimeMs).toBe(mtimeMs);
});

test.each([
  ['cut off', (file: string) => truncateSync(file, 1000)],
  ['empty', (file: string) => truncateSync(file, 0)],
  ['not as it was written', (file: string) => writeFileSync(file, readFileSync(file).fill(0, 40, 60))],
])('a kept page that is %s is bundled anew', (_, spoil) => {
  const whole = readPage(folder);
  spoil(onlyFile());
  expect(readPage(folder)).toEqual(whole);
  expect(readPage(folder)).toEqual(whole);
});

test('pages of other sources are removed once a new one is kept', () => {
  rmSync(onlyFile());
  writeFileSync(join(folder, 'former.page'), 'of a release before');
  readPage(folder);
  onlyFile();
});
