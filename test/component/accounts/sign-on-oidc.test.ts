/** The school's own sign-in by OpenID Connect, against a certified provider on loopback: who gets in, and as whom. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClient } from '../../support/client.ts';
import { password } from '../../support/muster.ts';
import { createPerson } from '../../support/school.ts';
import { startSignOnSchool, type SignOnSchool } from '../../support/sign-on-school.ts';

let at: SignOnSchool;
beforeAll(async () => {
  at = await startSignOnSchool();
});
afterAll(() => at.end());

describe('whoever the provider names', () => {
  test('gets an account where the school wants that, keeps it by the name they have there, and is told apart', async () => {
    await at.configure({ createsPeople: true, defaultRole: 'student' });
    const marie = at.newcomer();
    const first = await at.signedIn(marie);
    expect(first.me).toMatchObject({ role: 'student', email: marie['email'], name: marie['name'] });
    // Another address, another name: still the same person, who keeps what the school has written down.
    const again = await at.signedIn({ ...marie, email: 'married@school.example', name: 'Another Name' });
    expect(again.me).toMatchObject({ id: first.me['id'], email: marie['email'] });
    const other = await at.signedIn(at.newcomer());
    expect(other.me['id']).not.toBe(first.me['id']);
  });

  test('is nobody where accounts are made by the school alone, or no rule says what they are', async () => {
    await at.configure({});
    expect(await at.come(at.newcomer())).toEqual({ refused: 'unknown' });
    await at.configure({ createsPeople: true });
    expect(await at.come(at.newcomer())).toEqual({ refused: 'unknown' });
  });

  test('is linked to the account with their address when the provider has proved it, whose password ends', async () => {
    await at.configure({});
    const email = 'linked@school.example';
    const id = await createPerson(at.school.admin, 'Lin Ked', email, 'teacher');
    const before = await at.muster.signIn(email);
    const lin = at.newcomer({ email });
    const client = await at.signedIn(lin);
    expect(client.me).toMatchObject({ id, role: 'teacher' });
    // Whoever had set a password may be somebody else than whom the school vouches for.
    expect((await before.get('/api/v2/me')).status).toBe(401);
    await expect(at.muster.signIn(email)).rejects.toThrow(/could not sign in/);
    const links = await at.school.admin.get<{ id: string; provider: string }[]>(`/api/v2/people/${id}/sign-ons`);
    expect(links.body).toMatchObject([{ providerId: at.provider.id, provider: 'the school' }]);
  });

  test('is not linked by an address that the provider does not vouch for', async () => {
    await at.configure({ createsPeople: true, defaultRole: 'student' });
    const email = 'unproven@school.example';
    await createPerson(at.school.admin, 'Un Proven', email, 'student');
    for (const email_verified of [false, undefined, 'true'])
      expect(await at.come(at.newcomer({ email, email_verified }))).toEqual({ refused: 'addressNotProven' });
    expect((await at.muster.signIn(email)).token).not.toBe('');
  });

  test("is not linked by a proven address of a domain that is not the provider's", async () => {
    await at.configure({});
    await createPerson(at.school.admin, 'Els Where', 'els@elsewhere.example', 'student');
    expect(await at.come(at.newcomer({ email: 'els@elsewhere.example' }))).toEqual({ refused: 'addressNotProven' });
  });

  test('is not linked by an address that was given to somebody else since', async () => {
    await at.configure({});
    const email = 'passed-on@school.example';
    await createPerson(at.school.admin, 'Passed On', email, 'student');
    await at.signedIn(at.newcomer({ email }));
    expect(await at.come(at.newcomer({ email }))).toEqual({ refused: 'linkedOtherwise' });
  });

  test("opens no admin's account by address unless that is allowed", async () => {
    await at.configure({});
    const email = 'second-admin@school.example';
    const id = await createPerson(at.school.admin, 'Second Admin', email, 'admin');
    const account = at.newcomer({ email });
    expect(await at.come(account)).toEqual({ refused: 'addressNotProven' });
    await at.configure({ mayMakeAdmins: true });
    expect((await at.signedIn(account)).me).toMatchObject({ id, role: 'admin' });
  });

  test('stays out when deactivated or waiting, also with a link of before', async () => {
    await at.configure({ createsPeople: true, defaultRole: 'student' });
    const account = at.newcomer();
    const { me } = await at.signedIn(account);
    await at.school.admin.request('PATCH', `/api/v2/people/${me['id'] as string}`, { status: 'deactivated' });
    expect(await at.come(account)).toEqual({ refused: 'deactivated' });
    const email = 'waits@school.example';
    await createClient(at.muster.url).post('/api/v2/auth/sign-up', {
      email,
      name: 'Wai Ting',
      role: 'student',
      password,
    });
    expect(await at.come(at.newcomer({ email }))).toEqual({ refused: 'waiting' });
  });
});

describe('an invitation', () => {
  const invite = async (name: string): Promise<{ id: string; secret: string }> => {
    const { id } = (
      await at.school.admin.post<{ id: string }>('/api/v2/people', { name, externalId: name, role: 'student' })
    ).body;
    const links = await at.muster.db.transaction((tx) =>
      at.muster.modules.passwordLinks.renew(tx, 'welcome', [{ personId: id }]),
    );
    return { id, secret: /#welcome=(\S+)/.exec(links.get(id)!.url)![1]! };
  };

  test('links whoever follows it to the school, whatever their address, and is used up', async () => {
    await at.configure({});
    const { id, secret } = await invite('Pierre Curie');
    const pierre = at.newcomer({ email: 'private@elsewhere.example', email_verified: false });
    expect((await at.signedIn(pierre, { invitation: secret })).me).toMatchObject({ id });
    expect((await at.signedIn(pierre)).me).toMatchObject({ id });
    expect(await at.come(at.newcomer(), { invitation: secret })).toEqual({ refused: 'invitationUsed' });
    expect((await createClient(at.muster.url).post('/api/v2/auth/password/links', { secret })).status).toBe(410);
  });

  test('is not spent on a second account of whoever is linked already', async () => {
    await at.configure({ createsPeople: true, defaultRole: 'student' });
    const account = at.newcomer();
    await at.signedIn(account);
    const { secret } = await invite('Irene Curie');
    expect(await at.come(account, { invitation: secret })).toEqual({ refused: 'linkedOtherwise' });
    expect((await createClient(at.muster.url).post('/api/v2/auth/password/links', { secret })).status).toBe(200);
  });
});

describe('roles', () => {
  const rules = [
    { claim: 'groups', value: 'staff', role: 'teacher' },
    { claim: 'groups', value: 'office', role: 'admin' },
  ];

  test('come from the claims by rule, and follow them at the next sign-in', async () => {
    await at.configure({ createsPeople: true, defaultRole: 'student', rules: rules.slice(0, 1) });
    const account = at.newcomer({ groups: ['everybody', 'staff'] });
    expect((await at.signedIn(account)).me).toMatchObject({ role: 'teacher' });
    const pupil = at.newcomer({ groups: ['everybody'] });
    expect((await at.signedIn(pupil)).me).toMatchObject({ role: 'student' });
    expect((await at.signedIn({ ...pupil, groups: ['staff'] })).me).toMatchObject({ role: 'teacher' });
  });

  test('never make an admin unless that is allowed, and a rule that would is refused', async () => {
    const refused = await at.school.admin.request(
      'PUT',
      `/api/v2/sign-on/providers/${at.provider.id}`,
      at.settings({ rules }),
    );
    expect(refused).toMatchObject({ status: 400, body: { field: 'admission.rules.1.role' } });
    await at.configure({ createsPeople: true, rules, mayMakeAdmins: true });
    expect((await at.signedIn(at.newcomer({ groups: ['office'] }))).me).toMatchObject({ role: 'admin' });
  });
});

describe('a ticket', () => {
  test('is good once, and for a minute', async () => {
    await at.configure({ createsPeople: true, defaultRole: 'student' });
    const account = at.newcomer();
    const first = (await at.come(account)).ticket!;
    expect((await at.trade(first)).status).toBe(200);
    expect((await at.trade(first)).status).toBe(401);
    const late = (await at.come(account)).ticket!;
    const now = at.muster.clock.now();
    at.muster.clock.advance(1.1);
    expect((await at.trade(late)).status).toBe(401);
    at.muster.clock.set(now);
  });

  test('leaves an audit entry that names the provider', async () => {
    const { me } = await at.signedIn(at.newcomer());
    const entries = await at.muster.db.autocommit.auditEntry.findMany({ where: { subjectId: me['id'] as string } });
    expect(entries.map(({ action, facts }) => [action, facts])).toEqual(
      expect.arrayContaining([
        ['account.signOnLinked', { provider: at.provider.id, by: 'created' }],
        ['account.signedIn', { provider: at.provider.id }],
      ]),
    );
  });
});

test('whoever has two accounts that are merged comes in as the one that stays, and what has ended is not kept', async () => {
  await at.configure({ createsPeople: true, defaultRole: 'student' });
  const account = at.newcomer({ email_verified: false });
  const { me } = await at.signedIn(account);
  const intoId = await createPerson(at.school.admin, 'Entered Before', 'before@school.example', 'student');
  const merged = await at.school.admin.post(`/api/v2/people/${me['id'] as string}/merge`, { intoId, dryRun: false });
  expect(merged.status, JSON.stringify(merged.body)).toBe(200);
  expect((await at.signedIn(account)).me).toMatchObject({ id: intoId });
  const db = at.muster.db.autocommit;
  expect(await db.signOnAttempt.count()).toBeGreaterThan(0);
  const now = at.muster.clock.now();
  at.muster.clock.advance(11);
  await at.muster.modules.purgeExpired();
  expect([await db.signOnAttempt.count(), await db.signOnTicket.count()]).toEqual([0, 0]);
  at.muster.clock.set(now);
});
