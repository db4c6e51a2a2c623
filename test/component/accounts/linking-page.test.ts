/** Chat accounts on the page: a code, the moment it is used, and unlinking. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../../support/browser.ts';
import { password, startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createSmallSchool } from '../../support/school.ts';
import { startFakeSlack, type FakeSlack } from '../../support/slack.ts';
import { appId, tenantId } from '../../support/teams.ts';
import { patienceMs } from '../../support/until.ts';

const browser: Browser | undefined = await launchBrowser();
let slack: FakeSlack;
let muster: TestMuster;

beforeAll(async () => {
  slack = await startFakeSlack();
  muster = await startTestMuster(
    { ...slack.env, MicrosoftAppId: appId, MicrosoftAppPassword: 'x', MicrosoftAppTenantId: tenantId },
    new Date().toISOString(),
  );
  await createSmallSchool(muster, 1);
});
afterAll(async () => {
  await browser?.close();
  await muster.end();
  await slack.close();
});

async function enter(url: string): Promise<Page> {
  const page = await (
    await browser!.newContext({
      viewport: { width: 390, height: 844 },
      permissions: ['clipboard-read', 'clipboard-write'],
    })
  ).newPage();
  page.setDefaultTimeout(patienceMs);
  await page.goto(`${url}/app/account`);
  await page.getByLabel('E-mail').fill('ada@school.example');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Chat accounts' }).click();
  await page.getByRole('heading', { name: 'Chat accounts' }).waitFor();
  return page;
}

test.skipIf(!browser)(
  'a code is shown with the line to send, the page notices when it is used, and the account is unlinked there',
  async () => {
    const page = await enter(muster.url);
    await page.getByText('No account is linked yet').waitFor();
    await page.getByRole('button', { name: 'Get a code' }).click();
    const line = (await page.getByText(/^link [0-9A-Z]{4}-/).textContent())!;
    await page.getByText(/Good for 1[45]:\d\d minutes, once/).waitFor();
    expect(await page.getByRole('link', { name: 'Open in Teams' }).getAttribute('href')).toBe(
      `https://teams.microsoft.com/l/chat/0/0?users=28:${appId}&message=${encodeURIComponent(line)}`,
    );
    await page.getByRole('button', { name: 'Copy' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(line);

    await muster.modules.accounts.link({ platform: 'slack', tenantId: 'T1', userId: 'U1' }, line.replace('link ', ''));
    await page.getByText('Slack', { exact: false }).filter({ hasText: 'since' }).waitFor();
    await page.getByRole('button', { name: 'Unlink' }).click();
    await page.getByRole('button', { name: 'Really unlink?' }).click();
    await page.getByText('No account is linked yet').waitFor();
    expect(await muster.modules.accounts.find({ platform: 'slack', tenantId: 'T1', userId: 'U1' })).toBe(undefined);
  },
);

test.skipIf(!browser)('where neither Slack nor Teams is connected the page says so', async () => {
  const other = await startTestMuster();
  await createSmallSchool(other, 1);
  const page = await enter(other.url);
  await page.getByText('This Muster is not connected to Slack or Teams').waitFor();
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('heading', { name: 'My account' }).waitFor();
  await other.end();
});
