/**
 * The school's directory by SCIM 2.0: the dialogues that Entra and Okta document, and what becomes of people by them.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClient, type Client } from '../../support/client.ts';
import { openStream } from '../../support/live.ts';
import { adminEmail, password, startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createPerson, createSmallSchool, type SmallSchool } from '../../support/school.ts';

interface Resource {
  id: string;
  [attribute: string]: unknown;
}
interface List {
  totalResults: number;
  startIndex: number;
  itemsPerPage: number;
  Resources: Resource[];
}

const userUrn = 'urn:ietf:params:scim:schemas:core:2.0:User';
const enterpriseUrn = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const groupUrn = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const patchUrn = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

let muster: TestMuster;
let school: SmallSchool;
let directory: Client;
let count = 0;

beforeAll(async () => {
  muster = await startTestMuster();
  school = await createSmallSchool(muster, 3);
  directory = await connect({ defaultRole: 'student', rules: [{ claim: 'groups', value: 'Staff', role: 'teacher' }] });
});
afterAll(() => muster.end());

async function connect(admission: object): Promise<Client> {
  const made = await school.admin.post<{ token: string }>('/api/v2/sign-on/scim-connections', {
    name: 'Directory',
    admission,
  });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  return Object.assign(createClient(muster.url), { token: made.body.token });
}
const send = <T = Resource>(method: string, path: string, body?: unknown, client = directory) =>
  client.request<T>(method, `/scim/v2${path}`, body, { 'content-type': 'application/scim+json' });
const find = async (filter: string): Promise<Resource[]> => {
  const { status, body } = await send<List>('GET', `/Users?filter=${encodeURIComponent(filter)}`);
  expect(status).toBe(200);
  return body.Resources;
};
const patch = (path: string, ...Operations: object[]) => send('PATCH', path, { schemas: [patchUrn], Operations });
const personOf = async (id: string) => (await school.admin.get(`/api/v2/people/${id}`)).body;

/** As Entra makes a user. */
const entraUser = (more: object = {}) => {
  count += 1;
  const userName = `Pupil${count}@school.example`;
  return {
    schemas: [userUrn, enterpriseUrn],
    externalId: `object-${count}`,
    userName,
    active: true,
    displayName: `Pupil ${count}`,
    emails: [{ primary: true, type: 'work', value: userName }],
    name: { formatted: `Pupil ${count}`, familyName: `${count}`, givenName: 'Pupil' },
    meta: { resourceType: 'User' },
    [enterpriseUrn]: { employeeNumber: `E-${count}`, department: 'Maths' },
    ...more,
  };
};
const provision = async (more: object = {}): Promise<Resource> => {
  const made = await send('POST', '/Users', entraUser(more));
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  return made.body;
};
/** Chooses a password for somebody whom the directory made, and comes in. */
async function comeIn(id: string): Promise<Client> {
  const link = await school.admin.post<{ url: string }>(`/api/v2/people/${id}/password-link`);
  const secret = /#reset=(\S+)/.exec(link.body.url)![1]!;
  await createClient(muster.url).post('/api/v2/auth/password/reset', { secret, newPassword: password });
  return muster.signIn((await personOf(id))['email'] as string);
}

describe('the service says of itself', () => {
  test('what it can do, and of which attributes', async () => {
    const config = await send('GET', '/ServiceProviderConfig');
    expect(config.headers.get('content-type')).toContain('application/scim+json');
    expect(config.body).toMatchObject({ patch: { supported: true }, filter: { supported: true, maxResults: 200 } });
    expect((await send<List>('GET', '/ResourceTypes')).body.Resources.map(({ id }) => id)).toEqual(['User', 'Group']);
    expect((await send('GET', '/ResourceTypes/User')).body).toMatchObject({ endpoint: '/Users' });
    const all = (await send<List>('GET', '/Schemas')).body.Resources.map(({ id }) => id);
    expect(all).toEqual([userUrn, enterpriseUrn, groupUrn]);
    expect((await send('GET', `/Schemas/${userUrn}`)).body).toMatchObject({ name: 'User' });
    expect((await send('GET', '/Schemas/none')).status).toBe(404);
  });
});

