/** A second admin's yes: what a school chose waits for another admin, and is done exactly as it was asked, once. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AuditPage } from '../../../src/office/audit-log/audit-log.schema.ts';
import type { HeldActPage, HeldActView, WaitingAct } from '../../../src/office/held-acts/held-acts.schema.ts';
import { createClient, type Client } from '../../support/client.ts';
import { adminEmail, password, startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createPerson } from '../../support/school.ts';

const secondEmail = 'second@school.example';
let muster: TestMuster;
let first: Client;
let second: Client;
let ids: { first: string; second: string };

const choose = (client: Client, secondYesFor: string[]) =>
  client.request<WaitingAct>('PATCH', '/api/v2/institution', { secondYesFor });
const decide = (client: Client, id: string, approve = true) =>
  client.post(`/api/v2/held-acts/${id}/decision`, { approve });
const listed = async (client: Client, query = '') =>
  (await client.get<HeldActPage>(`/api/v2/held-acts${query}`)).body.heldActs;
const read = async (id: string): Promise<HeldActView> => {
  const found = (await listed(first, '?all=true')).find((one) => one.id === id);
  if (!found) throw new Error('there is no such act');
  return found;
};
const roleOf = async (id: string) => (await first.get<{ role: string }>(`/api/v2/people/${id}`)).body.role;
const newPerson = async (role = 'teacher') => {
  const email = `p${crypto.randomUUID()}@school.example`;
  return { id: await createPerson(first, 'Grace Hopper', email, role), email };
};
const promote = (client: Client, id: string, role = 'admin') =>
  client.request<WaitingAct>('PATCH', `/api/v2/people/${id}`, { role });
const told = async (client: Client) =>
  (
    await client.get<{ notifications: { title: string; text: string; subject: { id: string } | null }[] }>(
      '/api/v2/me/notifications',
    )
  ).body.notifications;

beforeAll(async () => {
  muster = await startTestMuster();
  first = await muster.signIn(adminEmail);
  ids = {
    first: (await first.get<{ id: string }>('/api/v2/me')).body.id,
    second: await createPerson(first, 'Second Admin', secondEmail, 'admin'),
  };
  expect((await choose(first, ['roles', 'merging', 'apiKeys', 'signInSettings', 'exports'])).status).toBe(200);
});
afterAll(() => muster.end());
beforeEach(async () => {
  [first, second] = [await muster.signIn(adminEmail), await muster.signIn(secondEmail)];
});

describe('an act that the school chose', () => {
  test('waits, is told to the other admins in words, and is done when one of them says yes', async () => {
    const grace = await newPerson();
    const asked = await promote(first, grace.id);
    expect(asked).toMatchObject({ status: 202, body: { waitsFor: 'secondYes', act: 'roles' } });
    expect(asked.body.what).toBe(`change Grace Hopper (${grace.email}): role admin`);
    expect(await roleOf(grace.id)).toBe('teacher');
    expect(await listed(second)).toMatchObject([
      {
        ...{
          id: asked.body.id,
          status: 'waiting',
          what: asked.body.what,
          operation: 'PATCH /api/v2/people/{personId}',
        },
        askedBy: { id: ids.first },
      },
    ]);
    expect((await told(second))[0]).toMatchObject({
      text: expect.stringContaining(asked.body.what ?? '') as string,
      subject: { id: asked.body.id },
    });
    expect((await decide(second, asked.body.id)).status).toBe(204);
    expect(await roleOf(grace.id)).toBe('admin');
    expect(await read(asked.body.id)).toMatchObject({ status: 'done', settledBy: { id: ids.second } });
    expect((await told(first))[0]?.title).toBe('It was done, with a second yes');
    const { entries } = (await first.get<AuditPage>(`/api/v2/audit?limit=20&personId=${grace.id}`)).body;
    expect(entries.find(({ action }) => action === 'person.standingChanged')).toMatchObject({
      actor: { id: ids.first },
      approvedBy: { id: ids.second, name: 'Second Admin' },
    });
    const ofAct = (await first.get<AuditPage>(`/api/v2/audit?subjectType=heldAct&subjectId=${asked.body.id}`)).body;
    expect(ofAct.entries.map(({ action, actor }) => [action, actor?.id])).toEqual([
      ['heldAct.approved', ids.second],
      ['heldAct.asked', ids.first],
    ]);
  });

  test('is done once, by however many yeses at once', async () => {
    const { id } = (await first.post<WaitingAct>('/api/v2/api-keys', { name: 'Timetable', scopes: ['classes.read'] }))
      .body;
    const answers = await Promise.all([1, 2, 3].map(() => decide(second, id)));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 410, 410]);
    const keys = (await first.get<{ name: string }[]>('/api/v2/api-keys')).body as unknown as { name: string }[];
    expect(keys.filter(({ name }) => name === 'Timetable')).toHaveLength(1);
  });

  test('is the same request when it is asked for again, and nothing of it is kept in clear', async () => {
    const grace = await newPerson();
    const [one, other] = [await promote(first, grace.id), await promote(first, grace.id)];
    expect(other.body.id).toBe(one.body.id);
    const rows = await muster.db.autocommit.$queryRaw<{ row: string }[]>`SELECT held_act::text AS row FROM held_act`;
    expect(rows.filter(({ row }) => row.includes(grace.id) || row.includes('Grace'))).toEqual([]);
    expect((await decide(second, one.body.id, false)).status).toBe(204);
    expect(await muster.db.autocommit.heldAct.count({ where: { id: one.body.id, input: { not: null } } })).toBe(0);
  });

  test('is settled by the yes also where nothing was left to be done by then', async () => {
    const grace = await newPerson();
    const { id } = (await promote(first, grace.id, 'student')).body;
    await muster.db.autocommit.person.update({ where: { id: grace.id }, data: { role: 'student' } });
    expect((await decide(second, id)).status).toBe(204);
    expect((await decide(second, id)).status).toBe(410);
    expect((await read(id)).status).toBe('done');
  });

  test('is refused by a no, and taken back by whoever asked', async () => {
    const grace = await newPerson();
    const refused = (await promote(first, grace.id)).body.id;
    expect((await decide(second, refused, false)).status).toBe(204);
    expect((await decide(second, refused)).status).toBe(410);
    expect((await told(first))[0]?.title).toBe('Another admin said no');
    const back = (await promote(first, grace.id)).body.id;
    expect((await second.request('DELETE', `/api/v2/held-acts/${back}`)).status).toBe(404);
    expect((await first.request('DELETE', `/api/v2/held-acts/${back}`)).status).toBe(204);
    expect((await decide(second, back)).status).toBe(410);
    expect([await roleOf(grace.id), (await read(refused)).status, (await read(back)).status]).toEqual([
      'teacher',
      'declined',
      'withdrawn',
    ]);
  });

  test('gets no yes from whoever asked, an API key, another role, or without a fresh proof', async () => {
    const grace = await newPerson();
    const { id } = (await promote(first, grace.id)).body;
    expect((await decide(first, id)).status).toBe(403);
    expect((await decide(await muster.signIn(grace.email), id)).status).toBe(403);
    const scopes = { name: 'Key', scopes: ['access.secondYes'] };
    expect((await first.post('/api/v2/api-keys', scopes)).status).toBe(400);
    muster.clock.advance(6);
    expect(await decide(second, id)).toMatchObject({ status: 403, body: { code: 'proofRequired' } });
    expect(await roleOf(grace.id)).toBe('teacher');
    await second.post('/api/v2/auth/proof', { password });
    expect((await decide(second, id)).status).toBe(204);
  });

  test('is not even kept without a fresh proof of whoever asks', async () => {
    const grace = await newPerson();
    muster.clock.advance(6);
    expect(await promote(first, grace.id)).toMatchObject({ status: 403, body: { code: 'proofRequired' } });
  });

  test('waits for 48 hours and no longer, and then what was sent is forgotten', async () => {
    const grace = await newPerson();
    const { id } = (await promote(first, grace.id)).body;
    muster.clock.advance(48 * 60 + 1);
    second = await muster.signIn(secondEmail);
    first = await muster.signIn(adminEmail);
    expect((await decide(second, id)).status).toBe(410);
    expect((await read(id)).status).toBe('expired');
    await muster.modules.heldActs.sweep();
    expect(await muster.db.autocommit.heldAct.count({ where: { id, input: { not: null } } })).toBe(0);
  });
});

describe('when the world changed', () => {
  test('what does not fit any more is refused with its reason, and settled by that', async () => {
    const grace = await newPerson();
    const { id } = (await promote(first, grace.id)).body;
    // Whoever becomes an admin needs an address.
    await first.request('PATCH', `/api/v2/people/${grace.id}`, { email: null, externalId: `n${grace.id.slice(0, 8)}` });
    expect(await decide(second, id)).toMatchObject({ status: 409, body: { field: 'email' } });
    expect((await read(id)).status).toBe('failed');
    expect((await decide(second, id)).status).toBe(410);
    expect(await roleOf(grace.id)).toBe('teacher');
  });

  test('nothing is done for somebody who is no admin any more', async () => {
    const third = await newPerson();
    await decide(second, (await promote(first, third.id)).body.id);
    const grace = await newPerson();
    const { id } = (await promote(await muster.signIn(third.email), grace.id)).body;
    const down = await first.request<WaitingAct>('PATCH', `/api/v2/people/${third.id}`, { role: 'teacher' });
    expect((await decide(second, down.body.id)).status).toBe(204);
    expect(await decide(second, id)).toMatchObject({
      status: 409,
      body: { detail: expect.stringMatching(/no admin any more/) as string },
    });
    expect([await roleOf(grace.id), (await read(id)).status]).toEqual(['teacher', 'failed']);
  });
});

describe('each act that can be chosen', () => {
  test('what it answered is for whoever asked alone, this once', async () => {
    const { id } = (await first.post<WaitingAct>('/api/v2/api-keys', { name: 'Once', scopes: ['classes.read'] })).body;
    await decide(second, id);
    expect((await second.post(`/api/v2/held-acts/${id}/answer`)).status).toBe(404);
    const { body } = await first.post<{ answer: { key: string } }>(`/api/v2/held-acts/${id}/answer`);
    const machine = Object.assign(createClient(muster.url), { token: body.answer.key });
    expect((await machine.get('/api/v2/classes')).status).toBe(200);
    expect((await first.post(`/api/v2/held-acts/${id}/answer`)).status).toBe(410);
  });

  test('an export is opened to whoever asked, once', async () => {
    const path = '/api/v2/audit/export?action=heldAct.asked';
    const asked = await first.get<WaitingAct>(path);
    expect(asked).toMatchObject({
      status: 202,
      body: { act: 'exports', what: expect.stringContaining('heldAct.asked') as string },
    });
    expect((await decide(second, asked.body.id)).status).toBe(204);
    expect((await read(asked.body.id)).status).toBe('approved');
    expect((await first.get('/api/v2/audit/export?action=person.created')).status).toBe(202);
    const file = await first.get(path);
    expect([file.status, file.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
    expect((await first.get(path)).status).toBe(202);
  });

  test('merging, ways to an admin and settings of sign-in wait too; what is not grave does not', async () => {
    const [one, other] = [await newPerson('student'), await newPerson('student')];
    const provider = {
      ...{ kind: 'oidc', name: 'Campus', domains: [], isEnabled: true },
      settings: { dialect: 'standard', issuer: 'https://id.school.example', clientId: 'muster' },
      admission: {},
    };
    const waiting = [
      await first.post(`/api/v2/people/${one.id}/merge`, { intoId: other.id, dryRun: false }),
      await first.post(`/api/v2/people/${ids.second}/password-link`),
      await first.request('DELETE', `/api/v2/people/${ids.second}/second-factors`),
      await first.request('PATCH', '/api/v2/institution', { signUp: 'open' }),
      await first.request('PATCH', `/api/v2/people/${one.id}`, { role: 'teacher' }),
      await first.post('/api/v2/people', { name: 'Third', email: 'third@school.example', role: 'admin' }),
      await first.post('/api/v2/sign-on/providers', provider),
      await first.post('/api/v2/sign-on/scim-connections', { name: 'Directory' }),
    ];
    expect(waiting.map(({ status, body }) => [status, body['act']])).toEqual([
      [202, 'merging'],
      [202, 'roles'],
      [202, 'roles'],
      [202, 'signInSettings'],
      [202, 'roles'],
      [202, 'roles'],
      [202, 'signInSettings'],
      [202, 'signInSettings'],
    ]);
    expect((await first.post(`/api/v2/people/${one.id}/merge`, { intoId: other.id })).status).toBe(200);
    expect((await first.request('PATCH', `/api/v2/people/${one.id}`, { name: 'Ada King' })).status).toBe(204);
    expect((await first.request('PATCH', '/api/v2/institution', { name: 'Other School' })).status).toBe(200);
  });

  test('an API key does not do alone what two people have to', async () => {
    const { id } = (
      await first.post<WaitingAct>('/api/v2/api-keys', { name: 'People', scopes: ['people.manage', 'audit.read'] })
    ).body;
    await decide(second, id);
    const { body } = await first.post<{ answer: { key: string } }>(`/api/v2/held-acts/${id}/answer`);
    const machine = Object.assign(createClient(muster.url), { token: body.answer.key });
    const { id: student } = await newPerson('student');
    expect((await machine.request('PATCH', `/api/v2/people/${student}`, { role: 'teacher' })).status).toBe(403);
    expect((await machine.get('/api/v2/audit/export')).status).toBe(403);
  });
});

describe('the choice', () => {
  test('waits itself, once anything is chosen', async () => {
    const asked = await choose(first, []);
    expect(asked).toMatchObject({ status: 202, body: { act: 'secondYes' } });
    expect((await decide(second, asked.body.id)).status).toBe(204);
    expect((await first.get<{ secondYesFor: string[] }>('/api/v2/institution')).body.secondYesFor).toEqual([]);
    const grace = await newPerson();
    expect((await promote(first, grace.id)).status).toBe(204);
  });

  test('cannot be made where nobody could say yes; then it is refused with the way out', async () => {
    const alone = await startTestMuster();
    try {
      const admin = await alone.signIn(adminEmail);
      expect(await choose(admin, ['roles'])).toMatchObject({
        status: 409,
        body: { detail: expect.stringMatching(/admin -- create/) as string },
      });
      const other = await createPerson(admin, 'Other Admin', secondEmail, 'admin');
      expect((await choose(admin, ['roles'])).status).toBe(200);
      const gone = await promote(admin, other, 'teacher');
      const yes = await decide(await alone.signIn(secondEmail), gone.body.id);
      expect(yes.status).toBe(204);
      expect(await choose(admin, [])).toMatchObject({
        status: 409,
        body: { detail: expect.stringMatching(/admin -- create/) as string },
      });
    } finally {
      await alone.end();
    }
  });
});
