/** Notifications: written with their cause, read page by page and live, and to the office when something is wrong. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { NotificationView } from '../../../src/delivery/notifications/notifications.schema.ts';
import { recurringJobs } from '../../../src/app/recurring-jobs.ts';
import type { Client } from '../../support/client.ts';
import { openStream } from '../../support/live.ts';
import { adminEmail, password, startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createPerson, createSmallSchool, type SmallSchool } from '../../support/school.ts';

let muster: TestMuster;
let school: SmallSchool;
let people: Record<'ada' | 'blaise' | 'mother' | 'colleague', Client>;
let colleagueId: string;

interface Page {
  notifications: NotificationView[];
  next: string | null;
  unread: number;
}

beforeAll(async () => {
  muster = await startTestMuster();
  school = await createSmallSchool(muster, 2);
  const motherId = await createPerson(school.admin, 'Annabella Byron', 'annabella@school.example', 'guardian');
  await school.admin.post(`/api/v2/people/${school.students[0]!.id}/guardians`, {
    guardianId: motherId,
    relation: 'mother',
  });
  colleagueId = await createPerson(school.admin, 'Alan Turing', 'alan@school.example', 'teacher');
  people = {
    ada: await muster.signIn('ada@school.example'),
    blaise: await muster.signIn('blaise@school.example'),
    mother: await muster.signIn('annabella@school.example'),
    colleague: await muster.signIn('alan@school.example'),
  };
});
afterAll(() => muster.end());
/** Each test begins with nothing on anybody's page. */
beforeEach(async () => {
  for (const client of [...Object.values(people), school.teacher, school.admin])
    await client.post('/api/v2/me/notifications/hide', {});
});

const page = async (client: Client, query = ''): Promise<Page> =>
  (await client.get<Page>(`/api/v2/me/notifications${query}`)).body;
const told = async (client: Client): Promise<[string, string][]> =>
  (await page(client)).notifications.map(({ kind, title }) => [kind, title]);
const textOf = async (client: Client): Promise<string | undefined> => (await page(client)).notifications[0]?.text;
const announce = (title: string, who: Client = school.teacher) =>
  who.post<{ id: string; told: number }>(`/api/v2/classes/${school.classId}/announcements`, {
    title,
    text: `${title}!`,
  });
/** A new one: the one before is over some seconds later, since within its time it would go on. */
const openSession = async (): Promise<string> => {
  muster.clock.advance(0.1);
  const now = muster.clock.now();
  await muster.db.autocommit.session.updateMany({
    where: { status: 'closed', endsAt: { gt: now } },
    data: { endsAt: now },
  });
  return (await school.teacher.post<{ id: string }>(`/api/v2/classes/${school.classId}/sessions/open`)).body.id;
};

describe('what is told', () => {
  test('a check-in to its student, a change by hand with before and after, an absence to the student and their guardians', async () => {
    const sessionId = await openSession();
    const { code } = (await school.teacher.post<{ code: string }>(`/api/v2/sessions/${sessionId}/code`)).body;
    await people.blaise.post('/api/v2/check-ins', { sessionId, code });
    await school.teacher.request('PUT', `/api/v2/sessions/${sessionId}/records/${school.students[1]!.id}`, {
      status: 'late',
      reason: 'came back',
    });
    await school.teacher.post(`/api/v2/sessions/${sessionId}/close`);
    expect(await told(people.blaise)).toEqual([
      ['manualChange', 'Your record was changed'],
      ['status', 'Recorded as present'],
    ]);
    expect(await textOf(people.blaise)).toBe('CS101, Wed 18 Nov, 09:00: present → late (came back).');
    expect(await told(people.ada)).toEqual([['missedCheckIn', 'You were not checked in']]);
    expect(await told(people.mother)).toEqual([['missedCheckIn', 'Ada Lovelace was absent']]);
    // Whoever does it knows.
    expect(await told(school.teacher)).toEqual([]);
  });

  test('an announcement to everybody on the roster, and to nobody else', async () => {
    expect((await announce('Exam on Friday')).body.told).toBe(2);
    for (const client of [people.ada, people.blaise])
      expect((await page(client)).notifications).toMatchObject([
        {
          kind: 'announcement',
          title: 'CS101: Exam on Friday',
          text: 'Exam on Friday!',
          subject: { type: 'class', id: school.classId },
          readAt: null,
        },
      ]);
    for (const client of [people.mother, people.colleague]) expect(await told(client)).toEqual([]);
    expect([(await announce('x', people.colleague)).status, (await announce('x', people.ada)).status]).toEqual([
      404, 403,
    ]);
  });

  test('nothing of what did not happen: a mark that is refused tells nobody', async () => {
    const sessionId = await openSession();
    const marks = [
      { personId: school.students[0]!.id, status: 'present' },
      { personId: colleagueId, status: 'present' },
    ];
    expect((await school.teacher.request('PUT', `/api/v2/sessions/${sessionId}/records`, { marks })).status).toBe(404);
    expect(await told(people.ada)).toEqual([]);
    await expect(
      muster.db.transaction(async (tx) => {
        await muster.modules.notifications.write(tx, [
          { personId: school.students[0]!.id, kind: 'status', title: 'T', text: 't' },
        ]);
        throw new Error('the cause failed');
      }),
    ).rejects.toThrow('the cause failed');
    expect(await told(people.ada)).toEqual([]);
    await school.teacher.post(`/api/v2/sessions/${sessionId}/close`);
  });

  test('the same cause once, however often it is written', async () => {
    const write = () =>
      muster.db.transaction((tx) =>
        muster.modules.notifications.write(tx, [
          { personId: school.students[0]!.id, kind: 'system', title: 'T', text: 't', causeKey: 'once' },
        ]),
      );
    await Promise.all([write(), write(), write()]);
    await write();
    expect(await told(people.ada)).toEqual([['system', 'T']]);
  });
});