describe('as Entra speaks', () => {
  test('it tests the connection, makes somebody, finds them by what it calls them, and reads them back', async () => {
    expect(await find('userName eq "5f2b1f0e-7c1b-4f5e-9d2a-1f0c3b8a7e6d"')).toEqual([]);
    const wanted = entraUser();
    const made = await send('POST', '/Users', wanted);
    expect([made.status, made.headers.get('location')]).toEqual([201, `${muster.url}/scim/v2/Users/${made.body.id}`]);
    const { id } = made.body;
    expect(await personOf(id)).toMatchObject({
      email: wanted.userName.toLowerCase(),
      name: wanted.displayName,
      familyName: wanted.name.familyName,
      externalId: wanted[enterpriseUrn].employeeNumber,
      role: 'student',
      status: 'active',
    });
    for (const filter of [
      `userName eq "${wanted.userName}"`,
      `USERNAME Eq "${wanted.userName.toLowerCase()}"`,
      `externalId eq "${wanted.externalId}"`,
      `emails[type eq "work"].value eq "${wanted.userName}"`,
      `emails.value eq "${wanted.userName}"`,
      `id eq "${id}"`,
    ])
      expect([filter, (await find(filter)).map((found) => found.id)]).toEqual([filter, [id]]);
    const { meta: _, ...sent } = wanted;
    expect((await send('GET', `/Users/${id}`)).body).toMatchObject({ ...sent, id, groups: [] });
  });

  test('"Replace" in capitals and "False" as text deactivate, and "True" lets in again', async () => {
    const { id } = await provision();
    const off = await patch(`/Users/${id}`, { op: 'Replace', path: 'active', value: 'False' });
    expect([off.status, off.body['active']]).toEqual([200, false]);
    expect(await personOf(id)).toMatchObject({ status: 'deactivated' });
    const on = await patch(`/Users/${id}`, { op: 'Replace', path: 'active', value: 'True' });
    expect(on.body['active']).toBe(true);
    expect(await personOf(id)).toMatchObject({ status: 'active' });
  });

  test('several attributes without a path, some of them as paths, are one change', async () => {
    const { id } = await provision();
    const changed = await patch(`/Users/${id}`, {
      op: 'Add',
      value: {
        displayName: 'Marie Curie',
        'name.givenName': 'Marie',
        'name.familyName': 'Curie',
        [`${enterpriseUrn}:department`]: 'Physics',
        active: 'True',
      },
    });
    expect(changed.body).toMatchObject({
      displayName: 'Marie Curie',
      name: { givenName: 'Marie', familyName: 'Curie' },
      [enterpriseUrn]: { department: 'Physics' },
    });
    expect(await personOf(id)).toMatchObject({ name: 'Marie Curie', givenName: 'Marie', familyName: 'Curie' });
  });

  test('an address is changed by a filter on its kind, also where there was none of it', async () => {
    const { id } = await provision();
    const address = `moved${count}@school.example`;
    await patch(`/Users/${id}`, { op: 'Replace', path: 'emails[type eq "work"].value', value: address });
    expect(await personOf(id)).toMatchObject({ email: address });
    const without = await provision({ emails: undefined });
    const added = `added${count}@school.example`;
    await patch(`/Users/${without.id}`, { op: 'Add', path: 'emails[type eq "work"].value', value: added });
    expect(await personOf(without.id)).toMatchObject({ email: added });
  });

  test('groups are made empty, asked for without members, filled, and emptied', async () => {
    const [one, two] = [await provision(), await provision()];
    const made = await send('POST', '/Groups', { schemas: [groupUrn], externalId: 'g-1', displayName: 'Choir' });
    expect([made.status, made.body['members']]).toEqual([201, []]);
    const path = `/Groups/${made.body.id}`;
    await patch(path, { op: 'Add', path: 'members', value: [{ $ref: null, value: one.id }, { value: two.id }] });
    const found = await send<List>(
      'GET',
      `/Groups?excludedAttributes=members&filter=${encodeURIComponent('displayName eq "Choir"')}`,
    );
    expect(found.body.Resources).toMatchObject([{ id: made.body.id, externalId: 'g-1', members: [] }]);
    await patch(path, { op: 'Remove', path: 'members', value: [{ $ref: null, value: one.id }] });
    expect((await send('GET', path)).body['members']).toMatchObject([{ value: two.id }]);
    expect((await send('GET', `/Users/${two.id}`)).body['groups']).toEqual([{ value: made.body.id, display: 'Choir' }]);
    expect((await send('DELETE', path)).status).toBe(204);
    expect((await send('GET', path)).status).toBe(404);
  });
});

