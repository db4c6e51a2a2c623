/**
 * `npm start`: bundles the service's own sources once for each state of them, then runs that. Seven hundred modules
 * loaded one by one through a TypeScript loader take longer than everything else of a start together. Where nothing can
 * be written the sources run as they are.
 *
 * V8 gets two threads to compile and clear up on (`--v8-pool-size`): four are no faster here, and each keeps tens of
 * megabytes.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = resolve(import.meta.dirname, '../..');
const sources = ['src', 'bots', 'tools'];
const cache = join(root, 'node_modules/.cache/muster');

/** Name, size and time of every source, and what they are built with. */
function stateOfSources() {
  const hash = createHash('sha256').update(process.version);
  const note = (path) => {
    const { size, mtimeMs } = statSync(path);
    hash.update(`${path}\0${size}\0${mtimeMs}\n`);
  };
  note(join(root, 'package-lock.json'));
  for (const folder of sources)
    for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true }))
      if (entry.isFile() && entry.name.endsWith('.ts')) note(join(entry.parentPath ?? entry.path, entry.name));
  return hash.digest('hex').slice(0, 16);
}

/** @returns the folder with the bundle, made when it is not there. @throws when it cannot be written. */
async function bundle() {
  const folder = join(cache, stateOfSources());
  if (existsSync(folder)) return folder;
  const { buildSync } = await import('esbuild');
  mkdirSync(cache, { recursive: true });
  const making = `${folder}.${process.pid}`;
  buildSync({
    entryPoints: [join(root, 'src/app/start.ts'), join(root, 'src/recognition/vision/worker.ts')],
    outdir: making,
    entryNames: '[name]',
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    // Read only with NODE_OPTIONS=--enable-source-maps: in memory they weigh forty megabytes.
    sourcemap: true,
    logLevel: 'silent',
  });
  try {
    renameSync(making, folder);
  } catch (error) {
    // Another process was first.
    rmSync(making, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  for (const name of readdirSync(cache)) {
    const old = join(cache, name);
    if (old !== folder && Date.now() - statSync(old).mtimeMs > 24 * 3600_000)
      rmSync(old, { recursive: true, force: true });
  }
  return folder;
}

const bundled = await bundle().catch((error) => {
  if (['EACCES', 'EROFS', 'EPERM', 'ENOSPC'].includes(error?.code)) return undefined;
  throw error;
});
if (bundled === undefined) {
  const { register } = await import('tsx/esm/api');
  register();
  await import(pathToFileURL(join(root, 'src/app/start.ts')).href);
} else {
  await import(pathToFileURL(join(bundled, 'start.js')).href);
}
