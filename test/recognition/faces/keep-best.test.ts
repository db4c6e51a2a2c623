/** Of many photos those stay that tell most about the person. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keepBest } from '../../../src/recognition/faces/keep-best.ts';

/** Photos of one person from different days: all resemble each other a little, none much. */
const fromDay = (day: number, quality: number, name = `day ${day}`) => {
  const vector = new Float32Array(16);
  vector[0] = 0.8;
  vector[day] = 0.6;
  return { name, quality, vector };
};
const names = (items: readonly { name: string }[]): string[] => items.map(({ name }) => name);

describe('the photos that are kept', () => {
  test('are all of them while there is room', () => {
    const photos = [fromDay(1, 0.1), fromDay(2, 0.9)];
    expect(keepBest(photos, 5)).toEqual({ kept: photos, leaving: [] });
  });

  test('are the best: the worst goes, not the oldest', () => {
    const { kept, leaving } = keepBest([fromDay(1, 0.9), fromDay(2, 0.8), fromDay(3, 0.2), fromDay(4, 0.7)], 3);
    expect([names(kept), names(leaving)]).toEqual([['day 1', 'day 2', 'day 4'], ['day 3']]);
  });

  test('differ: of two that say the same the poorer goes, even before one of another day that is a little poorer still', () => {
    const { leaving } = keepBest([fromDay(1, 0.9), fromDay(1, 0.8, 'day 1 again'), fromDay(2, 0.4)], 2);
    expect(names(leaving)).toEqual(['day 1 again']);
  });

  test('are not poor for the sake of being different', () => {
    const { leaving } = keepBest([fromDay(1, 0.9), fromDay(1, 0.8, 'day 1 again'), fromDay(2, 0.2)], 2);
    expect(names(leaving)).toEqual(['day 2']);
  });

  test('of equal worth are the newest', () => {
    expect(names(keepBest([fromDay(1, 0.5), fromDay(2, 0.5), fromDay(3, 0.5)], 2).leaving)).toEqual(['day 1']);
  });

  test('never exceed the number, and none is lost or doubled', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({ day: fc.integer({ min: 1, max: 15 }), quality: fc.double({ min: 0, max: 1, noNaN: true }) }),
          { maxLength: 12 },
        ),
        fc.integer({ min: 1, max: 6 }),
        (drawn, most) => {
          const photos = drawn.map(({ day, quality }) => fromDay(day, quality));
          const { kept, leaving } = keepBest(photos, most);
          expect(kept.length).toBe(Math.min(most, photos.length));
          expect(new Set([...kept, ...leaving])).toEqual(new Set(photos));
          expect(kept.length + leaving.length).toBe(photos.length);
        },
      ),
    );
  });
});
