/** Merging duplicates: of two marks in one session the one stands that somebody made, or that somebody chose. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { MergeReport } from '../../../src/office/merge/merge.schema.ts';
import type { Answer } from '../../support/client.ts';
import { startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createPerson, createSmallSchool, type SmallSchool } from '../../support/school.ts';

let muster: TestMuster;
let school: SmallSchool;
let count = 0;
/** Two accounts of one student, made anew for each test; the second one is to stay. */
let [fromId, intoId] = ['', ''];

beforeAll(async () => {
  muster = await startTestMuster();
  school = await createSmallSchool(muster, 1);
});
afterAll(() => muster.end());
beforeEach(async () => {
  count += 1;
  fromId = await createPerson(school.admin, 'Emmy N', `from${count}@school.example`, 'student');
  intoId = await createPerson(school.admin, 'Emmy Noether', `into${count}@school.example`, 'student');
  await school.admin.post(`/api/v2/classes/${school.classId}/students`, { personIds: [fromId, intoId] });
});

const merge = (choices: Record<string, 'from' | 'into'> = {}): Promise<Answer<MergeReport>> =>
  school.admin.post(`/api/v2/people/${fromId}/merge`, { intoId, dryRun: false, choices });
/** Each is over when the next one opens: one that is closed too early would go on. */
const openSession = async (): Promise<string> => {
  muster.clock.advance(1);
  const { body } = await school.teacher.post<{ id: string }>(`/api/v2/classes/${school.classId}/sessions/open`, {
    durationMinutes: 1,
  });
  return body.id;
};
const close = (sessionId: string) => school.teacher.post(`/api/v2/sessions/${sessionId}/close`);
const mark = (sessionId: string, personId: string, status: string) =>
  school.teacher.request('PUT', `/api/v2/sessions/${sessionId}/records/${personId}`, { status });
const historyOf = async (sessionId: string, personId: string) =>
  (
    await school.teacher.get<{ before: string | null; after: string | null; source: string }[]>(
      `/api/v2/sessions/${sessionId}/records/${personId}/history`,
    )
  ).body.map(({ before, after, source }) => [before, after, source]);
const statusOf = async (sessionId: string, personId: string) =>
  (await muster.db.autocommit.attendanceRecord.findFirst({ where: { sessionId, personId } }))?.status;

describe('of two marks in one session', () => {
  const pairs: [from: string | null, into: string | null, stands: string][] = [
    ['present', null, 'present'],
    [null, 'late', 'late'],
    ['excused', null, 'excused'],
  ];
  test.each(pairs)(
    '%s by somebody and %s by somebody else: what a person did stands over what closing wrote',
    async (mine, other, stands) => {
      const sessionId = await openSession();
      if (mine) await mark(sessionId, fromId, mine);
      if (other) await mark(sessionId, intoId, other);
      await close(sessionId);
      expect((await merge()).body).toMatchObject({ isApplied: true });
      expect([await statusOf(sessionId, fromId), await statusOf(sessionId, intoId)]).toEqual([null, stands]);
      const told = await historyOf(sessionId, intoId);
      expect(told.at(-1)).toEqual(other ? [null, 'late', 'manual'] : ['absent', mine, 'merge']);
    },
  );

  test('two that closing wrote are one, and the choice of whoever was asked is written with both histories', async () => {
    const unseen = await openSession();
    await close(unseen);
    const differing = await openSession();
    await mark(differing, fromId, 'present');
    await mark(differing, intoId, 'late');
    await close(differing);
    expect((await merge({ [differing]: 'from' })).body).toMatchObject({
      isApplied: true,
      moved: 1,
    });
    expect([await statusOf(unseen, intoId), await statusOf(differing, intoId)]).toEqual(['absent', 'present']);
    expect((await historyOf(differing, intoId)).at(-1)).toEqual(['late', 'present', 'merge']);
    expect((await historyOf(differing, fromId)).at(-1)).toEqual(['present', null, 'merge']);
  });
});
