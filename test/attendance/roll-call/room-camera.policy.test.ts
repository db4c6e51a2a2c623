/** What many looks say together. */
import { expect, it } from 'vitest';
import { isSurelySeen } from '../../../src/attendance/roll-call/room-camera.policy.ts';

const clear = 0.48;

it('one look that names a student is enough while there are few, and not among many', () => {
  expect([1, 4, 5, 50].map((looks) => isSurelySeen({ named: 1, unsure: 0, score: 0.6 }, looks, clear))).toEqual([
    true,
    true,
    false,
    false,
  ]);
  expect(isSurelySeen({ named: 2, unsure: 0, score: 0.42 }, 50, clear)).toBe(true);
});

it('somebody who is mostly in doubt is not named, unless one look was beyond doubt', () => {
  expect(isSurelySeen({ named: 2, unsure: 9, score: 0.45 }, 20, clear)).toBe(false);
  expect(isSurelySeen({ named: 2, unsure: 9, score: 0.7 }, 20, clear)).toBe(true);
});

it('somebody who was never named is not named by doubts, however many', () => {
  expect(isSurelySeen({ named: 0, unsure: 40, score: 0.41 }, 40, clear)).toBe(false);
});
