/** The API to browse, in a real browser: it shows who may do what, signs in, and tries an operation. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../../support/browser.ts';
import { adminEmail, password, startTestMuster, type TestMuster } from '../../support/muster.ts';
import { patienceMs } from '../../support/until.ts';

const browser: Browser | undefined = await launchBrowser();
let muster: TestMuster;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  muster = await startTestMuster();
  if (!browser) return;
  page = await browser.newPage();
  page.setDefaultTimeout(patienceMs);
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (line) => {
    if (line.type() === 'error') complaints.push(line.text());
  });
  page.on('request', (request) => {
    if (!request.url().startsWith('data:') && new URL(request.url()).origin !== muster.url)
      complaints.push(`asked ${request.url()}`);
  });
  await page.goto(`${muster.url}/api/docs`);
});
afterAll(async () => {
  await browser?.close();
  await muster.end();
});

test.runIf(browser)('tells the permission of an operation, who has it, and how it is refused', async () => {
  await page.locator('[data-tag="sessions"]').click();
  await page
    .locator('.opblock', { hasText: '/sessions/{sessionId}/cancel' })
    .locator('.opblock-summary-control')
    .click();
  const operation = page.locator('.opblock.is-open');
  await operation.getByText('Permission sessions.plan: teacher (taught), admin (any).').waitFor();
  const statuses = operation.locator('.responses-table .response-col_status');
  expect((await statuses.allInnerTexts()).map((text) => text.trim()).filter((text) => text !== 'Code')).toEqual([
    '200',
    '400',
    '401',
    '403',
    '404',
    '409',
    '413',
    '415',
    '500',
    '503',
  ]);
});

test.runIf(browser)('signs in with e-mail and password, and tries an operation as that person', async () => {
  await page.getByRole('button', { name: 'Authorize' }).first().click();
  const dialog = page.locator('.auth-container', { hasText: 'OAuth2' });
  await dialog.locator('#oauth_username').fill(adminEmail);
  await dialog.locator('#oauth_password').fill(password);
  await dialog.getByRole('button', { name: 'Apply given OAuth2 credentials' }).click();
  await dialog.getByText('Logout').waitFor();
  await page.locator('.close-modal').click();
  await page.locator('[data-tag="people"]').click();
  const me = page.locator('.opblock', { hasText: 'Who I am' });
  await me.locator('.opblock-summary-control').click();
  await me.getByRole('button', { name: 'Try it out' }).click();
  await me.getByRole('button', { name: 'Execute' }).click();
  const answer = me.locator('.live-responses-table');
  await answer.getByText(adminEmail).first().waitFor();
  expect(await answer.locator('.response-col_status').last().innerText()).toContain('200');
});

test.runIf(browser)('loads nothing from elsewhere, and breaks none of its own rules', () => {
  expect(complaints).toEqual([]);
});
