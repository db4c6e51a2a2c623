/** Setting a school up by pressing alone, in a browser on the whole service. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../../support/browser.ts';
import { enterPage } from '../../support/enter-page.ts';
import { adminEmail, password, startTestMuster, type TestMuster } from '../../support/muster.ts';

const browser: Browser | undefined = await launchBrowser();
let muster: TestMuster;
let page: Page;
const complaints: string[] = [];

const list = [
  'Name;Matrikelnummer;E-Mail;Klasse',
  'Zoë Ångström;S-1;zoe@school.example;BIO1',
  'Liam O’Brien;S-2;;BIO1',
  ';S-3;;BIO1',
].join('\r\n');

beforeAll(async () => {
  muster = await startTestMuster();
  if (!browser) return;
  page = await enterPage(browser, muster.url, adminEmail, { at: '/set-up', timezoneId: 'Europe/Vienna' });
  page.on('pageerror', (error) => complaints.push(error.message));
});
afterAll(async () => {
  await browser?.close();
  await muster.end();
});

const step = (name: string) => page.getByRole('listitem').filter({ has: page.getByRole('heading', { name }) });
const countPeople = () => muster.db.autocommit.person.count({ where: { role: 'student' } });

test.skipIf(!browser)('the campus is put on the clock of the admin’s own place, unless another is typed', async () => {
  await step('Campus and time zone').getByText('To do').waitFor();
  await page.getByRole('button', { name: 'Add a campus' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Main campus');
  await page.getByRole('button', { name: 'Save' }).click();
  await step('Campus and time zone').getByText('is on Europe/Vienna time.').waitFor();
  await step('Campus and time zone').getByText('Done').waitFor();
  expect(await muster.db.autocommit.campus.findMany()).toMatchObject([{ timeZone: 'Europe/Vienna' }]);
});

test.skipIf(!browser)('a time zone that is none is refused in the form, which keeps what was typed', async () => {
  await page.getByRole('button', { name: 'Change' }).click();
  await page.getByLabel('Time zone').fill('Europe/Nowhere');
  await page.getByRole('button', { name: 'Save' }).click();
  await page
    .getByRole('alert')
    .filter({ hasText: /time ?zone/i })
    .waitFor();
  expect(await page.getByLabel('Time zone').inputValue()).toBe('Europe/Nowhere');
  await page.getByRole('button', { name: 'Cancel' }).click();
  expect(await muster.db.autocommit.campus.findMany()).toMatchObject([{ timeZone: 'Europe/Vienna' }]);
});

test.skipIf(!browser)(
  'a file is looked at line by line before anything is written, then people and classes come in',
  async () => {
    await page.getByRole('link', { name: 'From a file' }).click();
    await page.getByRole('button', { name: 'Choose a file' }).waitFor();
    const file = { name: 'list.csv', mimeType: 'text/csv', buffer: Buffer.from(list) };
    await page.locator('main input[type=file]').setInputFiles(file);
    await page.getByText('New: 2 · Changed: 0 · Places on rosters: 2 · Faults: 1').waitFor();
    await page.getByRole('row').filter({ hasText: 'Fault' }).getByText('Name').waitFor();
    expect(await countPeople()).toBe(0);
    await page.getByRole('button', { name: 'Bring them in' }).click();
    await page.getByText('2 people were made, 2 places on rosters taken').waitFor();
    expect(await countPeople()).toBe(2);
    await page.getByRole('link', { name: 'See the people' }).click();
    await page.getByLabel('Name, address or number').fill('S-2');
    await page.getByRole('button', { name: 'Open Liam O’Brien' }).waitFor();
    await page.getByRole('button', { name: 'Open Zoë Ångström' }).waitFor({ state: 'detached' });
  },
);

test.skipIf(!browser)('somebody gets a link to choose a password with, which opens the page', async () => {
  await page.getByRole('button', { name: 'Open Liam O’Brien' }).click();
  await page.getByRole('button', { name: 'Make a link to choose a password' }).click();
  const url = await page.getByText(/#reset=|#welcome=/).innerText();
  const other = await (await browser!.newContext()).newPage();
  await other.goto(url);
  await other.getByText('Liam O’Brien').first().waitFor();
  await other.context().close();
});

test.skipIf(!browser)('another admin is made after showing once more who one is', async () => {
  await page.goto(`${muster.url}/app/people`);
  muster.clock.advance(6);
  await page.getByRole('button', { name: 'Add a person' }).click();
  const form = page.getByRole('dialog', { name: 'Add a person' });
  await form.getByLabel('Name', { exact: true }).fill('Second Admin');
  await form.getByLabel('E-mail').fill('second@school.example');
  await form.getByRole('radio', { name: 'Administrator' }).click();
  await form.getByRole('button', { name: 'Save' }).click();
  await page.getByLabel('Your password').fill(password);
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByText('Second Admin was added.').waitFor();
  expect(await muster.db.autocommit.person.count({ where: { role: 'admin' } })).toBe(2);
});

test.skipIf(!browser)(
  'what waits for a second yes is said in the form, and nothing is claimed to be done',
  async () => {
    const admin = await muster.signIn(adminEmail);
    expect((await admin.request('PATCH', '/api/v2/institution', { secondYesFor: ['roles'] })).status).toBe(200);
    await page.getByRole('button', { name: 'Add a person' }).click();
    const form = page.getByRole('dialog', { name: 'Add a person' });
    await form.getByLabel('Name', { exact: true }).fill('Third Admin');
    await form.getByLabel('E-mail').fill('third@school.example');
    await form.getByRole('radio', { name: 'Administrator' }).click();
    await form.getByRole('button', { name: 'Save' }).click();
    await form
      .getByRole('alert')
      .getByText(/waits for a second administrator/)
      .waitFor();
    expect(await muster.db.autocommit.person.count({ where: { role: 'admin' } })).toBe(2);
  },
);

test.skipIf(!browser)('the set-up says what is there by now, and the page complained of nothing', async () => {
  await page.goto(`${muster.url}/app/set-up`);
  await step('People and rosters').getByText('2 people beside the administrators.').waitFor();
  await step('Classes').getByText('1 class.').waitFor();
  expect(complaints).toEqual([]);
});
