/**
 * Teams through Microsoft's own client for developers, the Agents Playground, in a browser: text, a card's button, an
 * attachment.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rephotograph } from '../../models/photo-studio.ts';
import { launchBrowser } from '../support/browser.ts';
import { startTestMuster, type TestMuster } from '../support/muster.ts';
import { createSmallSchool, enrolFace, readPortraits, type SmallSchool } from '../support/school.ts';
import { patienceMs, until } from '../support/until.ts';

const browser: Browser | undefined = await launchBrowser();
let files: Server;
let selfie: Buffer;
let filesUrl: string;
let muster: TestMuster;
let school: SmallSchool;
let playground: ChildProcess;
let address: string;
let page: Page;

beforeAll(async () => {
  if (!browser) return;
  files = createServer((_req, res) => void res.setHeader('content-type', 'image/jpeg').end(selfie)).listen(
    0,
    '127.0.0.1',
  );
  await once(files, 'listening');
  filesUrl = `http://127.0.0.1:${(files.address() as AddressInfo).port}`;
  muster = await startTestMuster({ TEAMS_ALLOW_ANONYMOUS: '1', FILE_HOSTS: filesUrl }, new Date().toISOString());
  school = await createSmallSchool(muster, 2);
  const [portrait] = await readPortraits(1);
  await enrolFace(await muster.signIn(school.students[0]!.email), portrait!);
  selfie = await rephotograph(portrait!);
  address = `http://127.0.0.1:${await freePort()}`;
  const cli = createRequire(import.meta.url).resolve('@microsoft/m365agentsplayground/cli.js');
  playground = spawn(
    process.execPath,
    [cli, '-e', `${muster.url}/api/messages`, '-c', 'msteams', '-p', new URL(address).port, '--dt', '--er'],
    { stdio: 'ignore' },
  );
  await until(() =>
    fetch(address).then(
      (response) => response.ok,
      () => false,
    ),
  );
  page = await (await browser.newContext({ viewport: { width: 1200, height: 900 } })).newPage();
  page.setDefaultTimeout(patienceMs);
  await page.goto(address);
});
afterAll(async () => {
  await browser?.close();
  if (!muster) return;
  playground.kill();
  await muster.end();
  files.close();
});

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

async function say(text: string): Promise<void> {
  await page.locator('[contenteditable=true]').first().fill(text);
  await page.getByRole('button', { name: 'Send Message' }).click();
}
const hear = (text: string | RegExp): Promise<void> => page.getByText(text).last().waitFor();
async function become(person: { id: string; name: string }, role: 'teacher' | 'student'): Promise<void> {
  const { code } = await muster.modules.accounts.issueCode({ personId: person.id, name: person.name, role });
  await say(`link ${code}`);
  await hear(`Linked. You are ${person.name} (${role})`);
}

test.skipIf(!browser)(
  "a teacher links, opens, corrects with a card's button and takes it back; a student checks in with an attached photo",
  async () => {
    await say('who is missing?');
    await hear(/I do not know who you are yet/);
    await become({ id: school.teacher.id, name: 'Grace Hopper' }, 'teacher');
    await say('open CS101');
    await hear(/CS101 is open until/);
    await say('mark Blaise late in CS101');
    await page.getByRole('button', { name: 'Confirm' }).click();
    await hear(/Recorded: Blaise Pascal.*not marked → late/);
    await until(async () => (await page.getByRole('button', { name: 'Confirm' }).count()) === 0);
    await page.getByRole('button', { name: 'Undo' }).last().click();
    await hear(/late → not marked/);
    await say('unlink');
    await page.getByRole('button', { name: 'Confirm' }).click();
    await hear('Your Teams account is unlinked.');

    await become(school.students[0]!, 'student');
    await attach();
    await hear(/You are checked in to CS101 as present/);
    expect(
      await muster.db.autocommit.attendanceRecord.count({
        where: { personId: school.students[0]!.id, status: 'present' },
      }),
    ).toBe(1);
  },
);

/** What the menu Mock an Activity, Custom activity sends. */
async function attach(): Promise<void> {
  // Where to reach somebody is noted after they are answered.
  const { conversation } = await until(
    async () =>
      (await muster.modules.accounts.listOf([school.students[0]!.id]))[0]?.reference as
        { conversation: { id: string } } | undefined,
  );
  const template = (await (
    await fetch(
      `${address}/_internal/v1/customActivities/template?conversationId=${encodeURIComponent(conversation.id)}`,
    )
  ).json()) as Record<string, unknown>;
  const attachments = [
    {
      contentType: 'application/vnd.microsoft.teams.file.download.info',
      name: 'selfie.jpg',
      content: { downloadUrl: `${filesUrl}/selfie.jpg`, uniqueId: 'x', fileType: 'jpg' },
    },
  ];
  const response = await fetch(`${address}/_internal/v1/customActivities`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...template, type: 'message', text: 'check in', attachments }),
  });
  expect(response.status).toBe(200);
}
