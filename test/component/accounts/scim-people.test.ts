/** What becomes of people whom the school's directory keeps, ends, finds here already, and gives roles. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClient, type Client } from '../../support/client.ts';
import { enterpriseUrn, groupUrn, startDirectory, type Directory } from '../../support/directory.ts';
import { openStream } from '../../support/live.ts';
import { adminEmail, password } from '../../support/muster.ts';
import { createPerson } from '../../support/school.ts';

let at: Directory;
beforeAll(async () => {
  at = await startDirectory();
});
afterAll(() => at.muster.end());

/** Chooses a password for somebody whom the directory made, and comes in. */
async function comeIn(id: string): Promise<Client> {
  const link = await at.school.admin.post<{ url: string }>(`/api/v2/people/${id}/password-link`);
  const secret = /#reset=(\S+)/.exec(link.body.url)![1]!;
  await createClient(at.muster.url).post('/api/v2/auth/password/reset', { secret, newPassword: password });
  return at.muster.signIn((await at.personOf(id))['email'] as string);
}

describe('who is deactivated', () => {
  test('is signed out everywhere at once, streams among it, keeps their attendance, and comes back to their classes', async () => {
    const { id } = await at.provision();
    await at.school.admin.post(`/api/v2/classes/${at.school.classId}/students`, { personIds: [id] });
    const { body: session } = await at.school.teacher.post<{ id: string }>(
      `/api/v2/classes/${at.school.classId}/sessions/open`,
    );
    const record = `/api/v2/sessions/${session.id}/records/${id}`;
    expect((await at.school.teacher.request('PUT', record, { status: 'late' })).status).toBeLessThan(300);
    const person = await comeIn(id);
    const stream = await openStream(at.muster.url, person, '/api/v2/me/notifications/live');
    expect((await at.patch(`/Users/${id}`, { op: 'Replace', path: 'active', value: 'False' })).status).toBe(200);
    // Nothing else happens that would be sent: the stream ends by itself.
    await stream.ended;
    expect((await person.get('/api/v2/me')).status).toBe(401);
    const refreshed = await createClient(at.muster.url).request(
      'POST',
      '/api/v2/auth/token',
      new URLSearchParams({ grant_type: 'refresh_token', refresh_token: person.refreshToken }),
    );
    expect(refreshed.status).toBe(401);
    const kept = await at.muster.db.autocommit.attendanceRecord.findFirst({ where: { personId: id } });
    expect(kept?.status).toBe('late');
    await at.patch(`/Users/${id}`, { op: 'Replace', path: 'active', value: 'True' });
    const roster = await at.school.teacher.get<{ id: string }[]>(`/api/v2/classes/${at.school.classId}/students`);
    expect(JSON.stringify(roster.body)).toContain(id);
  });

  test('by DELETE is not found any more, and comes back as the same person when they are made again', async () => {
    const wanted = at.entraUser();
    const made = await at.send('POST', '/Users', wanted);
    const path = `/Users/${made.body.id}`;
    expect([(await at.send('DELETE', path)).status, (await at.send('DELETE', path)).status]).toEqual([204, 404]);
    expect((await at.send('GET', path)).status).toBe(404);
    expect(await at.find(`userName eq "${wanted.userName}"`)).toEqual([]);
    expect(await at.personOf(made.body.id)).toMatchObject({ status: 'deactivated' });
    const again = await at.send('POST', '/Users', wanted);
    expect([again.status, again.body.id]).toEqual([201, made.body.id]);
    expect(await at.personOf(made.body.id)).toMatchObject({ status: 'active' });
  });
});

describe('who was here before', () => {
  test('is found by address, and taken over by the first change, with everything that is theirs', async () => {
    const { email, id } = at.school.students[1]!;
    expect(await at.find(`userName eq "${email}"`)).toMatchObject([{ id, userName: email, active: true }]);
    expect((await at.send('POST', '/Users', at.entraUser({ userName: email, emails: undefined }))).status).toBe(409);
    const taken = await at.patch(`/Users/${id}`, { op: 'Add', path: 'externalId', value: 'object-of-blaise' });
    expect(taken.body).toMatchObject({ id, externalId: 'object-of-blaise', displayName: 'Blaise Pascal' });
    expect((await at.find('externalId eq "object-of-blaise"')).map((found) => found.id)).toEqual([id]);
    expect((await at.muster.signIn(email)).token).not.toBe('');
  });

  test('and waits to be let in loses the password that they chose when the directory lets them in', async () => {
    const email = 'claimed@school.example';
    await createClient(at.muster.url).post('/api/v2/auth/sign-up', {
      email,
      name: 'Mallory',
      role: 'teacher',
      password,
    });
    const [found] = await at.find(`userName eq "${email}"`);
    await at.patch(`/Users/${found!.id}`, { op: 'replace', value: { active: true, displayName: 'Honest Owner' } });
    expect(await at.personOf(found!.id)).toMatchObject({ status: 'active', name: 'Honest Owner' });
    await expect(at.muster.signIn(email)).rejects.toThrow(/could not sign in/);
  });
});

