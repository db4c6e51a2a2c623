/** The teacher's pages on the whole service: registers filled by keyboard, by two at once and by check-ins, and the code on the wall. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { launchBrowser } from '../../support/browser.ts';
import { enterPage } from '../../support/enter-page.ts';
import { adminEmail, startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createPerson, createSmallSchool, type SmallSchool } from '../../support/school.ts';

const browser: Browser | undefined = await launchBrowser();
const size = 40;
let muster: TestMuster;
let school: SmallSchool;
let sessionId: string;
let contexts: BrowserContext[] = [];

beforeAll(async () => {
  muster = await startTestMuster();
  school = await createSmallSchool(muster, 2);
  const others = Array.from({ length: size - 2 }, (_, index) => `Student ${String(index + 1).padStart(2, '0')}`);
  const personIds: string[] = [];
  for (const name of others) {
    const email = `${name.toLowerCase().replace(' ', '')}@school.example`;
    personIds.push(
      (await school.admin.post<{ id: string }>('/api/v2/people', { name, email, role: 'student' })).body.id,
    );
  }
  await school.admin.post(`/api/v2/classes/${school.classId}/students`, { personIds });
  const alan = await createPerson(school.admin, 'Alan Turing', 'alan@school.example', 'teacher');
  await school.admin.post(`/api/v2/classes/${school.classId}/teachers`, { personId: alan });
});
afterAll(async () => {
  await browser?.close();
  await muster.end();
});
// Every test has a lesson of its own.
beforeEach(async () => {
  muster.clock.advance(24 * 60);
  await muster.modules.attendance.closeDueSessions();
  school.admin = await muster.signIn(adminEmail);
  school.teacher = Object.assign(await muster.signIn('grace@school.example'), { id: school.teacher.id });
  const open = await school.teacher.post<{ id: string }>(`/api/v2/classes/${school.classId}/sessions/open`, {});
  sessionId = open.body.id;
});
afterEach(async () => {
  await Promise.all(contexts.map((context) => context.close()));
  contexts = [];
});

async function enter(email: string, path: string): Promise<Page> {
  const page = await enterPage(browser!, muster.url, email, { at: path, viewport: { width: 1360, height: 850 } });
  contexts.push(page.context());
  return page;
}
const openRegister = async (email = 'grace@school.example'): Promise<Page> => {
  const page = await enter(email, `/sessions/${sessionId}`);
  await page
    .locator('.student')
    .nth(size - 1)
    .waitFor({ state: 'attached' });
  return page;
};
const countMarks = async (): Promise<Record<string, number>> => {
  const counts: Record<string, number> = {};
  const where = { sessionId, status: { not: null } };
  for (const { status } of await muster.db.autocommit.attendanceRecord.findMany({ where, select: { status: true } }))
    if (status) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
};
const card = (page: Page, name: string) => page.locator('.student-tap', { hasText: name });
const says = (page: Page, name: string, status: string) =>
  page
    .getByRole('button', { name: `${name}: ${status}`, exact: true })
    .first()
    .waitFor();

describe.skipIf(!browser)('a register', () => {
  test('of forty is filled by keyboard alone: moved through, marked, searched, and taken back', async () => {
    const page = await openRegister();
    await card(page, 'Ada Lovelace').focus();
    for (let index = 0; index < size; index++) await page.keyboard.press(index % 10 === 9 ? 'a' : 'p');
    await expect.poll(countMarks).toEqual({ present: 36, absent: 4 });

    await page.keyboard.press('/');
    await page.keyboard.type('pascal');
    await expect.poll(() => page.locator('.student').count()).toBe(1);
    await page.keyboard.press('Escape');
    await card(page, 'Ada Lovelace').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('l');
    await says(page, 'Blaise Pascal', 'Late');
    await expect.poll(countMarks).toEqual({ present: 35, absent: 4, late: 1 });
    await page.keyboard.press('z');
    await expect.poll(countMarks).toEqual({ present: 36, absent: 4 });
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  });

  test('is all present in one press, then two are tapped absent; Undo takes back press by press', async () => {
    const page = await openRegister();
    await page.getByRole('button', { name: 'All present' }).click();
    await expect.poll(countMarks).toEqual({ present: size });
    await card(page, 'Ada Lovelace').click();
    await card(page, 'Student 07').click();
    await expect.poll(countMarks).toEqual({ present: size - 2, absent: 2 });
    const undo = page.locator('.register-bar').getByRole('button', { name: 'Undo' });
    await undo.click();
    await says(page, 'Student 07', 'Present');
    await undo.click();
    await undo.click();
    await expect.poll(countMarks).toEqual({});
    await says(page, 'Ada Lovelace', 'Not marked');
  });

  test('is filled by two teachers at once: each sees what the other marks, and no mark is lost', async () => {
    const [grace, alan] = [await openRegister(), await openRegister('alan@school.example')];
    await card(grace, 'Ada Lovelace').click();
    await says(alan, 'Ada Lovelace', 'Present');
    await alan.getByText('Grace Hopper marked Ada Lovelace: Present').waitFor();

    // Both go through it at the same time, from either end.
    const halves = async (page: Page, from: number, to: number): Promise<void> => {
      for (let index = from; index <= to; index++)
        await card(page, `Student ${String(index).padStart(2, '0')}`).click();
    };
    await Promise.all([halves(grace, 1, 19), halves(alan, 20, 38)]);
    await expect.poll(countMarks).toEqual({ present: size - 1 });
    for (const page of [grace, alan]) {
      await says(page, 'Student 38', 'Present');
      await says(page, 'Student 01', 'Present');
    }
  });

  test('tells who was faster and does not overwrite them; the own mark is written when that is pressed', async () => {
    const page = await openRegister();
    await page.context().setOffline(true);
    await card(page, 'Ada Lovelace').click();
    await page.getByText('1 mark was not sent.').waitFor();
    const { id } = school.students[0]!;
    await school.admin.request('PUT', `/api/v2/sessions/${sessionId}/records/${id}`, { status: 'excused' });
    await page.context().setOffline(false);
    await page.getByText('Your mark “Present” was not written.').waitFor();
    await says(page, 'Ada Lovelace', 'Excused');
    expect(await countMarks()).toEqual({ excused: 1 });
    await page.getByRole('button', { name: 'Use mine' }).click();
    await expect.poll(countMarks).toEqual({ present: 1 });
  });

  test('shows a check-in as it comes, and says what closing writes before it does', async () => {
    const page = await openRegister();
    const { body } = await school.teacher.post<{ code: string }>(`/api/v2/sessions/${sessionId}/code`, {});
    const ada = await muster.signIn('ada@school.example');
    await ada.post('/api/v2/check-ins', { code: body.code });
    await page.getByText('Ada Lovelace checked in: Present').waitFor();
    await says(page, 'Ada Lovelace', 'Present');

    await page.getByRole('button', { name: 'Close…' }).click();
    await page.getByText(`${size - 1} students have no mark: absent is written for them`).waitFor();
    await page.getByRole('button', { name: 'Close the register' }).click();
    await page.getByText(`Closed. Written: ${size - 1} absent, 0 excused.`).waitFor();
    expect(await countMarks()).toEqual({ present: 1, absent: size - 1 });
  });
});

describe.skipIf(!browser)('the code on the wall', () => {
  test('checks a student in, by QR and by digits, and counts who is here', async () => {
    const page = await enter('grace@school.example', '');
    const shown = page.waitForResponse((answer) => answer.url().endsWith('/qr'));
    await page.goto(`${muster.url}/app/sessions/${sessionId}/code`);
    const { text, svg } = (await (await shown).json()) as { text: string; svg: string };
    expect(await page.getByAltText('QR code to check in').getAttribute('src')).toBe(
      `data:image/svg+xml,${encodeURIComponent(svg)}`,
    );
    await page.getByText(`0 of ${size} here`).waitFor();
    const ada = await muster.signIn('ada@school.example');
    expect((await ada.post('/api/v2/check-ins', { sessionId, qr: text })).status).toBe(200);
    await page.getByText(`1 of ${size} here`).waitFor();

    const digits = page.locator('.projector-digits');
    await expect.poll(() => digits.textContent()).toMatch(/^\d{3} \d{3}$/);
    const code = (await digits.textContent())?.replace(' ', '');
    const blaise = await muster.signIn('blaise@school.example');
    expect((await blaise.post('/api/v2/check-ins', { code })).status).toBe(200);
    await page.getByText(`2 of ${size} here`).waitFor();
  });
});

describe.skipIf(!browser)("a teacher's start", () => {
  test("shows today's lessons, and a press opens the register", async () => {
    const page = await enter('grace@school.example', '');
    await page.getByRole('link', { name: 'CS101' }).click();
    await page.waitForURL(`**/sessions/${sessionId}`);
    await page.getByRole('heading', { name: /^CS101/ }).waitFor();
  });
});
