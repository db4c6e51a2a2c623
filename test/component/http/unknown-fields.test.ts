/** Fields of a JSON body that nobody reads: refused by the API by name, and left alone in forms and by chat. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Problem } from '../../../src/http/problem.ts';
import { adminEmail, password, startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createSmallSchool, type SmallSchool } from '../../support/school.ts';

let muster: TestMuster;
let school: SmallSchool;

beforeAll(async () => {
  muster = await startTestMuster();
  school = await createSmallSchool(muster, 1);
});
afterAll(() => muster.end());

test.each([
  ['POST', '/api/v2/campuses', { name: 'North', timezone: 'Europe/Berlin' }, 'timezone', 'timeZone'],
  ['POST', '/api/v2/classes/:class/students', { personIds: [], person_ids: [] }, 'person_ids', 'personIds'],
  ['POST', '/api/v2/classes/:class/sessions/open', { duration: 45 }, 'duration', 'durationMinutes'],
  ['PATCH', '/api/v2/classes/:class/policy', { lateAfter: 5 }, 'lateAfter', 'lateAfterMinutes'],
  [
    'POST',
    '/api/v2/places',
    { kind: 'room', name: 'Lab', shape: { type: 'circle', latitude: 1, longitude: 1, radius: 20 } },
    'shape.radius',
    'shape.radiusM',
  ],
] as const)('%s %s is refused with the field and the nearest one', async (method, path, body, field, meant) => {
  const answer = await school.admin.request<Problem>(method, path.replace(':class', school.classId), body);
  expect([answer.status, answer.body]).toMatchObject([400, { code: 'invalidInput', field }]);
  expect(answer.body.detail).toBe(`${field}: is not known here; perhaps ${meant} is meant`);
});

test('a form may carry what it likes, and no message fails for what a device says besides', async () => {
  const form = new URLSearchParams({ grant_type: 'password', username: adminEmail, password, client_name: 'x' });
  const token = await fetch(`${muster.url}/api/v2/auth/token`, { method: 'POST', body: form });
  expect(token.status).toBe(200);
  const said = await school.teacher.request('POST', '/api/v2/chat', { text: 'help', locale: 'en', position: { a: 1 } });
  expect(said.status).toBe(200);
});
