/** Names and addresses of people: kept apart where they are known, needed by nobody, and one order of every list. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PersonView } from '../../../src/school/people/index.ts';
import type { RosterEntry } from '../../../src/school/classes/index.ts';
import { startMailServer, type MailServer } from '../../support/mail-server.ts';
import { password, startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createSmallSchool, type SmallSchool } from '../../support/school.ts';

let mail: MailServer;
let muster: TestMuster;
let school: SmallSchool;

beforeAll(async () => {
  mail = await startMailServer();
  muster = await startTestMuster({ SMTP_URL: mail.url, MAIL_FROM: 'Muster <muster@school.example>' });
  school = await createSmallSchool(muster, 1);
});
afterAll(async () => {
  await muster.end();
  await mail.close();
});

const create = (person: Record<string, unknown>) =>
  school.admin.post<{ id: string; field?: string }>('/api/v2/people', { role: 'student', ...person });
const change = (id: string, body: unknown) => school.admin.request('PATCH', `/api/v2/people/${id}`, body);
const read = async (id: string): Promise<PersonView> =>
  (await school.admin.get<PersonView>(`/api/v2/people/${id}`)).body;
const idOf = async (person: Record<string, unknown>): Promise<string> => (await create(person)).body.id;
const namesOf = async (id: string) => {
  const { name, familyName, givenName } = await read(id);
  return [name, familyName, givenName];
};

describe('a person', () => {
  test('of whom only the two names are given is shown as "Given Family", and who has one name as that', async () => {
    expect(await namesOf(await idOf({ givenName: 'Lise', familyName: 'Meitner' }))).toEqual([
      'Lise Meitner',
      'Meitner',
      'Lise',
    ]);
    expect(await namesOf(await idOf({ familyName: 'Sukarno' }))).toEqual(['Sukarno', 'Sukarno', null]);
    expect(await namesOf(await idOf({ givenName: 'Björk' }))).toEqual(['Björk', null, 'Björk']);
    expect(await namesOf(await idOf({ name: 'Hypatia' }))).toEqual(['Hypatia', null, null]);
    expect(await namesOf(await idOf({ name: '毛泽东', familyName: '毛', givenName: '泽东' }))).toEqual([
      '毛泽东',
      '毛',
      '泽东',
    ]);
  });

  test('without any name is refused, naming the field, and so is whoever signs in without an address', async () => {
    expect((await create({ email: 'nobody@school.example' })).body.field).toBe('name');
    expect((await create({ familyName: ' ' })).status).toBe(400);
    expect((await create({ name: 'Root', role: 'admin' })).body.field).toBe('email');
    expect((await create({ name: 'No Door', password })).body.field).toBe('email');
  });

  test('who marries is called anew by the one field, and a new name of which the parts are no longer part forgets them', async () => {
    const id = await idOf({ givenName: 'Marie', familyName: 'Skłodowska' });
    await change(id, { familyName: 'Curie' });
    expect(await namesOf(id)).toEqual(['Marie Curie', 'Curie', 'Marie']);
    await change(id, { name: 'Marie S. Curie' });
    expect(await namesOf(id)).toEqual(['Marie S. Curie', 'Curie', 'Marie']);
    await change(id, { name: 'Madame C.' });
    expect(await namesOf(id)).toEqual(['Madame C.', null, null]);
  });
});

describe('somebody without an address', () => {
  test('is on a roster, is marked, gets one later, and can then sign in by a link', async () => {
    const id = await idOf({ name: 'Pupil Without' });
    expect((await read(id)).email).toBeNull();
    expect((await school.admin.post(`/api/v2/classes/${school.classId}/students`, { personIds: [id] })).status).toBe(
      204,
    );
    const { body: opened } = await school.teacher.post<{ id: string }>(
      `/api/v2/classes/${school.classId}/sessions/open`,
    );
    const marked = await school.teacher.request('PUT', `/api/v2/sessions/${opened.id}/records/${id}`, {
      status: 'present',
    });
    expect(marked.status).toBe(200);
    await change(id, { email: 'pupil.without@school.example' });
    const link = await school.admin.post<{ url: string }>(`/api/v2/people/${id}/password-link`);
    const secret = new URL(link.body.url).hash.replace('#reset=', '');
    await school.admin.post('/api/v2/auth/password/reset', { secret, newPassword: password });
    expect((await muster.signIn('pupil.without@school.example')).token).not.toBe('');
  });

  test('gets no invitation, which is told, while the others get theirs', async () => {
    const without = await idOf({ name: 'Unreachable' });
    const { status, body } = await school.admin.post('/api/v2/invitations', {
      personIds: [without, school.students[0]!.id],
      again: true,
    });
    expect([status, body]).toEqual([202, { invited: 1, alreadyLinked: 0, alreadyIn: 0, withoutAddress: 1 }]);
  });

  test('is several people, each with the number of their own, and no admin', async () => {
    const [one, two] = [await idOf({ name: 'Same Name' }), await idOf({ name: 'Same Name' })];
    expect(one).not.toBe(two);
    expect((await change(one, { role: 'admin' })).status).toBe(409);
    const admin = await idOf({ name: 'Second Admin', role: 'admin', email: 'second@school.example' });
    expect((await change(admin, { email: null })).status).toBe(409);
  });
});

test('rosters and people come in one order: by family name where it is known, else by the name, in pages too', async () => {
  const { body } = await school.admin.post<{ id: string }>('/api/v2/classes', {
    code: 'ORDER',
    title: 'Order',
    campusId: school.campusId,
  });
  const people = [
    { givenName: 'Zoë', familyName: 'Ångström' },
    { givenName: 'Émile', familyName: 'Zola' },
    { givenName: 'Adam', familyName: 'zola' },
    { name: 'Madonna' },
    { givenName: 'Łucja', familyName: 'Łuczak' },
    { givenName: 'Ibn', familyName: 'Öztürk' },
  ];
  const ids = await Promise.all(
    people.map((person) =>
      idOf({ ...person, externalId: `order-${JSON.stringify(person).length}-${person.name ?? person.givenName}` }),
    ),
  );
  await school.admin.post(`/api/v2/classes/${body.id}/students`, { personIds: ids });
  const wanted = ['Zoë Ångström', 'Łucja Łuczak', 'Madonna', 'Ibn Öztürk', 'Adam zola', 'Émile Zola'];
  const roster = await school.admin.get<RosterEntry[]>(`/api/v2/classes/${body.id}/students`);
  expect(roster.body.map(({ name }) => name)).toEqual(wanted);
  const listed: string[] = [];
  let after = '';
  do {
    const page = await school.admin.get<{ people: PersonView[]; next: string | null }>(
      `/api/v2/people?text=order-&limit=2${after}`,
    );
    listed.push(...page.body.people.map(({ name }) => name));
    after = page.body.next === null ? '' : `&after=${page.body.next}`;
  } while (after !== '');
  expect(listed).toEqual(wanted);
});
