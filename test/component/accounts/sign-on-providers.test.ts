/** The providers of the school's own sign-in: how admins keep them, enforce them, and where they lead. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClient } from '../../support/client.ts';
import { createJar } from '../../support/cookie-jar.ts';
import { adminEmail, password } from '../../support/muster.ts';
import { createPerson } from '../../support/school.ts';
import { startSignOnSchool, type Provider, type SignOnSchool } from '../../support/sign-on-school.ts';

let at: SignOnSchool;
beforeAll(async () => {
  at = await startSignOnSchool();
});
afterAll(() => at.end());

describe('enforced', () => {
  const policy = (body: object) => at.school.admin.request('PUT', '/api/v2/sign-on/policy', body);
  const idOfAdmin = async (): Promise<string> => (await at.school.admin.get<{ id: string }>('/api/v2/me')).body.id;

  test('it refuses passwords and faces for everybody but one named admin, who stays', async () => {
    await at.configure({});
    await at.school.admin.request('PATCH', '/api/v2/institution', { faceSignIn: true });
    expect((await policy({ isEnforced: true, breakGlassId: null })).status).toBe(400);
    expect((await policy({ isEnforced: true, breakGlassId: at.school.teacher.id })).status).toBe(400);
    const breakGlassId = await idOfAdmin();
    expect((await policy({ isEnforced: true, breakGlassId })).status).toBe(200);
    const refused = await createClient(at.muster.url).request(
      'POST',
      '/api/v2/auth/token',
      new URLSearchParams({ grant_type: 'password', username: at.school.students[0]!.email, password }),
    );
    expect(refused).toMatchObject({ status: 403, body: { detail: expect.stringContaining("school's own") as string } });
    expect((await at.muster.signIn(adminEmail)).token).not.toBe('');
    expect((await createClient(at.muster.url).get<{ isEnforced: boolean }>('/api/v2/auth/ways')).body.isEnforced).toBe(
      true,
    );
    // Nobody closes the last way in: neither by ending the provider nor the admin.
    const helper = await createPerson(at.school.admin, 'Help Er', 'helper@school.example', 'admin');
    const off = await at.school.admin.request(
      'PUT',
      `/api/v2/sign-on/providers/${at.provider.id}`,
      at.settings({}, { isEnabled: false }),
    );
    expect(off.status).toBe(409);
    expect((await at.school.admin.request('DELETE', `/api/v2/sign-on/providers/${at.provider.id}`)).status).toBe(409);
    await policy({ isEnforced: false, breakGlassId });
    const other = await at.muster.signIn('helper@school.example');
    await policy({ isEnforced: true, breakGlassId });
    const shut = await other.request('PATCH', `/api/v2/people/${breakGlassId}`, { status: 'deactivated' });
    expect(shut).toMatchObject({ status: 409 });
    expect((await other.request('PATCH', `/api/v2/people/${breakGlassId}`, { role: 'teacher' })).status).toBe(409);
    const merged = await other.post(`/api/v2/people/${breakGlassId}/merge`, { intoId: helper, dryRun: false });
    expect(merged.status).toBe(409);
    expect((await policy({ isEnforced: false, breakGlassId: null })).status).toBe(200);
    expect((await at.muster.signIn(at.school.students[0]!.email)).token).not.toBe('');
  });
});

describe('the way there and back', () => {
  const begin = (body: object) =>
    createClient(at.muster.url).post(`/api/v2/sign-on/providers/${at.provider.id}/start`, body);

  test('leads to the page only, whatever it is asked to return to', async () => {
    for (const returnTo of [
      'https://evil.example',
      '//evil.example',
      '/\\evil.example',
      '/app/../x',
      '/application',
      '/app#a',
    ])
      expect([returnTo, (await begin({ returnTo })).status]).toEqual([returnTo, 400]);
    expect((await begin({ returnTo: '/app?day=2026-11-18' })).status).toBe(200);
    const link = await fetch(`${at.provider.addresses.startUrl}?returnTo=${encodeURIComponent('//evil.example')}`, {
      redirect: 'manual',
    });
    expect(link.status).toBe(400);
  });

  test('begins from a link as well, with PKCE, state and nonce', async () => {
    const link = await fetch(at.provider.addresses.startUrl, { redirect: 'manual' });
    const url = new URL(link.headers.get('location')!);
    expect([link.status, url.origin]).toEqual([303, at.op.issuer]);
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      redirect_uri: at.provider.addresses.redirectUri,
      state: expect.stringMatching(/^[\w-]{43}$/) as string,
      nonce: expect.stringMatching(/^[\w-]{43}$/) as string,
    });
    expect(link.headers.get('set-cookie')).toMatch(/HttpOnly.*SameSite=Lax/);
  });

  test('says in words when nobody signs in there', async () => {
    expect(await at.come(undefined)).toEqual({ refused: 'cancelled' });
  });

  test('signs out at the provider too, and comes back', async () => {
    const jar = createJar();
    const out = await jar.ask(`${at.muster.url}/api/v2/sign-on/providers/${at.provider.id}/sign-out`);
    const url = new URL(out.headers.get('location')!);
    expect([url.origin, url.searchParams.get('post_logout_redirect_uri')]).toEqual([
      at.op.issuer,
      `${at.muster.url}/app`,
    ]);
    expect((await fetch(url)).status).toBe(200);
  });

  test('a provider that cannot be reached is told, and is no failure of ours', async () => {
    const dead = await at.school.admin.post<Provider>('/api/v2/sign-on/providers', {
      ...at.settings({}, { domains: [] }),
      settings: { dialect: 'standard', issuer: 'http://127.0.0.1:9', clientId: 'x' },
    });
    const start = `/api/v2/sign-on/providers/${dead.body.id}/start`;
    expect(await createClient(at.muster.url).post(start)).toMatchObject({
      status: 503,
      body: { code: 'providerUnavailable' },
    });
    const link = await fetch(`${at.muster.url}${start}`, { redirect: 'manual' });
    expect(link.headers.get('location')).toBe('/app#refused=unreachable');
    expect((await at.school.admin.request('DELETE', `/api/v2/sign-on/providers/${dead.body.id}`)).status).toBe(204);
    expect((await createClient(at.muster.url).post(start)).status).toBe(404);
  });
});

describe('the providers', () => {
  test('are shown as buttons, and to admins without their secret', async () => {
    const ways = await createClient(at.muster.url).get<{ signOn: unknown[] }>('/api/v2/auth/ways');
    expect(ways.body.signOn).toEqual([{ id: at.provider.id, name: 'the school', domains: ['school.example'] }]);
    const listed = await at.school.admin.get<Provider[]>('/api/v2/sign-on/providers');
    expect(listed.body).toMatchObject([{ id: at.provider.id, hasSecret: true }]);
    expect(JSON.stringify(listed.body)).not.toContain(at.op.clientSecret);
    const [row] = await at.muster.db.autocommit.signOnProvider.findMany();
    expect(Buffer.from(row!.secret!).toString('latin1')).not.toContain(at.op.clientSecret);
  });

  test('are kept by admins alone, and by no API key', async () => {
    const machine = async (scope: string) =>
      at.school.admin.post<{ key: string }>('/api/v2/api-keys', { name: 'x', scopes: [scope] });
    expect((await machine('institution.manage')).status).toBe(400);
    const key = Object.assign(createClient(at.muster.url), { token: (await machine('people.manage')).body.key });
    for (const client of [at.school.teacher, key, await at.muster.signIn(at.school.students[0]!.email)])
      expect((await client.post('/api/v2/sign-on/providers', at.settings())).status).toBe(403);
  });

  test('share no domain', async () => {
    const second = await at.school.admin.post('/api/v2/sign-on/providers', at.settings());
    expect(second).toMatchObject({ status: 409, body: { field: 'domains' } });
  });

  test("unlinking somebody signs them out, and their next sign-in is a stranger's", async () => {
    await at.configure({ createsPeople: true, defaultRole: 'student' });
    const account = at.newcomer({ email_verified: false });
    const client = await at.signedIn(account);
    const path = `/api/v2/people/${client.me['id'] as string}/sign-ons`;
    const [link] = (await at.school.admin.get<{ id: string }[]>(path)).body;
    expect((await at.school.admin.request('DELETE', `${path}/${link!.id}`)).status).toBe(204);
    expect((await client.get('/api/v2/me')).status).toBe(401);
    expect((await at.signedIn(account)).me['id']).not.toBe(client.me['id']);
  });
});
