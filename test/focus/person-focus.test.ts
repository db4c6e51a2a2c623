/**
 * The index of a person says what the card says: it falls as somebody turns away, and knows no left and right and no
 * size.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { measureFrame, measurePerson, type Front } from '../../src/focus/focus.policy.ts';
import type { BodyPoint, HeadReading, RoomFace } from '../../src/recognition/vision/vision.ts';

const camera: Front = { yawDeg: 0, pitchDeg: -7 };
const clear = { heightPx: 100, brightness: 120, sharpness: 300, yawDeg: 0, pitchDeg: -7, rollDeg: 0 };
type Person = RoomFace & { head: HeadReading };

/** Shoulders in heights of the face: how far apart, how far below its middle, and how much lower the left one is. */
function bodyOf(height: number, { width = 1.6, drop = 0.9, tilt = 0, score = 0.8, aside = 0 } = {}): BodyPoint[] {
  const points: BodyPoint[] = Array.from({ length: 17 }, () => ({ x: 0, y: 0, score: 0.01 }));
  points[5] = { x: height * (0.5 + aside + width / 2), y: height * (0.5 + drop + tilt / 2), score };
  points[6] = { x: height * (0.5 + aside - width / 2), y: height * (0.5 + drop - tilt / 2), score };
  return points;
}

function face({
  height = 100,
  body,
  yawDeg = 0,
  pitchDeg = -7,
  spread = 2,
  ...quality
}: Partial<typeof clear> & { height?: number; body?: BodyPoint[] | null; spread?: number } = {}): Person {
  return {
    box: { x: 0, y: 0, width: height, height },
    score: 0.99,
    qualityScore: 1,
    embedding: null,
    quality: { ...clear, heightPx: height, ...quality },
    head: { yawDeg, pitchDeg, yawSpreadDeg: spread, pitchSpreadDeg: spread },
    body: body === undefined ? bodyOf(height) : body,
  };
}

const indexOf = (one: Person, front = camera): number => measurePerson(one, front).index;
const angle = (most: number) => fc.double({ min: -most, max: most, noNaN: true });

describe('the index', () => {
  it('is 100 for who looks to the front with level shoulders, and 0 for who looks a right angle away', () => {
    expect(indexOf(face())).toBe(100);
    expect(indexOf(face({ yawDeg: 90 }))).toBe(0);
    expect(indexOf(face({ pitchDeg: -70 }))).toBe(0);
  });

  it('lies between 0 and 100 with an uncertainty above nothing, whatever is read', () => {
    fc.assert(
      fc.property(
        angle(99),
        angle(99),
        fc.double({ min: 24.5, max: 400, noNaN: true }),
        fc.record({
          width: angle(4),
          drop: angle(3),
          tilt: angle(2),
          score: fc.double({ min: 0, max: 1, noNaN: true }),
        }),
        (yawDeg, pitchDeg, height, shoulders) => {
          const { index, uncertainty } = measurePerson(
            face({ yawDeg, pitchDeg, height, body: bodyOf(height, shoulders) }),
            camera,
          );
          expect(index).toBeGreaterThanOrEqual(0);
          expect(index).toBeLessThanOrEqual(100);
          expect(uncertainty).toBeGreaterThanOrEqual(3);
          expect(uncertainty).toBeLessThanOrEqual(150);
        },
      ),
    );
  });

  it('never rises as a head turns further away, to either side, up or down', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 99, noNaN: true }),
        fc.double({ min: 0, max: 99, noNaN: true }),
        angle(60),
        fc.constantFrom(-1, 1),
        (a, b, other, side) => {
          const [near, far] = [Math.min(a, b), Math.max(a, b)];
          expect(indexOf(face({ yawDeg: side * far, pitchDeg: other }))).toBeLessThanOrEqual(
            indexOf(face({ yawDeg: side * near, pitchDeg: other })),
          );
          expect(indexOf(face({ pitchDeg: -7 + side * far, yawDeg: other }))).toBeLessThanOrEqual(
            indexOf(face({ pitchDeg: -7 + side * near, yawDeg: other })),
          );
        },
      ),
    );
    const turned = [0, 30, 45, 60, 75].map((yawDeg) => indexOf(face({ yawDeg })));
    expect(turned).toEqual([...turned].sort((x, y) => y - x));
    expect(new Set(turned).size).toBe(5);
  });

  it('falls with shoulders that turn away, sink or lean, by a quarter at most', () => {
    const upright = indexOf(face());
    for (const shoulders of [{ width: 0.7 }, { width: -1.5 }, { drop: 0.25 }, { tilt: 1 }]) {
      const index = indexOf(face({ body: bodyOf(100, shoulders) }));
      expect(index, JSON.stringify(shoulders)).toBeLessThan(upright);
      expect(index).toBeGreaterThanOrEqual(75);
    }
  });

  it('holds nothing against who has no shoulders to be seen, and is less sure', () => {
    const seen = measurePerson(face(), camera);
    for (const body of [
      null,
      bodyOf(100, { score: 0.1 }),
      bodyOf(100, { width: 4.4 }),
      bodyOf(100, { drop: 2.1 }),
      bodyOf(100, { aside: 2 }),
    ]) {
      const hidden = measurePerson(face({ body }), camera);
      expect(hidden.index).toBe(100);
      expect(hidden.uncertainty).toBeGreaterThan(seen.uncertainty);
    }
  });

  it('is the same for the mirrored person, the shoulders changing names', () => {
    fc.assert(
      fc.property(angle(99), angle(60), angle(2), angle(1), (yawDeg, pitchDeg, width, tilt) => {
        const one = measurePerson(face({ yawDeg, pitchDeg, body: bodyOf(100, { width, tilt }) }), camera);
        const mirrored = measurePerson(
          face({ yawDeg: -yawDeg, pitchDeg, body: bodyOf(100, { width, tilt: -tilt }) }),
          camera,
        );
        expect(mirrored.index).toBeCloseTo(one.index, 9);
        expect(mirrored.uncertainty).toBeCloseTo(one.uncertainty, 9);
      }),
    );
  });

  it('is the same at any size at which a face is clear', () => {
    fc.assert(
      fc.property(angle(99), angle(60), fc.double({ min: 60, max: 2000, noNaN: true }), (yawDeg, pitchDeg, height) => {
        expect(indexOf(face({ yawDeg, pitchDeg, height, body: bodyOf(height, { width: 1, drop: 0.4 }) }))).toBeCloseTo(
          indexOf(face({ yawDeg, pitchDeg, body: bodyOf(100, { width: 1, drop: 0.4 }) })),
          6,
        );
      }),
    );
  });

  it('is less sure of a head that is read differently each time', () => {
    expect(measurePerson(face({ yawDeg: 40, spread: 15 }), camera).uncertainty).toBeGreaterThan(
      measurePerson(face({ yawDeg: 40 }), camera).uncertainty,
    );
  });

  it('is less sure of a small face than of a large one', () => {
    expect(measurePerson(face({ yawDeg: 40, height: 26 }), camera).uncertainty).toBeGreaterThan(
      measurePerson(face({ yawDeg: 40 }), camera).uncertainty,
    );
  });
});

