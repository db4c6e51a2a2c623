/** The search among everybody's faces is exact, and leaves out the one who asks. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findNearest } from '../../../src/recognition/faces/gallery.ts';

const number = fc.double({ min: -1, max: 1, noNaN: true });
const vector = fc
  .tuple(number, number, number)
  .filter((values) => Math.hypot(...values) > 0.1)
  .map((values) => Float32Array.from(values, (value) => value / Math.hypot(...values)));
const person = fc.integer({ min: 0, max: 30 }).map((index) => `person ${index}`);

test('nobody else is nearer than who is found', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(person, vector), { maxLength: 40 }), vector, person, (drawn, probe, asking) => {
      const faces = new Map(drawn);
      const found = findNearest(faces, probe, asking);
      const others = [...faces]
        .filter(([personId]) => personId !== asking)
        .map(([, face]) => face.reduce((sum, value, index) => sum + value * probe[index]!, 0));
      expect(found === undefined).toBe(others.length === 0);
      if (!found) return;
      expect(found.personId).not.toBe(asking);
      expect(found.score).toBeCloseTo(Math.max(...others), 5);
    }),
  );
});

test('faces of other weights are refused, not compared', () => {
  expect(() => findNearest(new Map([['Ada', new Float32Array(512)]]), new Float32Array(128), '')).toThrow(RangeError);
});
