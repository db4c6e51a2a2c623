/** What vision promises about people: the same one is accepted, another is not, however the photo was stored. */
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { composeClassPhoto, rephotograph } from '../../../models/photo-studio.ts';
import { createLog } from '../../../src/kernel/log.ts';
import { assignFaces } from '../../../src/recognition/vision/judging/assignment.ts';
import { thresholdForFar, thresholdForRoster } from '../../../src/recognition/vision/judging/calibration.ts';
import { judgeFace } from '../../../src/recognition/vision/judging/judge-face.ts';
import { suspiciousLiveness } from '../../../src/recognition/vision/judging/liveness-advice.ts';
import { cosine } from '../../../src/recognition/vision/judging/similarity.ts';
import {
  createVision,
  type AnalysedFace,
  type GroupFace,
  type Vision,
} from '../../../src/recognition/vision/vision.ts';
import { shippedCalibration } from '../../support/calibration.ts';
import { noisePhoto, readPortraits, storeWithOrientation } from './photos.ts';

let vision: Vision;
let threshold: number;

beforeAll(async () => {
  vision = await createVision({ threads: 2, maxQueued: 200, log: createLog('silent') });
  threshold = thresholdForFar(shippedCalibration(), 1e-4);
});

afterAll(() => vision.close());

async function onlyFace(photo: Buffer): Promise<AnalysedFace> {
  const { faces } = await vision.analyseSelfie(photo);
  expect(faces).toHaveLength(1);
  return faces[0]!;
}

async function largestFace(photo: Buffer): Promise<AnalysedFace> {
  const { faces } = await vision.analyseSelfie(photo);
  expect(faces.length).toBeGreaterThan(0);
  return faces[0]!;
}

describe('one person against her template', () => {
  it('accepts every one of thirty people photographed again, at one stranger in ten thousand', async () => {
    const portraits = await readPortraits(0, 30);
    const scores = await Promise.all(
      portraits.map(async (portrait) => {
        const [enrolled, selfie] = await Promise.all([
          largestFace(portrait),
          largestFace(await rephotograph(portrait)),
        ]);
        return cosine(enrolled.embedding, selfie.embedding);
      }),
    );
    expect(Math.min(...scores)).toBeGreaterThan(threshold);
    expect(scores.sort((a, b) => a - b)[15]).toBeGreaterThan(0.95);
  });

  it('refuses strangers', async () => {
    const faces = await Promise.all((await readPortraits(30, 12)).map(largestFace));
    const scores = faces.flatMap((a, index) => faces.slice(index + 1).map((b) => cosine(a.embedding, b.embedding)));
    expect(scores).toHaveLength(66);
    expect(Math.max(...scores)).toBeLessThan(threshold);
  });

  it('measures a clean selfie as fit to judge and not suspicious', async () => {
    const face = await onlyFace(await rephotograph((await readPortraits(0, 1))[0]!));
    expect(judgeFace(face)).toEqual([]);
    expect(face.liveness).toBeGreaterThan(suspiciousLiveness);
    expect(Math.hypot(...face.embedding)).toBeCloseTo(1, 5);
    expect(face.embedding).toHaveLength(512);
  });

  it('says what is wrong with a photo out of focus and with one in the dark', async () => {
    const clear = await rephotograph((await readPortraits(8, 1))[0]!);
    const blurred = await largestFace(await sharp(clear).blur(8).jpeg().toBuffer());
    const dark = await largestFace(await sharp(clear).linear(0.15, 0).jpeg({ quality: 95 }).toBuffer());
    expect(judgeFace(blurred).map(({ fault }) => fault)).toContain('blurred');
    expect(judgeFace(dark).map(({ fault }) => fault)).toContain('tooDark');
  });
});

