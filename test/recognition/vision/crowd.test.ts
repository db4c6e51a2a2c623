/** A crowd is searched everywhere, finely enough, and nothing counts as a face on the word of one look. */
import { availableParallelism } from 'node:os';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shippedWeights } from '../../../src/recognition/weights/manifest.ts';
import { createLog } from '../../../src/kernel/log.ts';
import { gather, planLooks, settle } from '../../../src/recognition/vision/networks/crowd.ts';
import { createVision, type FaceBox, type Vision } from '../../../src/recognition/vision/vision.ts';
import { composeCrowd, portrayPeople, type Portrayed } from '../../bench/composed-crowd.ts';
import { recallOf, tally } from '../../bench/detection.ts';

const { input } = shippedWeights.detector;
const box = (x: number, y: number, side: number): FaceBox => ({ x, y, width: side, height: side });

describe('the looks at a photo', () => {
  it.each([
    [4032, 3024],
    [3024, 4032],
    [1280, 960],
    [2048, 922],
    [300, 168],
    [120, 90],
    [4096, 400],
  ])('of %i×%i hold every face of fifteen pixels whole, at a size the detector sees', (width, height) => {
    const looks = planLooks({ width, height }, input);
    for (const faceHeight of [15, 30, 60, 120].filter((side) => side < Math.min(width, height))) {
      for (let x = 0; x + faceHeight <= width; x += faceHeight * 3 + 1) {
        for (const y of [0, (height - faceHeight) / 2, height - faceHeight]) {
          const isSeen = looks.some(
            (look) =>
              faceHeight / look.scale >= 12 &&
              x >= look.x - 1e-6 &&
              y >= look.y - 1e-6 &&
              x + faceHeight <= look.x + input.width * look.scale + 1e-6 &&
              y + faceHeight <= look.y + input.height * look.scale + 1e-6,
          );
          expect(isSeen, `${faceHeight} px at ${x}, ${y}`).toBe(true);
        }
      }
    }
  });

  it('are bounded however large the photo is', () => {
    expect(planLooks({ width: 4096, height: 4096 }, input).length).toBeLessThan(260);
  });
});

describe('what the looks saw', () => {
  it('is a face when three agree and one is sure, and doubtful otherwise', () => {
    const agreed = [
      [{ box: box(0, 0, 20), score: 0.995 }],
      [{ box: box(1, 0, 20), score: 0.5 }],
      [{ box: box(0, 1, 20), score: 0.4 }],
    ];
    expect(gather(agreed)).toEqual({ certain: [{ box: box(0, 0, 20), score: 0.995, looks: 3 }], doubtful: [] });
    expect(gather(agreed.slice(0, 2))).toEqual({
      certain: [],
      doubtful: [{ box: box(0, 0, 20), score: 0.995, looks: 2 }],
    });
  });

  it('does not hold the piece of a sure face that the edge of a look cut off', () => {
    const { certain, doubtful } = gather([
      [{ box: box(0, 0, 40), score: 0.9 }],
      [{ box: { x: 0, y: 20, width: 40, height: 12 }, score: 0.6 }],
    ]);
    expect([...certain, ...doubtful].map((candidate) => candidate.box)).toEqual([box(0, 0, 40)]);
  });

  it('holds each face once in the end, largest first', () => {
    expect(
      settle([
        { box: box(0, 0, 20), score: 0.8 },
        { box: box(100, 0, 30), score: 0.9 },
        { box: box(1, 1, 20), score: 0.99 },
      ]).map((face) => face.box),
    ).toEqual([box(100, 0, 30), box(1, 1, 20)]);
  });
});

describe('a composed crowd', () => {
  let vision: Vision;
  let people: Portrayed[];

  beforeAll(async () => {
    vision = await createVision({ threads: availableParallelism(), maxQueued: 400, log: createLog('silent') });
    people = await portrayPeople(vision);
  });
  afterAll(() => vision.close());

  it('of forty faces of 20 to 40 pixels is found, without a false one, and faces under 24 pixels are seen but cannot be compared', async () => {
    const crowd = await composeCrowd(people, { people: 40, faceHeights: [20, 40], width: 1600, height: 1200, seed: 7 });
    const { faces } = await vision.analyseGroup(crowd.photo);
    const result = tally(
      crowd.faces.map((marked) => ({ box: marked, ignore: false })),
      faces.map((face) => face.box),
    );
    expect(recallOf(result)).toBeGreaterThanOrEqual(0.97);
    expect(result.falseAlarms).toBeLessThanOrEqual(1);
    const small = faces.filter(({ quality }) => quality.heightPx < 24);
    expect(small.length).toBeGreaterThan(0);
    expect(small.every(({ embedding, qualityScore }) => embedding === null && qualityScore === 0)).toBe(true);
    expect(faces.some(({ embedding, qualityScore }) => embedding?.length === 512 && qualityScore > 0)).toBe(true);
  });

  it('is the same to one thread as to several', async () => {
    const { photo } = await composeCrowd(people, {
      people: 20,
      faceHeights: [16, 48],
      width: 1280,
      height: 960,
      seed: 8,
    });
    const one = await createVision({ threads: 1, log: createLog('silent') });
    try {
      expect((await one.analyseGroup(photo)).faces.map((face) => face.box)).toEqual(
        (await vision.analyseGroup(photo)).faces.map((face) => face.box),
      );
    } finally {
      await one.close();
    }
  });

  it('too blurred to name is seen, and nobody can compare it', async () => {
    const { photo } = await composeCrowd(people, {
      people: 6,
      faceHeights: [90, 100],
      width: 900,
      height: 700,
      seed: 9,
    });
    const { faces } = await vision.analyseGroup(await sharp(photo).blur(6).jpeg().toBuffer());
    const blurred = faces.filter(({ quality }) => quality.sharpness < 12);
    expect(blurred.length).toBeGreaterThanOrEqual(4);
    expect(blurred.map(({ embedding, qualityScore }) => ({ embedding, qualityScore }))).toEqual(
      blurred.map(() => ({ embedding: null, qualityScore: 0 })),
    );
  });
});
