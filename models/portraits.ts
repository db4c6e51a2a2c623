/** The demo school's people: which fetched portraits show distinct persons, in a fixed order. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type PortraitSet, cacheDir, portraitSets } from '../src/recognition/weights/index.ts';

export interface Portrait {
  /** Stable name, e.g. `tabler-preview/042f`. */
  id: string;
  /** Absolute path of the JPEG, at least 128×128 pixels. */
  file: string;
}

/**
 * The same picture as another one in the list (found by cosine above 0.95): one person must not be enrolled under two
 * names.
 */
const repeated = [
  'tabler-preview/057f',
  'tabler-preview/061f',
  'tabler-preview/074m',
  'tabler-ui/female/2',
  'tabler-ui/female/5',
  'tabler-ui/female/7',
  'tabler-ui/female/9',
  'tabler-ui/female/10',
  'tabler-ui/female/13',
  'tabler-ui/female/14',
  'tabler-ui/male/4',
  'tabler-ui/male/9',
  'tabler-ui/male/10',
  'tabler-ui/male/12',
  'tabler-ui/male/30',
  'tabler-ui/male/43',
];

/**
 * Faces too small, too cut or too turned to be recognised once photographed again, and pictures whose mirrored edge
 * shows a second face then.
 */
const unusable = [
  'tabler-preview/005f',
  'tabler-preview/011f',
  'tabler-preview/013m',
  'tabler-preview/022m',
  'tabler-preview/046m',
  'tabler-preview/065m',
  'tabler-ui/female/11',
  'tabler-ui/female/31',
  'tabler-ui/male/24',
  'tabler-ui/male/29',
  'tabler-ui/male/32',
  'tabler-ui/male/33',
];

/**
 * Once photographed again these look to the liveness network like a picture of a picture; that would make a confusing
 * demo.
 */
const suspicious = [
  'tabler-preview/009m',
  'tabler-preview/043m',
  'tabler-preview/051f',
  'tabler-ui/female/26',
  'tabler-ui/male/31',
  'tabler-ui/male/39',
];

const leftOut: ReadonlySet<string> = new Set([...repeated, ...unusable, ...suspicious]);

/** The JPEG paths of one set in the cache, relative to its folder; empty when it was not fetched. */
export async function portraitFilesIn(set: PortraitSet): Promise<string[]> {
  const entries = await readdir(join(cacheDir, 'portraits', set.id), { recursive: true }).catch(() => []);
  return entries.filter((entry) => entry.endsWith('.jpg')).map((entry) => entry.replaceAll('\\', '/'));
}

/**
 * One portrait a person, sorted by id.
 * @throws Error that says to run `npm run models` when the portraits were not fetched
 */
export async function listPortraits(): Promise<Portrait[]> {
  const sets = await Promise.all(portraitSets.map(portraitsOf));
  return sets
    .flat()
    .filter(({ id }) => !leftOut.has(id))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

async function portraitsOf(set: PortraitSet): Promise<Portrait[]> {
  const files = await portraitFilesIn(set);
  if (files.length < set.count)
    throw new Error(`The portraits of ${set.package.name} are not here; run npm run models`);
  return files.map((file) => ({
    id: `${set.id}/${file.replace(/\.jpg$/, '')}`,
    file: join(cacheDir, 'portraits', set.id, file),
  }));
}
