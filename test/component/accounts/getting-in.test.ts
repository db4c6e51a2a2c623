/** Getting in: whoever the school enters comes in by a mail or a letter, and nobody outside can take that from them. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createClient, type Client } from '../../support/client.ts';
import { startMailServer, type MailServer } from '../../support/mail-server.ts';
import { adminEmail, password, startTestMuster, type TestMuster } from '../../support/muster.ts';
import { readPdf } from '../../support/read-pdf.ts';
import { createSmallSchool, type SmallSchool } from '../../support/school.ts';
import { until } from '../../support/until.ts';

let mail: MailServer;
let muster: TestMuster;
let school: SmallSchool;
let count = 0;
/** Made anew for each test: one with an address, one with a number only; neither has a password. */
let [marie, pierre] = [
  { id: '', email: '', number: '' },
  { id: '', email: '', number: '' },
];

beforeAll(async () => {
  mail = await startMailServer();
  muster = await startTestMuster({
    SMTP_URL: mail.url,
    MAIL_FROM: 'Muster <muster@school.example>',
    PUBLIC_URL: 'https://muster.school.example',
  });
  school = await createSmallSchool(muster, 1);
});
afterAll(async () => {
  await muster.end();
  await mail.close();
});
beforeEach(async () => {
  count += 1;
  mail.mails.length = 0;
  school.admin = await muster.signIn(adminEmail);
  const make = async (name: string, email: string | null, externalId: string) =>
    (await school.admin.post<{ id: string }>('/api/v2/people', { name, email, externalId, role: 'student' })).body.id;
  const [email, number] = [`marie${count}@school.example`, `N-${count}`];
  marie = { id: await make('Marie Curie', email, `M-${count}`), email, number: `M-${count}` };
  pierre = { id: await make('Pierre Curie', null, number), email: '', number };
  await school.admin.post(`/api/v2/classes/${school.classId}/students`, { personIds: [marie.id, pierre.id] });
});

