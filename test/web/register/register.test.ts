/** What of the register is shown, counted and found, and where the arrow keys lead. */
import { describe, expect, test } from 'vitest';
import { msUntilRenewal } from '../../../src/web/features/code/renewal.ts';
import { moveTo } from '../../../src/web/features/inbox/inbox.ts';
import { initialsOf } from '../../../src/web/features/pictures/initials.ts';
import { moveFocus } from '../../../src/web/features/register/move-focus.ts';
import {
  countStudents,
  filterStudents,
  mergeStudents,
  nextStatus,
  type Intent,
  type Student,
} from '../../../src/web/features/register/register.ts';
import { student } from './student.ts';
import { chosenOf, placeOf, toggled } from '../../../src/web/features/roll-call/proposal.ts';

const intent = (personId: string, status: Intent['status']): [string, Intent] => [
  personId,
  { personId, wanted: status, status, seenVersion: 0, note: null, actionId: 1, fault: undefined },
];
const people = [
  student('Élodie Marchand', { status: 'present', externalId: 'S17' }),
  student('Ada O’Hara'),
  student('Zoë Ibsen', { status: 'absent' }),
];

describe('the register', () => {
  test('finds people by the beginnings of their names and numbers, without accents and in any order', () => {
    const found = (text: string) => filterStudents(people, new Map(), { text, shown: 'all' }).map(({ name }) => name);
    expect([found('elo'), found('march él'), found('hara'), found('s17'), found('die')]).toEqual([
      ['Élodie Marchand'],
      ['Élodie Marchand'],
      ['Ada O’Hara'],
      ['Élodie Marchand'],
      [],
    ]);
  });

  test('counts and filters by what was pressed, before it is written', () => {
    const intents = new Map([intent('Ada O’Hara', 'late')]);
    expect(countStudents(people, intents)).toEqual({ present: 1, late: 1, absent: 1, excused: 0, unmarked: 0 });
    expect(filterStudents(people, intents, { text: '', shown: 'late' }).map(({ name }) => name)).toEqual([
      'Ada O’Hara',
    ]);
  });

  test('keeps of each student the newer, since answers overtake each other', () => {
    const [known, told] = [student('Ada', { version: 3, status: 'late' }), student('Ada', { version: 2 })];
    expect(mergeStudents([known], [told])).toEqual([known]);
    expect(mergeStudents([told], [known, student('New')]).map(({ name, version }) => [name, version])).toEqual([
      ['Ada', 3],
      ['New', 0],
    ]);
  });

  test('goes from no mark to present, and from present to absent', () => {
    expect(
      [null, 'present', 'absent', 'late', 'excused'].map((status) => nextStatus(status as Student['status'])),
    ).toEqual(['present', 'absent', 'late', 'excused', 'present']);
  });
});

describe('keys', () => {
  const at = (key: string, index: number, isRightToLeft = false) =>
    moveFocus(key, { index, count: 10, columns: 4, isRightToLeft });
  test('move through a grid as it is seen, also from right to left, and never out of it', () => {
    expect([
      at('ArrowDown', 1),
      at('ArrowUp', 1),
      at('ArrowDown', 7),
      at('ArrowRight', 9),
      at('Home', 7),
      at('End', 0),
    ]).toEqual([5, 1, 7, 9, 0, 9]);
    expect([at('ArrowLeft', 3, true), at('ArrowRight', 3, true), at('p', 3)]).toEqual([4, 2, undefined]);
  });
  test('move through the inbox', () => {
    expect([moveTo('j', 0, 2), moveTo('j', 1, 2), moveTo('k', 0, 2), moveTo('a', 0, 2)]).toEqual([1, 1, 0, undefined]);
  });
});

describe('what else the pages work out', () => {
  test('a code is asked anew before it ends, by the clock of the service and not of the device', () => {
    const ends = '2026-11-18T09:00:15.000Z';
    const renewal = (date: string | null) => msUntilRenewal(ends, date, 500);
    expect([
      renewal('Wed, 18 Nov 2026 09:00:00 GMT'),
      renewal('Wed, 18 Nov 2026 09:00:08 GMT'),
      renewal('Wed, 18 Nov 2026 09:00:14 GMT'),
      renewal(null),
    ]).toEqual([8000, 2500, 1000, 8000]);
  });

  test('of a name the first letters of its ends are shown', () => {
    expect(['Ada Lovelace', 'Fibonacci da Pisa', '𝔛eno', '  '].map(initialsOf)).toEqual(['AL', 'FP', '𝔛', '']);
  });

  test('of a roll call those taken off are not recorded, and those put on are, once', () => {
    const named = ['a', 'b'].map((personId) => ({ personId })) as Parameters<typeof chosenOf>[0]['named'];
    const choices = { removed: toggled(new Set(), 'b'), added: new Set(['a', 'c']) };
    expect(chosenOf({ named }, choices)).toEqual(['a', 'c']);
    expect(toggled(choices.removed, 'b').size).toBe(0);
    expect(placeOf({ box: { x: 50, y: 20, width: 10, height: 40 } }, { width: 200, height: 80 })).toEqual({
      insetInlineStart: '25.00%',
      insetBlockStart: '25.00%',
      inlineSize: '5.00%',
      blockSize: '50.00%',
    });
  });
});
