/** In a browser with a (virtual) authenticator: from an invitation to a passkey, and codes, proofs and recovery on the page. */
import { generate } from 'otplib';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../../support/browser.ts';
import { adminEmail, password, startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createPerson } from '../../support/school.ts';
import { until } from '../../support/until.ts';

const browser: Browser | undefined = await launchBrowser();
let muster: TestMuster;
let origin: string;

beforeAll(async () => {
  muster = await startTestMuster();
  // No passkeys for an address of numbers.
  origin = muster.url.replace('127.0.0.1', 'localhost');
});
afterAll(async () => {
  await browser?.close();
  await muster.end();
});

/** A page whose browser has an authenticator of its own, which asks nobody. */
async function openPage(): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser!.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return { context, page };
}

const press = (page: Page, name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();
async function openSignIn(page: Page): Promise<void> {
  await page.getByRole('link', { name: /My account/ }).click();
  await press(page, 'Signing in');
}
const isIn = (page: Page): Promise<void> => page.getByRole('button', { name: 'Sign out' }).waitFor();

async function signIn(page: Page, email: string): Promise<void> {
  await page.goto(`${origin}/app`);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await press(page, 'Sign in');
}

describe.skipIf(!browser)('on the page', () => {
  test('an invited student makes a passkey instead of a password, and comes back with it alone', async () => {
    const admin = await muster.signIn(adminEmail);
    const made = { name: 'Ada Lovelace', externalId: 'S-001', email: null, role: 'student' };
    const { id } = (await admin.post<{ id: string }>('/api/v2/people', made)).body;
    const { url } = (await admin.post<{ url: string }>(`/api/v2/people/${id}/password-link`)).body;
    const { context, page } = await openPage();
    await page.goto(url.replace('127.0.0.1', 'localhost'));
    await press(page, 'Use a passkey instead');
    await isIn(page);
    await press(page, 'Sign out');
    await press(page, 'Sign in with a passkey');
    await isIn(page);
    await page.getByRole('banner').getByText('Ada Lovelace').waitFor();
    const [device] = await muster.db.autocommit.device.findMany({ where: { personId: id }, orderBy: { id: 'desc' } });
    expect(device!.way).toBe('passkey');
    await context.close();
  });

  test('somebody adds a passkey, keeps recovery codes, shows it after the password, and removes it with a proof', async () => {
    const email = 'grace@school.example';
    await createPerson(await muster.signIn(adminEmail), 'Grace Hopper', email, 'teacher');
    const { context, page } = await openPage();
    await signIn(page, email);
    await openSignIn(page);
    await press(page, 'Add a passkey');
    await page.getByRole('heading', { name: 'Recovery codes' }).waitFor();
    expect(await page.locator('.recovery-codes li').count()).toBe(10);
    const recovery = await page.locator('.recovery-codes li').first().innerText();
    await press(page, 'I have them');
    await page.getByText('10 recovery codes are left').waitFor();
    await press(page, 'Done');
    await press(page, 'Sign out');
    await signIn(page, email);
    await press(page, 'Use a passkey');
    await isIn(page);
    muster.clock.advance(6);
    await openSignIn(page);
    const remove = page.getByRole('button', { name: /^Remove Made on/ });
    await remove.click();
    await remove.click();
    await page.getByLabel('Code of your app, or a recovery code').fill(recovery);
    await press(page, 'Go on');
    await page.getByText('With one, whoever learns your password still cannot come in.').waitFor();
    expect(await muster.db.autocommit.passkey.count({ where: { person: { email } } })).toBe(0);
    await context.close();
  });

  test('an admin is reminded, sets an authenticator app up, and signs in with its code', async () => {
    const { context, page } = await openPage();
    await signIn(page, adminEmail);
    await page.getByText('Your role needs a second factor by').waitFor();
    await press(page, 'Set it up');
    await press(page, 'Use an authenticator app');
    const secret = (await page.locator('.link-line').innerText()).replaceAll(' ', '');
    const code = (): Promise<string> => generate({ secret, epoch: Math.floor(muster.clock.now().getTime() / 1000) });
    await page.getByLabel('The code that the app shows').fill(await code());
    await press(page, 'Take it into use');
    await press(page, 'I have them');
    await press(page, 'Done');
    await until(async () => (await page.getByText('Your role needs a second factor by').count()) === 0);
    await press(page, 'Sign out');
    muster.clock.advance(1);
    await signIn(page, adminEmail);
    await page.getByLabel('Code of your app, or a recovery code').fill('000000');
    await press(page, 'Sign in');
    await page.getByText('This code is not right').waitFor();
    await page.getByLabel('Code of your app, or a recovery code').fill(await code());
    await press(page, 'Sign in');
    await isIn(page);
    await context.close();
  });
});
