/**
 * The rules of where somebody is, held against many random places and positions, the date line and the poles among
 * them.
 */
import { describe, expect, test } from 'vitest';
import type { PlaceEvidence } from '../../../src/attendance/register/attendance.policy.ts';
import { judgePosition, judgeTravel, type TimedPosition } from '../../../src/school/places/geofence.policy.ts';
import { positionSchema, type Position } from '../../../src/kernel/position.ts';
import type { Shape } from '../../../src/school/places/geofence.schema.ts';
import { distanceBeyondEdgeM, distanceM, tidyPolygon } from '../../../src/school/places/geometry.ts';
import { createRandom } from '../../../models/calibrate/random.ts';
import { between, distanceApart, distanceToRing, ringAround, somewhere, walk, type LonLat } from './globe.ts';

const position = ([longitude, latitude]: LonLat, accuracyM: number): Position =>
  positionSchema.parse({ longitude, latitude, accuracyM });
const circle = ([longitude, latitude]: LonLat, radiusM: number): Shape => ({
  type: 'circle',
  longitude,
  latitude,
  radiusM,
});
const polygon = (...coordinates: LonLat[][]): Shape => ({ type: 'polygon', polygon: { type: 'Polygon', coordinates } });
const runs = 3000;

describe('a circle', () => {
  test('is judged by the true distance, wherever on the globe it lies', () => {
    const random = createRandom(1);
    for (let run = 0; run < runs; run += 1) {
      const middle = somewhere(random);
      const radiusM = between(random, 1, 2000);
      const accuracyM = between(random, 0, 400);
      const away = between(random, 0, 3 * radiusM + 800);
      const beyond = away - radiusM;
      if (Math.abs(beyond) < 0.01 || Math.abs(beyond - accuracyM) < 0.01) continue;
      const expected = beyond > accuracyM ? 'outside' : accuracyM > 200 || beyond > 0 ? 'unclear' : 'inside';
      const found = judgePosition(
        circle(middle, radiusM),
        position(walk(middle, between(random, 0, 360), away), accuracyM),
      );
      expect(found.verdict, `run ${run}: ${found.figures.text} at ${middle.join()}`).toBe(expected);
      expect(found.figures.measured).toBeCloseTo(away, 0);
      expect(found.figures.limit).toBe(radiusM);
    }
  });

  test('on a pole holds all longitudes alike', () => {
    for (const longitude of [-180, -91, 0, 33, 179.9]) {
      expect(judgePosition(circle([0, 90], 100), position([longitude, 89.9995], 10))).toMatchObject({
        verdict: 'inside',
      });
      expect(judgePosition(circle([0, 90], 100), position([longitude, 89.99], 10))).toMatchObject({
        verdict: 'outside',
      });
    }
  });
});

