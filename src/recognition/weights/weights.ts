/** Which weights are in use, and reading them: any file whose SHA-256 is not the one in the manifest is refused. */
import { createHash } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { rootDir } from '../../kernel/root.ts';
import { shippedWeights } from './manifest.ts';
import { weightNames, weightsSchema, type WeightName, type Weights } from './weights-schema.ts';

/** Where the calibration, the cards and what was fetched lie: models/ at the top of the repository. */
export const modelsDir = join(rootDir, 'models');

/** Where fetched files live; git-ignored. */
export const cacheDir = join(modelsDir, 'cache');

/** Where the weights live unless told otherwise. */
export const defaultWeightsDir = join(cacheDir, 'weights');

/**
 * The networks in use, each with the folder its file lies in. Plain data, which crosses to the threads that look at
 * photos.
 */
export interface Manifest {
  readonly weights: Weights;
  readonly folders: Readonly<Record<WeightName, string>>;
}

/** The shipped networks. @param folder where their files lie; the cache when not given */
export function shippedManifest(folder: string = defaultWeightsDir): Manifest {
  return { weights: shippedWeights, folders: foldersBy(() => folder) };
}

/** Thrown when a manifest cannot be used: one line a fault, naming the field. */
export class ManifestError extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join('\n'));
    this.name = 'ManifestError';
    this.faults = faults;
  }
}

/**
 * The shipped networks with those of a manifest in their place, which names one or several of them; their files lie
 * beside it.
 * @throws ManifestError
 */
export function readManifest(path: string): Manifest {
  const parsed = weightsSchema.partial().safeParse(readJson(path));
  if (!parsed.success)
    throw new ManifestError(parsed.error.issues.map((issue) => `${issue.path.join('.') || path}: ${issue.message}`));
  const own = parsed.data;
  const weights = {
    ...shippedWeights,
    ...Object.fromEntries(Object.entries(own).filter(([, entry]) => entry !== undefined)),
  };
  return { weights, folders: foldersBy((name) => (own[name] ? dirname(resolve(path)) : defaultWeightsDir)) };
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new ManifestError([`${path} cannot be read (${error instanceof Error ? error.message : String(error)})`]);
  }
}

const foldersBy = (folderOf: (name: WeightName) => string): Manifest['folders'] =>
  Object.fromEntries(weightNames.map((name) => [name, folderOf(name)])) as Record<WeightName, string>;

/** What shapes an embedding: changing the liveness or head pose network leaves stored templates comparable. */
const recognitionWeights = ['detector', 'landmarks', 'embedder'] as const satisfies readonly WeightName[];

/** What may be written otherwise without making other numbers. */
const descriptive: ReadonlySet<string> = new Set(['task', 'file', 'licence']);

/**
 * SHA-256 over the digests of those networks and over how they are read, since the same file makes other numbers of
 * pixels laid out otherwise. Templates and calibration are bound to it.
 */
export function recognitionHashOf({ weights }: Manifest): string {
  const parts = recognitionWeights.map((name) => {
    const decisive = Object.fromEntries(Object.entries(weights[name]).filter(([field]) => !descriptive.has(field)));
    return `${name} ${JSON.stringify(sorted(decisive))}\n`;
  });
  return createHash('sha256').update(parts.join('')).digest('hex');
}

/** The same text whatever order the fields were written in. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

/** What every start loads: the body pose network is for the focus index alone, which most never turn on. */
const startNames = weightNames.filter((name) => name !== 'bodyPose');
export type StartName = (typeof startNames)[number];

export type VerifiedWeights = Readonly<Record<StartName, Uint8Array>>;

/** What is wrong with the file of one network, or undefined when it is the pinned one. It is not kept in memory. */
export async function faultOfWeight(manifest: Manifest, name: WeightName): Promise<string | undefined> {
  const hash = createHash('sha256');
  const read = await orFault(manifest, name, async (file) => {
    for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
    return { digest: hash.digest('hex') };
  });
  return typeof read === 'string' ? read : undefined;
}

/** @throws Error as `loadVerifiedWeights`, which reads them once more. */
export async function requireWeights(manifest: Manifest): Promise<void> {
  for (const name of startNames) {
    const fault = await faultOfWeight(manifest, name);
    if (fault !== undefined) throw new Error(fault);
  }
}

/**
 * Reads every network that a start needs and checks its SHA-256, at every load: what decides about people is the file
 * that was measured.
 * @throws Error that names the file and says what to do
 */
export async function loadVerifiedWeights(manifest: Manifest = shippedManifest()): Promise<VerifiedWeights> {
  const loaded = await Promise.all(startNames.map(async (name) => [name, await readWeight(manifest, name)] as const));
  const fault = loaded.map(([, read]) => read).find((read) => typeof read === 'string');
  if (fault !== undefined) throw new Error(fault);
  return Object.fromEntries(loaded) as Record<StartName, Uint8Array>;
}

/** The body pose network, which is read when it is first needed. @throws as `loadVerifiedWeights` */
export async function loadBodyPose(manifest: Manifest = shippedManifest()): Promise<Uint8Array> {
  const read = await readWeight(manifest, 'bodyPose');
  if (typeof read === 'string') throw new Error(read);
  return read;
}

async function readWeight(manifest: Manifest, name: WeightName): Promise<Uint8Array | string> {
  const read = await orFault(manifest, name, async (file) => {
    const bytes = await readFile(file);
    return { bytes, digest: createHash('sha256').update(bytes).digest('hex') };
  });
  return typeof read === 'string' ? read : read.bytes;
}

/** What was read, or what is wrong with it. */
async function orFault<Read extends { readonly digest: string }>(
  { weights, folders }: Manifest,
  name: WeightName,
  readFrom: (file: string) => Promise<Read>,
): Promise<Read | string> {
  const entry = weights[name];
  const file = join(folders[name], entry.file);
  const remedy =
    entry.sha256 === shippedWeights[name].sha256 ? 'run npm run models' : 'put it beside the manifest that names it';
  try {
    const read = await readFrom(file);
    return read.digest === entry.sha256
      ? read
      : `The ${name} weights in ${file} are not the pinned file (SHA-256 ${read.digest}); ${remedy}`;
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return missing
      ? `The ${name} weights are missing (${file}); ${remedy}`
      : `The ${name} weights in ${file} cannot be read; ${remedy}`;
  }
}
