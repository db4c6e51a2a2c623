/** The percentage of attendance: exact where it decides, rounded where it is shown. */
import { describe, expect, it } from 'vitest';
import {
  isUnderMinimum,
  percentageOf,
  tellRule,
  weigh,
  weighStudent,
  type CountedMarks,
  type CountingRule,
} from '../../../src/reporting/counting/index.ts';

const totals = (present: number, late: number, absent: number, excused: number): CountedMarks => ({
  present,
  late,
  absent,
  excused,
});

const usual: CountingRule = {
  percentageBase: 'held',
  excusedRule: 'left_out',
  freeAbsences: 0,
  minimumPercentage: 75,
};
const shownOf = (marks: CountedMarks, rule: Partial<CountingRule> = {}, ahead = 0): number | null =>
  percentageOf(weighStudent(marks, ahead, { ...usual, ...rule }), { ...usual, ...rule }.minimumPercentage);

/** Every combination up to a size where rounding has seen all its cases. */
function* allTotals(): Generator<CountedMarks> {
  for (let attended = 0; attended <= 60; attended += 1)
    for (let absent = 0; absent <= 60; absent += 1) yield totals(attended, 0, absent, 1);
}

describe('percentageOf', () => {
  it('counts late as attended and leaves excused out', () => {
    expect(shownOf(totals(2, 1, 1, 9))).toBe(75);
    expect(shownOf(totals(0, 0, 0, 9))).toBeNull();
  });

  it('never shows a minimum as reached that was not, nor full attendance that was not', () => {
    // 2124/2833 = 74.973…
    expect(shownOf(totals(2124, 0, 709, 0))).toBe(74.9);
    expect(shownOf(totals(2999, 0, 1, 0))).toBe(99.9);
    for (const minimum of [50, 66, 75, 80, 100]) {
      for (const each of allTotals()) {
        const shown = percentageOf(weigh(each, usual), minimum);
        if (shown !== null) expect(shown < minimum).toBe(isUnderMinimum(weigh(each, usual), minimum));
      }
    }
  });

  it('stays within a tenth of the exact fraction, has one decimal and lies between 0 and 100', () => {
    for (const each of allTotals()) {
      const shown = shownOf(each);
      if (shown === null) continue;
      expect(Math.abs(shown - (100 * each.present) / (each.present + each.absent))).toBeLessThan(0.1);
      expect(shown).toBe(Number(shown.toFixed(1)));
      expect(shown).toBeGreaterThanOrEqual(0);
      expect(shown).toBeLessThanOrEqual(100);
    }
  });
});

describe('the rule of a class', () => {
  it('counts excused lessons as left out, attended or missed', () => {
    expect(shownOf(totals(6, 0, 2, 2))).toBe(75);
    expect(shownOf(totals(6, 0, 2, 2), { excusedRule: 'attended' })).toBe(80);
    expect(shownOf(totals(6, 0, 2, 2), { excusedRule: 'absent' })).toBe(60);
  });

  it('leaves so many absences out of the percentage of a student as are free', () => {
    expect(shownOf(totals(6, 0, 3, 0), { freeAbsences: 1 })).toBe(75);
    expect(shownOf(totals(6, 0, 1, 0), { freeAbsences: 5 })).toBe(100);
  });

  it('over all planned lessons shows what is attended of them, and warns when the minimum cannot be reached any more', () => {
    const planned = { percentageBase: 'planned' } as const;
    expect(shownOf(totals(3, 0, 1, 0), planned, 6)).toBe(30);
    const isUnder = (absent: number): boolean =>
      isUnderMinimum(weighStudent(totals(0, 0, absent, 0), 10 - absent, { ...usual, ...planned }), 70);
    expect([3, 4].map(isUnder)).toEqual([false, true]);
  });

  it('is told in words', () => {
    expect(tellRule({ ...usual, percentageBase: 'planned', excusedRule: 'absent', freeAbsences: 2 })).toBe(
      [
        'Present and late lessons count as attended, over all planned lessons.',
        'Excused lessons count as missed. The first 2 absences are free. The minimum is 75 %.',
      ].join(' '),
    );
  });
});
