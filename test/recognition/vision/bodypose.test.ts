/**
 * Bodies are placed under their faces, the same in a mirror and at another size, and only who asks for them needs their
 * network.
 */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { composeClassPhoto } from '../../../models/photo-studio.ts';
import { shippedWeights } from '../../../src/recognition/weights/manifest.ts';
import { defaultWeightsDir, shippedManifest } from '../../../src/recognition/weights/weights.ts';
import { figureOf } from '../../../src/focus/class-figure.policy.ts';
import { measureFrame } from '../../../src/focus/focus.policy.ts';
import { createLog } from '../../../src/kernel/log.ts';
import { createVision, type RoomAnalysis, type Vision } from '../../../src/recognition/vision/vision.ts';
import { readPortraits } from './photos.ts';

const log = createLog('silent');
const [nose, leftEye, rightEye, leftShoulder, rightShoulder] = [0, 1, 2, 5, 6] as const;
let vision: Vision;
let photo: Buffer;
let room: RoomAnalysis;

beforeAll(async () => {
  vision = await createVision({ threads: 2, log });
  photo = await composeClassPhoto(await readPortraits(0, 12), { facePx: 240 });
  room = await vision.analyseRoom(photo);
});
afterAll(() => vision.close());

const figure = ({ faces }: RoomAnalysis) => figureOf(measureFrame(faces, { kind: 'camera' }).judged, 8);

describe('the bodies of a class photo', () => {
  it('have their noses in their faces, left eyes to the right as we look at them, and shoulders below', () => {
    expect(room.faces.length).toBeGreaterThanOrEqual(12);
    const clear = room.faces.filter(
      ({ body }) => body !== null && Math.min(body[nose]!.score, body[leftEye]!.score, body[rightEye]!.score) > 0.4,
    );
    expect(clear.length).toBeGreaterThanOrEqual(10);
    for (const { box, body } of clear) {
      expect(body).toHaveLength(17);
      const at = body![nose]!;
      expect(at.x > box.x && at.x < box.x + box.width && at.y > box.y && at.y < box.y + box.height).toBe(true);
      expect(body![leftEye]!.x).toBeGreaterThan(body![rightEye]!.x);
      for (const shoulder of [leftShoulder, rightShoulder])
        if (body![shoulder]!.score > 0.4) expect(body![shoulder]!.y).toBeGreaterThan(at.y);
    }
  });

  it('come with the same faces as without them', async () => {
    const { faces } = await vision.analyseGroup(photo);
    expect(room.faces.map(({ box }) => box)).toEqual(faces.map(({ box }) => box));
    expect(room.faces.map(({ embedding }) => embedding)).toEqual(faces.map(({ embedding }) => embedding));
  });

  it('are the same to one thread as to several', async () => {
    const one = await createVision({ threads: 1, log });
    try {
      expect((await one.analyseRoom(photo)).faces.map(({ body }) => body)).toEqual(room.faces.map(({ body }) => body));
    } finally {
      await one.close();
    }
  });
});

describe('the figure of a class photo', () => {
  it('is within its interval in a mirror and at other sizes, and no further than eight points off', async () => {
    const { figure: straight, low, high } = figure(room);
    const upright = sharp(photo);
    const { width } = await upright.metadata();
    const others = await Promise.all(
      [
        upright.clone().flop(),
        upright.clone().resize(Math.round(width * 0.6)),
        upright.clone().resize(Math.round(width * 1.5)),
      ].map((one) => one.jpeg({ quality: 95 }).toBuffer()),
    );
    for (const other of others) {
      const { figure: again } = figure(await vision.analyseRoom(other));
      expect(Math.abs(again! - straight!)).toBeLessThanOrEqual(8);
      expect(again! >= low! && again! <= high!).toBe(true);
    }
  });

  it('is none, and not a low one, where the same faces are too small for a pose', async () => {
    const { width } = await sharp(photo).metadata();
    const far = await vision.analyseRoom(
      await sharp(photo)
        .resize(Math.round(width * 0.13))
        .jpeg({ quality: 95 })
        .toBuffer(),
    );
    expect(far.faces.length).toBeGreaterThan(0);
    expect(far.faces.every(({ body }) => body === null)).toBe(true);
    expect(figure(far)).toEqual({ judged: 0, figure: null, low: null, high: null });
  });
});

it('without the network nothing else suffers: no body is told, and faces are found as ever', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'muster-weights-'));
  await cp(defaultWeightsDir, dir, { recursive: true });
  await rm(join(dir, shippedWeights.bodyPose.file));
  const poorer = await createVision({ threads: 1, log, manifest: shippedManifest(dir) });
  try {
    await expect(poorer.analyseRoom(photo)).rejects.toMatchObject({ code: 'visionUnavailable' });
    expect((await poorer.analyseGroup(photo)).faces).toHaveLength(room.faces.length);
  } finally {
    await poorer.close();
    await rm(dir, { recursive: true, force: true });
  }
});