describe('as Okta speaks', () => {
  const oktaUser = () => {
    count += 1;
    const userName = `okta${count}@school.example`;
    return {
      schemas: [userUrn],
      userName,
      name: { givenName: 'Ok', familyName: `Ta${count}` },
      emails: [{ primary: true, value: userName, type: 'work' }],
      displayName: `Ok Ta${count}`,
      locale: 'en-US',
      externalId: `00u${count}`,
      groups: [],
      password: '1mz050nq-never-kept',
      active: true,
    };
  };

  test('it makes somebody, whose password is not taken, replaces them, and ends them by a bare value', async () => {
    const wanted = oktaUser();
    const made = await send('POST', '/Users', wanted);
    expect(made.status).toBe(201);
    expect(JSON.stringify(made.body)).not.toContain('never-kept');
    await expect(muster.signIn(wanted.userName, wanted.password)).rejects.toThrow(/could not sign in/);
    const { id } = made.body;
    const replaced = await send('PUT', `/Users/${id}`, { ...wanted, id, displayName: 'Other Name' });
    expect([replaced.status, replaced.body['displayName']]).toEqual([200, 'Other Name']);
    const ended = await patch(`/Users/${id}`, { op: 'replace', value: { active: false } });
    expect([ended.status, ended.body['active']]).toEqual([200, false]);
    expect(await personOf(id)).toMatchObject({ status: 'deactivated', name: 'Other Name' });
    const back = await send('PUT', `/Users/${id}`, { ...wanted, id, active: true });
    expect(back.body['active']).toBe(true);
  });

  test('it goes through everybody page by page, and meets only whom it keeps', async () => {
    const first = (await send<List>('GET', '/Users?startIndex=1&count=2')).body;
    expect(first).toMatchObject({ startIndex: 1, itemsPerPage: 2 });
    const ids: string[] = [];
    for (let startIndex = 1; startIndex <= first.totalResults; startIndex += 2)
      ids.push(
        ...(await send<List>('GET', `/Users?startIndex=${startIndex}&count=2`)).body.Resources.map(({ id }) => id),
      );
    expect(new Set(ids).size).toBe(first.totalResults);
    // Whom the office has entered is not the directory's to read, until it asks for them by name.
    expect(ids).not.toContain(school.students[0]!.id);
    expect((await send<List>('GET', '/Users?count=0')).body).toMatchObject({
      itemsPerPage: 0,
      totalResults: first.totalResults,
    });
  });

  test('it pushes a group with its members, renames it, and takes one out by a filter', async () => {
    const [one, two] = [await provision(), await provision()];
    const made = await send('POST', '/Groups', {
      schemas: [groupUrn],
      displayName: 'Band',
      members: [{ value: one.id, display: 'x' }, { value: two.id }],
    });
    const path = `/Groups/${made.body.id}`;
    await patch(path, { op: 'replace', value: { id: made.body.id, displayName: 'Big band' } });
    await patch(path, { op: 'remove', path: `members[value eq "${one.id}"]` });
    expect((await send('GET', path)).body).toMatchObject({ displayName: 'Big band', members: [{ value: two.id }] });
    await patch(path, { op: 'replace', path: 'members', value: [{ value: one.id }] });
    expect((await send('GET', path)).body).toMatchObject({ members: [{ value: one.id }] });
  });
});

