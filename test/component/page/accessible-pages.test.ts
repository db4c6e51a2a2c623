/** Every page that a role finds in its menu, at both sizes, light and dark: axe finds no barrier. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBarriers } from '../../support/axe.ts';
import { launchBrowser } from '../../support/browser.ts';
import { enterPage } from '../../support/enter-page.ts';
import { adminEmail, startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createPerson, createSmallSchool, type SmallSchool } from '../../support/school.ts';

const browser: Browser | undefined = await launchBrowser();
let muster: TestMuster;
let school: SmallSchool;
let sessionId: string;
const guardian = 'guardian@school.example';

beforeAll(async () => {
  muster = await startTestMuster();
  school = await createSmallSchool(muster, 3);
  await createPerson(school.admin, 'Mary Lovelace', guardian, 'guardian');
  const opened = await school.teacher.post<{ id: string }>(`/api/v2/classes/${school.classId}/sessions/open`, {
    durationMinutes: 60,
  });
  sessionId = opened.body.id;
});
afterAll(async () => {
  await browser?.close();
  await muster.end();
});

const everybody = ['/', '/chat', '/notifications', '/account', '/nowhere'];
const staff = (): string[] => [
  '/classes',
  `/classes/${school.classId}`,
  `/sessions/${sessionId}`,
  `/sessions/${sessionId}/roll-call`,
  `/sessions/${sessionId}/code`,
  '/inbox',
];
const people = [
  { role: 'student', email: () => school.students[0]!.email, pages: () => everybody },
  { role: 'guardian', email: () => guardian, pages: () => everybody },
  { role: 'teacher', email: () => 'grace@school.example', pages: () => [...everybody, ...staff()] },
  {
    role: 'admin',
    email: () => adminEmail,
    pages: () => [...everybody, ...staff(), '/people', '/people/import', '/set-up'],
  },
];
const phone = { width: 390, height: 844 };
const desk = { width: 1360, height: 850 };
const screens = [
  { name: 'a phone, light', viewport: phone, colorScheme: 'light' },
  { name: 'a phone, dark', viewport: phone, colorScheme: 'dark' },
  { name: 'a desk, light', viewport: desk, colorScheme: 'light' },
  { name: 'a desk, dark', viewport: desk, colorScheme: 'dark' },
] as const;

describe.skipIf(!browser).each(people)('for a $role', ({ email, pages }) => {
  test.each(screens)('on $name', async ({ viewport, colorScheme }) => {
    const page = await enterPage(browser!, muster.url, email(), { viewport, colorScheme, reducedMotion: 'reduce' });
    const found: Record<string, string[]> = {};
    for (const address of pages()) {
      await page.goto(`${muster.url}/app${address}`);
      await page.getByRole('heading').first().waitFor();
      await page.getByText('Loading…').waitFor({ state: 'detached' });
      const barriers = await findBarriers(page);
      if (barriers.length > 0) found[address] = barriers;
    }
    expect(found).toEqual({});
    await page.context().close();
  });
});

test.skipIf(!browser).each(screens)('before signing in, on $name', async ({ viewport, colorScheme }) => {
  const page = await (await browser!.newContext({ viewport, colorScheme, reducedMotion: 'reduce' })).newPage();
  await page.goto(`${muster.url}/app`);
  await page.getByLabel('E-mail').waitFor();
  expect(await findBarriers(page)).toEqual([]);
  await page.context().close();
});
