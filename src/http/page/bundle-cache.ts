/** Keeps the bundled page beside the data, under a digest of what it was made of: bundling takes a second or two. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { rootDir } from '../../kernel/root.ts';
import { bundlePage, sourcesOfPage, type Asset } from './bundle.ts';

/** The page's files, bundled unless `folder` has them already. */
export function readPage(folder: string): Asset[] {
  const file = `${digestOfSources()}.page`;
  mkdirSync(folder, { recursive: true });
  const kept = readdirSync(folder);
  if (kept.includes(file)) return deserialize(readFileSync(join(folder, file))) as Asset[];
  const assets = bundlePage();
  // Whole or not at all: another process may read it meanwhile.
  const draft = join(folder, `${file}.${process.pid}`);
  writeFileSync(draft, serialize(assets));
  renameSync(draft, join(folder, file));
  for (const former of kept) if (former.endsWith('.page')) rmSync(join(folder, former), { force: true });
  return assets;
}

/** Of the sources, of the packages they use, and of the program that reads the file again. */
function digestOfSources(): string {
  const digest = createHash('sha256').update(process.versions.v8);
  digest.update(readFileSync(join(rootDir, 'package-lock.json')));
  for (const name of readdirSync(sourcesOfPage, { recursive: true, encoding: 'utf8' }).sort())
    if (/\.(tsx?|css|html|svg)$/.test(name) && !name.endsWith('.d.ts'))
      digest.update(name).update(readFileSync(join(sourcesOfPage, name)));
  return digest.digest('hex').slice(0, 32);
}