describe('who is deactivated', () => {
  test('is signed out everywhere at once, streams among it, keeps their attendance, and comes back to their classes', async () => {
    const { id } = await provision();
    await school.admin.post(`/api/v2/classes/${school.classId}/students`, { personIds: [id] });
    const { body: session } = await school.teacher.post<{ id: string }>(
      `/api/v2/classes/${school.classId}/sessions/open`,
    );
    const record = `/api/v2/sessions/${session.id}/records/${id}`;
    expect((await school.teacher.request('PUT', record, { status: 'late' })).status).toBeLessThan(300);
    const person = await comeIn(id);
    const stream = await openStream(muster.url, person, '/api/v2/me/notifications/live');
    expect((await patch(`/Users/${id}`, { op: 'Replace', path: 'active', value: 'False' })).status).toBe(200);
    // Nothing else happens that would be sent: the stream ends by itself.
    await stream.ended;
    expect((await person.get('/api/v2/me')).status).toBe(401);
    const refreshed = await createClient(muster.url).request(
      'POST',
      '/api/v2/auth/token',
      new URLSearchParams({ grant_type: 'refresh_token', refresh_token: person.refreshToken }),
    );
    expect(refreshed.status).toBe(401);
    const kept = await muster.db.autocommit.attendanceRecord.findFirst({ where: { personId: id } });
    expect(kept?.status).toBe('late');
    await patch(`/Users/${id}`, { op: 'Replace', path: 'active', value: 'True' });
    const roster = await school.teacher.get<{ id: string }[]>(`/api/v2/classes/${school.classId}/students`);
    expect(JSON.stringify(roster.body)).toContain(id);
  });

  test('by DELETE is not found any more, and comes back as the same person when they are made again', async () => {
    const wanted = entraUser();
    const made = await send('POST', '/Users', wanted);
    const path = `/Users/${made.body.id}`;
    expect([(await send('DELETE', path)).status, (await send('DELETE', path)).status]).toEqual([204, 404]);
    expect((await send('GET', path)).status).toBe(404);
    expect(await find(`userName eq "${wanted.userName}"`)).toEqual([]);
    expect(await personOf(made.body.id)).toMatchObject({ status: 'deactivated' });
    const again = await send('POST', '/Users', wanted);
    expect([again.status, again.body.id]).toEqual([201, made.body.id]);
    expect(await personOf(made.body.id)).toMatchObject({ status: 'active' });
  });
});

describe('who was here before', () => {
  test('is found by address, and taken over by the first change, with everything that is theirs', async () => {
    const { email, id } = school.students[1]!;
    expect(await find(`userName eq "${email}"`)).toMatchObject([{ id, userName: email, active: true }]);
    expect((await send('POST', '/Users', entraUser({ userName: email, emails: undefined }))).status).toBe(409);
    const taken = await patch(`/Users/${id}`, { op: 'Add', path: 'externalId', value: 'object-of-blaise' });
    expect(taken.body).toMatchObject({ id, externalId: 'object-of-blaise', displayName: 'Blaise Pascal' });
    expect((await find('externalId eq "object-of-blaise"')).map((found) => found.id)).toEqual([id]);
    expect((await muster.signIn(email)).token).not.toBe('');
  });

  test('and waits to be let in loses the password that they chose when the directory lets them in', async () => {
    const email = 'claimed@school.example';
    await createClient(muster.url).post('/api/v2/auth/sign-up', { email, name: 'Mallory', role: 'teacher', password });
    const [found] = await find(`userName eq "${email}"`);
    await patch(`/Users/${found!.id}`, { op: 'replace', value: { active: true, displayName: 'Honest Owner' } });
    expect(await personOf(found!.id)).toMatchObject({ status: 'active', name: 'Honest Owner' });
    await expect(muster.signIn(email)).rejects.toThrow(/could not sign in/);
  });
});