describe('how a photo was stored makes no difference', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('EXIF orientation %i gives the same decision', async (orientation) => {
    const [portrait, other] = await readPortraits(0, 2);
    const selfie = await sharp(await rephotograph(portrait!))
      .extend({ right: 200, background: '#777' })
      .jpeg({ quality: 95 })
      .toBuffer();
    const [enrolled, stranger] = await Promise.all([largestFace(portrait!), largestFace(other!)]);
    const analysis = await vision.analyseSelfie(await storeWithOrientation(selfie, orientation));
    const face = analysis.faces[0]!;
    expect([analysis.width, analysis.height]).toEqual([712, 512]);
    expect(face.box.x + face.box.width / 2).toBeLessThan(356);
    expect(cosine(face.embedding, enrolled.embedding)).toBeGreaterThan(0.9);
    expect(cosine(face.embedding, stranger.embedding)).toBeLessThan(threshold);
  });

  it.each([
    ['CMYK', (photo: Buffer) => sharp(photo).toColourspace('cmyk').jpeg().toBuffer()],
    ['greyscale', (photo: Buffer) => sharp(photo).greyscale().jpeg().toBuffer()],
    ['transparent', (photo: Buffer) => sharp(photo).ensureAlpha(0.9).png().toBuffer()],
    ['16-bit', (photo: Buffer) => sharp(photo).toColourspace('rgb16').png().toBuffer()],
    ['WebP', (photo: Buffer) => sharp(photo).webp().toBuffer()],
    [
      'animated GIF',
      async (photo: Buffer) =>
        sharp([photo, await noisePhoto(512, 512)], { join: { animated: true } })
          .gif()
          .toBuffer(),
    ],
    [
      'animated WebP',
      async (photo: Buffer) =>
        sharp([photo, await noisePhoto(512, 512)], { join: { animated: true } })
          .webp()
          .toBuffer(),
    ],
    ['very large', (photo: Buffer) => sharp(photo).resize(4000).jpeg().toBuffer()],
  ])('a %s photo is recognised', async (_kind, store) => {
    const portrait = (await readPortraits(0, 1))[0]!;
    const [enrolled, face] = await Promise.all([
      largestFace(portrait),
      largestFace(await store(await rephotograph(portrait))),
    ]);
    expect(cosine(face.embedding, enrolled.embedding)).toBeGreaterThan(threshold);
  });

  it('gives boxes in pixels of the photo as sent, even when it is reduced for the work', async () => {
    const selfie = await rephotograph((await readPortraits(0, 1))[0]!);
    const [small, large] = await Promise.all([
      largestFace(selfie),
      sharp(selfie).resize(3072).jpeg().toBuffer().then(largestFace),
    ]);
    expect(large.box.height / small.box.height).toBeCloseTo(6, 0);
    expect(large.quality.heightPx).toBe(large.box.height);
  });
});

describe('a photo of a class', () => {
  it('finds all twenty people and names each of them', async () => {
    const portraits = await readPortraits(40, 20);
    const [students, group] = await Promise.all([
      Promise.all(portraits.map(largestFace)),
      vision.analyseGroup(await composeClassPhoto(portraits)),
    ]);
    expect(group.faces).toHaveLength(20);
    const outcomes = nameFaces(group.faces, students);
    expect(outcomes.map((outcome) => (outcome.kind === 'named' ? outcome.student : -1)).sort((a, b) => a - b)).toEqual([
      ...students.keys(),
    ]);
  });

  it('names no stranger', async () => {
    const [students, group] = await Promise.all([
      Promise.all((await readPortraits(40, 10)).map(largestFace)),
      vision.analyseGroup(await composeClassPhoto(await readPortraits(60, 10))),
    ]);
    expect(group.faces).toHaveLength(10);
    expect(nameFaces(group.faces, students).filter(({ kind }) => kind === 'named')).toEqual([]);
  });

  function nameFaces(faces: readonly GroupFace[], students: readonly AnalysedFace[]): ReturnType<typeof assignFaces> {
    const scores = faces.map((face) =>
      students.map((student) => (face.embedding ? cosine(face.embedding, student.embedding) : -1)),
    );
    const roster = thresholdForRoster(shippedCalibration(), { rosterSize: students.length, strangersPerRosters: 200 });
    return assignFaces(scores, { threshold: roster, lowerBound: 0.3, margin: 0.05 });
  }
});

it('finds no face in noise', async () => {
  expect((await vision.analyseSelfie(await noisePhoto(640, 480))).faces).toEqual([]);
  expect((await vision.analyseGroup(await noisePhoto(1600, 1200))).faces).toEqual([]);
});
