/** Names that mislead: refused at every door with the field and the character; look-alikes are marked to staff. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClient, type Answer } from '../../support/client.ts';
import { adminEmail, startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createPerson, createSmallSchool, type SmallSchool } from '../../support/school.ts';

const turned = 'Ada \u202Eecalevol';
const password = 'a good long password';
let muster: TestMuster;
let school: SmallSchool;
beforeAll(async () => {
  muster = await startTestMuster({ COMPAT: 'all' });
  school = await createSmallSchool(muster, 2);
});
afterAll(() => muster.end());

const campusId = async (): Promise<string> =>
  (await school.admin.get<{ id: string }[]>('/api/v2/campuses')).body[0]!.id;

describe('a name that turns the direction of reading is refused', () => {
  const doors: Record<string, [field: string, () => Promise<Answer>]> = {
    'of oneself': ['name', () => school.admin.request('PATCH', '/api/v2/me', { name: turned })],
    'of one that is made': [
      'name',
      () => school.admin.post('/api/v2/people', { name: turned, email: 'x@school.example', role: 'student' }),
    ],
    'of one that is changed': [
      'familyName',
      () => school.admin.request('PATCH', `/api/v2/people/${school.students[0]!.id}`, { familyName: turned }),
    ],
    'at sign-up': [
      'name',
      () =>
        createClient(muster.url).post('/api/v2/auth/sign-up', {
          name: turned,
          email: 'y@school.example',
          role: 'student',
          password,
        }),
    ],
    'of a class': [
      'title',
      async () => school.admin.post('/api/v2/classes', { code: 'X1', title: turned, campusId: await campusId() }),
    ],
    'of a campus': ['name', () => school.admin.post('/api/v2/campuses', { name: turned, timeZone: 'UTC' })],
    'of a group': [
      'name',
      () => school.admin.post(`/api/v2/classes/${school.classId}/groups`, { name: turned, personIds: [] }),
    ],
    'of a place': [
      'name',
      async () =>
        school.admin.post('/api/v2/places', {
          name: turned,
          kind: 'room',
          campusId: await campusId(),
          shape: { type: 'circle', latitude: 47, longitude: 8, radiusM: 50 },
        }),
    ],
    'of a session': [
      'title',
      () => school.teacher.post(`/api/v2/classes/${school.classId}/sessions/open`, { title: turned }),
    ],
    'of an announcement': [
      'title',
      () => school.teacher.post(`/api/v2/classes/${school.classId}/announcements`, { title: turned, text: 'x' }),
    ],
  };
  test.each(Object.entries(doors))('%s', async (_name, [field, ask]) => {
    expect(await ask()).toMatchObject({
      status: 400,
      body: { code: 'invalidInput', field, detail: expect.stringContaining('(U+202E)') as string },
    });
  });

  test('and by clients of older backends, in their own words', async () => {
    const answers = await Promise.all([
      createClient(muster.url).post('/api/auth/signup', {
        first_name: turned,
        last_name: '',
        email: 'z1@school.example',
        password,
        role: 'student',
      }),
      createClient(muster.url).post('/api/v1/register_student', {
        name: turned,
        email_id: 'z2@school.example',
        passwd_hash: password,
      }),
      createClient(muster.url).post('/register', {
        name: turned,
        email: 'z3@school.example',
        password,
        role: 'student',
      }),
    ]);
    for (const { status, body } of answers) {
      expect(status).toBe(400);
      expect(body['error']).toContain('(U+202E)');
    }
  });

  test('in a list that is brought in, as the fault of its line; the others are brought in', async () => {
    const list = `email,name,role\nfine@school.example,Fine Person,student\nturned@school.example,${turned},student\n`;
    const { body } = await school.admin.upload<{
      created: number;
      lines: { line: number; fate: string; field: string; reason: string }[];
    }>('/api/v2/people/import?dryRun=false', 'file', [Buffer.from(list)]);
    expect(body.created).toBe(1);
    expect(body.lines.find(({ fate }) => fate === 'fault')).toMatchObject({
      line: 3,
      field: 'name',
      reason: expect.stringContaining('(U+202E)') as string,
    });
  });
});

test('a name from before is kept, and shown, until it is changed', async () => {
  const id = await createPerson(school.admin, 'From Before', 'before@school.example', 'student');
  await muster.db.autocommit.person.update({ where: { id }, data: { name: turned } });
  expect((await school.admin.request('PATCH', `/api/v2/people/${id}`, { externalId: 'N-1' })).status).toBe(204);
  expect((await school.admin.get(`/api/v2/people/${id}`)).body).toMatchObject({ name: turned, externalId: 'N-1' });
});

test('look-alikes on a roster and among those who wait are marked to staff, and nobody else', async () => {
  const twin = await createPerson(school.admin, 'Аda Lovelace', 'twin@school.example', 'student');
  const ada = school.students[0]!;
  expect((await school.admin.get<{ name: string }>(`/api/v2/people/${ada.id}`)).body.name).toBe('Ada Lovelace');
  await school.admin.post(`/api/v2/classes/${school.classId}/students`, { personIds: [twin] });
  const roster = (
    await school.teacher.get<{ id: string; looksLike?: string[] }[]>(`/api/v2/classes/${school.classId}/students`)
  ).body;
  const marked = new Map(roster.map(({ id, looksLike }) => [id, looksLike]));
  expect([marked.get(ada.id), marked.get(twin), marked.get(school.students[1]!.id)]).toEqual([
    [twin],
    [ada.id],
    undefined,
  ]);

  await school.admin.request('PATCH', `/api/v2/people/${ada.id}`, { externalId: 'N-7' });
  await school.teacher.post(`/api/v2/classes/${school.classId}/sessions/open`);
  const missing = (await school.teacher.say('who is missing')).text;
  expect(missing).toContain('Ada Lovelace (N-7)');
  expect(missing).toContain('Аda Lovelace (no number)');

  await school.admin.request('PATCH', '/api/v2/institution', { signUp: 'approval' });
  await createClient(muster.url).post('/api/v2/auth/sign-up', {
    name: 'Grace Норреr',
    email: 'new@school.example',
    role: 'teacher',
    password,
  });
  const admin = await muster.signIn(adminEmail);
  const { people } = (
    await admin.get<{ people: { name: string; looksLike?: string[] }[] }>('/api/v2/people?status=pending')
  ).body;
  expect(people).toMatchObject([{ name: 'Grace Норреr', looksLike: [school.teacher.id] }]);
  expect((await admin.say('who is waiting for approval?')).text).toContain('somebody else is called this, or nearly');
});
