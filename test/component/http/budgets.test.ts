/** What one person may ask of what costs much: enough for a Monday, told in a sentence when it is used up. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Client } from '../../support/client.ts';
import { startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createSmallSchool, readPortraits, type SmallSchool } from '../../support/school.ts';

let muster: TestMuster;
let school: SmallSchool;
let ada: Client;
beforeAll(async () => {
  muster = await startTestMuster({ BUDGETS: 'documents=2,costlyReads=2,uploads=2,imports=1,refusedCheckIns=25' });
  school = await createSmallSchool(muster, 2);
  ada = await muster.signIn(school.students[0]!.email);
});
afterAll(() => muster.end());

const open = async (): Promise<string> =>
  (
    await school.teacher.post<{ id: string }>(`/api/v2/classes/${school.classId}/sessions/open`, {
      durationMinutes: 60,
    })
  ).body.id;

test('sheets, reports, files and imports each have a budget, which is the own one and comes back', async () => {
  const sessionId = await open();
  const portraits = await readPortraits(1);
  const people = Buffer.from('email,name,role\nnew@school.example,New Person,student\n');
  const asked: Record<string, () => Promise<{ status: number; headers: Headers; body: Record<string, unknown> }>> = {
    documents: () => school.teacher.get(`/api/v2/sessions/${sessionId}/sheet?format=csv`),
    'documents, as a list': () => school.teacher.get('/api/v2/records?format=csv'),
    costlyReads: () => school.teacher.get(`/api/v2/classes/${school.classId}/figures`),
    uploads: () => school.teacher.upload(`/api/v2/classes/${school.classId}/recognise`, 'photos', portraits),
    imports: () => school.admin.upload('/api/v2/people/import?dryRun=true', 'file', [people]),
  };
  const statuses = new Map<string, number[]>();
  for (const [name, ask] of Object.entries(asked)) {
    const answers = [];
    for (let times = 0; times < 3; times += 1) answers.push(await ask());
    statuses.set(
      name,
      answers.map(({ status }) => status),
    );
    expect(answers.at(-1)!.headers.get('retry-after')).toBe('60');
    expect(answers.at(-1)!.body).toMatchObject({ code: 'tooManyRequests', retryable: true, retryAfterS: 60 });
  }
  expect(Object.fromEntries(statuses)).toEqual({
    documents: [200, 200, 429],
    // One budget for all that is written as a whole file.
    'documents, as a list': [429, 429, 429],
    costlyReads: [200, 200, 429],
    uploads: [200, 200, 429],
    imports: [200, 429, 429],
  });
  expect((await school.admin.get(`/api/v2/classes/${school.classId}/figures`)).status).toBe(200);
  expect((await school.teacher.get(`/api/v2/records?classId=${school.classId}`)).status).toBe(200);
  muster.clock.advance(2);
  expect((await school.teacher.get(`/api/v2/sessions/${sessionId}/sheet?format=csv`)).status).toBe(200);
});

test('whoever guesses codes is pointed out to the teacher; refusals are kept up to a number and then counted, and the right evidence still counts', async () => {
  await school.teacher.request('PATCH', `/api/v2/classes/${school.classId}/policy`, { checkInWays: ['code'] });
  const sessionId = await open();
  const guess = (code: string) => ada.post<{ receipt: { decision: string } }>('/api/v2/check-ins', { sessionId, code });
  const showCode = async (): Promise<string> => {
    const teacher = await muster.signIn('grace@school.example');
    return (await teacher.post<{ code: string }>(`/api/v2/sessions/${sessionId}/code`)).body.code;
  };
  const right = await showCode();
  const wrong = right === '000000' ? '111111' : '000000';

  for (let times = 0; times < 4; times += 1) expect((await guess(wrong)).body.receipt.decision).toBe('rejected');
  const flags = async () =>
    (
      await school.teacher.get<{ kind: string; people: { id: string }[] }[]>(`/api/v2/sessions/${sessionId}/flags`)
    ).body.map(({ kind, people }) => ({ kind, people: people.map(({ id }) => id) }));
  expect(await flags()).toEqual([]);
  await guess(wrong);
  expect(await flags()).toEqual([{ kind: 'guessing', people: [school.students[0]!.id] }]);
  expect((await school.teacher.say('who is missing')).text).toContain('has tried many wrong codes');

  const statuses = [];
  for (let times = 0; times < 25; times += 1) statuses.push((await guess(wrong)).status);
  expect([statuses.filter((status) => status === 429).length, statuses.at(-1)]).toEqual([5, 429]);
  const where = { sessionId, personId: school.students[0]!.id };
  expect(await muster.db.autocommit.checkIn.count({ where })).toBe(20);
  const tally = await muster.db.autocommit.refusalTally.findFirstOrThrow({ where });
  expect(tally.refused).toBe(10);

  // After the pause five more may be tried, and the wrong ones still count though they are not kept.
  muster.clock.advance(11);
  ada = await muster.signIn(school.students[0]!.email);
  expect((await guess(wrong)).status).toBe(200);
  expect((await guess(await showCode())).body.receipt.decision).toBe('rejected');
  muster.clock.advance(11);
  ada = await muster.signIn(school.students[0]!.email);
  expect((await guess(await showCode())).body.receipt.decision).toBe('accepted');
});
