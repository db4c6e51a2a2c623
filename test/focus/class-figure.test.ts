/** The figure of a class: none of a few, little moved by one, and no surer than what it is made of. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { figureOf } from '../../src/focus/class-figure.policy.ts';

const people = (indices: readonly number[], uncertainty = 6) => indices.map((index) => ({ index, uncertainty }));
const indices = (least: number) =>
  fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: least, maxLength: 60 });

describe('the figure of a class', () => {
  it('is withheld from fewer than the minimum, with how many there were', () => {
    expect(figureOf(people([100, 100, 100, 100, 100, 100, 100]), 8)).toEqual({
      judged: 7,
      figure: null,
      low: null,
      high: null,
    });
    expect(figureOf([], 8)).toEqual({ judged: 0, figure: null, low: null, high: null });
    expect(figureOf([], 0).figure).toBe(null);
    expect(figureOf(people(Array.from({ length: 8 }, () => 80)), 8).figure).toBe(80);
  });

  it('lies in its interval, which lies between 0 and 100, whatever the people', () => {
    fc.assert(
      fc.property(indices(8), fc.double({ min: 3, max: 60, noNaN: true }), (all, uncertainty) => {
        const { figure, low, high } = figureOf(people(all, uncertainty), 8);
        expect(0 <= low! && low! <= figure! && figure! <= high! && high! <= 100).toBe(true);
        expect(figure).toBeGreaterThanOrEqual(Math.floor(Math.min(...all)));
        expect(figure).toBeLessThanOrEqual(Math.ceil(Math.max(...all)));
      }),
    );
  });

  it('does not depend on the order of the people', () => {
    fc.assert(
      fc.property(indices(8), (all) => {
        expect(figureOf(people([...all].reverse()), 8)).toEqual(figureOf(people(all), 8));
      }),
    );
  });

  it('never falls when somebody attends more', () => {
    fc.assert(
      fc.property(indices(8), fc.nat(59), fc.double({ min: 0, max: 100, noNaN: true }), (all, which, more) => {
        const raised = all.map((index, at) => (at === which % all.length ? Math.max(index, more) : index));
        expect(figureOf(people(raised), 8).figure!).toBeGreaterThanOrEqual(figureOf(people(all), 8).figure!);
      }),
    );
  });

  it('is not moved by one who sleeps', () => {
    expect(figureOf(people([0, ...Array.from({ length: 9 }, () => 90)]), 8).figure).toBe(90);
  });

  it('is surer of more people, and of people who are read more surely', () => {
    const reach = (count: number, uncertainty: number): number => {
      const { low, high } = figureOf(
        people(
          Array.from({ length: count }, (_, index) => 40 + (index % 5) * 5),
          uncertainty,
        ),
        5,
      );
      return high! - low!;
    };
    expect(reach(40, 6)).toBeLessThan(reach(10, 6));
    expect(reach(10, 6)).toBeLessThan(reach(10, 30));
  });

  it('is not certain even where all stand at the same', () => {
    const { figure, low } = figureOf(
      people(
        Array.from({ length: 10 }, () => 100),
        10,
      ),
      8,
    );
    expect([figure, low! < 96]).toEqual([100, true]);
  });

  it('has the interval of the textbook where every index is read without error: Yuen and Tukey-McLaughlin over ten people', () => {
    // Trimmed 2 and 2: mean of 30..80 = 55; winsorised variance of 30,30,30,40,50,60,70,80,80,80 = 472.2; s/(0.6 √10) =
    // 11.45; t(5) = 2.571.
    expect(figureOf(people([10, 20, 30, 40, 50, 60, 70, 80, 90, 100], 0), 8)).toEqual({
      judged: 10,
      figure: 55,
      low: 26,
      high: 84,
    });
  });
});
