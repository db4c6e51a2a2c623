/** Merging duplicates: of two marks in one session the one stands that somebody made, or that somebody chose. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startMergeSchool, type MergeSchool } from '../../support/merge-school.ts';
import type { TestMuster } from '../../support/muster.ts';
import { until } from '../../support/until.ts';

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

/** Before its end; the tests after it do not go on with it. */
const reopen = async (sessionId: string): Promise<void> => {
  expect((await it.school.teacher.post(`/api/v2/sessions/${sessionId}/reopen`)).status).toBe(200);
  muster.clock.advance(3);
};

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

  test('what closing wrote stays that: it is told to nobody again, and reopening takes it back', async () => {
    const sessionId = await it.openSession(3);
    await it.school.admin.request('DELETE', `/api/v2/classes/${it.school.classId}/students/${intoId}`);
    await it.close(sessionId);
    await it.enrol(intoId);
    expect((await it.merge()).body.moved).toBe(1);
    expect(await it.statusOf(sessionId, intoId)).toBe('absent');
    // That one which the closed account had goes over with it.
    const told = { personId: { in: [fromId, intoId] } };
    expect(await muster.db.autocommit.notification.count({ where: { ...told, kind: 'missedCheckIn' } })).toBe(1);
    await reopen(sessionId);
    expect(await it.statusOf(sessionId, intoId)).toBeNull();
  });

  test('what somebody did is not lost to what closing wrote, though both say the same', async () => {
    const sessionId = await it.openSession(3);
    await it.mark(sessionId, fromId, 'absent', 'ill');
    await it.close(sessionId);
    expect((await it.merge()).body).toMatchObject({ moved: 1, differing: [] });
    await reopen(sessionId);
    expect(await it.statusOf(sessionId, intoId)).toBe('absent');
    expect((await it.historyOf(sessionId, intoId)).at(-1)).toEqual(['absent', 'absent', 'merge']);
  });

  test('a mark goes over with its reason', async () => {
    const sessionId = await it.openSession();
    await it.mark(sessionId, fromId, 'late', 'bus');
    await it.close(sessionId);
    await it.merge();
    const { body } = await it.school.teacher.get<{ reason: string | null }[]>(
      `/api/v2/sessions/${sessionId}/records/${intoId}/history`,
    );
    expect(body.at(-1)?.reason).toBe('bus');
  });

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

test('a mark that is made while accounts are merged stands on the account that stays, or is refused', async () => {
  const first = await it.openSession();
  await it.mark(first, fromId, 'present');
  await it.close(first);
  const second = await it.openSession();
  await it.mark(second, fromId, 'present');
  await it.close(second);
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  let isHeld = false;
  // Somebody works on the first session, so that the merge has to wait for it.
  const working = muster.db.transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM session WHERE id = ${first}::uuid FOR UPDATE`;
    isHeld = true;
    await held;
  });
  await until(() => isHeld);
  const merging = it.merge();
  const waiting = async (): Promise<boolean> => {
    const [row] = await muster.db.autocommit.$queryRaw<{ waits: bigint }[]>`
      SELECT count(*) AS waits FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`;
    return Number(row?.waits) > 0;
  };
  await until(waiting);
  const marking = it.mark(second, fromId, 'absent');
  release();
  await working;
  const [marked] = await Promise.all([marking, merging]);
  const onKept = await it.statusOf(second, intoId);
  expect([marked.status, onKept]).toEqual(marked.status === 200 ? [200, 'absent'] : [404, 'present']);
  expect(await it.statusOf(second, fromId)).toBeNull();
});
