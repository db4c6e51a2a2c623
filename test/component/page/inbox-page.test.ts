/** The teacher's inbox and classes on the whole service: what was asked is decided by key, and a class can be looked through. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../../support/browser.ts';
import { enterPage } from '../../support/enter-page.ts';
import { startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createSmallSchool, type SmallSchool } from '../../support/school.ts';

const browser: Browser | undefined = await launchBrowser();
let muster: TestMuster;
let school: SmallSchool;
let page: Page;
let sessionId: string;

beforeAll(async () => {
  muster = await startTestMuster();
  school = await createSmallSchool(muster, 3);
  const open = await school.teacher.post<{ id: string }>(`/api/v2/classes/${school.classId}/sessions/open`, {});
  sessionId = open.body.id;
  if (!browser) return;
  page = await enterPage(browser, muster.url, 'grace@school.example', { acceptDownloads: true });
});
afterAll(async () => {
  await browser?.close();
  await muster.end();
});
const mark = (personId: string, status: string) =>
  school.teacher.request('PUT', `/api/v2/sessions/${sessionId}/records/${personId}`, { status });

describe.skipIf(!browser)('the inbox', () => {
  test('lists leave and appeals, which are decided by keys: once confirmed, and with the answer that was typed', async () => {
    const [ada, blaise, chen] = school.students;
    await mark(ada!.id, 'absent');
    await mark(blaise!.id, 'absent');
    await mark(chen!.id, 'present');
    await school.teacher.post(`/api/v2/sessions/${sessionId}/close`);
    const asAda = await muster.signIn(ada!.email);
    await asAda.post('/api/v2/appeals', { sessionId, wanted: 'present', text: 'I sat at the back.' });
    const asBlaise = await muster.signIn(blaise!.email);
    const form = new FormData();
    for (const [name, value] of Object.entries({ classId: school.classId, sessionIds: sessionId, reason: 'Flu' }))
      form.append(name, value);
    await asBlaise.request('POST', '/api/v2/leave', form);

    await page.getByRole('link', { name: 'Inbox' }).click();
    await page.getByText('I sat at the back.').waitFor();
    await page.getByRole('article', { name: 'Appeal: Ada Lovelace' }).focus();
    await page.keyboard.press('a');
    await page.getByRole('alertdialog', { name: 'Accept the appeal of Ada Lovelace?' }).waitFor();
    await page.keyboard.type('So you did.');
    await page.keyboard.press('Enter');
    await page.getByText('Accepted: Ada Lovelace is told.').waitFor();
    expect((await asAda.get<object[]>('/api/v2/appeals')).body).toMatchObject([
      { status: 'accepted', answer: 'So you did.' },
    ]);

    await page.getByRole('article', { name: 'Leave: Blaise Pascal' }).focus();
    await page.keyboard.press('d');
    await page.getByRole('button', { name: 'Back' }).click();
    expect(await muster.db.autocommit.leaveRequest.count({ where: { status: 'pending' } })).toBe(1);
    await page.getByRole('article', { name: 'Leave: Blaise Pascal' }).focus();
    await page.keyboard.press('a');
    await page.getByRole('alertdialog').getByRole('button', { name: 'Approve' }).click();
    await page.getByText('Nothing waits for you').waitFor();
    const records = await muster.db.autocommit.attendanceRecord.findMany({ where: { sessionId } });
    expect(Object.fromEntries(records.map(({ personId, status }) => [personId, status]))).toEqual({
      [ada!.id]: 'present',
      [blaise!.id]: 'excused',
      [chen!.id]: 'present',
    });
  });
});

describe.skipIf(!browser)('a class', () => {
  test('is looked through: lessons, roster, figures and rules; and its sheet is downloaded', async () => {
    await page.getByRole('link', { name: 'Classes' }).click();
    await page.getByRole('link', { name: 'CS101' }).click();
    await page.getByRole('tab', { name: 'Roster' }).click();
    await page.getByRole('rowheader', { name: 'Chen Jingrun' }).waitFor();
    await page.getByRole('tab', { name: 'Figures' }).click();
    await page.getByRole('tab', { name: 'Rules' }).click();
    await page.getByText('Attendance below 75 % is pointed out.').waitFor();
    await page.getByRole('tab', { name: 'Sheet' }).click();
    await page.getByLabel('From').fill('2026-11-01');
    await page.getByLabel('To', { exact: true }).fill('2026-11-30');
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download the sheet' }).click();
    expect((await saved).suggestedFilename()).toMatch(/^CS101.*\.pdf$/);
  });
});