describe('a page', () => {
  test('comes newest first, follows the one before without a gap, and counts what is unread', async () => {
    for (const title of ['one', 'two', 'three']) await announce(title);
    const first = await page(people.ada, '?limit=2');
    const second = await page(people.ada, `?limit=2&before=${first.next}`);
    expect([first, second].map(({ notifications, unread }) => [notifications.map(({ text }) => text), unread])).toEqual(
      [
        [['three!', 'two!'], 3],
        [['one!'], 3],
      ],
    );
    expect(second.next).toBeNull();
  });

  test('is read, unread again, and hidden for good, one by one or all', async () => {
    for (const title of ['one', 'two', 'three']) await announce(title);
    const [three, two] = (await page(people.ada)).notifications;
    const post = async (what: string, body: unknown) =>
      (await people.ada.post(`/api/v2/me/notifications/${what}`, body)).status;
    expect(await post('read', { ids: [three!.id] })).toBe(204);
    expect([
      (await page(people.ada)).unread,
      (await page(people.ada, '?unread=true')).notifications.map(({ text }) => text),
    ]).toEqual([2, ['two!', 'one!']]);
    expect(await post('read', { ids: [three!.id], read: false })).toBe(204);
    expect((await page(people.ada)).unread).toBe(3);
    expect(await post('hide', { ids: [two!.id] })).toBe(204);
    expect((await page(people.ada)).notifications.map(({ text }) => text)).toEqual(['three!', 'one!']);
    expect(await post('read', { ids: [two!.id] })).toBe(404);
    expect(await post('read', {})).toBe(204);
    expect((await page(people.ada)).unread).toBe(0);
    expect((await page(people.blaise)).unread).toBe(3);
  });

  test("is the own: another's is neither read nor hidden, and an own one beside it stays as it was", async () => {
    await announce('one');
    const [mine, theirs] = [
      (await page(people.ada)).notifications[0]!.id,
      (await page(people.blaise)).notifications[0]!.id,
    ];
    for (const what of ['read', 'hide'])
      expect((await people.ada.post(`/api/v2/me/notifications/${what}`, { ids: [mine, theirs] })).status).toBe(404);
    expect([(await page(people.ada)).unread, (await page(people.blaise)).unread]).toEqual([1, 1]);
  });

  test('lies sealed in the database', async () => {
    await announce('Heliotrope');
    const rows = await muster.db.autocommit.notification.findMany({ where: { personId: school.students[0]!.id } });
    for (const { sealed } of rows) expect(Buffer.from(sealed).includes('Heliotrope')).toBe(false);
  });
});

