/** What a face is worth for naming falls with each thing that spoils it. */
import { expect, it } from 'vitest';
import { scoreQuality } from '../../../src/recognition/vision/judging/judge-face.ts';
import type { FaceQuality } from '../../../src/recognition/vision/vision.ts';

const good = { heightPx: 90, brightness: 120, sharpness: 150, yawDeg: 5, pitchDeg: -5, rollDeg: 0 };

it('a large, sharp, well-lit face that looks ahead is worth all', () => {
  expect(scoreQuality(good)).toBe(1);
});

it.each<[string, Partial<FaceQuality>, Partial<FaceQuality>, Partial<FaceQuality>]>([
  ['size', { heightPx: 40 }, { heightPx: 30 }, { heightPx: 24 }],
  ['focus', { sharpness: 50 }, { sharpness: 20 }, { sharpness: 12 }],
  ['darkness', { brightness: 35 }, { brightness: 25 }, { brightness: 20 }],
  ['glare', { brightness: 215 }, { brightness: 225 }, { brightness: 230 }],
  ['a turn to the left', { yawDeg: -35 }, { yawDeg: -50 }, { yawDeg: -60 }],
  ['a nod', { pitchDeg: 30 }, { pitchDeg: 40 }, { pitchDeg: 45 }],
])('it falls with %s, to nothing', (_what, ...worse) => {
  const scores = worse.map((change) => scoreQuality({ ...good, ...change }));
  expect(scores[0]).toBeLessThan(1);
  expect(scores[1]).toBeLessThan(scores[0]!);
  expect(scores[1]).toBeGreaterThan(0);
  expect(scores[2]).toBe(0);
});

it('faults add up', () => {
  expect(scoreQuality({ ...good, heightPx: 42, yawDeg: 42.5 })).toBeCloseTo(0.25, 9);
});
