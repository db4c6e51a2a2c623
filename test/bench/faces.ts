/** Measures verification on a folder of photos in the layout of LFW, through the same door the product uses. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createLimiter } from '../../src/kernel/limiter.ts';
import { createLog } from '../../src/kernel/log.ts';
import { subjectOf } from '../../models/calibrate/read-people.ts';
import { thresholdForFar } from '../../src/recognition/vision/judging/calibration.ts';
import { cosine } from '../../src/recognition/vision/judging/similarity.ts';
import { createVision, type Vision } from '../../src/recognition/vision/vision.ts';
import { shippedCalibration } from '../support/calibration.ts';
import { parsePairs, type Pair } from './pairs.ts';
import { accuracyOverFolds, ratesAt, trueAcceptanceAt, type ScoredPair } from './verification.ts';

export interface FacesOptions {
  /** Folder with Name/Name_0001.jpg. */
  images?: string | undefined;
  /** pairs.txt or a CSV; looked for in the folder when not given. */
  pairs?: string | undefined;
}

/** A photo in which no face is found resembles nobody. */
const noMatch = -1;

/** Prints a table and returns what the last line shall say. */
export async function benchFaces(options: FacesOptions): Promise<Record<string, unknown>> {
  const { images, pairs } = await readInput(options);
  const photos = [...new Set(pairs.flatMap(({ a, b }) => [a, b]))];
  const threads = availableParallelism();
  const vision = await createVision({ threads, log: createLog('silent'), maxQueued: threads * 2 });
  try {
    const startedMs = performance.now();
    const embeddings = await embedAll(vision, images, photos, threads);
    const msPerPhoto = (performance.now() - startedMs) / photos.length;
    const scored = pairs.map((pair) => scorePair(pair, embeddings));
    const missed = photos.filter((photo) => embeddings.get(photo) === undefined).length;
    return report(scored, { photos: photos.length, missed, msPerPhoto, threads });
  } finally {
    await vision.close();
  }
}

async function readInput(options: FacesOptions): Promise<{ images: string; pairs: Pair[] }> {
  const { images } = options;
  if (images === undefined)
    throw new Error(
      'Name a folder of photos: npm run bench -- faces --images DIR [--pairs FILE] (the layout of LFW: Name/Name_0001.jpg)',
    );
  const file =
    options.pairs ?? [join(images, 'pairs.csv'), join(images, 'pairs.txt')].find((candidate) => existsSync(candidate));
  if (file === undefined)
    throw new Error(`There is no pairs.csv or pairs.txt in ${images}: name one with --pairs FILE`);
  return { images, pairs: parsePairs(await readFile(file, 'utf8')) };
}

async function embedAll(
  vision: Vision,
  images: string,
  photos: readonly string[],
  threads: number,
): Promise<Map<string, Float32Array | undefined>> {
  const embeddings = new Map<string, Float32Array | undefined>();
  // One more than there are threads, so that none waits for the disk.
  const limiter = createLimiter({ parallel: threads + 1, waiting: photos.length });
  await Promise.all(
    photos.map((photo) =>
      limiter.run(async () => {
        embeddings.set(photo, await embedSubject(vision, join(images, photo)));
        if (embeddings.size % 100 === 0 || embeddings.size === photos.length)
          process.stderr.write(`\r${embeddings.size} of ${photos.length} photos`);
      }),
    ),
  );
  process.stderr.write('\n');
  return embeddings;
}

async function embedSubject(vision: Vision, file: string): Promise<Float32Array | undefined> {
  try {
    return subjectOf(await vision.analyseSelfie(await readFile(file)))?.embedding;
  } catch (cause) {
    throw new Error(`${file}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

function scorePair(
  { a, b, isSame, fold }: Pair,
  embeddings: ReadonlyMap<string, Float32Array | undefined>,
): ScoredPair {
  const first = embeddings.get(a);
  const second = embeddings.get(b);
  return { score: first && second ? cosine(first, second) : noMatch, isSame, fold };
}

interface Run {
  photos: number;
  missed: number;
  msPerPhoto: number;
  threads: number;
}

function report(pairs: readonly ScoredPair[], run: Run): Record<string, unknown> {
  const accuracy = accuracyOverFolds(pairs);
  const threshold = thresholdForFar(shippedCalibration(), 1e-4);
  const inUse = ratesAt(pairs, threshold);
  const [tarAtFar1e2, tarAtFar1e3] = [trueAcceptanceAt(pairs, 1e-2), trueAcceptanceAt(pairs, 1e-3)];
  const genuine = pairs.filter(({ isSame }) => isSame).length;
  const rows: [string, string][] = [
    ['pairs', `${pairs.length} (${genuine} of one person, ${pairs.length - genuine} of two)`],
    ['photos', `${run.photos}, ${run.missed} without a face`],
    [
      'accuracy',
      `${percent(accuracy.mean)} ± ${percent(accuracy.deviation)} (threshold ${accuracy.threshold.toFixed(3)} from the other folds)`,
    ],
    ['TAR at FAR 1e-2', percent(tarAtFar1e2)],
    ['TAR at FAR 1e-3', percent(tarAtFar1e3)],
    [`at ${threshold.toFixed(3)}, in use`, `TAR ${percent(inUse.tar)}, FAR ${percent(inUse.far)}`],
    ['time', `${run.msPerPhoto.toFixed(1)} ms a photo, ${run.threads} threads together`],
  ];
  for (const [name, value] of rows) process.stdout.write(`${name.padEnd(18)} ${value}\n`);
  return {
    pairs: pairs.length,
    accuracy: round(accuracy.mean),
    tarAtFar1e2: round(tarAtFar1e2),
    tarAtFar1e3: round(tarAtFar1e3),
    missed: run.missed,
    msPerPhoto: Math.round(run.msPerPhoto * 10) / 10,
  };
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}

function round(share: number): number {
  return Math.round(share * 10_000) / 10_000;
}
