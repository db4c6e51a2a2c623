/** What is about people is kept by nothing on the way, and has no tag by which it could be recognised. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createSmallSchool, type SmallSchool } from '../../support/school.ts';

let muster: TestMuster;
let school: SmallSchool;
beforeAll(async () => {
  muster = await startTestMuster({ METRICS_TOKEN: 'a-token-for-prometheus' });
  school = await createSmallSchool(muster, 2);
});
afterAll(() => muster.end());

test('JSON of every kind, lists as files and refusals', async () => {
  const answers = await Promise.all([
    school.admin.get('/api/v2/me'),
    school.admin.get('/api/v2/people'),
    school.teacher.get(`/api/v2/classes/${school.classId}/students`),
    school.teacher.get(`/api/v2/records?classId=${school.classId}&format=csv`),
    school.admin.get('/api/v2/me/dashboard'),
    school.admin.post('/api/v2/auth/sign-up', {}),
    school.admin.get('/api/v2/nowhere'),
  ]);
  expect(answers.map(({ headers }) => headers.get('cache-control'))).toEqual(answers.map(() => 'no-store'));
  expect(
    answers
      .filter(({ headers }) => headers.get('content-type')?.includes('json'))
      .map(({ headers }) => headers.get('etag')),
  ).toEqual(answers.slice(1).map(() => null));
});

test("metrics are nobody's without the token, not even who asks from this machine, as a proxy on it would", async () => {
  const ask = async (headers: Record<string, string>) => (await fetch(`${muster.url}/metrics`, { headers })).status;
  expect(await ask({})).toBe(404);
  expect(await ask({ authorization: 'Bearer a-token-for-others' })).toBe(404);
  expect(await ask({ authorization: 'Bearer a-token-for-prometheus' })).toBe(200);
});
