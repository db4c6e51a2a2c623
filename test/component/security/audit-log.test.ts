/** The audit as admins read it: who did what to whom, when and from where; and that nobody else does. */
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient, type Client } from '../../support/client.ts';
import { adminEmail, startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createSmallSchool, type SmallSchool } from '../../support/school.ts';
import type { AuditPage } from '../../../src/office/audit-log/audit-log.schema.ts';

let muster: TestMuster;
let school: SmallSchool;
let adminId: string;

beforeAll(async () => {
  muster = await startTestMuster({ TRUST_PROXY: '1' });
  school = await createSmallSchool(muster, 3);
  adminId = (await school.admin.get<{ id: string }>('/api/v2/me')).body.id;
});
afterAll(() => muster.end());

const read = async (query: Record<string, string> = {}, client: Client = school.admin) =>
  (await client.get<AuditPage>(`/api/v2/audit?${new URLSearchParams({ limit: '500', ...query })}`)).body.entries;
const from = (client: Client, address: string, method: string, path: string, body?: unknown) =>
  client.request<{ id: string }>(method, path, body, { 'X-Forwarded-For': address });

test('an entry says who, what, to whom, when and from where, newest first', async () => {
  const [ada] = school.students;
  muster.clock.advance(1);
  await from(school.admin, '192.0.2.44', 'PATCH', `/api/v2/people/${ada!.id}`, { name: 'Ada King' });
  const [newest] = await read();
  expect(newest).toMatchObject({
    ...{ action: 'person.renamed', at: muster.clock.now().toISOString(), via: 'api', address: '192.0.2.44' },
    actor: { id: adminId, name: expect.any(String) as string },
    subject: { type: 'person', id: ada!.id, name: 'Ada King' },
    personal: { before: { name: 'Ada Lovelace' }, after: { name: 'Ada King' } },
    ...{ seq: null, apiKeyId: null },
  });
  await muster.modules.audit.sealPending();
  expect((await read())[0]?.seq).toMatch(/^\d+$/);
  // What is stored names no address in clear.
  const stored = await muster.db.autocommit.$queryRaw<
    { row: string }[]
  >`SELECT audit_entry::text AS row FROM audit_entry`;
  expect(stored.filter(({ row }) => row.includes('192.0.2.44'))).toEqual([]);
});

test('a person is followed through what names them and what they did, an object through what was done to it', async () => {
  const [, blaise, chen] = school.students;
  const session = await school.teacher.post<{ id: string }>(`/api/v2/classes/${school.classId}/sessions/open`, {
    durationMinutes: 60,
  });
  await school.teacher.request('PUT', `/api/v2/sessions/${session.body.id}/records/${blaise!.id}`, { status: 'late' });
  const ofBlaise = await read({ personId: blaise!.id });
  expect(ofBlaise.map(({ action }) => action)).toEqual(
    expect.arrayContaining(['records.written', 'class.studentsEnrolled', 'person.created']),
  );
  expect((await read({ personId: chen!.id })).map(({ action }) => action)).not.toContain('records.written');
  const ofTeacher = await read({ personId: school.teacher.id });
  expect(ofTeacher.map(({ action }) => action)).toEqual(expect.arrayContaining(['records.written', 'person.created']));
  expect((await read({ actorId: school.teacher.id })).every(({ actor }) => actor?.id === school.teacher.id)).toBe(true);
  expect((await read({ subjectType: 'session', subjectId: session.body.id })).map(({ action }) => action)).toEqual([
    'records.written',
    'session.opened',
    'session.scheduled',
  ]);
  const ofClasses = await read({ action: 'class.' });
  expect(ofClasses.length).toBeGreaterThan(2);
  expect(ofClasses.every(({ action, subject }) => action.startsWith('class.') && subject.name === 'CS101')).toBe(true);
});

