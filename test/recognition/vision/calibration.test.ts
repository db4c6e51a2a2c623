/** A threshold is a measured rate of false acceptance, or there is none. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recognitionHashOf, shippedManifest } from '../../../src/recognition/weights/weights.ts';
import { createLimits } from '../../../src/recognition/faces/faces.policy.ts';
import { AppError } from '../../../src/kernel/errors.ts';
import {
  CalibrationError,
  farForRoster,
  loadCalibration,
  parseCalibration,
  strangerChance,
  strictestFar,
  thresholdForFar,
  thresholdForRoster,
  type Calibration,
} from '../../../src/recognition/vision/judging/calibration.ts';
import { shippedCalibration } from '../../support/calibration.ts';

const calibration = shippedCalibration();
const { points } = calibration;
const [loosest, strictest] = [points[0]!, points.at(-1)!];

describe('the calibration', () => {
  let dir: string;
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'muster-calibration-'));
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  const write = (text: string): string => {
    const file = join(dir, 'calibration.json');
    writeFileSync(file, text);
    return file;
  };

  it('is that of the shipped weights, and of how they are read', () => {
    // Another hash makes every stored template anew: that is meant, or it does not happen.
    expect(recognitionHashOf(shippedManifest())).toBe(
      'f66ebac0c840dd88331932081aef81bd630a7caeb5bc074d43663b2775532c73',
    );
    expect(calibration.weightsHash).toBe(recognitionHashOf(shippedManifest()));
  });

  it('of other weights is none, nor is one that is missing, and it says why', () => {
    const other = '0'.repeat(64);
    expect(loadCalibration(write(JSON.stringify(calibration)), other)).toEqual({
      calibration: undefined,
      why: expect.stringMatching(
        /measured with other face models \(f66ebac0\) than those in use \(00000000\); run npm run calibrate/,
      ) as string,
    });
    expect(loadCalibration(join(dir, 'nowhere.json'), other)).toEqual({
      calibration: undefined,
      why: expect.stringMatching(/were not measured: .*nowhere\.json is missing/) as string,
    });
  });

  it('recognises nobody while there is none', () => {
    const limits = createLimits({ calibration: undefined, why: 'not measured' });
    for (const ask of [
      () => limits.threshold('verification'),
      () => limits.forRoster(30, 200),
      () => limits.forOthers(30),
    ]) {
      expect(ask).toThrow(AppError);
      expect(ask).toThrow(/until the face models in use have been measured/);
    }
  });

  const spoilt = (index: number, change: Partial<Calibration['points'][number]>): unknown => ({
    ...calibration,
    points: points.map((point, at) => (at === index ? { ...point, ...change } : point)),
  });
  it.each([
    [
      'a cosine that falls',
      spoilt(2, { cosine: points[1]!.cosine }),
      'points.2.cosine: has to be above that of the point before',
    ],
    ['a rate that rises', spoilt(3, { far: points[1]!.far }), 'points.3.far: has to be below that of the point before'],
    ['true acceptance that rises', spoilt(1, { tar: 1.1 }), 'points.1.tar: '],
    [
      'a rate stricter than one in all pairs',
      spoilt(points.length - 1, { far: 0.9 / calibration.impostorPairs }),
      `points.${points.length - 1}.far: is stricter than one in all the pairs that were measured`,
    ],
    ['a hash that is none', { ...calibration, weightsHash: 'abc' }, 'weightsHash: is a SHA-256'],
    ['one point only', { ...calibration, points: [loosest] }, 'points: '],
    ['a field of another age', { ...calibration, measured: 'LFW' }, ': Unrecognized key'],
  ])('with %s is refused, with the field named', (_what, value, fault) => {
    expect(() => parseCalibration(value)).toThrow(CalibrationError);
    expect(() => parseCalibration(value)).toThrow(fault);
  });

  it('that is no JSON is refused with the name of the file', () => {
    expect(() => loadCalibration(write('{"points"'), calibration.weightsHash)).toThrow(
      /calibration\.json cannot be read/,
    );
  });
});

describe('a threshold', () => {
  it.each(calibration.points.map(({ far, cosine }) => [far, cosine] as const))(
    'at a measured rate of %f is the measured %f',
    (far, cosine) => {
      expect(thresholdForFar(calibration, far)).toBeCloseTo(cosine, 9);
    },
  );

  it('lies on the logarithmic line between measured points', () => {
    const [before, after] = [points[2]!, points[3]!];
    expect(thresholdForFar(calibration, Math.sqrt(before.far * after.far))).toBeCloseTo(
      (before.cosine + after.cosine) / 2,
      9,
    );
  });

  it('is never looser or stricter than what was measured', () => {
    expect(thresholdForFar(calibration, 0.5)).toBe(loosest.cosine);
    expect(thresholdForFar(calibration, 1e-9)).toBe(strictest.cosine);
    expect(strictestFar(calibration)).toBe(strictest.far);
  });

  it('rises with the promise', () => {
    const rates = Array.from({ length: 50 }, (_, index) => 10 ** (-2 - index / 12));
    const thresholds = rates.map((far) => thresholdForFar(calibration, far));
    expect(thresholds).toEqual([...thresholds].sort((a, b) => a - b));
  });

  it.each([0, 1, -1, Number.NaN])('is refused for a rate of %f', (far) => {
    expect(() => thresholdForFar(calibration, far)).toThrow(RangeError);
  });

  it('for a roster is that of the rate which every comparison may take', () => {
    const far = 1 - (1 - 1 / 200) ** (1 / 30);
    expect(thresholdForRoster(calibration, { rosterSize: 30, strangersPerRosters: 200 })).toBe(
      thresholdForFar(calibration, far),
    );
  });

  it('rises with the roster', () => {
    const thresholds = [0, 1, 10, 30, 100, 500].map((rosterSize) =>
      thresholdForRoster(calibration, { rosterSize, strangersPerRosters: 200 }),
    );
    expect(thresholds).toEqual([...thresholds].sort((a, b) => a - b));
  });
});

describe('what policy asks for', () => {
  const limits = createLimits({ calibration });

  it('is read from the calibration: one stranger in ten thousand for a selfie, in a thousand among photos of one enrolment', () => {
    expect(limits.threshold('verification')).toBe(thresholdForFar(calibration, 1e-4));
    expect(limits.threshold('enrolment')).toBe(thresholdForFar(calibration, 1e-3));
  });

  it("follows the class's promise, and says where it was not measured", () => {
    expect(limits.forRoster(30, 200)).toMatchObject({
      threshold: thresholdForRoster(calibration, { rosterSize: 30, strangersPerRosters: 200 }),
      isCovered: true,
    });
    expect(limits.forRoster(30, 1000).threshold).toBeGreaterThan(limits.forRoster(30, 200).threshold);
    expect(farForRoster({ rosterSize: 2000, strangersPerRosters: 200 })).toBeLessThan(strictest.far);
    expect(limits.forRoster(2000, 200)).toMatchObject({ threshold: strictest.cosine, isCovered: false });
  });

  it('of a new face among all others is never below what lets one check in for another', () => {
    const thresholds = [1, 10, 100, 1000, 100_000].map((people) => limits.forOthers(people));
    expect(thresholds[0]).toBe(limits.threshold('verification'));
    expect(thresholds).toEqual([...thresholds].sort((a, b) => a - b));
  });
});

describe('the chance that a stranger resembles somebody so much', () => {
  it('is what the threshold of a roster promises, at that threshold', () => {
    for (const rosterSize of [8, 30, 100]) {
      const threshold = thresholdForRoster(calibration, { rosterSize, strangersPerRosters: 200 });
      expect(strangerChance(calibration, threshold, rosterSize)).toBeCloseTo(1 / 200, 9);
    }
  });

  it('falls with the likeness and rises with the roster', () => {
    const chances = [0.34, 0.4, 0.42, 0.45, 0.47].map((cosine) => strangerChance(calibration, cosine, 30));
    expect(chances).toEqual([...chances].sort((a, b) => b - a));
    expect(strangerChance(calibration, 0.4, 100)).toBeGreaterThan(strangerChance(calibration, 0.4, 30));
  });

  it('is never smaller or greater than what was measured', () => {
    expect(strangerChance(calibration, 0.9, 1)).toBeCloseTo(strictest.far, 12);
    expect(strangerChance(calibration, -1, 1)).toBeCloseTo(loosest.far, 12);
  });
});
