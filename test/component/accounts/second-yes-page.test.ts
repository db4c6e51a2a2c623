/** On the page an admin reads what another one asks for, and says yes to it after showing who they are. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../../support/browser.ts';
import { enterPage } from '../../support/enter-page.ts';
import { adminEmail, password, startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createPerson } from '../../support/school.ts';

const browser: Browser | undefined = await launchBrowser();
let muster: TestMuster;

beforeAll(async () => {
  muster = await startTestMuster();
});
afterAll(async () => {
  await browser?.close();
  await muster.end();
});

describe.skipIf(!browser)('the page', () => {
  test('shows what waits in words, and does it after a proof and a yes', async () => {
    const admin = await muster.signIn(adminEmail);
    await createPerson(admin, 'Second Admin', 'second@school.example', 'admin');
    const grace = await createPerson(admin, 'Grace Hopper', 'grace@school.example', 'teacher');
    await admin.request('PATCH', '/api/v2/institution', { secondYesFor: ['roles'] });
    expect((await admin.request('PATCH', `/api/v2/people/${grace}`, { role: 'admin' })).status).toBe(202);
    const page = await enterPage(browser!, muster.url, 'second@school.example');
    await page.getByRole('link', { name: /My account/ }).click();
    muster.clock.advance(6);
    await page.getByRole('button', { name: 'Signing in' }).click();
    const row = page.getByRole('listitem').filter({ hasText: 'asks to change Grace Hopper' });
    await row.getByRole('button', { name: /^Yes/ }).click();
    await page.getByLabel('Your password').fill(password);
    await page.getByRole('button', { name: 'Go on' }).click();
    await row.waitFor({ state: 'detached' });
    expect((await muster.db.autocommit.person.findUniqueOrThrow({ where: { id: grace } })).role).toBe('admin');
    await page.context().close();
  });
});
