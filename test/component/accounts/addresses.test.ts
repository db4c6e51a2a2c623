/** Addresses: what somebody only claims counts for nothing, and nobody's address changes behind their back. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ImportReport } from '../../../src/office/import/import.schema.ts';
import { launchBrowser } from '../../support/browser.ts';
import { createClient, type Answer, type Client } from '../../support/client.ts';
import { startMailServer, type KeptMail, type MailServer } from '../../support/mail-server.ts';
import { adminEmail, password, startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createSmallSchool, type SmallSchool } from '../../support/school.ts';
import { until } from '../../support/until.ts';

const browser = await launchBrowser();
let mail: MailServer;
let muster: TestMuster;
let school: SmallSchool;
let count = 0;

const attackersPassword = 'Orchid-Kettle-Mosaic-41';
const teacherEmail = 'grace@school.example';
const ownPassword = 'Harbour-Velvet-Trumpet-93';
const stranger = (): Client => createClient(muster.url);
const withToken = (token: string): Client => Object.assign(stranger(), { token });
const proofIn = ({ text }: KeptMail): string => /#address=(\S+)/.exec(text)?.[1] ?? '';
const mailsTo = async (address: string, howMany: number): Promise<KeptMail[]> => {
  const those = (): KeptMail[] => mail.mails.filter(({ to }) => to === address);
  await until(() => those().length >= howMany);
  return those();
};
const signUp = (email: string, name: string, chosen: string) =>
  stranger().post('/api/v2/auth/sign-up', { email, name, role: 'student', password: chosen });
const prove = (secret: string, chosen: string) =>
  stranger().post('/api/v2/auth/address/proofs', { secret, password: chosen });
const signIn = (username: string, chosen: string) =>
  stranger().post('/api/v2/auth/token', { grant_type: 'password', username, password: chosen });
const importRow = (lines: string, client = school.admin): Promise<Answer<ImportReport>> =>
  client.upload<ImportReport>('/api/v2/people/import?applyChanges=true', 'file', [
    Buffer.from(`email,name,role,externalId,classes\n${lines}\n`),
  ]);
const find = async (text: string) =>
  (
    await school.admin.get<{ people: { id: string; email: string | null; emailStanding: string; status: string }[] }>(
      `/api/v2/people?text=${encodeURIComponent(text)}`,
    )
  ).body.people;

afterAll(async () => {
  await browser?.close();
});

describe.each(['with', 'without'] as const)('%s a mail server', (kind) => {
  const isMailSetUp = kind === 'with';

  beforeAll(async () => {
    mail = await startMailServer();
    muster = await startTestMuster(
      isMailSetUp
        ? {
            SMTP_URL: mail.url,
            MAIL_FROM: 'Muster <muster@school.example>',
            PUBLIC_URL: 'https://muster.school.example',
          }
        : {},
    );
    school = await createSmallSchool(muster, 1);
    await school.admin.request('PATCH', '/api/v2/institution', { signUp: 'open' });
  });
  afterAll(async () => {
    await muster.end();
    await mail.close();
  });
  beforeEach(async () => {
    count += 1;
    mail.mails.length = 0;
    school.admin = await muster.signIn(adminEmail);
  });

  test('an import takes the address from whoever only claims it, and signs them out', async () => {
    const email = `ada${count}@school.example`;
    expect((await signUp(email, 'Ada Lovelace', attackersPassword)).status).toBe(202);
    const before = await signIn(email, attackersPassword);
    expect(before.status).toBe(isMailSetUp ? 401 : 200);
    const [claimant] = await find(email);
    expect(claimant).toMatchObject({ emailStanding: 'claimed' });

    const imported = await importRow(`${email},Ada Lovelace,student,N-ada${count},CS101`);
    expect(imported.body.faults).toBe(0);
    const [ada] = await find(email);
    expect(ada).toMatchObject({ emailStanding: 'given' });
    expect(ada?.id).not.toBe(claimant?.id);
    const roster = await school.admin.get<{ students: { id: string }[] }>(`/api/v2/classes/${school.classId}/students`);
    expect(JSON.stringify(roster.body)).toContain(ada?.id);
    expect(JSON.stringify(roster.body)).not.toContain(claimant?.id);
    expect((await signIn(email, attackersPassword)).status).toBe(401);
    if (!isMailSetUp) {
      const token = (before.body as { access_token: string }).access_token;
      expect((await withToken(token).get('/api/v2/me')).status).toBe(401);
    }
  });

  test('an admin who enters somebody with an address that is only claimed takes it from there too', async () => {
    const email = `grace${count}@school.example`;
    await signUp(email, 'Grace', attackersPassword);
    const made = await school.admin.post<{ id: string }>('/api/v2/people', {
      ...{ email, name: 'Grace Hopper', role: 'teacher' },
    });
    expect(made.status).toBe(201);
    expect(await find(email)).toEqual([expect.objectContaining({ id: made.body.id, emailStanding: 'given' })]);
  });

  test('nobody changes the address of somebody else by an API key, who else is in the file', async () => {
    const { body } = await school.admin.post<{ key: string }>('/api/v2/api-keys', {
      ...{ name: 'SIS', scopes: ['people.manage', 'people.read', 'classes.manage', 'classes.read'] },
    });
    const key = withToken(body.key);
    const [teacher] = await find(teacherEmail);
    expect(
      await key.request('PATCH', `/api/v2/people/${teacher?.id}`, { email: `evil${count}@evil.example` }),
    ).toMatchObject({ status: 403 });
    expect((await key.request('PATCH', `/api/v2/people/${teacher?.id}`, { name: 'Prof. T.' })).status).toBe(204);
    const secret = { name: 'Eve', role: 'student', email: `eve${count}@evil.example`, password: ownPassword };
    expect((await key.post('/api/v2/people', secret)).status).toBe(403);
    await importRow(`old${count}@school.example,Old Number,student,N-${count},`);
    const again = await importRow(`evil${count}@evil.example,New Number,student,N-${count},`, key);
    expect(again.body.faults).toBe(0);
    expect(JSON.stringify(again.body)).toContain('the address stays');
    expect(await find(`N-${count}`)).toMatchObject([{ email: `old${count}@school.example`, name: 'New Number' }]);
  });

  if (isMailSetUp) {
    test('whoever signs up comes in with the link that was mailed and the password that they chose', async () => {
      const email = `joan${count}@school.example`;
      await signUp(email, 'Joan', ownPassword);
      const [first] = await mailsTo(email, 1);
      const secret = proofIn(first!);
      expect((await signIn(email, ownPassword)).status).toBe(401);
      expect((await stranger().post('/api/v2/auth/address/links', { secret })).body).toMatchObject({
        ...{ name: 'Joan', email, institution: 'Test School' },
      });
      expect((await prove(secret, attackersPassword)).status).toBe(401);
      expect((await prove(secret, ownPassword)).status).toBe(204);
      expect((await prove(secret, ownPassword)).status).toBe(410);
      expect((await signIn(email, ownPassword)).status).toBe(200);
      expect(await find(email)).toMatchObject([{ emailStanding: 'proven', status: 'active' }]);
    });

    test.skipIf(!browser)(
      'the page proves the address with the password, and says so when an admin is waited for',
      async () => {
        const email = `sofia${count}@school.example`;
        await stranger().post('/api/v2/auth/sign-up', { email, name: 'Sofia', role: 'teacher', password: ownPassword });
        const page = await (await browser!.newContext({ viewport: { width: 390, height: 780 } })).newPage();
        await page.goto(`${muster.url}/app#address=${proofIn((await mailsTo(email, 1))[0]!)}`);
        await page.getByText(`${email} becomes the address of Sofia at Test School`).waitFor();
        await page.getByLabel('Password', { exact: true }).fill(attackersPassword);
        await page.getByRole('button', { name: 'This is my address' }).click();
        await page.getByText("This is not the account's password").waitFor();
        await page.getByLabel('Password', { exact: true }).fill(ownPassword);
        await page.getByRole('button', { name: 'This is my address' }).click();
        await page.getByText('Your address is proven').waitFor();
        const waiting = await school.admin.say('who waits for approval?');
        expect(waiting.text).toContain(`${email}, which is proven`);
      },
    );

    test('whoever signs up with the address of another gets nowhere, and the other signs up all the same', async () => {
      const email = `mary${count}@school.example`;
      await signUp(email, 'Mary', attackersPassword);
      await signUp(email, 'Mary Ann', ownPassword);
      const [ofAttacker, own] = (await mailsTo(email, 2)).map(proofIn);
      // Mary opens the first link too: without the attacker's password it does nothing.
      expect((await prove(ofAttacker!, ownPassword)).status).toBe(401);
      expect((await prove(own!, ownPassword)).status).toBe(204);
      expect((await signIn(email, ownPassword)).status).toBe(200);
      expect((await signIn(email, attackersPassword)).status).toBe(401);
      // The attacker's own link is of no use any more: the address is proven to be another's.
      expect((await prove(ofAttacker!, attackersPassword)).status).toBe(409);
      expect(await find(email)).toHaveLength(1);
    });

    test('no more than three mails go to an address that is signed up with again and again', async () => {
      const email = `often${count}@school.example`;
      for (let times = 0; times < 6; times += 1) await signUp(email, 'Often', `${ownPassword}-${times}`);
      expect(await mailsTo(email, 3)).toHaveLength(3);
    });

    test('whoever has an account and signs up again is told so by mail, once a day, and the answer is the same', async () => {
      const [answer, known] = [
        await signUp(`new${count}@school.example`, 'New', ownPassword),
        await signUp(teacherEmail, 'T', ownPassword),
      ];
      expect(known).toMatchObject({ status: 202, body: answer.body });
      await signUp(teacherEmail, 'T', ownPassword);
      const [told, ...others] = await mailsTo(teacherEmail, 1);
      expect(told?.text).toContain('You have an account there already');
      expect(others).toEqual([]);
    });

    test('a forgotten password of an account that only claims its address is not mailed there', async () => {
      const email = `forgot${count}@school.example`;
      await signUp(email, 'Claims', attackersPassword);
      await mailsTo(email, 1);
      await stranger().post('/api/v2/auth/password/requests', { email });
      await muster.modules.passwordLinks.settle();
      expect(mail.mails.filter(({ text }) => text.includes('#reset='))).toEqual([]);
    });

    test('an invitation that was mailed proves the address, and one on paper does not', async () => {
      const email = `inv${count}@school.example`;
      const { body } = await school.admin.post<{ id: string }>('/api/v2/people', {
        ...{ email, name: 'Invited', role: 'student' },
      });
      await school.admin.post('/api/v2/invitations', { personIds: [body.id] });
      const [invitation] = await mailsTo(email, 1);
      const secret = /#welcome=(\S+)/.exec(invitation!.text)?.[1];
      await stranger().post('/api/v2/auth/password/reset', { secret, newPassword: ownPassword });
      expect(await find(email)).toMatchObject([{ emailStanding: 'proven' }]);
      const handed = await school.admin.post<{ url: string }>(`/api/v2/people/${school.students[0]!.id}/password-link`);
      const reset = /#reset=(\S+)/.exec(handed.body.url)?.[1];
      await stranger().post('/api/v2/auth/password/reset', { secret: reset, newPassword: ownPassword });
      expect((await school.admin.get(`/api/v2/people/${school.students[0]!.id}`)).body).toMatchObject({
        emailStanding: 'given',
      });
    });

    test('a new address of somebody who comes in counts once it is proven, and both addresses hear of it', async () => {
      const [from, to] = [`from${count}@school.example`, `to${count}@school.example`];
      const { body } = await school.admin.post<{ id: string }>('/api/v2/people', {
        ...{ email: from, name: 'Moves', role: 'student', password: ownPassword },
      });
      expect(
        (await school.admin.request('PATCH', `/api/v2/people/${body.id}`, { email: to, name: 'Moved' })).status,
      ).toBe(204);
      expect(await find('Moved')).toMatchObject([{ email: from }]);
      const [asked] = await mailsTo(from, 1);
      expect(asked?.text).toContain(`shall become ${to} instead of ${from}`);
      const [proof] = await mailsTo(to, 1);
      expect((await prove(proofIn(proof!), attackersPassword)).status).toBe(401);
      expect((await prove(proofIn(proof!), ownPassword)).status).toBe(204);
      expect(await find('Moved')).toMatchObject([{ email: to, emailStanding: 'proven' }]);
      const [, changed] = await mailsTo(from, 2);
      expect(changed?.text).toContain(`was changed from ${from} to ${to}`);
      expect((await mailsTo(to, 2))[1]?.text).toContain(`was changed from ${from} to ${to}`);
      expect([(await signIn(from, ownPassword)).status, (await signIn(to, ownPassword)).status]).toEqual([401, 200]);
    });

    test('an import that changes the address of somebody who comes in asks for a proof, of others it counts at once', async () => {
      const make = async (name: string, chosen: string | undefined) =>
        school.admin.post('/api/v2/people', {
          ...{ email: `${name}${count}@school.example`, externalId: `${name}-${count}`, name, role: 'student' },
          ...(chosen === undefined ? {} : { password: chosen }),
        });
      await make('within', ownPassword);
      await make('without', undefined);
      await importRow(
        `w1${count}@school.example,within,student,within-${count},\nw2${count}@school.example,without,student,without-${count},`,
      );
      expect(await find(`within-${count}`)).toMatchObject([{ email: `within${count}@school.example` }]);
      expect(await find(`without-${count}`)).toMatchObject([{ email: `w2${count}@school.example` }]);
      expect(proofIn((await mailsTo(`w1${count}@school.example`, 1))[0]!)).not.toBe('');
    });

    test('people ask for another address themselves with their password, and learn nothing of whose it is', async () => {
      const email = `self${count}@school.example`;
      await school.admin.post('/api/v2/people', { email, name: 'Self', role: 'student', password: ownPassword });
      const own = await muster.signIn(email, ownPassword);
      const ask = (to: string, currentPassword = ownPassword) =>
        own.post('/api/v2/me/address', { email: to, currentPassword });
      expect((await ask(`self-new${count}@school.example`, attackersPassword)).status).toBe(401);
      const [free, taken] = [await ask(`self-new${count}@school.example`), await ask(teacherEmail)];
      expect(free.status).toBe(202);
      expect(taken).toMatchObject({ status: 202, body: free.body });
      const [ofAnother] = await mailsTo(teacherEmail, 1);
      expect((await prove(proofIn(ofAnother!), ownPassword)).status).toBe(409);
      const [proof] = await mailsTo(`self-new${count}@school.example`, 1);
      muster.clock.advance(24 * 60 + 1);
      expect((await prove(proofIn(proof!), ownPassword)).status).toBe(410);
    });
  } else {
    test('the admin who lets somebody in speaks for their address', async () => {
      const email = `let${count}@school.example`;
      await stranger().post('/api/v2/auth/sign-up', { email, name: 'Let', role: 'teacher', password: ownPassword });
      const [waiting] = await find(email);
      expect(waiting).toMatchObject({ status: 'pending', emailStanding: 'claimed' });
      await school.admin.post(`/api/v2/people/${waiting?.id}/approval`, { approve: true });
      expect(await find(email)).toMatchObject([{ status: 'active', emailStanding: 'given' }]);
      expect((await signIn(email, ownPassword)).status).toBe(200);
    });

    test('asking for another address says that the school keeps them', async () => {
      const teacher = await muster.signIn(teacherEmail, password);
      expect(
        await teacher.post('/api/v2/me/address', { email: 'x@school.example', currentPassword: password }),
      ).toMatchObject({ status: 409, body: { field: 'email' } });
    });
  }
});
