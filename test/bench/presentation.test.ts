/** The bench's arithmetic, on figures that can be counted by hand. */
import { expect, it } from 'vitest';
import { areaUnderCurve, leaveOneOutAt } from './presentation.ts';

const real = (...lives: number[]) => lives.map((live) => ({ isAttack: false, live }));
const attacks = (...lives: number[]) => lives.map((live) => ({ isAttack: true, live }));

it('counts how often a real photo looks more real than an attack', () => {
  expect(areaUnderCurve([...real(0.8, 0.9), ...attacks(0.1, 0.2)])).toBe(1);
  expect(areaUnderCurve([...real(0.1, 0.9), ...attacks(0.5, 0.9)])).toBe(0.375);
});

it('judges each photo by a bound that was chosen without it', () => {
  // Without a tenth allowed, the bound is the lowest of the other real ones: the lowest itself is flagged, and so are
  // attacks below it.
  expect(leaveOneOutAt([...real(0.3, 0.5, 0.7, 0.9), ...attacks(0.1, 0.2, 0.4, 0.95)], 0)).toEqual({
    apcer: 0.5,
    bpcer: 0.25,
  });
});