describe('a polygon', () => {
  test('is measured to its nearest edge, wherever on the globe it lies', () => {
    const random = createRandom(2);
    for (let run = 0; run < 400; run += 1) {
      const middle = somewhere(random);
      const size = between(random, 5, 3000);
      const corners = Array.from({ length: 3 + Math.floor(random() * 9) }, () => between(random, 0.5, 1) * size);
      const ring = ringAround(middle, corners);
      const from = walk(middle, between(random, 0, 360), between(random, 0, 2.5 * size));
      const expected = distanceToRing(ring, from);
      expect(
        Math.abs(Math.abs(distanceBeyondEdgeM([ring], from)) - expected),
        `run ${run} at ${middle.join()}`,
      ).toBeLessThan(size / 300);
    }
  });

  test('with even corners holds what is nearer than its sides and not what is further than its corners', () => {
    const random = createRandom(3);
    for (let run = 0; run < runs; run += 1) {
      const middle = somewhere(random);
      const corners = 3 + Math.floor(random() * 20);
      const outerM = between(random, 3, 5000);
      const innerM = outerM * Math.cos(Math.PI / corners);
      const shape = polygon(
        ringAround(
          middle,
          Array.from({ length: corners }, () => outerM),
        ),
      );
      const near = position(
        walk(middle, between(random, 0, 360), between(random, 0, 0.99) * innerM),
        between(random, 0, 200),
      );
      expect(judgePosition(shape, near), `run ${run} at ${middle.join()}`).toMatchObject({
        verdict: 'inside',
        figures: { limit: 0 },
      });
      const awayM = outerM * between(random, 1.01, 40);
      const place = walk(middle, between(random, 0, 360), awayM);
      const [gap, most] = [awayM - outerM, awayM - innerM];
      expect(judgePosition(shape, position(place, gap * 0.99)).verdict).toBe('outside');
      expect(judgePosition(shape, position(place, most * 1.01)).verdict).toBe('unclear');
    }
  });

  test('over the date line is one place, and so is one around a pole', () => {
    const overTheLine = polygon([
      [179.999, 10],
      [-179.999, 10],
      [-179.999, 10.002],
      [179.999, 10.002],
      [179.999, 10],
    ]);
    expect(judgePosition(overTheLine, position([180, 10.001], 10)).verdict).toBe('inside');
    expect(judgePosition(overTheLine, position([-180, 10.001], 10)).verdict).toBe('inside');
    expect(judgePosition(overTheLine, position([-179.9985, 10.001], 10)).verdict).toBe('outside');
    expect(judgePosition(overTheLine, position([0, 10.001], 10)).verdict).toBe('outside');
    const aroundThePole = polygon([
      [0, 89.99],
      [90, 89.99],
      [180, 89.99],
      [-90, 89.99],
      [0, 89.99],
    ]);
    expect(judgePosition(aroundThePole, position([45, 90], 10)).verdict).toBe('inside');
    expect(judgePosition(aroundThePole, position([45, 89.98], 10)).verdict).toBe('outside');
  });

  test('does not hold what stands in its courtyard', () => {
    const hall = tidyPolygon([
      ringAround([8.5, 47.4], [400, 400, 400, 400]),
      ringAround([8.5, 47.4], [100, 100, 100, 100]),
    ]);
    if ('fault' in hall) throw new Error(hall.fault);
    expect(judgePosition(polygon(...hall.rings), position([8.5, 47.4], 10)).verdict).toBe('outside');
    expect(judgePosition(polygon(...hall.rings), position([8.5, 47.4], 150)).verdict).toBe('unclear');
    expect(judgePosition(polygon(...hall.rings), position(walk([8.5, 47.4], 0, 200), 10)).verdict).toBe('inside');
  });

  test('is outside of everything on the other side of the globe', () => {
    const random = createRandom(4);
    for (let run = 0; run < 200; run += 1) {
      const middle = somewhere(random);
      const shape = polygon(ringAround(middle, [500, 500, 500]));
      const far = walk(middle, between(random, 0, 360), between(random, 1_900_000, 20_015_000));
      expect(judgePosition(shape, position(far, 1000)).verdict, `run ${run}: ${far.join()} from ${middle.join()}`).toBe(
        'outside',
      );
    }
    expect(judgePosition(polygon(ringAround([0, 0], [500, 500, 500])), position([180, 0], 1000)).verdict).toBe(
      'outside',
    );
  });
});

