/**
 * Command line: `npm run calibrate -- --images DIR [--out FILE] [--manifest FILE]` measures the weights in use on a
 * folder with one folder a person, and writes the calibration where the service looks for it; the last line is JSON.
 */
import { rename, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createLog } from '../../src/kernel/log.ts';
import {
  type Calibration,
  createVision,
  parseCalibration,
  thresholdForFar,
} from '../../src/recognition/vision/index.ts';
import { findModels } from '../../src/recognition/weights/index.ts';
import { typedPath } from '../typed-path.ts';
import { readPeople, type People } from './read-people.ts';
import { describeCalibration, describeTwins } from './report.ts';
import { measureRosters } from './rosters.ts';
import { measureTemplates } from './templates.ts';
import { findTwins, measureVerification } from './verification.ts';

/** The rate of a check-in, at which several templates are weighed. */
const checkInFar = 1e-4;
const photosForTemplates = 4;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { images: { type: 'string' }, out: { type: 'string' }, manifest: { type: 'string' } },
  });
  const {
    images,
    out,
    manifest: own,
  } = Object.fromEntries(Object.entries(values).map(([option, path]) => [option, typedPath(path)]));
  if (images === undefined)
    throw new Error(
      'Name a folder of photos: npm run calibrate -- --images DIR [--out FILE] [--manifest FILE] (one folder a person, the photos right below)',
    );
  const { manifest, calibrationFile } = findModels(
    own ?? process.env['WEIGHTS_MANIFEST'],
    out ?? process.env['CALIBRATION'],
  );
  const threads = availableParallelism();
  const vision = await createVision({ threads, log: createLog('silent'), maxQueued: threads * 2, manifest });
  try {
    const read = await readPeople(vision, images, threads);
    const calibration = measure(vision.weightsHash, basename(resolve(images)), read);
    await writeWhole(calibrationFile, `${JSON.stringify(calibration, undefined, 2)}\n`);
    process.stdout.write(describeCalibration(calibration) + describeTwins(findTwins(read)));
    const { weightsHash, people, genuinePairs, impostorPairs, points } = calibration;
    process.stdout.write(
      `${JSON.stringify({ calibrate: calibrationFile, weightsHash, people, genuinePairs, impostorPairs, points })}\n`,
    );
  } finally {
    await vision.close();
  }
}

function measure(weightsHash: string, measuredOn: string, read: People): Calibration {
  const { samples, people, photos, missed } = read;
  const verification = measureVerification(samples, people);
  const counts = {
    weightsHash,
    measuredAt: new Date().toISOString().slice(0, 10),
    measuredOn,
    people,
    photos,
    photosWithoutFace: missed,
  };
  const points = { ...counts, ...verification, rosters: measureRosters(samples, verification.points) };
  // The thresholds are those that the service will read out of the file.
  const threshold = thresholdForFar(parseCalibration({ ...points, templates: [] }), checkInFar);
  return parseCalibration(rounded({ ...points, templates: measureTemplates(samples, threshold, photosForTemplates) }));
}

/** Figures to four places that count: more would only look exact. */
function rounded<Value>(value: Value): Value {
  if (typeof value === 'number') return (Number.isInteger(value) ? value : Number(value.toPrecision(4))) as Value;
  if (Array.isArray(value)) return value.map((inner: unknown) => rounded(inner)) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]: [string, unknown]) => [key, rounded(inner)]),
  ) as Value;
}

/** All of it or nothing: a service that starts meanwhile never reads half a file. */
async function writeWhole(file: string, text: string): Promise<void> {
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, text);
  await rename(draft, file);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
