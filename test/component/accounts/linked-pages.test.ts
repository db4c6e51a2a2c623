/**
 * Pages that a link opens, in a real browser on the whole service: where somebody is, a scanned QR code, a letter, a new
 * password; and what the sign-in page leads to.
 */
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../../support/browser.ts';
import type { Client } from '../../support/client.ts';
import { adminEmail, password, startTestMuster, type TestMuster } from '../../support/muster.ts';
import { readPdf } from '../../support/read-pdf.ts';
import { createSmallSchool, type SmallSchool } from '../../support/school.ts';

const browser: Browser | undefined = await launchBrowser();
const hall = { latitude: 47.3763, longitude: 8.5476 };
let muster: TestMuster;
let school: SmallSchool;
let sessionId: string;
let ada: Client;

beforeAll(async () => {
  muster = await startTestMuster();
  school = await createSmallSchool(muster, 3);
  const place = await school.admin.post<{ id: string }>('/api/v2/places', {
    campusId: school.campusId,
    kind: 'room',
    name: 'Hall',
    shape: { type: 'circle', ...hall, radiusM: 80 },
  });
  await school.teacher.request('PUT', `/api/v2/classes/${school.classId}/place`, { placeId: place.body.id });
  await school.teacher.request('PATCH', `/api/v2/classes/${school.classId}/policy`, {
    checkInWays: ['code+place', 'qr'],
    lateAfterMinutes: 600,
  });
  sessionId = (
    await school.teacher.post<{ id: string }>(`/api/v2/classes/${school.classId}/sessions/open`, {
      durationMinutes: 120,
    })
  ).body.id;
  ada = await muster.signIn(school.students[0]!.email);
});
afterAll(async () => {
  await browser?.close();
  await muster.end();
});

const code = async (): Promise<string> =>
  (await school.teacher.post<{ code: string }>(`/api/v2/sessions/${sessionId}/code`)).body.code;
const linkIn = (text: string): string => /https?:\S+/.exec(text)?.[0] ?? '';
const statusOf = async (index: number): Promise<string | null> =>
  (
    await school.teacher.get<{ personId: string; status: string | null }[]>(`/api/v2/sessions/${sessionId}/presence`)
  ).body.find(({ personId }) => personId === school.students[index]!.id)?.status ?? null;
/** A phone that knows where it is, or may not say. */
const phone = (position?: { latitude: number; longitude: number; accuracy: number }): Promise<BrowserContext> =>
  browser!.newContext({
    viewport: { width: 390, height: 780 },
    ...(position ? { geolocation: position, permissions: ['geolocation'] } : {}),
  });
