/** Profiles: who may read and change what, how it lies in the database, and who may ask whether somebody is here. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PersonDetails } from '../../../src/school/people/people.schema.ts';
import type { Client } from '../../support/client.ts';
import { startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createSmallSchool, type SmallSchool } from '../../support/school.ts';

let muster: TestMuster;
let school: SmallSchool;
let ada: Client;
let adaId: string;

beforeAll(async () => {
  muster = await startTestMuster();
  school = await createSmallSchool(muster, 2);
  ada = await muster.signIn('ada@school.example');
  adaId = school.students[0]!.id;
});
afterAll(() => muster.end());

const change = (client: Client, body: unknown) =>
  client.request<PersonDetails & { field?: string }>('PATCH', '/api/v2/me', body);
const changeAs = (client: Client, personId: string, body: unknown) =>
  client.request('PATCH', `/api/v2/people/${personId}`, body);
const readOf = async (client: Client): Promise<PersonDetails> => (await client.get<PersonDetails>('/api/v2/me')).body;

describe('a profile', () => {
  test('is empty at first; what is left out stays, and null empties', async () => {
    expect(await readOf(ada)).toMatchObject({
      id: adaId,
      name: 'Ada Lovelace',
      role: 'student',
      status: 'active',
      profile: {},
    });
    expect(
      (await change(ada, { personal: { phone: '+44 20 7946 0000', pronouns: 'she/her' } })).body.profile.personal,
    ).toEqual({ phone: '+44 20 7946 0000', pronouns: 'she/her' });
    expect(
      (await change(ada, { personal: { address: 'St James Square 12', pronouns: null } })).body.profile.personal,
    ).toEqual({ phone: '+44 20 7946 0000', pronouns: null, address: 'St James Square 12' });
  });

  test('holds studies that an admin writes and the person cannot, and neither half touches the other', async () => {
    expect(
      (await changeAs(school.admin, adaId, { profile: { academic: { programme: 'Mathematics', yearOfStudy: 2 } } }))
        .status,
    ).toBe(204);
    expect((await change(ada, { personal: {}, academic: { yearOfStudy: 5 } })).status).toBe(400);
    expect((await changeAs(school.admin, adaId, { profile: { academic: { yearOfStudy: 3 } } })).status).toBe(204);
    expect((await readOf(ada)).profile).toEqual({
      personal: { phone: '+44 20 7946 0000', pronouns: null, address: 'St James Square 12' },
      academic: { programme: 'Mathematics', yearOfStudy: 3 },
    });
  });

  test('changed by two at once keeps what both wrote', async () => {
    await Promise.all([
      change(ada, { personal: { phone: '1' } }),
      changeAs(school.admin, adaId, { profile: { academic: { advisor: 'De Morgan' } } }),
      change(ada, { personal: { address: 'Ockham' } }),
    ]);
    expect((await readOf(ada)).profile).toMatchObject({
      personal: { phone: '1', address: 'Ockham' },
      academic: { programme: 'Mathematics', advisor: 'De Morgan' },
    });
  });

  test('takes a name of the own where people sign up by themselves, written down with the one before, and none where the school keeps them', async () => {
    await school.admin.request('PATCH', '/api/v2/institution', { signUp: 'closed' });
    const before = await readOf(ada);
    const refused = await change(ada, { name: 'Ada King', personal: { phone: '2' } });
    expect([refused.status, refused.body]).toMatchObject([
      403,
      { field: 'name', detail: 'Names are kept by the school. Please ask there.' },
    ]);
    expect(await readOf(ada)).toEqual(before);
    await school.admin.request('PATCH', '/api/v2/institution', { signUp: 'approval' });
    expect((await change(ada, { name: ' Ada King ', personal: { phone: '2' } })).body).toMatchObject({
      name: 'Ada King',
      profile: { personal: { phone: '2' } },
    });
    expect(
      (await school.teacher.get<{ name: string }[]>(`/api/v2/classes/${school.classId}/students`)).body.map(
        ({ name }) => name,
      ),
    ).toContain('Ada King');
    expect(
      await muster.db.autocommit.auditEntry.count({
        where: { action: 'person.renamed', actorId: adaId, subjectId: adaId },
      }),
    ).toBe(1);
    expect((await change(ada, { name: 'Ada Lovelace' })).body).toMatchObject({
      name: 'Ada Lovelace',
      profile: { personal: { phone: '2' } },
    });
  });

  test.each([
    [{ personal: { birthDate: 'yesterday' } }, 'personal.birthDate'],
    [{ personal: { phone: 'x'.repeat(41) } }, 'personal.phone'],
    [{ personal: { salary: 1 } }, 'personal.salary'],
    [{}, 'personal'],
    [{ name: ' ' }, 'name'],
  ])('refuses %j and names the field', async (body, field) => {
    const before = await readOf(ada);
    const answer = await change(ada, body);
    expect([answer.status, answer.body.field]).toEqual([400, field]);
    expect(await readOf(ada)).toEqual(before);
  });

  test('is read by its person and by admins, and by nobody else', async () => {
    expect((await school.admin.get<PersonDetails>(`/api/v2/people/${adaId}`)).body.profile).toEqual(
      (await readOf(ada)).profile,
    );
    const blaise = await muster.signIn('blaise@school.example');
    for (const client of [blaise, school.teacher, ada])
      expect((await client.get(`/api/v2/people/${adaId}`)).status).toBe(403);
    expect((await readOf(blaise)).profile).toEqual({});
    expect((await school.admin.get('/api/v2/people/01890000-0000-7000-8000-000000000000')).status).toBe(404);
  });

  test('lies sealed in the database and in the audit, and a change is audited once', async () => {
    const count = () =>
      muster.db.autocommit.auditEntry.count({ where: { subjectId: adaId, action: 'person.profileChanged' } });
    const before = await count();
    await change(ada, { personal: { address: 'a house called Heliotrope' } });
    expect(await count()).toBe(before + 1);
    const { profile } = await muster.db.autocommit.person.findUniqueOrThrow({ where: { id: adaId } });
    const entries = await muster.db.autocommit.auditEntry.findMany({ where: { subjectId: adaId } });
    for (const bytes of [
      profile!,
      ...entries.map((entry) =>
        Buffer.from(JSON.stringify([entry.facts, Buffer.from(entry.sealed ?? []).toString('latin1')])),
      ),
    ])
      expect(Buffer.from(bytes).includes('Heliotrope')).toBe(false);
  });
});

describe('name, address and number', () => {
  test('are changed by an admin, and taken ones are refused with everything else in the request', async () => {
    expect((await changeAs(school.admin, adaId, { name: 'Ada King', externalId: 'M-1' })).status).toBe(204);
    expect(
      (await changeAs(school.admin, school.students[1]!.id, { externalId: 'M-1', name: 'Somebody Else' })).status,
    ).toBe(409);
    expect((await school.admin.get<PersonDetails>(`/api/v2/people/${school.students[1]!.id}`)).body).toMatchObject({
      name: 'Blaise Pascal',
      externalId: null,
    });
    expect((await changeAs(school.admin, adaId, {})).status).toBe(400);
  });

  test('whoever is deactivated is out at once, and in again when they are brought back', async () => {
    const blaise = await muster.signIn('blaise@school.example');
    await changeAs(school.admin, school.students[1]!.id, { status: 'deactivated' });
    expect((await blaise.get('/api/v2/me')).status).toBe(401);
    await expect(muster.signIn('blaise@school.example')).rejects.toThrow('could not sign in');
    await changeAs(school.admin, school.students[1]!.id, { status: 'active' });
    expect((await (await muster.signIn('blaise@school.example')).get('/api/v2/me')).status).toBe(200);
    const admin = await readOf(school.admin);
    expect((await changeAs(school.admin, admin.id, { status: 'deactivated' })).status).toBe(409);
  });
});

describe('asking whether somebody is here', () => {
  test('is for staff, by address and number, and tells nothing but yes or no', async () => {
    const ask = { emails: ['ADA@school.example', 'nobody@school.example'], externalIds: ['M-1', 'M-2'] };
    for (const client of [school.teacher, school.admin]) {
      expect((await client.post('/api/v2/people/check', ask)).body).toEqual({
        emails: [
          { email: 'ada@school.example', exists: true },
          { email: 'nobody@school.example', exists: false },
        ],
        externalIds: [
          { externalId: 'M-1', exists: true },
          { externalId: 'M-2', exists: false },
        ],
      });
    }
    expect((await ada.post('/api/v2/people/check', ask)).status).toBe(403);
    expect((await school.teacher.post('/api/v2/people/check', {})).body).toEqual({ emails: [], externalIds: [] });
    expect(
      (
        await school.teacher.post('/api/v2/people/check', {
          emails: Array.from({ length: 501 }, (_, index) => `a${index}@b.example`),
        })
      ).status,
    ).toBe(400);
  });
});
