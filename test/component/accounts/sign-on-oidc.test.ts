/** The school's own sign-in by OpenID Connect, against a certified provider on loopback: who gets in, and as whom. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClient, type Client } from '../../support/client.ts';
import { createJar, landed } from '../../support/cookie-jar.ts';
import { adminEmail, password, startTestMuster, type TestMuster } from '../../support/muster.ts';
import { type Account, startSchoolProvider, type SchoolProvider } from '../../support/school-provider.ts';
import { createPerson, createSmallSchool, type SmallSchool } from '../../support/school.ts';

interface Provider {
  id: string;
  name: string;
  hasSecret: boolean;
  addresses: { redirectUri: string; startUrl: string };
}

let muster: TestMuster;
let school: SmallSchool;
let op: SchoolProvider;
let provider: Provider;
let count = 0;
const stranger = () => createClient(muster.url);

const settings = (admission: object = {}, more: object = {}) => ({
  kind: 'oidc',
  name: 'the school',
  domains: ['school.example'],
  settings: { dialect: 'standard', issuer: op.issuer, clientId: op.clientId },
  clientSecret: op.clientSecret,
  admission,
  ...more,
});

beforeAll(async () => {
  op = await startSchoolProvider();
  muster = await startTestMuster({ SIGN_ON_ORIGINS: op.issuer }, new Date().toISOString());
  school = await createSmallSchool(muster, 2);
  const made = await school.admin.post<Provider>('/api/v2/sign-on/providers', settings());
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  provider = made.body;
  op.allow(provider.addresses.redirectUri, `${muster.url}/app`);
});
afterAll(async () => {
  await muster.end();
  await op.close();
});

const configure = async (admission: object, more: object = {}): Promise<void> => {
  const path = `/api/v2/sign-on/providers/${provider.id}`;
  const changed = await school.admin.request('PUT', path, settings(admission, more));
  expect(changed.status, JSON.stringify(changed.body)).toBe(200);
};
/** Somebody at the school whom nobody has met yet. */
const newcomer = (claims: object = {}): Account => {
  count += 1;
  const email = `pupil${count}@school.example`;
  return { sub: `sub-${count}`, email, email_verified: true, name: `Pupil ${count}`, ...claims };
};
/** Signs in at the school in a browser of its own, and says where that led. */
async function come(account: Account | undefined, body: object = {}): Promise<{ ticket?: string; refused?: string }> {
  op.seat(account);
  const jar = createJar();
  const begun = await jar.ask(`${muster.url}/api/v2/sign-on/providers/${provider.id}/start`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const { url } = (await begun.json()) as { url: string };
  return landed(await jar.open(url));
}
const trade = (ticket: string) =>
  stranger().request<{ access_token: string }>(
    'POST',
    '/api/v2/auth/token',
    new URLSearchParams({ grant_type: 'urn:muster:grant-type:sign-on-ticket', ticket }),
  );
async function signedIn(account: Account, body: object = {}): Promise<Client & { me: Record<string, unknown> }> {
  const { ticket, refused } = await come(account, body);
  expect(refused).toBeUndefined();
  const tokens = await trade(ticket!);
  expect(tokens.status, JSON.stringify(tokens.body)).toBe(200);
  const client = Object.assign(stranger(), { token: tokens.body.access_token });
  return Object.assign(client, { me: (await client.get('/api/v2/me')).body });
}

describe('whoever the provider names', () => {
  test('gets an account where the school wants that, keeps it by the name they have there, and is told apart', async () => {
    await configure({ createsPeople: true, defaultRole: 'student' });
    const marie = newcomer();
    const first = await signedIn(marie);
    expect(first.me).toMatchObject({ role: 'student', email: marie['email'], name: marie['name'] });
    // Another address, another name: still the same person, who keeps what the school has written down.
    const again = await signedIn({ ...marie, email: 'married@school.example', name: 'Another Name' });
    expect(again.me).toMatchObject({ id: first.me['id'], email: marie['email'] });
    const other = await signedIn(newcomer());
    expect(other.me['id']).not.toBe(first.me['id']);
  });

  test('is nobody where accounts are made by the school alone, or no rule says what they are', async () => {
    await configure({});
    expect(await come(newcomer())).toEqual({ refused: 'unknown' });
    await configure({ createsPeople: true });
    expect(await come(newcomer())).toEqual({ refused: 'unknown' });
  });

  test('is linked to the account with their address when the provider has proved it, whose password ends', async () => {
    await configure({});
    const email = 'linked@school.example';
    const id = await createPerson(school.admin, 'Lin Ked', email, 'teacher');
    const before = await muster.signIn(email);
    const lin = newcomer({ email });
    const client = await signedIn(lin);
    expect(client.me).toMatchObject({ id, role: 'teacher' });
    // Whoever had set a password may be somebody else than whom the school vouches for.
    expect((await before.get('/api/v2/me')).status).toBe(401);
    await expect(muster.signIn(email)).rejects.toThrow(/could not sign in/);
    const links = await school.admin.get<{ id: string; provider: string }[]>(`/api/v2/people/${id}/sign-ons`);
    expect(links.body).toMatchObject([{ providerId: provider.id, provider: 'the school' }]);
  });

  test('is not linked by an address that the provider does not vouch for', async () => {
    await configure({ createsPeople: true, defaultRole: 'student' });
    const email = 'unproven@school.example';
    await createPerson(school.admin, 'Un Proven', email, 'student');
    for (const email_verified of [false, undefined, 'true'])
      expect(await come(newcomer({ email, email_verified }))).toEqual({ refused: 'addressNotProven' });
    expect((await muster.signIn(email)).token).not.toBe('');
  });

  test("is not linked by a proven address of a domain that is not the provider's", async () => {
    await configure({});
    await createPerson(school.admin, 'Els Where', 'els@elsewhere.example', 'student');
    expect(await come(newcomer({ email: 'els@elsewhere.example' }))).toEqual({ refused: 'addressNotProven' });
  });

  test('is not linked by an address that was given to somebody else since', async () => {
    await configure({});
    const email = 'passed-on@school.example';
    await createPerson(school.admin, 'Passed On', email, 'student');
    await signedIn(newcomer({ email }));
    expect(await come(newcomer({ email }))).toEqual({ refused: 'linkedOtherwise' });
  });

  test("opens no admin's account by address unless that is allowed", async () => {
    await configure({});
    const email = 'second-admin@school.example';
    const id = await createPerson(school.admin, 'Second Admin', email, 'admin');
    const account = newcomer({ email });
    expect(await come(account)).toEqual({ refused: 'addressNotProven' });
    await configure({ mayMakeAdmins: true });
    expect((await signedIn(account)).me).toMatchObject({ id, role: 'admin' });
  });

  test('stays out when deactivated or waiting, also with a link of before', async () => {
    await configure({ createsPeople: true, defaultRole: 'student' });
    const account = newcomer();
    const { me } = await signedIn(account);
    await school.admin.request('PATCH', `/api/v2/people/${me['id'] as string}`, { status: 'deactivated' });
    expect(await come(account)).toEqual({ refused: 'deactivated' });
    const email = 'waits@school.example';
    await stranger().post('/api/v2/auth/sign-up', { email, name: 'Wai Ting', role: 'student', password });
    expect(await come(newcomer({ email }))).toEqual({ refused: 'waiting' });
  });
});

describe('an invitation', () => {
  const invite = async (name: string): Promise<{ id: string; secret: string }> => {
    const { id } = (
      await school.admin.post<{ id: string }>('/api/v2/people', { name, externalId: name, role: 'student' })
    ).body;
    const links = await muster.db.transaction((tx) => muster.modules.passwordLinks.renew(tx, 'welcome', [id]));
    return { id, secret: /#welcome=(\S+)/.exec(links.get(id)!.url)![1]! };
  };

  test('links whoever follows it to the school, whatever their address, and is used up', async () => {
    await configure({});
    const { id, secret } = await invite('Pierre Curie');
    const pierre = newcomer({ email: 'private@elsewhere.example', email_verified: false });
    expect((await signedIn(pierre, { invitation: secret })).me).toMatchObject({ id });
    expect((await signedIn(pierre)).me).toMatchObject({ id });
    expect(await come(newcomer(), { invitation: secret })).toEqual({ refused: 'invitationUsed' });
    expect((await stranger().post('/api/v2/auth/password/links', { secret })).status).toBe(410);
  });

  test('is not spent on a second account of whoever is linked already', async () => {
    await configure({ createsPeople: true, defaultRole: 'student' });
    const account = newcomer();
    await signedIn(account);
    const { secret } = await invite('Irene Curie');
    expect(await come(account, { invitation: secret })).toEqual({ refused: 'linkedOtherwise' });
    expect((await stranger().post('/api/v2/auth/password/links', { secret })).status).toBe(200);
  });
});

describe('roles', () => {
  const rules = [
    { claim: 'groups', value: 'staff', role: 'teacher' },
    { claim: 'groups', value: 'office', role: 'admin' },
  ];

  test('come from the claims by rule, and follow them at the next sign-in', async () => {
    await configure({ createsPeople: true, defaultRole: 'student', rules: rules.slice(0, 1) });
    const account = newcomer({ groups: ['everybody', 'staff'] });
    expect((await signedIn(account)).me).toMatchObject({ role: 'teacher' });
    const pupil = newcomer({ groups: ['everybody'] });
    expect((await signedIn(pupil)).me).toMatchObject({ role: 'student' });
    expect((await signedIn({ ...pupil, groups: ['staff'] })).me).toMatchObject({ role: 'teacher' });
  });

  test('never make an admin unless that is allowed, and a rule that would is refused', async () => {
    const refused = await school.admin.request('PUT', `/api/v2/sign-on/providers/${provider.id}`, settings({ rules }));
    expect(refused).toMatchObject({ status: 400, body: { field: 'admission.rules.1.role' } });
    await configure({ createsPeople: true, rules, mayMakeAdmins: true });
    expect((await signedIn(newcomer({ groups: ['office'] }))).me).toMatchObject({ role: 'admin' });
  });
});

describe('a ticket', () => {
  test('is good once, and for a minute', async () => {
    await configure({ createsPeople: true, defaultRole: 'student' });
    const account = newcomer();
    const first = (await come(account)).ticket!;
    expect((await trade(first)).status).toBe(200);
    expect((await trade(first)).status).toBe(401);
    const late = (await come(account)).ticket!;
    const now = muster.clock.now();
    muster.clock.advance(1.1);
    expect((await trade(late)).status).toBe(401);
    muster.clock.set(now);
  });

  test('leaves an audit entry that names the provider', async () => {
    const { me } = await signedIn(newcomer());
    const entries = await muster.db.autocommit.auditEntry.findMany({ where: { subjectId: me['id'] as string } });
    expect(entries.map(({ action, facts }) => [action, facts])).toEqual(
      expect.arrayContaining([
        ['account.signOnLinked', { provider: provider.id, by: 'created' }],
        ['account.signedIn', { provider: provider.id }],
      ]),
    );
  });
});

describe('enforced', () => {
  const policy = (body: object) => school.admin.request('PUT', '/api/v2/sign-on/policy', body);
  const idOfAdmin = async (): Promise<string> => (await school.admin.get<{ id: string }>('/api/v2/me')).body.id;

  test('it refuses passwords and faces for everybody but one named admin, who stays', async () => {
    await configure({});
    await school.admin.request('PATCH', '/api/v2/institution', { faceSignIn: true });
    expect((await policy({ isEnforced: true, breakGlassId: null })).status).toBe(400);
    expect((await policy({ isEnforced: true, breakGlassId: school.teacher.id })).status).toBe(400);
    const breakGlassId = await idOfAdmin();
    expect((await policy({ isEnforced: true, breakGlassId })).status).toBe(200);
    const refused = await stranger().request(
      'POST',
      '/api/v2/auth/token',
      new URLSearchParams({ grant_type: 'password', username: school.students[0]!.email, password }),
    );
    expect(refused).toMatchObject({ status: 403, body: { detail: expect.stringContaining("school's own") as string } });
    expect((await muster.signIn(adminEmail)).token).not.toBe('');
    expect((await stranger().get<{ isEnforced: boolean }>('/api/v2/auth/ways')).body.isEnforced).toBe(true);
    // Nobody closes the last way in: neither by ending the provider nor the admin.
    const helper = await createPerson(school.admin, 'Help Er', 'helper@school.example', 'admin');
    const off = await school.admin.request(
      'PUT',
      `/api/v2/sign-on/providers/${provider.id}`,
      settings({}, { isEnabled: false }),
    );
    expect(off.status).toBe(409);
    expect((await school.admin.request('DELETE', `/api/v2/sign-on/providers/${provider.id}`)).status).toBe(409);
    await policy({ isEnforced: false, breakGlassId });
    const other = await muster.signIn('helper@school.example');
    await policy({ isEnforced: true, breakGlassId });
    const shut = await other.request('PATCH', `/api/v2/people/${breakGlassId}`, { status: 'deactivated' });
    expect(shut).toMatchObject({ status: 409 });
    expect((await other.request('PATCH', `/api/v2/people/${breakGlassId}`, { role: 'teacher' })).status).toBe(409);
    const merged = await other.post(`/api/v2/people/${breakGlassId}/merge`, { intoId: helper, dryRun: false });
    expect(merged.status).toBe(409);
    expect((await policy({ isEnforced: false, breakGlassId: null })).status).toBe(200);
    expect((await muster.signIn(school.students[0]!.email)).token).not.toBe('');
  });
});

describe('the way there and back', () => {
  const begin = (body: object) => stranger().post(`/api/v2/sign-on/providers/${provider.id}/start`, body);

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
    const link = await fetch(`${provider.addresses.startUrl}?returnTo=${encodeURIComponent('//evil.example')}`, {
      redirect: 'manual',
    });
    expect(link.status).toBe(400);
  });

  test('begins from a link as well, with PKCE, state and nonce', async () => {
    const link = await fetch(provider.addresses.startUrl, { redirect: 'manual' });
    const url = new URL(link.headers.get('location')!);
    expect([link.status, url.origin]).toEqual([303, op.issuer]);
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      redirect_uri: provider.addresses.redirectUri,
      state: expect.stringMatching(/^[\w-]{43}$/) as string,
      nonce: expect.stringMatching(/^[\w-]{43}$/) as string,
    });
    expect(link.headers.get('set-cookie')).toMatch(/HttpOnly.*SameSite=Lax/);
  });

  test('says in words when nobody signs in there', async () => {
    expect(await come(undefined)).toEqual({ refused: 'cancelled' });
  });

  test('signs out at the provider too, and comes back', async () => {
    const jar = createJar();
    const out = await jar.ask(`${muster.url}/api/v2/sign-on/providers/${provider.id}/sign-out`);
    const url = new URL(out.headers.get('location')!);
    expect([url.origin, url.searchParams.get('post_logout_redirect_uri')]).toEqual([op.issuer, `${muster.url}/app`]);
    expect((await fetch(url)).status).toBe(200);
  });

  test('a provider that cannot be reached is told, and is no failure of ours', async () => {
    const dead = await school.admin.post<Provider>('/api/v2/sign-on/providers', {
      ...settings({}, { domains: [] }),
      settings: { dialect: 'standard', issuer: 'http://127.0.0.1:9', clientId: 'x' },
    });
    const start = `/api/v2/sign-on/providers/${dead.body.id}/start`;
    expect(await stranger().post(start)).toMatchObject({ status: 503, body: { code: 'providerUnavailable' } });
    const link = await fetch(`${muster.url}${start}`, { redirect: 'manual' });
    expect(link.headers.get('location')).toBe('/app#refused=unreachable');
    expect((await school.admin.request('DELETE', `/api/v2/sign-on/providers/${dead.body.id}`)).status).toBe(204);
    expect((await stranger().post(start)).status).toBe(404);
  });
});