/** For looking at: KEEP_PICTURES=<folder> keeps what a person would see. */
async function shown(page: Page, name: string): Promise<void> {
  const folder = process.env['KEEP_PICTURES'];
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`) });
}

describe('from chat', () => {
  test('a code without the place is answered with a page, once: the code counts as of when it was shown, lateness as of the answer', async () => {
    const reply = await ada.say(`check in ${await code()}`);
    expect(reply.text).toMatch(/also asks where you are[\s\S]*#place=/);
    const policy = (lateAfterMinutes: number) =>
      school.teacher.request('PATCH', `/api/v2/classes/${school.classId}/policy`, { lateAfterMinutes });
    await policy(3);
    muster.clock.advance(5);
    const secret = linkIn(reply.text).split('#place=')[1]!;
    const answer = (body: object) =>
      ada.post<{ receipt: { decision: string; status: string } }>('/api/v2/place-requests', {
        secret,
        ...hall,
        accuracy: 15,
        ...body,
      });
    expect((await answer({ latitude: 91 })).status).toBe(400);
    // A position that cannot be used leaves the page good.
    expect([(await answer({ accuracy: -1 })).status, (await answer({ accuracy: null })).status]).toEqual([409, 409]);
    // Twice in the same moment, from two places: only one is looked at.
    const both = await Promise.all([answer({}), answer({ accuracy: 16 })]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 410]);
    expect(both.find(({ status }) => status === 200)?.body.receipt).toMatchObject({
      decision: 'accepted',
      status: 'late',
    });
    expect((await answer({})).status).toBe(410);
    expect(await statusOf(0)).toBe('late');
    await policy(600);
  });

  test('a page that is not used in ten minutes is worth nothing', async () => {
    const blaise = await muster.signIn(school.students[1]!.email);
    const secret = linkIn((await blaise.say(`check in ${await code()}`)).text).split('#place=')[1]!;
    muster.clock.advance(11);
    expect((await blaise.post('/api/v2/place-requests', { secret, ...hall, accuracy: 15 })).status).toBe(410);
    expect(await muster.modules.placeRequests.sweep()).toBeGreaterThan(0);
    school.teacher = Object.assign(await muster.signIn('grace@school.example'), { id: school.teacher.id });
    expect(await statusOf(1)).toBeNull();
  });
});

describe.skipIf(!browser)('in the browser', () => {
  test('the page says what is wrong while the place is not told, then checks in', async () => {
    const blaise = await muster.signIn(school.students[1]!.email);
    const link = linkIn((await blaise.say(`check in ${await code()}`)).text);
    const closed = await phone();
    const silent = await closed.newPage();
    const devTools = await closed.newCDPSession(silent);
    await devTools.send('Browser.setPermission', {
      permission: { name: 'geolocation' },
      setting: 'denied',
      origin: muster.url,
    });
    await silent.goto(link);
    await silent.getByRole('button', { name: 'Show that I am here' }).click();
    await silent
      .getByRole('alert')
      .getByText(/may not say where you are/)
      .waitFor();
    await shown(silent, 'place-refused');
    const page = await (await phone({ ...hall, accuracy: 12 })).newPage();
    await page.goto(link);
    await page.getByRole('button', { name: 'Show that I am here' }).click();
    await page.getByRole('heading', { name: 'You are checked in' }).waitFor();
    await shown(page, 'place-accepted');
    expect(await statusOf(1)).toBe('present');
  });

  test('a scanned code checks in who is signed in, and asks the others to sign in first', async () => {
    const page = await (await phone()).newPage();
    const scanned = async (): Promise<string> => {
      const { text } = (await school.teacher.get<{ text: string }>(`/api/v2/sessions/${sessionId}/qr`)).body;
      return `${muster.url}/app#qr=${sessionId}.${text}`;
    };
    await page.goto(await scanned());
    await page.getByText('scan the code again').waitFor();
    await page.getByLabel('E-mail').fill(school.students[2]!.email);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
    await page.goto(await scanned());
    await page.getByRole('heading', { name: 'You are checked in' }).waitFor();
    await shown(page, 'qr-accepted');
    expect(await statusOf(2)).toBe('present');
    await page.getByRole('button', { name: 'To the chat' }).click();
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
  });

  test('a one-time link sets a new password, which signs in', async () => {
    school.admin = await muster.signIn(adminEmail);
    const { url } = (await school.admin.post<{ url: string }>(`/api/v2/people/${school.students[0]!.id}/password-link`))
      .body;
    const page = await (await phone()).newPage();
    await page.goto(url);
    await page.getByLabel('New password', { exact: true }).fill('a whole new password');
    await shown(page, 'reset');
    await page.getByRole('button', { name: 'Set the password' }).click();
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
    expect(page.url()).toBe(`${muster.url}/app`);
    expect((await muster.signIn(school.students[0]!.email, 'a whole new password')).token).not.toBe('');
  });

  test('a letter lets somebody new choose a password and brings them in; opened again it says what to do', async () => {
    school.admin = await muster.signIn(adminEmail);
    const { id } = (
      await school.admin.post<{ id: string }>('/api/v2/people', {
        ...{ name: 'Maria Gaetana Agnesi', email: null, externalId: 'M-1718', role: 'student' },
      })
    ).body;
    const letters = await fetch(`${muster.url}/api/v2/invitations/letters`, {
      method: 'POST',
      headers: { authorization: `Bearer ${school.admin.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ personIds: [id] }),
    });
    const text = (await readPdf(Buffer.from(await letters.arrayBuffer()))).pages[0]!.text;
    const code = /#welcome=([\w-]+)/.exec(text)![1]!;
    const page = await (await phone()).newPage();
    await page.goto(`${muster.url}/app`);
    await page.getByRole('button', { name: 'I have a letter' }).click();
    await page.getByLabel('Code').fill(code.toLowerCase());
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByRole('heading', { name: 'Welcome, Maria Gaetana Agnesi' }).waitFor();
    await page.getByText('you sign in with M-1718').waitFor();
    await shown(page, 'welcome');
    await page.getByLabel('Password', { exact: true }).fill('witch of curves');
    await page.getByRole('button', { name: 'Choose it and come in' }).click();
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
    const other = await (await phone()).newPage();
    await other.goto(`${muster.url}/app#welcome=${code}`);
    await other.getByText('This link was used already').waitFor();
    await shown(other, 'welcome-used');
    await other.getByRole('button', { name: 'To signing in' }).click();
    await other.getByLabel('E-mail or school number').fill('M-1718');
    await other.getByLabel('Password', { exact: true }).fill('witch of curves');
    await other.getByRole('button', { name: 'Sign in' }).click();
    await other.getByRole('button', { name: 'Sign out' }).waitFor();
  });

  test('the sign-in page leads to a new password and to an account', async () => {
    const page = await (await phone()).newPage();
    await page.goto(`${muster.url}/app`);
    await page.getByRole('button', { name: 'Forgot your password?' }).click();
    await page.getByText('Ask the office of Test School for a link').waitFor();
    await shown(page, 'forgotten');
    await page.getByRole('button', { name: 'Back to signing in' }).click();
    await shown(page, 'sign-in');
    await page.getByRole('button', { name: 'Ask for an account' }).click();
    await page.getByLabel('Your name').fill('Emilie du Chatelet');
    await page.getByLabel('E-mail').fill('emilie@school.example');
    await page.getByLabel('Password', { exact: true }).fill('living force');
    await page.getByLabel('I am a').selectOption('teacher');
    await shown(page, 'sign-up');
    await page.getByRole('button', { name: 'Ask for an account' }).click();
    await page.getByText('Thank you').waitFor();
    school.admin = await muster.signIn(adminEmail);
    expect((await school.admin.say('who waits for approval?')).text).toContain('Emilie du Chatelet');
  });
});