test('entries are narrowed down by time, and come page by page without one missing or twice', async () => {
  const all = await read();
  const middle = all[Math.floor(all.length / 2)]!.at as unknown as string;
  const [older, newer] = [await read({ before: middle }), await read({ from: middle })];
  expect(older.length + newer.length).toBe(all.length);
  const seen: string[] = [];
  for (let after: string | null | undefined = undefined; after !== null;) {
    const { body }: { body: AuditPage } = await school.admin.get<AuditPage>(
      `/api/v2/audit?limit=7${after === undefined ? '' : `&after=${after}`}`,
    );
    seen.push(...body.entries.map(({ id }) => id));
    after = body.next;
  }
  expect(seen).toEqual(all.map(({ id }) => id));
});

test('what an API key did names the key beside its maker; a key that may read is told nothing personal', async () => {
  const made = await school.admin.post<{ id: string; key: string }>('/api/v2/api-keys', {
    ...{ name: 'SIEM', scopes: ['audit.read', 'people.manage'] },
  });
  const key = Object.assign(createClient(muster.url), { token: made.body.key });
  await from(key, '198.51.100.3', 'PATCH', `/api/v2/people/${school.students[2]!.id}`, { name: 'Chen J.' });
  const [newest] = await read({ action: 'person.renamed' });
  expect(newest).toMatchObject({ apiKeyId: made.body.id, actor: { id: adminId }, address: '198.51.100.3' });
  expect(newest?.personal).not.toBeNull();
  const seen = await read({}, key);
  expect(seen.length).toBeGreaterThan(5);
  expect(seen.every(({ personal }) => personal === null)).toBe(true);
});

test('the whole of it leaves as a file that a spreadsheet opens, and that it left is an entry', async () => {
  const before = await read();
  const answer = await fetch(`${muster.url}/api/v2/audit/export?action=person.`, {
    headers: { authorization: `Bearer ${school.admin.token}` },
  });
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
  const rows = parse<Record<string, string>>(await answer.text(), { columns: true, bom: true });
  expect(rows).toHaveLength(before.filter(({ action }) => action.startsWith('person.')).length);
  expect(rows.map(({ actor }) => actor)).toContain('Administrator');
  const [exported] = await read({ action: 'audit.exported' });
  expect(exported).toMatchObject({ actor: { id: adminId }, facts: { action: 'person.', entries: rows.length } });
});

test('nobody but admins reads or exports it, and a bad filter is refused by name', async () => {
  const student = await muster.signIn(school.students[0]!.email);
  for (const path of ['/api/v2/audit', '/api/v2/audit/export'])
    expect([(await student.get(path)).status, (await school.teacher.get(path)).status]).toEqual([403, 403]);
  school.admin = await muster.signIn(adminEmail);
  expect(await school.admin.get('/api/v2/audit?personId=ada')).toMatchObject({
    status: 400,
    body: { field: 'personId' },
  });
});

test('an admin asks in chat who changed a mark, and what somebody did; nobody else may', async () => {
  const [ada, blaise] = school.students;
  const { id } = (
    await school.teacher.post<{ id: string }>(`/api/v2/classes/${school.classId}/sessions/open`, {
      durationMinutes: 60,
    })
  ).body;
  for (const student of [ada!, blaise!])
    await school.teacher.request('PUT', `/api/v2/sessions/${id}/records/${student.id}`, { status: 'late' });
  const { text } = await school.admin.say("who changed Ada's mark today?");
  expect(text).toMatch(
    /What was done that names Ada King \(marks\), on 18 November 2026, newest first:\n• Wed 18 Nov, /,
  );
  expect(text).toContain('Grace Hopper: records written (Ada King: no mark → late) (api)');
  expect(text).not.toContain('Blaise');
  const did = await school.admin.say('what did Grace Hopper do this week?');
  expect(did.text).toMatch(/What Grace Hopper did[\s\S]*session opened/);
  expect((await school.admin.say('what did Zelda Unknown do today?')).text).toContain('Nobody here is called');
  expect((await school.teacher.say("who changed Ada's mark today?")).text).not.toContain('records written');
});