describe('the providers', () => {
  test('are shown as buttons, and to admins without their secret', async () => {
    const ways = await stranger().get<{ signOn: unknown[] }>('/api/v2/auth/ways');
    expect(ways.body.signOn).toEqual([{ id: provider.id, name: 'the school', domains: ['school.example'] }]);
    const listed = await school.admin.get<Provider[]>('/api/v2/sign-on/providers');
    expect(listed.body).toMatchObject([{ id: provider.id, hasSecret: true }]);
    expect(JSON.stringify(listed.body)).not.toContain(op.clientSecret);
    const [row] = await muster.db.autocommit.signOnProvider.findMany();
    expect(Buffer.from(row!.secret!).toString('latin1')).not.toContain(op.clientSecret);
  });

  test('are kept by admins alone, and by no API key', async () => {
    const machine = async (scope: string) =>
      school.admin.post<{ key: string }>('/api/v2/api-keys', { name: 'x', scopes: [scope] });
    expect((await machine('institution.manage')).status).toBe(400);
    const key = Object.assign(stranger(), { token: (await machine('people.manage')).body.key });
    for (const client of [school.teacher, key, await muster.signIn(school.students[0]!.email)])
      expect((await client.post('/api/v2/sign-on/providers', settings())).status).toBe(403);
  });

  test('share no domain', async () => {
    const second = await school.admin.post('/api/v2/sign-on/providers', settings());
    expect(second).toMatchObject({ status: 409, body: { field: 'domains' } });
  });

  test("unlinking somebody signs them out, and their next sign-in is a stranger's", async () => {
    await configure({ createsPeople: true, defaultRole: 'student' });
    const account = newcomer({ email_verified: false });
    const client = await signedIn(account);
    const path = `/api/v2/people/${client.me['id'] as string}/sign-ons`;
    const [link] = (await school.admin.get<{ id: string }[]>(path)).body;
    expect((await school.admin.request('DELETE', `${path}/${link!.id}`)).status).toBe(204);
    expect((await client.get('/api/v2/me')).status).toBe(401);
    expect((await signedIn(account)).me['id']).not.toBe(client.me['id']);
  });
});