describe('roles', () => {
  test('follow the groups that a rule names, as they come and go', async () => {
    const { id } = await provision();
    const staff = await send('POST', '/Groups', {
      schemas: [groupUrn],
      displayName: 'Staff',
      members: [{ value: id }],
    });
    expect(await personOf(id)).toMatchObject({ role: 'teacher' });
    await send('DELETE', `/Groups/${staff.body.id}`);
    // No rule says otherwise: what they were made stays until one does.
    expect(await personOf(id)).toMatchObject({ role: 'teacher' });
  });

  test('come from attributes too, and nobody is made whom no rule and no default names', async () => {
    const strict = await connect({ rules: [{ claim: 'department', value: 'Maths', role: 'teacher' }] });
    const made = await send('POST', '/Users', entraUser(), strict);
    expect(await personOf(made.body.id)).toMatchObject({ role: 'teacher' });
    const refused = await send('POST', '/Users', entraUser({ [enterpriseUrn]: { department: 'Music' } }), strict);
    expect(refused).toMatchObject({ status: 400, body: { scimType: 'invalidValue' } });
  });

  test('admins are out of reach, unless the connection may make some; the last one stays in any case', async () => {
    const [admin] = await find(`userName eq "${adminEmail}"`);
    const second = await createPerson(school.admin, 'Second Admin', 'second@school.example', 'admin');
    for (const answer of [
      await patch(`/Users/${second}`, { op: 'replace', value: { active: false } }),
      await patch(`/Users/${second}`, { op: 'replace', path: 'emails', value: [{ value: 'mine@evil.example' }] }),
      await send('DELETE', `/Users/${second}`),
    ])
      expect(answer.status).toBe(403);
    expect(
      await school.admin.post('/api/v2/sign-on/scim-connections', {
        name: 'x',
        admission: { rules: [{ claim: 'title', value: 'Head', role: 'admin' }] },
      }),
    ).toMatchObject({ status: 400, body: { field: 'admission.rules.0.role' } });
    const mighty = await connect({
      mayMakeAdmins: true,
      rules: [{ claim: 'title', value: 'Head', role: 'admin' }],
    });
    const head = await send('POST', '/Users', entraUser({ title: 'Head' }), mighty);
    expect(await personOf(head.body.id)).toMatchObject({ role: 'admin' });
    for (const id of [second, head.body.id])
      expect((await send('DELETE', `/Users/${id}`, undefined, mighty)).status).toBe(204);
    expect((await send('DELETE', `/Users/${admin!.id}`, undefined, mighty)).status).toBe(409);
    expect((await school.admin.get('/api/v2/me')).status).toBe(200);
  });

  test('the admin who keeps the way in cannot be ended, though there are others', async () => {
    const breakGlassId = (await school.admin.get<{ id: string }>('/api/v2/me')).body.id;
    await createPerson(school.admin, 'Third Admin', 'third@school.example', 'admin');
    const provider = await school.admin.post<{ id: string }>('/api/v2/sign-on/providers', {
      kind: 'oidc',
      name: 'School',
      settings: { dialect: 'standard', issuer: 'https://idp.school.example', clientId: 'x' },
    });
    expect(provider.status).toBe(201);
    const policy = (isEnforced: boolean) =>
      school.admin.request('PUT', '/api/v2/sign-on/policy', { isEnforced, breakGlassId });
    expect((await policy(true)).status).toBe(200);
    const mighty = await connect({ mayMakeAdmins: true });
    expect((await send('DELETE', `/Users/${breakGlassId}`, undefined, mighty)).status).toBe(409);
    await policy(false);
  });
});

describe('what is wrong', () => {
  test.each([
    ['a filter of another kind', 'userName co "ada"', 'invalidFilter'],
    ['a filter on another attribute', 'nickName eq "ada"', 'invalidFilter'],
    ['a filter that cannot be read', 'userName eq ada', 'invalidFilter'],
  ])('%s is said so in the words of SCIM', async (_, filter, scimType) => {
    const answer = await send('GET', `/Users?filter=${encodeURIComponent(filter)}`);
    expect(answer).toMatchObject({
      status: 400,
      body: { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '400', scimType },
    });
    expect(answer.headers.get('content-type')).toContain('application/scim+json');
  });

  test('in a change is told by kind, and nothing of it is done', async () => {
    const { id } = await provision();
    const before = (await send('GET', `/Users/${id}`)).body;
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
        (await patch(`/Users/${id}`, { op: 'Replace', path: 'displayName', value: 'Lost' }, operation)).body,
      ]).toMatchObject([operation, { status: '400', scimType }]);
    expect((await patch(`/Users/${id}`, { op: 'move', path: 'active' })).status).toBe(400);
    expect((await send('GET', `/Users/${id}`)).body).toEqual(before);
    expect('polluted' in {}).toBe(false);
  });

  test('a name, address or number that somebody has is told as such', async () => {
    const [one, two] = [await provision(), await provision()];
    const uniqueness = { status: 409, body: { scimType: 'uniqueness' } };
    const sameName = entraUser({ userName: one['userName'], emails: [{ value: `free${count}@school.example` }] });
    expect(await send('POST', '/Users', sameName)).toMatchObject(uniqueness);
    const rename = { op: 'Replace', path: 'userName', value: one['userName'] };
    expect(await patch(`/Users/${two.id}`, rename)).toMatchObject(uniqueness);
    const move = { op: 'Replace', path: 'emails[type eq "work"].value', value: one['userName'] };
    expect(await patch(`/Users/${two.id}`, move)).toMatchObject(uniqueness);
    const number = { op: 'Replace', path: `${enterpriseUrn}:employeeNumber`, value: 'E-taken' };
    await patch(`/Users/${one.id}`, number);
    expect(await patch(`/Users/${two.id}`, number)).toMatchObject(uniqueness);
    await send('POST', '/Groups', { schemas: [groupUrn], displayName: 'Twice' });
    expect(await send('POST', '/Groups', { schemas: [groupUrn], displayName: 'Twice' })).toMatchObject(uniqueness);
  });

  test("members who are not the directory's are refused, and the group is not made", async () => {
    const made = await send('POST', '/Groups', {
      schemas: [groupUrn],
      displayName: 'Nobodies',
      members: [{ value: school.students[0]!.id }],
    });
    expect(made).toMatchObject({ status: 400, body: { scimType: 'invalidValue' } });
    const found = await send<List>('GET', `/Groups?filter=${encodeURIComponent('displayName eq "Nobodies"')}`);
    expect(found.body.totalResults).toBe(0);
  });

  test('a body that is too long or no JSON is refused', async () => {
    const raw = (body: string) =>
      fetch(`${muster.url}/scim/v2/Users`, {
        method: 'POST',
        headers: { authorization: `Bearer ${directory.token}`, 'content-type': 'application/scim+json' },
        body,
      });
    expect((await raw('{')).status).toBe(400);
    expect((await raw(JSON.stringify({ userName: 'x'.repeat(6_000_000) }))).status).toBe(413);
  });
});

