/** Keeps the bundled page beside the data, under a digest of what it was made of: bundling takes a second or two. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { rootDir } from '../../kernel/root.ts';
import { bundlePage, sourcesOfPage, type Asset } from './bundle.ts';

const hashOf = (content: Buffer): Buffer => createHash('sha256').update(content).digest();
const hashLength = 32;

/** The page's files, bundled unless `folder` has them already, whole. */
export function readPage(folder: string): Asset[] {
  const file = join(folder, `${digestOfSources()}.page`);
  mkdirSync(folder, { recursive: true });
  const former = readdirSync(folder).filter((name) => name.endsWith('.page'));
  const kept = former.some((name) => join(folder, name) === file) ? openPage(readFileSync(file)) : undefined;
  if (kept) return kept;
  const assets = bundlePage();
  const content = serialize(assets);
  // Whole or not at all: another process may read it meanwhile.
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, Buffer.concat([hashOf(content), content]));
  renameSync(draft, file);
  for (const name of former) if (join(folder, name) !== file) rmSync(join(folder, name), { force: true });
  return assets;
}

/** Undefined when it is not as it was written: a machine that lost its power may have kept a part of it. */
function openPage(kept: Buffer): Asset[] | undefined {
  const content = kept.subarray(hashLength);
  return hashOf(content).equals(kept.subarray(0, hashLength)) ? (deserialize(content) as Asset[]) : undefined;
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