describe('live', () => {
  test('shows what is new, and what was read elsewhere, to its person alone', async () => {
    const [ada, blaise] = await Promise.all(
      [people.ada, people.blaise].map((client) => openStream(muster.url, client, '/api/v2/me/notifications/live')),
    );
    await expect.poll(() => ada!.latest<Page>()).toMatchObject({ notifications: [], unread: 0 });
    await muster.db.transaction((tx) =>
      muster.modules.notifications.write(tx, [
        { personId: school.students[0]!.id, kind: 'system', title: 'T', text: 'for Ada' },
      ]),
    );
    await expect.poll(() => ada!.latest<Page>().notifications[0]?.text).toBe('for Ada');
    await people.ada.post('/api/v2/me/notifications/read', {});
    await expect.poll(() => ada!.latest<Page>().unread).toBe(0);
    await announce('for both');
    await expect.poll(() => blaise!.latest<Page>().notifications.map(({ text }) => text)).toEqual(['for both!']);
    ada!.close();
    blaise!.close();
  });

  test('presence shows who comes as they come, and ends for a teacher who is taken off the class', async () => {
    const sessionId = await openSession();
    await school.admin.post(`/api/v2/classes/${school.classId}/teachers`, { personId: colleagueId });
    const path = `/api/v2/sessions/${sessionId}/presence/live`;
    const [own, colleague] = [
      await openStream(muster.url, school.teacher, path),
      await openStream(muster.url, people.colleague, path),
    ];
    for (const client of [people.ada, people.mother])
      await expect(openStream(muster.url, client, path)).rejects.toThrow('was answered 403');
    interface Presence {
      session: { status: string };
      students: { name: string; status: string | null }[];
    }
    const seen = () => own.latest<Presence>().students.map(({ status }) => status);
    await expect.poll(() => own.events().length).toBeGreaterThan(0);
    expect(seen()).toEqual([null, null]);
    const { code } = (await school.teacher.post<{ code: string }>(`/api/v2/sessions/${sessionId}/code`)).body;
    await people.ada.post('/api/v2/check-ins', { sessionId, code });
    await expect.poll(seen).toEqual(['present', null]);
    const joined = await createPerson(school.admin, 'Zuse Konrad', 'zuse@school.example', 'student');
    await school.admin.post(`/api/v2/classes/${school.classId}/students`, { personIds: [joined] });
    await expect.poll(seen).toEqual(['present', null, null]);
    await school.admin.request('DELETE', `/api/v2/classes/${school.classId}/students/${joined}`);
    await expect.poll(seen).toEqual(['present', null]);
    await school.admin.request('DELETE', `/api/v2/classes/${school.classId}/teachers/${colleagueId}`);
    await school.teacher.post(`/api/v2/sessions/${sessionId}/close`);
    await expect.poll(() => [seen(), own.latest<Presence>().session.status]).toEqual([['present', 'absent'], 'closed']);
    await colleague.ended;
    expect(colleague.events().at(-1)).toMatchObject({ event: 'error', data: { status: 404 } });
    expect(JSON.stringify(colleague.events())).not.toContain('absent');
    own.close();
  });

  test('ends, without another word of what is new, for somebody who was deactivated', async () => {
    const id = await createPerson(school.admin, 'Leaving Soon', 'leaving@school.example', 'student');
    const stream = await openStream(
      muster.url,
      await muster.signIn('leaving@school.example'),
      '/api/v2/me/notifications/live',
    );
    await school.admin.request('PATCH', `/api/v2/people/${id}`, { status: 'deactivated' });
    await muster.db.transaction((tx) =>
      muster.modules.notifications.write(tx, [{ personId: id, kind: 'system', title: 'T', text: 'too late' }]),
    );
    await stream.ended;
    expect(stream.events().at(-1)).toMatchObject({ event: 'error', data: { status: 401 } });
    expect(JSON.stringify(stream.events())).not.toContain('too late');
  });
});

describe('system alerts', () => {
  test('an audit chain that does not verify is told to every admin, once for each place where it breaks, and to nobody else', async () => {
    await createPerson(school.admin, 'Second Admin', 'second@school.example', 'admin');
    const second = await muster.signIn('second@school.example', password);
    const verify = recurringJobs(muster.modules).find(({ name }) => name === 'audit.verify')!;
    await verify.run();
    expect(await told(school.admin)).toEqual([]);
    const tamper = (seq: number, facts: string) =>
      muster.db.transaction(async (tx) => {
        await tx.$executeRawUnsafe("SET LOCAL session_replication_role = 'replica'");
        await tx.$executeRawUnsafe(
          `UPDATE audit_entry SET facts = '${facts}' WHERE id = (SELECT entry_id FROM audit_seal WHERE seq = ${seq})`,
        );
      });
    await tamper(9, '{"forged": true}');
    await Promise.all([verify.run(), verify.run()]);
    await verify.run();
    expect((await school.admin.get('/api/v2/audit/chain')).body).toEqual({
      ...{ intact: false, brokenAt: '9', fault: 'changed' },
    });
    for (const client of [school.admin, second])
      expect(await told(client)).toEqual([['system', 'The audit chain is broken']]);
    await tamper(4, '{"forged": true}');
    await verify.run();
    expect((await page(await muster.signIn(adminEmail))).notifications).toHaveLength(2);
    for (const client of [school.teacher, people.ada, people.mother]) expect(await told(client)).toEqual([]);
  });
});