describe('a frame', () => {
  it('judges nobody who is too small, too dark or too blurred, and counts them as seen only', () => {
    const faces = [
      face(),
      { ...face({ height: 23, body: null }), head: null },
      face({ brightness: 5 }),
      face({ sharpness: 4 }),
    ];
    const { seen, judged } = measureFrame(faces, { kind: 'camera' });
    expect([seen, judged.map(({ face: index, index: value }) => [index, value])]).toEqual([4, [[0, 100]]]);
  });

  it('without anybody has nobody judged, whatever the front', () => {
    for (const rule of [{ kind: 'camera' }, { kind: 'majority' }, { kind: 'offset', yawDeg: 30 }] as const)
      expect(measureFrame([], rule).judged).toEqual([]);
  });

  it('takes the direction of most heads for the front when told so, and one beside the camera when told which', () => {
    const room = [
      ...Array.from({ length: 6 }, () => face({ yawDeg: 45, body: null })),
      face({ yawDeg: 0, body: null }),
      face({ yawDeg: -20, body: null }),
    ];
    const indices = (rule: Parameters<typeof measureFrame>[1]): number[] =>
      measureFrame(room, rule).judged.map(({ index }) => Math.round(index));
    expect(indices({ kind: 'camera' })).toEqual([58, 58, 58, 58, 58, 58, 100, 100]);
    expect(indices({ kind: 'majority' })).toEqual([100, 100, 100, 100, 100, 100, 58, 25]);
    expect(indices({ kind: 'offset', yawDeg: 45 })).toEqual(indices({ kind: 'majority' }));
  });

  it('of a class that turns as one reads the same by the majority, wherever the camera stands', () => {
    fc.assert(
      fc.property(fc.array(angle(15), { minLength: 5, maxLength: 20 }), angle(50), (heads, turn) => {
        const figure = (by: number): number[] =>
          measureFrame(
            heads.map((yawDeg) => face({ yawDeg: yawDeg + by, body: null })),
            { kind: 'majority' },
          ).judged.map(({ index }) => index);
        expect(figure(turn).map(Math.round)).toEqual(figure(0).map(Math.round));
      }),
    );
  });
});
