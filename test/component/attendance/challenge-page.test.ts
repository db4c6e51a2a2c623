/** The challenge on the page, on the whole service: somebody before the camera follows the arrow and is checked in. */
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../../support/browser.ts';
import { putBeforeCamera } from '../../support/fake-person.ts';
import { password, startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createSmallSchool, enrolFace, readPortraits, type SmallSchool } from '../../support/school.ts';
import { portray, type Sitter } from '../../support/turning-head.ts';
import { patienceMs } from '../../support/until.ts';

const browser: Browser | undefined = await launchBrowser();
let muster: TestMuster;
let school: SmallSchool;
let sitter: Sitter;
let sessionId: string;

beforeAll(async () => {
  muster = await startTestMuster();
  school = await createSmallSchool(muster, 2, { checkInWays: ['selfie', 'code'], selfiePolicy: 'second_factor' });
  const [portrait] = await readPortraits(1, 1);
  await enrolFace(await muster.signIn(school.students[0]!.email), portrait!);
  sitter = await portray(muster.modules.faces.watch, portrait!);
});
afterAll(async () => {
  await browser?.close();
  await muster.end();
});

async function enter(
  email: string,
  prepare: (page: Page) => Promise<void>,
): Promise<{ page: Page; dialog: Locator; complaints: string[] }> {
  const page = await (await browser!.newContext({ viewport: { width: 390, height: 844 } })).newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  await prepare(page);
  await page.goto(`${muster.url}/app/chat`);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Check in', exact: true }).click();
  return { page, dialog: page.getByRole('dialog', { name: 'Check in with the camera' }), complaints };
}

const statusOf = async () =>
  (await muster.db.autocommit.attendanceRecord.findFirst({ where: { sessionId, personId: school.students[0]!.id } }))
    ?.status ?? null;

test.skipIf(!browser)('without an open session it says so, and with two it asks which', async () => {
  const { page, dialog } = await enter(school.students[0]!.email, (before) => putBeforeCamera(before, sitter));
  await dialog.getByRole('button', { name: 'Start' }).click();
  await dialog.getByText('None of your classes has an open session right now.').waitFor();
  await dialog.getByRole('button', { name: 'Close', exact: true }).click();
  sessionId = (
    await school.teacher.post<{ id: string }>(`/api/v2/classes/${school.classId}/sessions/open`, {
      durationMinutes: 60,
    })
  ).body.id;
  const other = (
    await school.admin.post<{ id: string }>('/api/v2/classes', {
      code: 'MA200',
      title: 'Algebra',
      campusId: school.campusId,
    })
  ).body.id;
  await school.admin.post(`/api/v2/classes/${other}/students`, { personIds: [school.students[0]!.id] });
  await school.admin.post(`/api/v2/classes/${other}/teachers`, { personId: school.teacher.id });
  const second = (
    await school.teacher.post<{ id: string }>(`/api/v2/classes/${other}/sessions/open`, { durationMinutes: 60 })
  ).body.id;
  await page.getByRole('button', { name: 'Check in', exact: true }).click();
  await dialog.getByRole('button', { name: 'Check in to MA200' }).waitFor();
  expect(await dialog.getByRole('button', { name: 'Check in to CS101' }).count()).toBe(1);
  await school.teacher.post(`/api/v2/sessions/${second}/close`);
  await page.context().close();
});

test.skipIf(!browser)(
  'while the service is busy the same pictures go to the same challenge again, and no other is begun; whoever held still is told what was not seen, and may try again or go on without the camera',
  async () => {
    const asked: string[] = [];
    const { page, dialog, complaints } = await enter(school.students[0]!.email, async (before) => {
      await putBeforeCamera(before, sitter, true);
      await before.route('**/api/v2/check-ins/challenge**', async (route) => {
        asked.push(new URL(route.request().url()).pathname);
        // The first two answers find it busy.
        if (asked.length === 2)
          await route.fulfill({
            status: 503,
            contentType: 'application/problem+json',
            body: JSON.stringify({ status: 503, code: 'busy', retryable: true, retryAfterS: 1 }),
          });
        else if (asked.length === 3) await route.abort();
        else await route.continue();
      });
    });
    await dialog.getByRole('button', { name: 'Start' }).click();
    await dialog.getByText('Sending your pictures again').waitFor({ timeout: patienceMs });
    await dialog.getByText('You are not checked in to CS101.').waitFor({ timeout: patienceMs });
    const [begun, ...answered] = asked;
    expect([begun, answered.length, new Set(answered).size]).toEqual(['/api/v2/check-ins/challenge', 3, 1]);
    await dialog.getByText('Your head was not turned as asked').waitFor();
    expect([await dialog.getByRole('button', { name: 'Try again' }).count(), await statusOf()]).toEqual([1, null]);
    await dialog.getByRole('button', { name: 'Send a photo instead' }).click();
    await page.getByRole('dialog', { name: 'Take a photo' }).waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  },
);

test.skipIf(!browser)(
  'whoever turns as the arrow shows is checked in where a lone selfie would not do, and finds the receipt in the chat',
  async () => {
    const { page, dialog, complaints } = await enter(school.students[0]!.email, (before) =>
      putBeforeCamera(before, sitter),
    );
    await dialog.getByRole('button', { name: 'Start' }).click();
    await dialog.getByText('Look into the camera').waitFor();
    await dialog.getByText(/^Turn (left|right)$/).waitFor();
    await dialog.getByText(/^You are/).waitFor({ timeout: patienceMs });
    expect(await dialog.locator('.receipt').innerText()).toMatch(
      /You are checked in to CS101 as present\.[^]*Turned .* as asked within 20 s; the same face throughout/,
    );
    expect(await statusOf()).toBe('present');
    await dialog.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('log').getByText('You are checked in to CS101 as present.').waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  },
);