/** Two weeks from now, as letters tell it. */
const lastDay = (): string =>
  new Date(muster.clock.now().getTime() + 14 * 24 * 3600_000).toLocaleDateString('en-GB', {
    ...{ day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' },
  });
const stranger = (): Client => createClient(muster.url);
const welcomeIn = (text: string): string => /#welcome=(\S+)/.exec(text)?.[1] ?? '';
const resetIn = (text: string): string => /#reset=(\S+)/.exec(text)?.[1] ?? '';
const look = (secret: string) => stranger().post('/api/v2/auth/password/links', { secret });
const choose = (secret: string, newPassword = 'radium and polonium') =>
  stranger().post('/api/v2/auth/password/reset', { secret, newPassword });
const mails = async (howMany: number): Promise<string[]> => {
  await until(() => mail.mails.length >= howMany);
  return mail.mails.map(({ text }) => text);
};
const invite = (body: object) => school.admin.post('/api/v2/invitations', body);
const printLetters = (body: object, client = school.admin): Promise<Response> =>
  fetch(`${muster.url}/api/v2/invitations/letters`, {
    method: 'POST',
    headers: { authorization: `Bearer ${client.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

describe('an invitation by mail', () => {
  test('opens the page, greets by name, and lets its reader choose a password, once', async () => {
    expect((await invite({ personIds: [marie.id, pierre.id] })).body).toMatchObject({ invited: 1, withoutAddress: 1 });
    const [text = ''] = await mails(1);
    expect(text).toContain(`until ${lastDay()}`);
    // Neither is connected here.
    expect(text).not.toMatch(/Slack|Teams|link [0-9A-Z]{4}-/);
    const secret = welcomeIn(text);
    expect((await look(secret)).body).toMatchObject({
      purpose: 'welcome',
      name: 'Marie Curie',
      login: marie.email,
      institution: 'Test School',
    });
    expect((await choose(secret, 'short')).status).toBe(400);
    expect((await choose(secret.toLowerCase().replaceAll('-', ''))).status).toBe(204);
    expect((await muster.signIn(marie.email, 'radium and polonium')).token).not.toBe('');
    expect([(await look(secret)).status, (await choose(secret)).status]).toEqual([410, 410]);
  });

  test('is good for two weeks, renewed in bulk, and then only the newer one works', async () => {
    await invite({ personIds: [marie.id] });
    await invite({ personIds: [marie.id] });
    const [first, second] = (await mails(2)).map(welcomeIn);
    expect([(await look(first!)).status, (await look(second!)).status]).toEqual([410, 200]);
    muster.clock.advance(14 * 24 * 60 - 1);
    expect((await look(second!)).status).toBe(200);
    muster.clock.advance(2);
    expect((await choose(second!)).status).toBe(410);
  });

  test('goes to nobody who has a password, unless that is asked for', async () => {
    await invite({ personIds: [marie.id] });
    await choose(welcomeIn((await mails(1))[0]!));
    expect((await invite({ personIds: [marie.id] })).body).toMatchObject({ invited: 0, alreadyIn: 1 });
    expect((await invite({ personIds: [marie.id], again: true })).body).toMatchObject({ invited: 1 });
    const [, again = ''] = await mails(2);
    expect(again).toContain(`Sign in with ${marie.email}`);
    expect(welcomeIn(again)).toBe('');
  });

  test('is not made void by a stranger, who has three links mailed at most, each of which stays good', async () => {
    await invite({ personIds: [marie.id] });
    const handed = await school.admin.post<{ url: string }>(`/api/v2/people/${marie.id}/password-link`);
    for (let times = 0; times < 5; times += 1)
      await stranger().post('/api/v2/auth/password/requests', { email: marie.email });
    await muster.modules.passwordLinks.settle();
    // The one that the admin handed over counts too.
    const texts = await mails(3);
    const secrets = [...texts.map((text) => welcomeIn(text) || resetIn(text)), resetIn(handed.body.url)];
    expect(secrets).toHaveLength(4);
    for (const secret of secrets) expect((await look(secret)).status).toBe(200);
    expect((await choose(secrets[1]!)).status).toBe(204);
    // One was used: the others end with it.
    for (const secret of secrets) expect((await look(secret)).status).toBe(410);
  });
});

describe('a letter', () => {
  test('is printed for whom no mail reaches, a page each, and lets them in with their number', async () => {
    const printed = await printLetters({ personIds: [marie.id, pierre.id] });
    expect([printed.status, printed.headers.get('content-type'), printed.headers.get('cache-control')]).toEqual([
      200,
      'application/pdf',
      'no-store',
    ]);
    const { pages } = await readPdf(Buffer.from(await printed.arrayBuffer()));
    expect(pages).toHaveLength(1);
    const text = pages[0]!.text.replace(/\s+/g, ' ');
    expect(text).toContain('Hello Pierre Curie,');
    expect(text).toContain(`No. ${pierre.number}`);
    expect(text).toContain(`until ${lastDay()}`);
    expect((await choose(welcomeIn(text))).status).toBe(204);
    expect((await muster.signIn(pierre.number, 'radium and polonium')).token).not.toBe('');
    expect((await muster.signIn(marie.email).catch(() => undefined))?.token).toBeUndefined();
  });

  test('is printed for those with an address too where that is asked for, and for nobody who is in', async () => {
    const { pages } = await readPdf(
      Buffer.from(await (await printLetters({ classId: school.classId, everybody: true })).arrayBuffer()),
    );
    const names = pages.map(({ text }) => /Hello ([^,]+),/.exec(text)?.[1]).sort();
    // Ada has a password from the start.
    expect(names).not.toContain('Ada Lovelace');
    expect(names).toEqual(expect.arrayContaining(['Marie Curie', 'Pierre Curie']));
  });

  test('is for admins alone, never for a key, and needs somebody to print for', async () => {
    const key = await school.admin.post<{ key: string }>('/api/v2/api-keys', { name: 'x', scopes: ['people.manage'] });
    const machine = Object.assign(createClient(muster.url), { token: key.body.key });
    const tried = [
      await printLetters({ personIds: [pierre.id] }, await muster.signIn('grace@school.example')),
      await printLetters({ personIds: [pierre.id] }, machine),
      await printLetters({ personIds: [school.teacher.id] }),
      await printLetters({}),
      await printLetters({ personIds: ['01890000-0000-7000-8000-000000000000'] }),
    ];
    expect(tried.map(({ status }) => status)).toEqual([403, 403, 409, 400, 404]);
  });

  test('is asked for in chat, shown first, and comes as a file', async () => {
    expect((await school.admin.say('letters for CS101')).text).toMatch(/Shall I make \d+ letters? for CS101/);
    const made = await school.admin.press('Confirm');
    expect(made.text).toMatch(/Here are the letters for CS101/);
    expect(made.files.map(({ name }) => name)).toEqual(['invitations.pdf']);
  });
});

describe('guesses', () => {
  test('count against the account, by whichever of its names they are made', async () => {
    await invite({ personIds: [marie.id] });
    await choose(welcomeIn((await mails(1))[0]!));
    const attempt = (username: string, typed: string) =>
      stranger().request(
        'POST',
        '/api/v2/auth/token',
        new URLSearchParams({ grant_type: 'password', username, password: typed }),
      );
    for (const name of [marie.email, marie.number, marie.email, marie.number, marie.email])
      expect((await attempt(name, 'not it')).status).toBe(401);
    expect((await attempt(marie.number, 'radium and polonium')).status).toBe(429);
  });
});

test('nobody is offered a code for a chat that is not connected', async () => {
  const ada = await muster.signIn(school.students[0]!.email, password);
  expect((await ada.post('/api/v2/me/linked-accounts/codes')).status).toBe(409);
  expect((await ada.say('link my Slack account')).text).toContain('not connected to Slack or Teams');
  expect((await ada.say('help')).text).not.toMatch(/Slack|unlink/);
});

test('the sign-in page learns how people come in here', async () => {
  expect((await stranger().get('/api/v2/auth/ways')).body).toEqual({
    institution: 'Test School',
    signUp: 'approval',
    canMail: true,
    signOn: [],
    isEnforced: false,
  });
});
