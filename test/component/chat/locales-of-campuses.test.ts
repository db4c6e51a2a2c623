/** Campuses of any country: named zones old and new are taken, and days asked for in chat are understood in any locale. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { adminEmail, startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createSmallSchool, type SmallSchool } from '../../support/school.ts';

interface Campus {
  id: string;
  timeZone: string;
}

let muster: TestMuster;
let school: SmallSchool;
const made = (name: string, timeZone: string, locale = 'en-GB') =>
  school.admin.post<Campus>('/api/v2/campuses', { name, timeZone, locale });
const zoneOf = async (id: string): Promise<string | undefined> =>
  (await school.admin.get<Campus[]>('/api/v2/campuses')).body.find((campus) => campus.id === id)?.timeZone;

beforeAll(async () => {
  muster = await startTestMuster();
  school = await createSmallSchool(muster, 1);
});
afterAll(() => muster.end());

test.each([
  ['Asia/Kolkata', 'mr-IN', '16:00'],
  ['Asia/Yangon', 'my-MM', '17:00'],
  ['Europe/Kyiv', 'fa-IR', '12:30'],
  ['America/Argentina/Ushuaia', 'ar-EG', '07:30'],
  ['Etc/GMT+12', 'ne-NP', '22:30'],
  ['US/Hawaii', 'th-TH-u-ca-buddhist-nu-thai', '00:30'],
])('%s with the locale %s: weeks, months and sheets asked for in chat', async (timeZone, locale, shown) => {
  muster.clock.set('2026-11-18T10:30:00Z');
  school.admin = await muster.signIn(adminEmail);
  const campus = await made(timeZone, timeZone, locale);
  expect(campus.status).toBe(201);
  expect(await zoneOf(campus.body.id)).toBe(timeZone);
  const code = `Z${timeZone.length}${locale.slice(0, 2).toUpperCase()}`;
  const { id } = (
    await school.admin.post<{ id: string }>('/api/v2/classes', {
      code,
      title: `Of ${timeZone}`,
      campusId: campus.body.id,
    })
  ).body;
  await school.admin.post(`/api/v2/classes/${id}/teachers`, { personId: school.teacher.id });
  await school.admin.post(`/api/v2/classes/${id}/students`, { personIds: [school.students[0]!.id] });
  const session = (await school.admin.post<{ id: string }>(`/api/v2/classes/${id}/sessions/open`)).body;
  await school.admin.post(`/api/v2/sessions/${session.id}/close`);
  const teacher = await muster.signIn('grace@school.example');
  expect((await teacher.say(`how did ${code} do this week?`)).text).toContain('0 % over 1 session');
  expect((await teacher.say(`how did ${code} do this month?`)).text).toContain('0 % over 1 session');
  expect((await teacher.say(`how did ${code} do last year?`)).text).toContain('2025');
  expect((await teacher.say(`sheet for ${code} last month`)).text).toContain('October 2026');
  const student = await muster.signIn(school.students[0]!.email);
  expect((await student.say('what do I have this week?')).text).toContain(`${shown} to`);
});

test.each(['+02:00', 'UTC+2', 'IST', 'Europe/Atlantis', ''])(
  'a campus in "%s" is refused by field',
  async (timeZone) => {
    expect(await made(`In ${timeZone}`, timeZone)).toMatchObject({
      status: 400,
      body: { field: 'timeZone', detail: expect.stringContaining('is not an IANA time zone') as string },
    });
  },
);

test('a zone in another case is kept as IANA writes it, also when it is changed', async () => {
  const { id } = (await made('Small letters', 'europe/zurich')).body;
  expect(await zoneOf(id)).toBe('Europe/Zurich');
  await school.admin.request('PATCH', `/api/v2/campuses/${id}`, { timeZone: 'AMERICA/PORT-AU-PRINCE' });
  expect(await zoneOf(id)).toBe('America/Port-au-Prince');
});
