/** The roll called by a photo on the page, on the whole service: each face has its name, and who is taken off is not recorded. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { composeClassPhoto } from '../../../models/photo-studio.ts';
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
  school = await createSmallSchool(muster, 4);
  folder = await mkdtemp(join(tmpdir(), 'muster-page-'));
});
afterAll(async () => {
  await browser?.close();
  await muster.end();
  await rm(folder, { recursive: true, force: true });
});

test.skipIf(!browser)(
  'a photo of the room names its faces; one is taken off, the others are recorded, and Undo takes that back',
  async () => {
    const portraits = await readPortraits(3);
    for (const [index, portrait] of portraits.entries())
      await enrolFace(await muster.signIn(school.students[index]!.email), portrait);
    const open = await school.teacher.post<{ id: string }>(`/api/v2/classes/${school.classId}/sessions/open`, {});
    const room = join(folder, 'room.jpg');
    await writeFile(room, await composeClassPhoto(portraits));

    const at = `/sessions/${open.body.id}`;
    const page = await enterPage(browser!, muster.url, 'grace@school.example', { at });
    await page.getByRole('button', { name: 'More about this lesson' }).click();
    await page.getByRole('menuitem', { name: 'Roll call by photo' }).click();
    await page.locator('main input[type=file]').setInputFiles(room);
    await page.getByRole('button', { name: 'Record 3 as present' }).waitFor();
    await page.getByRole('button', { name: 'Blaise Pascal: press if this is not them' }).click();
    await page.getByRole('heading', { name: '1 not seen' }).waitFor();
    expect(await muster.db.autocommit.attendanceRecord.count()).toBe(0);

    await page.getByRole('button', { name: 'Record 2 as present' }).click();
    await page.getByText('2 students are recorded as present.').waitFor();
    const present = async (): Promise<string[]> =>
      (await muster.db.autocommit.attendanceRecord.findMany({ where: { status: 'present' } })).map(
        ({ personId }) => school.students.find(({ id }) => id === personId)!.name,
      );
    expect((await present()).sort()).toEqual(['Ada Lovelace', 'Chen Jingrun']);
    await page.getByRole('button', { name: 'Ada Lovelace: Present' }).waitFor();
    await page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
    await expect.poll(present).toEqual([]);
  },
);
