/** Which mark of two stands when two accounts of a person are merged. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chooseMark, type Mark } from '../../../src/office/merge/merge.policy.ts';

const status = fc.constantFrom('present', 'late', 'absent', 'excused');
const done = fc.record({
  status,
  ownStatus: fc.constantFrom(null, 'Excursion'),
  source: fc.constantFrom('check_in', 'roll_call', 'manual', 'leave', 'appeal', 'merge'),
}) as fc.Arbitrary<Mark>;
const written = fc.record({
  status: fc.constantFrom('absent', 'excused'),
  ownStatus: fc.constant(null),
  source: fc.constant('auto_close'),
}) as fc.Arbitrary<Mark>;
const marks = fc.option(fc.oneof(done, written), { nil: undefined });
const isSame = (a: Mark, b: Mark): boolean => a.status === b.status && a.ownStatus === b.ownStatus;
const isDone = (mark: Mark | undefined): boolean => mark !== undefined && mark.source !== 'auto_close';

test('what somebody did stands over what closing wrote, and two that differ are asked about: nothing is lost unseen', () => {
  fc.assert(
    fc.property(marks, marks, (from, into) => {
      const stands = chooseMark(from, into);
      if (stands === 'ask') {
        expect([isDone(from), isDone(into), isSame(from!, into!)]).toEqual([true, true, false]);
        return;
      }
      const [kept, dropped] = stands === 'from' ? [from, into] : [into, from];
      if (dropped)
        expect(kept !== undefined && (!isDone(dropped) || (isDone(kept) && isSame(kept, dropped)))).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test('it does not matter which of the two accounts stays, but where both say the same', () => {
  fc.assert(
    fc.property(marks, marks, (a, b) => {
      fc.pre(a !== undefined && b !== undefined && !isSame(a, b));
      const opposite = { from: 'into', into: 'from', ask: 'ask' } as const;
      const [one, other] = [chooseMark(a, b), chooseMark(b, a)];
      expect(other).toBe(opposite[one]);
    }),
    { numRuns: 2000 },
  );
});
