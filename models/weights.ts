/** Reads the weights from the cache and refuses any file whose SHA-256 is not the one in the manifest. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bodyPoseWeight, weightNames, weights, type WeightEntry, type WeightName } from './manifest.ts';

/** Where fetched files live; git-ignored. */
export const cacheDir = join(import.meta.dirname, 'cache');

/** Where the weights live unless told otherwise. */
export const defaultWeightsDir = join(cacheDir, 'weights');

/** The weights that shape an embedding: changing the liveness or head pose network leaves stored templates comparable. */
const recognitionWeights = ['detector', 'landmarks', 'embedder'] as const satisfies readonly WeightName[];

/** SHA-256 over the digests of those weights; templates and calibration are bound to it. */
export const recognitionHash = createHash('sha256')
  .update(recognitionWeights.map((name) => `${name} ${weights[name].sha256}\n`).join(''))
  .digest('hex');

export type VerifiedWeights = Readonly<Record<WeightName, Uint8Array>>;

/** What is wrong with the cached copy of one weight, or undefined when it is the pinned file. */
export async function faultOfWeight(name: WeightName, dir: string): Promise<string | undefined> {
  return faultOf(await readWeight(name, weights[name], dir));
}

/** The same of the body pose network. */
export async function faultOfBodyPose(dir: string): Promise<string | undefined> {
  return faultOf(await readWeight('bodyPose', bodyPoseWeight, dir));
}

const faultOf = (read: Uint8Array | string): string | undefined => (typeof read === 'string' ? read : undefined);

/**
 * Reads every weight and checks its SHA-256, at every load: what decides about people is the file that was measured.
 * @param dir folder with the `.onnx` files; the cache when not given
 * @throws Error that names the file and says to run `npm run models`
 */
export async function loadVerifiedWeights(dir: string = defaultWeightsDir): Promise<VerifiedWeights> {
  const loaded = await Promise.all(weightNames.map(async (name) => [name, await readWeight(name, weights[name], dir)] as const));
  const fault = loaded.map(([, read]) => read).find((read) => typeof read === 'string');
  if (fault !== undefined) throw new Error(`${fault}; run npm run models`);
  return Object.fromEntries(loaded) as Record<WeightName, Uint8Array>;
}

/** The body pose network, which is read when it is first needed. @throws as `loadVerifiedWeights` */
export async function loadBodyPose(dir: string = defaultWeightsDir): Promise<Uint8Array> {
  const read = await readWeight('bodyPose', bodyPoseWeight, dir);
  if (typeof read === 'string') throw new Error(`${read}; run npm run models`);
  return read;
}

async function readWeight(name: string, entry: WeightEntry, dir: string): Promise<Uint8Array | string> {
  const file = join(dir, entry.file);
  try {
    const bytes = await readFile(file);
    const digest = createHash('sha256').update(bytes).digest('hex');
    return digest === entry.sha256 ? bytes : `The ${name} weights in ${file} are not the pinned file (SHA-256 ${digest})`;
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return missing ? `The ${name} weights are missing (${file})` : `The ${name} weights in ${file} cannot be read`;
  }
}
