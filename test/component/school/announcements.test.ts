/** Announcements that can be taken back, and feedback that needs no sign-in. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AnnouncementView } from '../../../src/school/announcements/announcements.schema.ts';
import { createClient, type Client } from '../../support/client.ts';
import { startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createPerson, createSmallSchool, type SmallSchool } from '../../support/school.ts';

let muster: TestMuster;
let school: SmallSchool;
let people: Record<'ada' | 'blaise' | 'colleague' | 'guardian', Client>;
let otherClassId: string;

beforeAll(async () => {
  muster = await startTestMuster();
  school = await createSmallSchool(muster, 2);
  await createPerson(school.admin, 'Alan Turing', 'alan@school.example', 'teacher');
  await createPerson(school.admin, 'Guar Dian', 'guardian@school.example', 'guardian');
  otherClassId = (
    await school.admin.post<{ id: string }>('/api/v2/classes', {
      code: 'MA102',
      title: 'Algebra',
      campusId: school.campusId,
    })
  ).body.id;
  await school.admin.post(`/api/v2/classes/${otherClassId}/teachers`, { personId: school.teacher.id });
  await school.admin.post(`/api/v2/classes/${otherClassId}/students`, { personIds: [school.students[0]!.id] });
  people = {
    ada: await muster.signIn('ada@school.example'),
    blaise: await muster.signIn('blaise@school.example'),
    colleague: await muster.signIn('alan@school.example'),
    guardian: await muster.signIn('guardian@school.example'),
  };
});
afterAll(() => muster.end());

const announce = async (title: string, who: Client = school.teacher): Promise<string> =>
  (await who.post<{ id: string }>(`/api/v2/classes/${school.classId}/announcements`, { title, text: `${title}!` })).body
    .id;
const list = async (client: Client, query = ''): Promise<AnnouncementView[]> =>
  (await client.get<AnnouncementView[]>(`/api/v2/announcements${query}`)).body;
const titles = async (client: Client): Promise<string[]> => (await list(client)).map(({ title }) => title);
const remove = async (client: Client, id: string): Promise<number> =>
  (await client.request('DELETE', `/api/v2/announcements/${id}`)).status;
const told = async (client: Client): Promise<string[]> =>
  (await client.get<{ notifications: { title: string }[] }>('/api/v2/me/notifications')).body.notifications.map(
    ({ title }) => title,
  );

describe('announcements', () => {
  test('are listed for those who were told, for who made them and for admins, newest first, and for nobody else', async () => {
    const first = await announce('Exam');
    const second = await announce('Room', school.admin);
    expect(await list(people.ada)).toEqual([
      {
        id: second,
        title: 'Room',
        text: 'Room!',
        class: 'CS101',
        classTitle: 'Introduction to Computing',
        createdAt: muster.clock.now().toISOString(),
      },
      {
        id: first,
        title: 'Exam',
        text: 'Exam!',
        class: 'CS101',
        classTitle: 'Introduction to Computing',
        createdAt: muster.clock.now().toISOString(),
      },
    ]);
    expect(await list(people.ada, '?limit=1')).toHaveLength(1);
    expect([
      await titles(school.teacher),
      await titles(school.admin),
      await titles(people.colleague),
      await titles(people.guardian),
    ]).toEqual([['Exam'], ['Room', 'Exam'], [], []]);
  });

  test('are hidden by one who was told from themselves alone, once', async () => {
    const id = await announce('Hidden');
    expect([await remove(people.ada, id), await remove(people.ada, id)]).toEqual([204, 404]);
    expect([await titles(people.ada), (await told(people.ada)).includes('CS101: Hidden')]).toEqual([
      ['Room', 'Exam'],
      false,
    ]);
    expect([(await titles(people.blaise))[0], (await titles(school.teacher))[0]]).toEqual(['Hidden', 'Hidden']);
  });

  test('are taken back by their author or an admin, for everybody and audited once, and by no other teacher or stranger', async () => {
    for (const taker of [school.teacher, school.admin]) {
      const id = await announce('Taken back');
      expect([await remove(people.colleague, id), await remove(people.guardian, id)]).toEqual([404, 404]);
      expect([await remove(taker, id), await remove(taker, id), await remove(people.blaise, id)]).toEqual([
        204, 404, 404,
      ]);
      for (const client of [people.ada, people.blaise, school.teacher, school.admin])
        expect(await titles(client)).not.toContain('Taken back');
      expect(await told(people.blaise)).not.toContain('CS101: Taken back');
      expect(
        await muster.db.autocommit.auditEntry.count({ where: { action: 'announcement.removed', subjectId: id } }),
      ).toBe(1);
    }
    const theirs = await announce('Of the school', school.admin);
    expect(await remove(school.teacher, theirs)).toBe(404);
    expect(await remove(school.admin, theirs)).toBe(204);
  });

  test('to all classes of their author reach each person once and belong to no class', async () => {
    const made = await school.teacher.post<{ id: string; told: number }>('/api/v2/announcements', {
      title: 'Holiday',
      text: 'No classes on Friday',
    });
    expect([made.status, made.body.told]).toEqual([201, 2]);
    expect((await told(people.ada)).filter((title) => title === 'Holiday')).toHaveLength(1);
    for (const client of [people.ada, school.teacher])
      expect((await list(client))[0]).toMatchObject({
        id: made.body.id,
        title: 'Holiday',
        class: null,
        classTitle: null,
      });
    expect(
      await people.colleague.post('/api/v2/announcements', { title: 'Holiday', text: 'No classes' }),
    ).toMatchObject({ status: 409, body: { detail: 'You have no classes to tell.' } });
    expect((await people.ada.post('/api/v2/announcements', { title: 'Holiday', text: 'No classes' })).status).toBe(403);
  });

  test('made again under the same name tell nobody twice and are one', async () => {
    const actor = await muster.modules.access.authenticate(school.teacher.token);
    const id = '01990000-0000-7000-8000-000000000001';
    for (let time = 0; time < 2; time += 1)
      await muster.modules.announcements.announce(actor, school.classId, { title: 'Once', text: 'Once!' }, id);
    expect((await titles(school.teacher)).filter((title) => title === 'Once')).toHaveLength(1);
    expect((await told(people.ada)).filter((title) => title === 'CS101: Once')).toHaveLength(1);
  });

  test('lie sealed in the database, and nothing of one that could not be told', async () => {
    await announce('Heliotrope');
    const rows = await muster.db.autocommit.announcement.findMany();
    for (const { sealed } of rows) expect(Buffer.from(sealed).includes('Heliotrope')).toBe(false);
    await muster.db.autocommit.$executeRawUnsafe('ALTER TABLE notification RENAME TO notification_away');
    expect(
      (await school.teacher.post(`/api/v2/classes/${school.classId}/announcements`, { title: 'Lost', text: 'Lost!' }))
        .status,
    ).toBe(500);
    await muster.db.autocommit.$executeRawUnsafe('ALTER TABLE notification_away RENAME TO notification');
    expect(await muster.db.autocommit.announcement.count()).toBe(rows.length);
  });

  test('an API key without them sees and takes back nothing of the others', async () => {
    const { key } = (
      await school.admin.post<{ key: string }>('/api/v2/api-keys', { name: 'Reader', scopes: ['notifications.own'] })
    ).body;
    const machine = Object.assign(createClient(muster.url), { token: key });
    expect([await titles(machine), await remove(machine, (await list(school.admin))[0]!.id)]).toEqual([[], 404]);
  });
});

describe('feedback', () => {
  const leave = (text: unknown) => createClient(muster.url).post('/api/v2/feedback', { text });

  test('reaches every admin and nobody else, and is audited without an author', async () => {
    await createPerson(school.admin, 'Second Admin', 'second@school.example', 'admin');
    expect((await leave('  The page is lovely.  ')).status).toBe(204);
    for (const admin of [school.admin, await muster.signIn('second@school.example')]) {
      expect((await admin.get('/api/v2/me/notifications')).body['notifications']).toMatchObject([
        { kind: 'feedback', title: 'Somebody left feedback', text: 'The page is lovely.' },
      ]);
    }
    for (const client of [school.teacher, people.ada])
      expect(await told(client)).not.toContain('Somebody left feedback');
    expect(
      await muster.db.autocommit.auditEntry.findMany({
        where: { action: 'feedback.left' },
        select: { actorId: true, facts: true },
      }),
    ).toEqual([{ actorId: null, facts: { told: 2 } }]);
  });

  test('has one to two thousand characters, whoever takes it in', async () => {
    for (const text of ['', '   ', 'x'.repeat(2001), 1])
      expect(await leave(text)).toMatchObject({ status: 400, body: { field: 'text' } });
    await expect(muster.modules.feedback.leave(' ')).rejects.toMatchObject({ code: 'invalidInput', field: 'text' });
    expect(await muster.db.autocommit.auditEntry.count({ where: { action: 'feedback.left' } })).toBe(1);
  });
});
