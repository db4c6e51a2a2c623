/** Only the pinned weights are ever used. */
import { appendFile, cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { defaultWeightsDir, loadVerifiedWeights, shippedManifest } from '../../../src/recognition/weights/weights.ts';
import { createLog } from '../../../src/kernel/log.ts';
import { createVision } from '../../../src/recognition/vision/vision.ts';

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'muster-weights-'));
  await cp(defaultWeightsDir, dir, { recursive: true });
});

afterEach(() => rm(dir, { recursive: true, force: true }));

it('loads the fetched weights', async () => {
  expect(Object.keys(await loadVerifiedWeights(shippedManifest(dir)))).toEqual([
    'detector',
    'landmarks',
    'embedder',
    'liveness',
    'headPose',
  ]);
});

it('names a file that was changed', async () => {
  await appendFile(join(dir, 'fr_feature.onnx'), ' ');
  await expect(loadVerifiedWeights(shippedManifest(dir))).rejects.toThrow(
    /embedder.*fr_feature\.onnx.*not the pinned file.*npm run models/,
  );
});

it('names a file that is missing', async () => {
  await rm(join(dir, 'fr_liveness.onnx'));
  await expect(loadVerifiedWeights(shippedManifest(dir))).rejects.toThrow(
    /liveness.*missing.*fr_liveness\.onnx.*npm run models/,
  );
});

it('starts no vision on changed weights', async () => {
  await appendFile(join(dir, 'fr_detect.onnx'), ' ');
  await expect(createVision({ threads: 1, log: createLog('silent'), manifest: shippedManifest(dir) })).rejects.toThrow(
    /fr_detect\.onnx/,
  );
});