describe('roles', () => {
  test('follow the groups that a rule names, as they come and go', async () => {
    const { id } = await at.provision();
    const staff = await at.send('POST', '/Groups', {
      schemas: [groupUrn],
      displayName: 'Staff',
      members: [{ value: id }],
    });
    expect(await at.personOf(id)).toMatchObject({ role: 'teacher' });
    await at.send('DELETE', `/Groups/${staff.body.id}`);
    // No rule says otherwise: what they were made stays until one does.
    expect(await at.personOf(id)).toMatchObject({ role: 'teacher' });
  });

  test('come from attributes too, and nobody is made whom no rule and no default names', async () => {
    const strict = await at.connect({ rules: [{ claim: 'department', value: 'Maths', role: 'teacher' }] });
    const made = await at.send('POST', '/Users', at.entraUser(), strict);
    expect(await at.personOf(made.body.id)).toMatchObject({ role: 'teacher' });
    const refused = await at.send('POST', '/Users', at.entraUser({ [enterpriseUrn]: { department: 'Music' } }), strict);
    expect(refused).toMatchObject({ status: 400, body: { scimType: 'invalidValue' } });
  });

  test('admins are out of reach, unless the connection may make some; the last one stays in any case', async () => {
    const [admin] = await at.find(`userName eq "${adminEmail}"`);
    const second = await createPerson(at.school.admin, 'Second Admin', 'second@school.example', 'admin');
    for (const answer of [
      await at.patch(`/Users/${second}`, { op: 'replace', value: { active: false } }),
      await at.patch(`/Users/${second}`, { op: 'replace', path: 'emails', value: [{ value: 'mine@evil.example' }] }),
      await at.send('DELETE', `/Users/${second}`),
    ])
      expect(answer.status).toBe(403);
    expect(
      await at.school.admin.post('/api/v2/sign-on/scim-connections', {
        name: 'x',
        admission: { rules: [{ claim: 'title', value: 'Head', role: 'admin' }] },
      }),
    ).toMatchObject({ status: 400, body: { field: 'admission.rules.0.role' } });
    const mighty = await at.connect({
      mayMakeAdmins: true,
      rules: [{ claim: 'title', value: 'Head', role: 'admin' }],
    });
    const head = await at.send('POST', '/Users', at.entraUser({ title: 'Head' }), mighty);
    expect(await at.personOf(head.body.id)).toMatchObject({ role: 'admin' });
    for (const id of [second, head.body.id])
      expect((await at.send('DELETE', `/Users/${id}`, undefined, mighty)).status).toBe(204);
    expect((await at.send('DELETE', `/Users/${admin!.id}`, undefined, mighty)).status).toBe(409);
    expect((await at.school.admin.get('/api/v2/me')).status).toBe(200);
  });

  test('the admin who keeps the way in cannot be ended, though there are others', async () => {
    const breakGlassId = (await at.school.admin.get<{ id: string }>('/api/v2/me')).body.id;
    await createPerson(at.school.admin, 'Third Admin', 'third@school.example', 'admin');
    const provider = await at.school.admin.post<{ id: string }>('/api/v2/sign-on/providers', {
      kind: 'oidc',
      name: 'School',
      settings: { dialect: 'standard', issuer: 'https://idp.school.example', clientId: 'x' },
    });
    expect(provider.status).toBe(201);
    const policy = (isEnforced: boolean) =>
      at.school.admin.request('PUT', '/api/v2/sign-on/policy', { isEnforced, breakGlassId });
    expect((await policy(true)).status).toBe(200);
    const mighty = await at.connect({ mayMakeAdmins: true });
    expect((await at.send('DELETE', `/Users/${breakGlassId}`, undefined, mighty)).status).toBe(409);
    await policy(false);
  });
});
