/** The focus index on the page: admins turn it on and off, teachers see how it stands, students agree and withdraw. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../../support/browser.ts';
import { adminEmail, password, startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createSmallSchool } from '../../support/school.ts';
import { patienceMs } from '../../support/until.ts';

const browser: Browser | undefined = await launchBrowser();
let muster: TestMuster;

beforeAll(async () => {
  muster = await startTestMuster();
  await createSmallSchool(muster, 1);
});
afterAll(async () => {
  await browser?.close();
  await muster.end();
});

async function open(email: string): Promise<Page> {
  const page = await (await browser!.newContext({ viewport: { width: 390, height: 844 } })).newPage();
  page.setDefaultTimeout(patienceMs);
  await page.goto(`${muster.url}/app/account`);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Focus index' }).click();
  await page.getByRole('heading', { name: 'Focus index' }).waitFor();
  return page;
}

test.skipIf(!browser)(
  'an admin turns it on with the assessment, changes it, and turns it off only when asked twice',
  async () => {
    const page = await open(adminEmail);
    await page.getByRole('button', { name: 'Turn on CS101' }).click();
    await page.getByRole('button', { name: 'Turn on', exact: true }).click();
    // The browser itself asks for the reference.
    expect(await muster.db.autocommit.focusSetting.count()).toBe(0);
    await page.getByLabel('Impact assessment (DPIA)').fill('DPIA 2026-14');
    await page.getByLabel('No figure of fewer people than').fill('10');
    await page.getByLabel('The front is').selectOption('offset');
    await page.getByLabel('Degrees beside the camera').fill('30');
    await page.getByRole('button', { name: 'Turn on', exact: true }).click();
    await page
      .getByText('is on, by the impact assessment DPIA 2026-14: of 10 people or more, never of a single person')
      .waitFor();
    expect(await muster.db.autocommit.focusSetting.findMany()).toMatchObject([
      { dpiaReference: 'DPIA 2026-14', minimumPeople: 10, front: 'offset', frontYawDeg: 30, perStudent: false },
    ]);
    await page.getByRole('button', { name: 'Turn off' }).click();
    expect(await muster.db.autocommit.focusSetting.count()).toBe(1);
    await page.getByRole('button', { name: 'Delete its figures?' }).click();
    await page.getByRole('button', { name: 'Turn on CS101' }).waitFor();
    expect(await muster.db.autocommit.focusSetting.count()).toBe(0);
  },
);

test.skipIf(!browser)('a teacher reads that it is off and who turns it on, without a button for it', async () => {
  const page = await open('grace@school.example');
  await page.getByText('stays off until an admin turns it on').waitFor();
  expect(await page.getByRole('button', { name: /^Turn on/ }).count()).toBe(0);
});

test.skipIf(!browser)('a student reads what it is, agrees, and withdraws', async () => {
  const page = await open('ada@school.example');
  await page.getByText('It says nothing about what anybody thinks or feels').waitFor();
  await page.getByRole('button', { name: 'I agree' }).click();
  await page.getByText('You have agreed. Nothing is kept of you.').waitFor();
  await page.getByRole('button', { name: 'Withdraw and delete' }).click();
  await page.getByText('You have not agreed.').waitFor();
  expect(await muster.db.autocommit.consent.count({ where: { kind: 'focus_index', withdrawnAt: null } })).toBe(0);
});
