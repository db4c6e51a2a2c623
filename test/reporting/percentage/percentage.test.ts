/** The percentage of attendance: exact where it decides, rounded where it is shown. */
import { describe, expect, it } from 'vitest';
import { isUnderMinimum, percentageOf, type CountedMarks } from '../../../src/reporting/percentage/index.ts';

const totals = (present: number, late: number, absent: number, excused: number): CountedMarks => ({
  present,
  late,
  absent,
  excused,
});

/** Every combination up to a size where rounding has seen all its cases. */
function* allTotals(): Generator<CountedMarks> {
  for (let attended = 0; attended <= 60; attended += 1)
    for (let absent = 0; absent <= 60; absent += 1) yield totals(attended, 0, absent, 1);
}

describe('percentageOf', () => {
  it('counts late as attended and leaves excused out', () => {
    expect(percentageOf(totals(2, 1, 1, 9), 75)).toBe(75);
    expect(percentageOf(totals(0, 0, 0, 9), 75)).toBeNull();
  });

  it('never shows a minimum as reached that was not, nor full attendance that was not', () => {
    // 2124/2833 = 74.973…
    expect(percentageOf(totals(2124, 0, 709, 0), 75)).toBe(74.9);
    expect(percentageOf(totals(2999, 0, 1, 0), 75)).toBe(99.9);
    for (const minimum of [50, 66, 75, 80, 100]) {
      for (const each of allTotals()) {
        const shown = percentageOf(each, minimum);
        if (shown !== null) expect(shown < minimum).toBe(isUnderMinimum(each, minimum));
      }
    }
  });

  it('stays within a tenth of the exact fraction, has one decimal and lies between 0 and 100', () => {
    for (const each of allTotals()) {
      const shown = percentageOf(each, 75);
      if (shown === null) continue;
      expect(Math.abs(shown - (100 * each.present) / (each.present + each.absent))).toBeLessThan(0.1);
      expect(shown).toBe(Number(shown.toFixed(1)));
      expect(shown).toBeGreaterThanOrEqual(0);
      expect(shown).toBeLessThanOrEqual(100);
    }
  });
});
