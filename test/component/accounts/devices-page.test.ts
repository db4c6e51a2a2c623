/** The page stays signed in across tabs and restarts, and signs one device out alone. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../../support/browser.ts';
import { adminEmail, password, startTestMuster, type TestMuster } from '../../support/muster.ts';

const browser: Browser | undefined = await launchBrowser();
let muster: TestMuster;

beforeAll(async () => {
  muster = await startTestMuster();
});
afterAll(async () => {
  await browser?.close();
  await muster.end();
});

async function open(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${muster.url}/app`);
  return page;
}

async function signIn(context: BrowserContext): Promise<Page> {
  const page = await open(context);
  await page.getByLabel('E-mail').fill(adminEmail);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await isIn(page);
  return page;
}

const isIn = (page: Page): Promise<void> => page.getByRole('button', { name: 'Sign out' }).waitFor();
const isOut = (page: Page): Promise<void> => page.getByLabel('E-mail').waitFor();

describe.skipIf(!browser)('the page', () => {
  test('stays signed in in tabs that are opened at once, after reloading fast, and after a restart', async () => {
    const context = await browser!.newContext();
    const first = await signIn(context);
    const tabs = await Promise.all([open(context), open(context), open(context)]);
    await Promise.all(tabs.map(isIn));
    // Each load trades the refresh token; the answer to the first two is not waited for.
    await Promise.all(
      tabs.map(async (tab) => {
        await tab.goto(`${muster.url}/app`, { waitUntil: 'commit' });
        await tab.goto(`${muster.url}/app`, { waitUntil: 'commit' });
        await tab.goto(`${muster.url}/app`);
      }),
    );
    await Promise.all([first, ...tabs].map(isIn));
    const kept = await context.storageState();
    await context.close();
    muster.clock.advance(60);
    const restarted = await browser!.newContext({ storageState: kept });
    await isIn(await open(restarted));
    await restarted.close();
  });

  test('lists devices and signs one out at once, and then itself', async () => {
    const [here, there] = [
      await browser!.newContext(),
      await browser!.newContext({
        userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
      }),
    ];
    const [mine, lost] = [await signIn(here), await signIn(there)];
    await mine.getByRole('link', { name: /My account/ }).click();
    await mine.getByRole('button', { name: 'Signing in' }).click();
    const row = mine.getByRole('listitem').filter({ hasText: 'Firefox on Linux' });
    await row.getByRole('button').click();
    await row.waitFor({ state: 'detached' });
    await lost.getByLabel('Message', { exact: true }).fill('help');
    await lost.keyboard.press('Enter');
    await isOut(lost);
    await mine.getByRole('listitem').filter({ hasText: 'this one ·' }).getByRole('button').click();
    await mine.getByText('You are signed out.').waitFor();
    await mine.reload();
    await isOut(mine);
    // What it keeps opens nothing: it knows the device when its owner signs in again.
    expect((await here.cookies()).map(({ name }) => name)).toEqual(['muster_devices']);
    await Promise.all([here.close(), there.close()]);
  });
});
