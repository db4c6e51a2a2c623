/**
 * `npm run bench -- vision --images DIR [--peer DIR]`: what one selfie costs from bytes to decision, how many a second,
 * and an exact search.
 */
import { readdir, readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { findNearest } from '../../src/recognition/faces/gallery.ts';
import { AppError } from '../../src/kernel/errors.ts';
import { createLog } from '../../src/kernel/log.ts';
import { thresholdForFar } from '../../src/recognition/vision/judging/calibration.ts';
import { createEngine, type Engine } from '../../src/recognition/vision/engine.ts';
import { cosine } from '../../src/recognition/vision/judging/similarity.ts';
import { createVision } from '../../src/recognition/vision/vision.ts';
import { shippedCalibration } from '../support/calibration.ts';
import { createRandom } from '../../models/calibrate/random.ts';
import { openPeer } from './peer.ts';
import { percentile } from './percentile.ts';
import { pinToOneCore } from './pin.ts';

const size = { width: 1024, height: 768 };
const photoCount = 60;
const templateCount = 50_000;
const searches = 20;
const uploadsAtOnce = 50;

/** Prints a table and returns what the last line shall say. */
export async function benchVision({
  images,
  peer,
}: {
  images?: string | undefined;
  peer?: string | undefined;
}): Promise<Record<string, unknown>> {
  if (images === undefined)
    throw new Error(
      'Name a folder of photos: npm run bench -- vision --images DIR [--peer DIR with node_modules/@vladmandic/face-api]',
    );
  const photos = await readPhotos(images);
  const threads = availableParallelism();
  const perSecond = await measureTogether(photos, threads);
  const flood = await measureFlood(photos[0]!, threads);
  // From here on, so that threads started before have all cores.
  const isPinned = pinToOneCore();
  const engine = await createEngine();
  await engine.warmUp();
  const ours = await measureEach(photos, await createDecision(engine, photos[0]!));
  const searchMs = measureSearch();
  const theirs = peer === undefined ? undefined : await measureEach(photos, await openPeer(peer));
  const figures = {
    photos: photos.length,
    p50Ms: round(percentile(ours, 0.5)),
    p95Ms: round(percentile(ours, 0.95)),
    pinnedToOneCore: isPinned,
    perSecond: round(perSecond),
    flood,
    searchMs: round(searchMs),
    templates: templateCount,
    ...(theirs && {
      peerP50Ms: round(percentile(theirs, 0.5)),
      ratio: round(percentile(theirs, 0.5) / percentile(ours, 0.5)),
    }),
  };
  const rows: [string, string][] = [
    [
      `selfie ${size.width}×${size.height}, file to decision`,
      `p50 ${figures.p50Ms} ms, p95 ${figures.p95Ms} ms${isPinned ? ', one core' : ''}`,
    ],
    ['the same on all cores', `${figures.perSecond} a second, ${threads} threads`],
    [
      `${uploadsAtOnce} photos of 12 megapixels at once`,
      `${flood.answered} looked at, ${flood.busy} told to come back, ${flood.addedMb} MB more memory at the most`,
    ],
    [`exact search of ${templateCount} templates`, `p50 ${figures.searchMs} ms`],
    [
      '@vladmandic/face-api, wasm, same photos',
      theirs ? `p50 ${figures.peerP50Ms} ms, ${figures.ratio} times ours` : 'not measured: name its folder with --peer',
    ],
  ];
  for (const [name, value] of rows) process.stdout.write(`${name.padEnd(42)} ${value}\n`);
  return figures;
}

/** Photos of the folder and those below it, as a phone would send them. */
async function readPhotos(images: string): Promise<Buffer[]> {
  const files = (await readdir(images, { recursive: true }))
    .filter((file) => /\.jpe?g$/i.test(file))
    .sort()
    .slice(0, photoCount);
  if (files.length === 0) throw new Error(`There is no JPEG in ${images}`);
  return Promise.all(
    files.map(async (file) =>
      sharp(await readFile(join(images, file)))
        .resize(size.width, size.height, { fit: 'cover' })
        .jpeg({ quality: 90 })
        .toBuffer(),
    ),
  );
}

async function measureTogether(photos: readonly Buffer[], threads: number): Promise<number> {
  const vision = await createVision({ threads, log: createLog('silent'), maxQueued: photos.length });
  try {
    const startedAt = performance.now();
    await Promise.all(photos.map((photo) => vision.analyseSelfie(photo)));
    return photos.length / ((performance.now() - startedAt) / 1000);
  } finally {
    await vision.close();
  }
}

/** Photos of a room arrive at once: those for which there is room are looked at, the rest are told to come back. */
async function measureFlood(
  photo: Buffer,
  threads: number,
): Promise<{ answered: number; busy: number; addedMb: number }> {
  const large = await sharp(photo).resize(4032, 3024, { fit: 'cover' }).jpeg({ quality: 85 }).toBuffer();
  const vision = await createVision({ threads, log: createLog('silent') });
  const before = process.memoryUsage.rss();
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 20);
  try {
    const outcomes = await Promise.allSettled(
      Array.from({ length: uploadsAtOnce }, () => vision.analyseGroup(Buffer.from(large))),
    );
    const busy = outcomes.filter(
      (outcome) =>
        outcome.status === 'rejected' && outcome.reason instanceof AppError && outcome.reason.code === 'busy',
    ).length;
    const answered = outcomes.filter((outcome) => outcome.status === 'fulfilled').length;
    if (answered + busy < uploadsAtOnce)
      throw new Error('Some photos failed for another reason than that too many came');
    return { answered, busy, addedMb: Math.round((most - before) / 2 ** 20) };
  } finally {
    clearInterval(watch);
    await vision.close();
  }
}

/** One photo after the other; the first is not counted, since the runtime warms up on it. */
async function measureEach(photos: readonly Buffer[], decide: (photo: Buffer) => Promise<unknown>): Promise<number[]> {
  const timesMs: number[] = [];
  for (const photo of [photos[0]!, ...photos]) {
    const startedAt = performance.now();
    await decide(photo);
    timesMs.push(performance.now() - startedAt);
  }
  return timesMs.slice(1);
}

/** The selfie against the template of whoever is in the first photo. */
async function createDecision(engine: Engine, enrolled: Buffer): Promise<(photo: Buffer) => Promise<boolean>> {
  const threshold = thresholdForFar(shippedCalibration(), 1e-4);
  const template = (await engine.analyseSelfie(enrolled)).faces[0]?.embedding;
  if (template === undefined) throw new Error('There is no face in the first photo');
  return async (photo) =>
    (await engine.analyseSelfie(photo)).faces.some(({ embedding }) => cosine(embedding, template) >= threshold);
}

/** Median time in which enrolment finds the nearest of all faces, ms. */
function measureSearch(): number {
  const random = createRandom(1);
  const makeVector = (): Float32Array => {
    const vector = Float32Array.from({ length: 512 }, () => random() - 0.5);
    const length = Math.hypot(...vector);
    return vector.map((value) => value / length);
  };
  const faces = new Map(Array.from({ length: templateCount }, (_, index) => [String(index), makeVector()]));
  const timesMs = Array.from({ length: searches }, (_, index) => {
    const key = String(index * 1000);
    const probe = faces.get(key)!;
    const startedAt = performance.now();
    const found = findNearest(faces, probe, '');
    if (found?.personId !== key) throw new Error('The search did not find the face that was looked for');
    return performance.now() - startedAt;
  });
  return percentile(timesMs, 0.5);
}

const round = (value: number): number => Math.round(value * 10) / 10;
