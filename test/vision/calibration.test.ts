/** A threshold is a measured rate of false acceptance, or there is none. */
import { describe, expect, it } from 'vitest';
import { recognitionHash } from '../../models/weights.ts';
import { loadCalibration, strangerChance, thresholdForFar, thresholdForRoster } from '../../src/vision/calibration.ts';

const calibration = loadCalibration(recognitionHash);

describe('the calibration', () => {
  it('is that of the pinned weights', () => {
    expect(calibration.weightsHash).toBe(recognitionHash);
  });

  it('is refused for other weights', () => {
    expect(() => loadCalibration('0'.repeat(64))).toThrow(/measured with other weights/);
  });
});

describe('a threshold', () => {
  it.each(calibration.points.map(({ far, cosine }) => [far, cosine] as const))('at a measured rate of %f is the measured %f', (far, cosine) => {
    expect(thresholdForFar(calibration, far)).toBeCloseTo(cosine, 9);
  });

  it('lies on the logarithmic line between measured points', () => {
    expect(thresholdForFar(calibration, 10 ** -3.5)).toBeCloseTo((0.335 + 0.414) / 2, 9);
  });

  it('is never looser or stricter than what was measured', () => {
    expect(thresholdForFar(calibration, 0.5)).toBe(0.335);
    expect(thresholdForFar(calibration, 1e-9)).toBe(0.48);
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
    expect(thresholdForRoster(calibration, { rosterSize: 30, strangersPerRosters: 200 })).toBe(thresholdForFar(calibration, far));
  });

  it('rises with the roster', () => {
    const thresholds = [0, 1, 10, 30, 100, 500].map((rosterSize) => thresholdForRoster(calibration, { rosterSize, strangersPerRosters: 200 }));
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
    const chances = [0.34, 0.4, 0.414, 0.45, 0.48].map((cosine) => strangerChance(calibration, cosine, 30));
    expect(chances).toEqual([...chances].sort((a, b) => b - a));
    expect(strangerChance(calibration, 0.4, 100)).toBeGreaterThan(strangerChance(calibration, 0.4, 30));
  });

  it('is never smaller or greater than what was measured', () => {
    expect(strangerChance(calibration, 0.9, 1)).toBeCloseTo(1e-5, 12);
    expect(strangerChance(calibration, -1, 1)).toBeCloseTo(1e-3, 12);
  });
});
