/** The page on the whole service: what a student and a teacher do in a browser ends in the register. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rephotograph } from '../../../models/photo-studio.ts';
import { launchBrowser } from '../../support/browser.ts';
import { enterPage } from '../../support/enter-page.ts';
import { startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createSmallSchool, enrolFace, readPortraits, type SmallSchool } from '../../support/school.ts';

const browser: Browser | undefined = await launchBrowser();
let muster: TestMuster;
let school: SmallSchool;
let folder: string;

beforeAll(async () => {
  muster = await startTestMuster();
  school = await createSmallSchool(muster, 2);
  folder = await mkdtemp(join(tmpdir(), 'muster-page-'));
});
afterAll(async () => {
  await browser?.close();
  await muster.end();
  await rm(folder, { recursive: true, force: true });
});

const enter = (email: string): Promise<Page> => enterPage(browser!, muster.url, email);

async function say(page: Page, text: string, answer: RegExp): Promise<void> {
  await page.getByRole('textbox').fill(text);
  await page.keyboard.press('Enter');
  await page.getByText(answer).last().waitFor();
}

test.skipIf(!browser)(
  'a selfie uploaded on the page checks its sender in; a teacher confirms a mark and opens the sheet',
  async () => {
    const [portrait] = await readPortraits(1);
    await enrolFace(await muster.signIn(school.students[0]!.email), portrait!);
    const teacher = await enter('grace@school.example');
    await say(teacher, 'open CS101', /is open until/);

    const student = await enter(school.students[0]!.email);
    const selfie = join(folder, 'selfie.jpg');
    await writeFile(selfie, await rephotograph(portrait!));
    await student.locator('input[type=file]').first().setInputFiles(selfie);
    await student.getByRole('textbox').focus();
    await student.keyboard.press('Enter');
    await student.getByText(/You are checked in to CS101/).waitFor();
    expect(await muster.db.autocommit.attendanceRecord.count({ where: { status: 'present' } })).toBe(1);

    await say(teacher, 'mark Blaise late in CS101', /not marked → late/);
    await teacher.getByRole('button', { name: 'Confirm' }).click();
    await teacher.getByText(/^Recorded: Blaise Pascal/).waitFor();
    expect(await muster.db.autocommit.attendanceRecord.count({ where: { status: 'late' } })).toBe(1);

    await say(teacher, 'sheet for CS101 this month', /Here is the sheet/);
    const address = await teacher.getByRole('link', { name: /CS101 attendance/ }).getAttribute('href');
    expect((await (await fetch(address!)).text()).slice(0, 5)).toBe('%PDF-');
  },
);
