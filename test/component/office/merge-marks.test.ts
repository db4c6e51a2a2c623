/** Merging duplicates: of two marks in one session the one stands that somebody made, or that somebody chose. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startMergeSchool, type MergeSchool } from '../../support/merge-school.ts';
import type { TestMuster } from '../../support/muster.ts';

let it: MergeSchool;
let muster: TestMuster;
let [fromId, intoId] = ['', ''];

beforeAll(async () => {
  it = await startMergeSchool();
  ({ muster } = it);
});
afterAll(() => muster.end());
beforeEach(async () => {
  ({ fromId, intoId } = await it.makeTwins());
});

describe('of two marks in one session', () => {
  const pairs: [from: string | null, into: string | null, stands: string][] = [
    ['present', null, 'present'],
    [null, 'late', 'late'],
    ['excused', null, 'excused'],
  ];
  test.each(pairs)(
    '%s by somebody and %s by somebody else: what a person did stands over what closing wrote',
    async (mine, other, stands) => {
      const sessionId = await it.openSession();
      if (mine) await it.mark(sessionId, fromId, mine);
      if (other) await it.mark(sessionId, intoId, other);
      await it.close(sessionId);
      expect((await it.merge()).body).toMatchObject({ isApplied: true });
      expect([await it.statusOf(sessionId, fromId), await it.statusOf(sessionId, intoId)]).toEqual([null, stands]);
      const told = await it.historyOf(sessionId, intoId);
      expect(told.at(-1)).toEqual(other ? [null, 'late', 'manual'] : ['absent', mine, 'merge']);
    },
  );

  test('two that closing wrote are one, and the choice of whoever was asked is written with both histories', async () => {
    const unseen = await it.openSession();
    await it.close(unseen);
    const differing = await it.openSession();
    await it.mark(differing, fromId, 'present');
    await it.mark(differing, intoId, 'late');
    await it.close(differing);
    expect((await it.merge(false, { choices: { [differing]: 'from' } })).body).toMatchObject({
      isApplied: true,
      moved: 1,
    });
    expect([await it.statusOf(unseen, intoId), await it.statusOf(differing, intoId)]).toEqual(['absent', 'present']);
    expect((await it.historyOf(differing, intoId)).at(-1)).toEqual(['late', 'present', 'merge']);
    expect((await it.historyOf(differing, fromId)).at(-1)).toEqual(['present', null, 'merge']);
  });
});
