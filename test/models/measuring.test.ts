/** What a calibration says was counted, and how far it may be off. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { percentiles, wilson } from '../../models/calibrate/intervals.ts';
import type { Sample } from '../../models/calibrate/read-people.ts';
import { measureRosters } from '../../models/calibrate/rosters.ts';
import { measureTemplates } from '../../models/calibrate/templates.ts';
import { findTwins, measureVerification } from '../../models/calibrate/verification.ts';
import { cosine } from '../../src/recognition/vision/judging/similarity.ts';
import { createRandom } from '../../models/calibrate/random.ts';

const width = 24;

/** People as directions, photos of them a little off; `spread` is how far. */
function makePeople(people: number, photosEach: number, spread = 0.5): Sample[] {
  const random = createRandom(7);
  const direction = (): number[] => Array.from({ length: width }, () => random() + random() + random() - 1.5);
  return Array.from({ length: people }, (_, person) => {
    const own = direction();
    return Array.from({ length: photosEach }, (): Sample => {
      const aside = direction();
      const raw = Float32Array.from(own, (value, index) => value + spread * aside[index]!);
      const length = Math.hypot(...raw);
      return { person, embedding: raw.map((value) => value / length), quality: 1 };
    });
  }).flat();
}

describe('one against one', () => {
  const samples = makePeople(120, 2);
  const { points, genuinePairs, impostorPairs } = measureVerification(samples, 120);
  const pairs = samples.flatMap((a, index) =>
    samples.slice(index + 1).map((b) => ({ isSame: a.person === b.person, score: cosine(a.embedding, b.embedding) })),
  );
  const shareOf = (isSame: boolean, threshold: number): number =>
    pairs.filter((pair) => pair.isSame === isSame && pair.score >= threshold).length /
    pairs.filter((pair) => pair.isSame === isSame).length;

  test('all pairs are counted', () => {
    expect([genuinePairs, impostorPairs]).toEqual([120, (240 * 239) / 2 - 120]);
  });

  test('each point is the share of pairs that reach its cosine', () => {
    expect(points.length).toBeGreaterThan(3);
    for (const point of points) {
      expect(point.far).toBeCloseTo(shareOf(false, point.cosine), 12);
      expect(point.tar).toBeCloseTo(shareOf(true, point.cosine), 12);
    }
  });

  test("points go from the loosest to the strictest, and none is stricter than two of all strangers' pairs", () => {
    for (const [index, point] of points.slice(1).entries()) {
      expect(point.cosine).toBeGreaterThan(points[index]!.cosine);
      expect(point.far).toBeLessThan(points[index]!.far);
    }
    expect(points.at(-1)!.far * impostorPairs).toBeCloseTo(2, 9);
  });

  test('what was measured lies within its interval, which is no narrower than for independent pairs', () => {
    for (const { far, farInterval, tar, tarInterval } of points) {
      expect(farInterval[0]).toBeLessThanOrEqual(far);
      expect(farInterval[1]).toBeGreaterThanOrEqual(wilson(far * impostorPairs, impostorPairs)[1] - 1e-12);
      expect([tarInterval[0] <= tar, tar <= tarInterval[1]]).toEqual([true, true]);
    }
  });

  test('is the same when it is measured again', () => {
    expect(measureVerification(samples, 120)).toEqual({ points, genuinePairs, impostorPairs });
  });

  test.each([
    [5, 2, 'too few for a threshold'],
    [200, 1, 'nobody has two photos'],
  ])('%i people with %i photos are refused with the reason', (people, photosEach, reason) => {
    expect(() => measureVerification(makePeople(people, photosEach), people)).toThrow(reason);
  });

  test('two folders of one person are pointed out', () => {
    const twice = [...samples, { ...samples[0]!, person: 120 }];
    expect(
      findTwins({
        samples: twice,
        names: Array.from({ length: 121 }, (_, index) => `person ${index}`),
        people: 121,
        photos: twice.length,
        missed: 0,
      })[0],
    ).toMatchObject({ a: 'person 0', b: 'person 120', score: expect.closeTo(1, 5) as number });
  });
});

describe('one against many', () => {
  test('the share of strangers who are named is that over all rosters there are', () => {
    const samples = makePeople(34, 1);
    const threshold = 0.45;
    const [measured] = measureRosters(samples, [{ cosine: threshold }]);
    // 33 others: a roster of 30 leaves three of them out.
    const others = samples.map((stranger) =>
      samples
        .filter((other) => other !== stranger)
        .map((other) => cosine(stranger.embedding, other.embedding) >= threshold),
    );
    const indices = [...Array(33).keys()];
    const choices = indices.flatMap((a) =>
      indices.slice(a + 1).flatMap((b) => indices.slice(b + 1).map((c) => [a, b, c])),
    );
    const share =
      others.reduce(
        (sum, alike) =>
          sum +
          choices.filter((left) => alike.some((is, index) => is && !left.includes(index))).length / choices.length,
        0,
      ) / others.length;
    expect(measured).toMatchObject({ size: 30, cosine: threshold });
    expect(measured!.measured).toBeCloseTo(share, 9);
    expect([measured!.interval[0] <= share, share <= measured!.interval[1]]).toEqual([true, true]);
  });

  test('is not told of rosters larger than there are people', () => {
    expect(measureRosters(makePeople(60, 1), [{ cosine: 0.5 }]).map(({ size }) => size)).toEqual([30]);
  });
});

test('several templates are measured on the same people: their mean recognises better than one, where photos differ by chance', () => {
  const rows = measureTemplates(makePeople(25, 4, 0.8), 0.5, 4);
  expect(rows.map(({ templates, by, people }) => [templates, by, people])).toEqual([
    [1, 'best', 25],
    [2, 'best', 25],
    [2, 'mean', 25],
    [2, 'meanByQuality', 25],
    [3, 'best', 25],
    [3, 'mean', 25],
    [3, 'meanByQuality', 25],
  ]);
  const [one, , two] = rows;
  expect(two!.tarAtEqualFar).toBeGreaterThan(one!.tarAtEqualFar);
});

describe('intervals', () => {
  test("are Wilson's: 10 of 100 lies between 5.5 and 17.4 %, none of 100 below 3.7 %", () => {
    expect(wilson(10, 100).map((share) => Math.round(share * 1000))).toEqual([55, 174]);
    expect(wilson(0, 100)[0]).toBe(0);
    expect(wilson(0, 100)[1]).toBeCloseTo(0.037, 3);
  });

  test('narrow with the number of trials, and hold what was measured', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.double({ min: 0, max: 1, noNaN: true }), (of, share) => {
        const hits = Math.round(of * share);
        const [low, high] = wilson(hits, of);
        expect([low <= hits / of + 1e-12, hits / of <= high + 1e-12]).toEqual([true, true]);
        const [lowOfMore, highOfMore] = wilson(hits * 10, of * 10);
        expect(highOfMore - lowOfMore).toBeLessThan(high - low);
      }),
    );
  });

  test('of draws go from the 2.5th to the 97.5th of a hundred', () => {
    expect(percentiles(Array.from({ length: 1000 }, (_, index) => index))).toEqual([25, 975]);
  });
});