describe('a verdict', () => {
  test('only ever goes from inside to unclear to outside on the way out', () => {
    const random = createRandom(5);
    const order = ['inside', 'unclear', 'outside'];
    for (let run = 0; run < 300; run += 1) {
      const middle = somewhere(random);
      const shape = random() < 0.5 ? circle(middle, 80) : polygon(ringAround(middle, [80, 80, 80, 80, 80]));
      const [bearing, accuracyM] = [between(random, 0, 360), between(random, 1, 200)];
      const verdicts = Array.from({ length: 60 }, (_, step) =>
        order.indexOf(judgePosition(shape, position(walk(middle, bearing, step * 7), accuracyM)).verdict),
      );
      expect(verdicts).toEqual([...verdicts].sort((a, b) => a - b));
      expect(new Set(verdicts).size).toBeGreaterThan(1);
    }
  });

  test('never becomes better by a claim of less accuracy', () => {
    const random = createRandom(6);
    for (let run = 0; run < runs; run += 1) {
      const middle = somewhere(random);
      const place = walk(middle, between(random, 0, 360), between(random, 0, 500));
      const [exact, vague] = [between(random, 0, 300), between(random, 300, 5000)];
      const first = judgePosition(circle(middle, 100), position(place, exact)).verdict;
      const second = judgePosition(circle(middle, 100), position(place, vague)).verdict;
      expect(second).not.toBe('inside');
      if (first === 'unclear') expect(second).toBe('unclear');
    }
  });

  test('has no figures in the sentence for everybody, and all of them for staff', () => {
    const middle: LonLat = [8.5, 47.4];
    const found = [30, 70, 200].map((away) => judgePosition(circle(middle, 60), position(walk(middle, 90, away), 12)));
    expect(found.map(({ figures }) => figures.text)).toEqual([
      '30 m ± 12 m, inside 60 m',
      '70 m ± 12 m, not clearly inside 60 m',
      '200 m ± 12 m, outside 60 m',
    ]);
    for (const finding of found) expect(finding.sentence).not.toMatch(/\d/);
    const evidence: PlaceEvidence = { kind: 'measured', ...found[0]! };
    expect(evidence).toMatchObject({ kind: 'measured', verdict: 'inside' });
    const square = polygon(ringAround(middle, [100, 100, 100, 100]));
    expect(judgePosition(square, position(middle, 12)).figures.text).toBe('71 m ± 12 m inside the edge');
    expect(judgePosition(square, position(walk(middle, 0, 105), 12)).figures.text).toBe(
      '5 m ± 12 m outside the edge: not clearly inside',
    );
  });
});

describe('travel', () => {
  const at = new Date('2026-11-18T09:00:00Z');
  const later = (seconds: number): Date => new Date(at.getTime() + seconds * 1000);
  const timed = (where: LonLat, accuracyM: number, when: Date): TimedPosition => ({
    ...position(where, accuracyM),
    at: when,
  });

  test('is pointed out exactly when the surely gone way is a kilometre or more and faster than 300 km/h', () => {
    const random = createRandom(7);
    let found = 0;
    for (let run = 0; run < runs; run += 1) {
      const from = somewhere(random);
      const metres = between(random, 0, 1) ** 4 * 20_000_000;
      const [first, second] = [between(random, 0, 3000), between(random, 0, 3000)];
      const seconds = between(random, 1, 7200);
      const to = walk(from, between(random, 0, 360), metres);
      const sure = metres - first - second;
      const kmh = (sure / seconds) * 3.6;
      if (Math.abs(kmh - 300) < 1 || Math.abs(sure - 1000) < 1) continue;
      const told = judgeTravel(timed(from, first, at), timed(to, second, later(seconds)));
      expect(told !== null, `run ${run}: ${sure} m in ${seconds} s`).toBe(sure >= 1000 && kmh > 300);
      expect(judgeTravel(timed(to, second, later(seconds)), timed(from, first, at))).toEqual(told);
      if (told) found += 1;
    }
    expect(found).toBeGreaterThan(100);
  });

  test('has a speed even between two positions of one instant, and never an endless one', () => {
    const told = judgeTravel(timed([8.5, 47.4], 10, at), timed([8.55, 47.4], 10, at));
    expect(told?.sentence).not.toMatch(/\d/);
    expect(told?.figures).toMatchObject({
      limit: 300,
      measured: expect.closeTo(13_400, -3) as number,
      text: expect.stringMatching(/^3743 m in 1 s: \d+ km\/h > 300 km\/h$/) as string,
    });
  });

  test('over the date line is short, and to the other side of the globe is long', () => {
    expect(judgeTravel(timed([179.9999, 0], 5, at), timed([-179.9999, 0], 5, later(1)))).toBeNull();
    expect(judgeTravel(timed([0, 90], 5, at), timed([123, 90], 5, later(1)))).toBeNull();
    expect(judgeTravel(timed([10, 20], 5, at), timed([-170, -20], 5, later(3600)))?.figures.text).toBe(
      '20015 km in 60 min: 20015 km/h > 300 km/h',
    );
  });
});

test('distances agree with those of another arithmetic', () => {
  const random = createRandom(8);
  for (let run = 0; run < runs; run += 1) {
    const [a, b] = [somewhere(random), somewhere(random)];
    // The chord loses its digits towards the far end.
    expect(Math.abs(distanceM(a, b) - distanceApart(a, b))).toBeLessThan(1);
  }
});