describe('a connection', () => {
  test('opens SCIM alone, and nothing else opens SCIM', async () => {
    expect((await directory.get('/api/v2/me')).status).toBe(401);
    const { key } = (
      await school.admin.post<{ key: string }>('/api/v2/api-keys', { name: 'x', scopes: ['people.manage'] })
    ).body;
    for (const token of ['', 'ms_nonsense', key, school.admin.token]) {
      const answer = await send('GET', '/Users', undefined, Object.assign(createClient(muster.url), { token }));
      expect([answer.status, answer.body['status']]).toEqual([401, '401']);
    }
  });

  test('is shown once, kept as a digest, and ended at once', async () => {
    const made = (
      await school.admin.post<{ id: string; token: string }>('/api/v2/sign-on/scim-connections', { name: 'Short' })
    ).body;
    const listed = await school.admin.get<{ id: string; name: string }[]>('/api/v2/sign-on/scim-connections');
    expect(listed.body.map(({ name }) => name)).toContain('Short');
    expect(JSON.stringify(listed.body)).not.toContain(made.token);
    const client = Object.assign(createClient(muster.url), { token: made.token });
    expect((await send('GET', '/Users', undefined, client)).status).toBe(200);
    const path = `/api/v2/sign-on/scim-connections/${made.id}`;
    expect((await school.admin.request('DELETE', path)).status).toBe(204);
    expect((await send('GET', '/Users', undefined, client)).status).toBe(401);
    expect((await school.admin.request('DELETE', path)).status).toBe(404);
    expect((await school.teacher.get('/api/v2/sign-on/scim-connections')).status).toBe(403);
  });

  test('leaves a trace of what it did, with the connection and without names', async () => {
    const { id } = await provision();
    await patch(`/Users/${id}`, { op: 'Replace', path: 'active', value: 'False' });
    const entries = await muster.db.autocommit.auditEntry.findMany({
      where: { subjectId: id },
      orderBy: { id: 'asc' },
    });
    const deeds = entries.filter(({ action }) => action === 'person.directoryFollowed').map(({ facts }) => facts);
    expect(deeds).toMatchObject([{ status: 'active' }, { status: 'deactivated' }]);
    expect(entries.map(({ action }) => action)).toContain('person.standingChanged');
    expect(JSON.stringify(entries.map(({ facts }) => facts))).not.toMatch(/pupil/i);
  });

  test('what the directory sent is sealed: neither names nor departments stand in its tables', async () => {
    await provision({ displayName: 'Heliotrope Umbrella', [enterpriseUrn]: { department: 'Quokka studies' } });
    const rows = await muster.db.autocommit.$queryRaw<{ text: string }[]>`
      SELECT to_jsonb(scim_user)::text AS text FROM scim_user`;
    const text =
      rows.map((row) => row.text).join('\n') + Buffer.from(rows.map((row) => row.text).join('')).toString('latin1');
    const hex = (word: string): string => Buffer.from(word).toString('hex');
    for (const word of ['Heliotrope', 'Quokka', `Pupil${count}`]) {
      expect(text).not.toContain(word);
      expect(text).not.toContain(hex(word));
    }
  });
});
