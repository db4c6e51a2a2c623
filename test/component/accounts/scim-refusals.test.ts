/** What SCIM refuses and how it says so; the token of a directory; and what is kept of what it sends. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClient } from '../../support/client.ts';
import { enterpriseUrn, groupUrn, startDirectory, type Directory, type List } from '../../support/directory.ts';

let at: Directory;
beforeAll(async () => {
  at = await startDirectory();
});
afterAll(() => at.muster.end());

describe('what is wrong', () => {
  test.each([
    ['a filter of another kind', 'userName co "ada"', 'invalidFilter'],
    ['a filter on another attribute', 'nickName eq "ada"', 'invalidFilter'],
    ['a filter that cannot be read', 'userName eq ada', 'invalidFilter'],
  ])('%s is said so in the words of SCIM', async (_, filter, scimType) => {
    const answer = await at.send('GET', `/Users?filter=${encodeURIComponent(filter)}`);
    expect(answer).toMatchObject({
      status: 400,
      body: { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '400', scimType },
    });
    expect(answer.headers.get('content-type')).toContain('application/scim+json');
  });

  test('in a change is told by kind, and nothing of it is done', async () => {
    const { id } = await at.provision();
    const before = (await at.send('GET', `/Users/${id}`)).body;
    for (const [operation, scimType] of [
      [{ op: 'replace', path: 'emails[', value: 'x' }, 'invalidPath'],
      [{ op: 'replace', path: '__proto__.polluted', value: 'x' }, 'invalidPath'],
      [{ op: 'replace', path: 'id', value: 'x' }, 'mutability'],
      [{ op: 'replace', value: { id: 'x' } }, 'mutability'],
      [{ op: 'remove' }, 'noTarget'],
      [{ op: 'replace', value: 'active' }, 'invalidValue'],
      [{ op: 'replace', path: 'active', value: 'perhaps' }, 'invalidValue'],
      [{ op: 'replace', path: 'userName', value: '' }, 'invalidValue'],
      [{ op: 'replace', path: 'emails', value: [{ value: 'no address' }] }, 'invalidValue'],
    ] as const)
      expect([
        operation,
        (await at.patch(`/Users/${id}`, { op: 'Replace', path: 'displayName', value: 'Lost' }, operation)).body,
      ]).toMatchObject([operation, { status: '400', scimType }]);
    expect((await at.patch(`/Users/${id}`, { op: 'move', path: 'active' })).status).toBe(400);
    expect((await at.send('GET', `/Users/${id}`)).body).toEqual(before);
    expect('polluted' in {}).toBe(false);
  });

  test('a name, address or number that somebody has is told as such', async () => {
    const [one, two] = [await at.provision(), await at.provision()];
    const uniqueness = { status: 409, body: { scimType: 'uniqueness' } };
    const sameName = at.entraUser({
      userName: one['userName'],
      emails: [{ value: `free${at.next()}@school.example` }],
    });
    expect(await at.send('POST', '/Users', sameName)).toMatchObject(uniqueness);
    const rename = { op: 'Replace', path: 'userName', value: one['userName'] };
    expect(await at.patch(`/Users/${two.id}`, rename)).toMatchObject(uniqueness);
    const move = { op: 'Replace', path: 'emails[type eq "work"].value', value: one['userName'] };
    expect(await at.patch(`/Users/${two.id}`, move)).toMatchObject(uniqueness);
    const number = { op: 'Replace', path: `${enterpriseUrn}:employeeNumber`, value: 'E-taken' };
    await at.patch(`/Users/${one.id}`, number);
    expect(await at.patch(`/Users/${two.id}`, number)).toMatchObject(uniqueness);
    await at.send('POST', '/Groups', { schemas: [groupUrn], displayName: 'Twice' });
    expect(await at.send('POST', '/Groups', { schemas: [groupUrn], displayName: 'Twice' })).toMatchObject(uniqueness);
  });

  test("members who are not the directory's are refused, and the group is not made", async () => {
    const made = await at.send('POST', '/Groups', {
      schemas: [groupUrn],
      displayName: 'Nobodies',
      members: [{ value: at.school.students[0]!.id }],
    });
    expect(made).toMatchObject({ status: 400, body: { scimType: 'invalidValue' } });
    const found = await at.send<List>('GET', `/Groups?filter=${encodeURIComponent('displayName eq "Nobodies"')}`);
    expect(found.body.totalResults).toBe(0);
  });

  test('a body that is too long or no JSON is refused', async () => {
    const raw = (body: string) =>
      fetch(`${at.muster.url}/scim/v2/Users`, {
        method: 'POST',
        headers: { authorization: `Bearer ${at.directory.token}`, 'content-type': 'application/scim+json' },
        body,
      });
    expect((await raw('{')).status).toBe(400);
    expect((await raw(JSON.stringify({ userName: 'x'.repeat(6_000_000) }))).status).toBe(413);
  });
});

describe('a connection', () => {
  test('opens SCIM alone, and nothing else opens SCIM', async () => {
    expect((await at.directory.get('/api/v2/me')).status).toBe(401);
    const { key } = (
      await at.school.admin.post<{ key: string }>('/api/v2/api-keys', { name: 'x', scopes: ['people.manage'] })
    ).body;
    for (const token of ['', 'ms_nonsense', key, at.school.admin.token]) {
      const answer = await at.send('GET', '/Users', undefined, Object.assign(createClient(at.muster.url), { token }));
      expect([answer.status, answer.body['status']]).toEqual([401, '401']);
    }
  });

  test('is shown once, kept as a digest, and ended at once', async () => {
    const made = (
      await at.school.admin.post<{ id: string; token: string }>('/api/v2/sign-on/scim-connections', { name: 'Short' })
    ).body;
    const listed = await at.school.admin.get<{ id: string; name: string }[]>('/api/v2/sign-on/scim-connections');
    expect(listed.body.map(({ name }) => name)).toContain('Short');
    expect(JSON.stringify(listed.body)).not.toContain(made.token);
    const client = Object.assign(createClient(at.muster.url), { token: made.token });
    expect((await at.send('GET', '/Users', undefined, client)).status).toBe(200);
    const path = `/api/v2/sign-on/scim-connections/${made.id}`;
    expect((await at.school.admin.request('DELETE', path)).status).toBe(204);
    expect((await at.send('GET', '/Users', undefined, client)).status).toBe(401);
    expect((await at.school.admin.request('DELETE', path)).status).toBe(404);
    expect((await at.school.teacher.get('/api/v2/sign-on/scim-connections')).status).toBe(403);
  });

  test('leaves a trace of what it did, with the connection and without names', async () => {
    const { id } = await at.provision();
    await at.patch(`/Users/${id}`, { op: 'Replace', path: 'active', value: 'False' });
    const entries = await at.muster.db.autocommit.auditEntry.findMany({
      where: { subjectId: id },
      orderBy: { id: 'asc' },
    });
    const deeds = entries.filter(({ action }) => action === 'person.directoryFollowed').map(({ facts }) => facts);
    expect(deeds).toMatchObject([{ status: 'active' }, { status: 'deactivated' }]);
    expect(entries.map(({ action }) => action)).toContain('person.standingChanged');
    expect(JSON.stringify(entries.map(({ facts }) => facts))).not.toMatch(/pupil/i);
  });

  test('what the directory sent is sealed: neither names nor departments stand in its tables', async () => {
    const made = await at.provision({
      displayName: 'Heliotrope Umbrella',
      [enterpriseUrn]: { department: 'Quokka studies' },
    });
    const rows = await at.muster.db.autocommit.$queryRaw<{ text: string }[]>`
      SELECT to_jsonb(scim_user)::text AS text FROM scim_user`;
    const text =
      rows.map((row) => row.text).join('\n') + Buffer.from(rows.map((row) => row.text).join('')).toString('latin1');
    const hex = (word: string): string => Buffer.from(word).toString('hex');
    for (const word of ['Heliotrope', 'Quokka', String(made['userName'])]) {
      expect(text).not.toContain(word);
      expect(text).not.toContain(hex(word));
    }
  });
});
