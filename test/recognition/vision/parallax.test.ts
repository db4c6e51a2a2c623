/** What the nose tells of a head that turns, and never of a flat picture. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { measureParallax } from '../../../src/recognition/vision/judging/parallax.ts';

/**
 * Landmarks of a made-up face with depth: x, y and z in eye distances, z towards the camera; the nose, point 30, stands
 * out.
 */
const face = Array.from({ length: 68 }, (_, index) => {
  const [x, y] =
    index === 36
      ? [-0.7, 0]
      : index === 39
        ? [-0.3, 0]
        : index === 42
          ? [0.3, 0]
          : index === 45
            ? [0.7, 0]
            : [1.1 * Math.sin(index * 2.4), 1.3 * Math.cos(index * 1.7)];
  return index === 30 ? { x: 0, y: 0.6, z: 0.9 } : { x, y, z: 0.5 - 0.35 * (x * x + (y * y) / 2) };
});
const turnedBy = (yawDeg: number) => {
  const angle = (yawDeg * Math.PI) / 180;
  return face.map(({ x, y, z }) => ({ x: 200 + 60 * (x * Math.cos(angle) + z * Math.sin(angle)), y: 200 + 60 * y }));
};
const frontal = turnedBy(0);

it('is nothing for a flat picture, however it is moved, turned, sheared, stretched or bent into perspective', () => {
  const near = (middle: number, spread: number) =>
    fc.double({ min: middle - spread, max: middle + spread, noNaN: true });
  fc.assert(
    fc.property(
      near(1, 0.6),
      near(0, 0.5),
      near(0, 300),
      near(0, 0.5),
      near(1, 0.6),
      near(0, 300),
      near(0, 1e-3),
      near(0, 1e-3),
      (a, b, c, d, e, f, g, h) => {
        fc.pre(Math.abs(a * e - b * d) > 0.2);
        const seen = frontal.map(({ x, y }) => ({
          x: (a * x + b * y + c) / (g * x + h * y + 1),
          y: (d * x + e * y + f) / (g * x + h * y + 1),
        }));
        expect(Math.abs(measureParallax(frontal, seen))).toBeLessThan(1e-6);
      },
    ),
    { seed: 20261121 },
  );
});

it('grows with the turn, says to which side, and does not change with the size, place or tilt of the face', () => {
  const measured = [-35, -25, -15, 15, 25, 35].map((yawDeg) => measureParallax(frontal, turnedBy(yawDeg)));
  expect(measured).toEqual([...measured].sort((a, b) => a - b));
  expect(measured.map(Math.sign)).toEqual([-1, -1, -1, 1, 1, 1]);
  const [sin, cos] = [Math.sin(0.3), Math.cos(0.3)];
  const nearer = turnedBy(25).map(({ x, y }) => ({
    x: 3 * (x * cos - y * sin) - 500,
    y: 3 * (x * sin + y * cos) + 70,
  }));
  // It is measured along the picture's own x: a tilt of 17° leaves most of it.
  expect(measureParallax(frontal, nearer) / measured[4]!).toBeCloseTo(cos, 1);
});
