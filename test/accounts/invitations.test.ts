/** Invitations: everybody on a roster gets a mail with a code of their own, and it is the one that links. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startMailServer, type KeptMail, type MailServer } from '../support/mail-server.ts';
import { silentSlack } from '../support/slack.ts';
import { startTestMuster, type TestMuster } from '../support/muster.ts';
import { createSmallSchool, type SmallSchool } from '../support/school.ts';
import { until } from '../support/until.ts';

let mail: MailServer;
let muster: TestMuster;
let school: SmallSchool;
let number = 0;

beforeAll(async () => {
  mail = await startMailServer();
  muster = await startTestMuster({
    SMTP_URL: mail.url,
    MAIL_FROM: 'Muster <muster@school.example>',
    PUBLIC_URL: 'https://muster.school.example',
    ...silentSlack,
  });
  school = await createSmallSchool(muster, 3);
});
afterAll(async () => {
  await muster.end();
  await mail.close();
});
beforeEach(() => {
  mail.mails.length = 0;
});

const settled = (): Promise<boolean> =>
  until(async () => (await muster.db.autocommit.outboundMessage.count({ where: { finishedAt: null } })) === 0);
const codeIn = ({ text }: KeptMail): string => /link ([0-9A-Z-]{14})/.exec(text)![1]!;
const account = () => ({ platform: 'slack' as const, tenantId: 'T1', userId: `U${(number += 1)}` });
const invite = (body: Record<string, unknown>) => school.admin.post('/api/v2/invitations', body);

test('a roster is invited: one mail each, with a code that links its reader and nobody else', async () => {
  expect(await invite({ classId: school.classId })).toMatchObject({
    status: 202,
    body: { invited: 3, alreadyLinked: 0, alreadyIn: 0, withoutAddress: 0 },
  });
  await settled();
  expect(mail.mails.map((one) => one.to).sort()).toEqual(school.students.map((student) => student.email).sort());
  const [first] = mail.mails;
  expect(first!.from).toBe('muster@school.example');
  expect(first!.text).toMatch(/^From: Muster <muster@school\.example>/m);
  expect(first!.text).toMatch(/Subject: Your attendance at Test School/);
  expect(first!.text).toContain('until 2 December 2026');
  expect(first!.text).toContain('https://muster.school.example/app');
  expect(new Set(mail.mails.map(codeIn)).size).toBe(3);
  for (const one of mail.mails) {
    const student = school.students.find((candidate) => candidate.email === one.to)!;
    expect(await muster.modules.accounts.link(account(), codeIn(one))).toMatchObject({ personId: student.id });
  }
});

test('who is linked is left out unless asked for; a second invitation ends the code of the first', async () => {
  expect(await invite({ classId: school.classId })).toMatchObject({ body: { invited: 0, alreadyLinked: 3 } });
  const [ada] = school.students;
  for (let times = 0; times < 2; times += 1) {
    expect(await invite({ personIds: [ada!.id], again: true })).toMatchObject({ body: { invited: 1 } });
    await settled();
  }
  const [older, newer] = mail.mails.map(codeIn);
  await expect(muster.modules.accounts.link({ ...account(), tenantId: 'T2' }, older!)).rejects.toMatchObject({
    code: 'gone',
  });
  expect(await muster.modules.accounts.link({ ...account(), tenantId: 'T2' }, newer!)).toMatchObject({
    personId: ada!.id,
  });
});

test('somebody who is not here stops the whole: nobody is invited', async () => {
  const before = await muster.db.autocommit.outboundMessage.count();
  const refused = await invite({
    personIds: [school.students[0]!.id, '01890000-0000-7000-8000-000000000000'],
    again: true,
  });
  expect(refused).toMatchObject({
    status: 404,
    body: { detail: expect.stringContaining('Nobody was invited') as string },
  });
  expect(await muster.db.autocommit.outboundMessage.count()).toBe(before);
});

describe('when mail does not go through', () => {
  test('what the server puts off is sent later, once', async () => {
    mail.refuse(451);
    await invite({ personIds: [school.students[0]!.id], again: true });
    await until(
      async () =>
        (await muster.db.autocommit.outboundMessage.count({
          where: { finishedAt: null, workerNo: null, attempts: 1 },
        })) === 1,
    );
    expect(mail.mails).toEqual([]);
    muster.clock.advance(1);
    await settled();
    expect(mail.mails).toHaveLength(1);
  });

  test('what it refuses for good is not tried again, and the reason is kept', async () => {
    mail.refuse(550);
    await invite({ personIds: [school.students[0]!.id], again: true });
    await settled();
    expect(mail.mails).toEqual([]);
    expect(
      await muster.db.autocommit.outboundMessage.findFirst({
        orderBy: { id: 'desc' },
        select: { outcome: true, attempts: true },
      }),
    ).toEqual({ outcome: 'The mail server refused it (550)', attempts: 1 });
  });

  test('somebody who was deactivated meanwhile gets none', async () => {
    mail.refuse(451);
    await invite({ personIds: [school.students[2]!.id], again: true });
    await until(
      async () =>
        (await muster.db.autocommit.outboundMessage.count({
          where: { finishedAt: null, workerNo: null, attempts: 1 },
        })) === 1,
    );
    await muster.db.autocommit.person.update({
      where: { id: school.students[2]!.id },
      data: { status: 'deactivated' },
    });
    muster.clock.advance(1);
    await settled();
    expect(mail.mails).toEqual([]);
    await muster.db.autocommit.person.update({ where: { id: school.students[2]!.id }, data: { status: 'active' } });
  });
});

test('an admin says "invite CS101", sees how many, and confirms', async () => {
  await muster.db.autocommit.linkedAccount.updateMany({ data: { unlinkedAt: muster.clock.now() } });
  const preview = await school.admin.say('invite CS101');
  expect(preview.text).toMatch(/Shall I mail an invitation to 3 students of CS101/);
  expect(await muster.db.autocommit.outboundMessage.count({ where: { finishedAt: null } })).toBe(0);
  expect((await school.admin.press('Confirm')).text).toMatch(/3 invitations for CS101 are on the way/);
  await settled();
  expect(mail.mails).toHaveLength(3);
});

test('a code in a mail and what was written are nowhere in the database or the log, and the text is not kept once it is sent', async () => {
  const code = codeIn(
    mail.mails[0] ?? (await invite({ classId: school.classId, again: true }), await settled(), mail.mails[0]!),
  );
  mail.refuse(451);
  await invite({ personIds: [school.students[0]!.id], again: true });
  await until(
    async () =>
      (await muster.db.autocommit.outboundMessage.count({
        where: { finishedAt: null, workerNo: null, attempts: 1 },
      })) === 1,
  );
  const rows = await muster.db.autocommit.outboundMessage.findMany();
  const bytes =
    Buffer.concat(rows.map((row) => Buffer.from(row.sealed))).toString('latin1') +
    JSON.stringify(rows.map(({ sealed: _, ...row }) => row));
  for (const needle of [code, code.replaceAll('-', ''), 'Hello Ada', 'ada@school.example']) {
    expect(bytes).not.toContain(needle);
    expect(muster.logged()).not.toContain(needle);
  }
  expect(rows.filter((row) => row.finishedAt !== null && row.sealed.length > 0)).toEqual([]);
});

test('of two invitations at once one code is good, and a mail that still waits is replaced by the newer one', async () => {
  await Promise.all(Array.from({ length: 4 }, () => invite({ personIds: [school.students[1]!.id], again: true })));
  expect(
    await muster.db.autocommit.oneTimeLink.count({
      where: {
        personId: school.students[1]!.id,
        purpose: 'invitation',
        usedAt: null,
        expiresAt: { gt: muster.clock.now() },
      },
    }),
  ).toBe(1);
  muster.clock.advance(1);
  await settled();
  mail.mails.length = 0;
  mail.refuse(451);
  await invite({ personIds: [school.students[0]!.id], again: true });
  await until(
    async () =>
      (await muster.db.autocommit.outboundMessage.count({
        where: { finishedAt: null, workerNo: null, attempts: 1 },
      })) === 1,
  );
  await invite({ personIds: [school.students[0]!.id], again: true });
  muster.clock.advance(1);
  await settled();
  expect(mail.mails).toHaveLength(1);
  expect(await muster.modules.accounts.link(account(), codeIn(mail.mails[0]!))).toMatchObject({
    personId: school.students[0]!.id,
  });
});

test('a wrong password for the mail server loses nothing: the mails wait', async () => {
  const locked = await startMailServer({ user: 'muster', password: 'right' });
  const other = await startTestMuster({
    SMTP_URL: locked.url.replace('smtp://', 'smtp://muster:wrong@'),
    MAIL_FROM: 'muster@school.example',
  });
  const small = await createSmallSchool(other, 1);
  await small.admin.post('/api/v2/invitations', { classId: small.classId, again: true });
  await until(
    async () => (await other.db.autocommit.outboundMessage.count({ where: { attempts: 1, workerNo: null } })) === 1,
  );
  expect(await other.db.autocommit.outboundMessage.findFirst({ select: { finishedAt: true, outcome: true } })).toEqual({
    finishedAt: null,
    outcome: null,
  });
  await other.end();
  await locked.close();
});

test('without a mail server nobody is invited, and the admin reads what to set', async () => {
  const other = await startTestMuster();
  const small = await createSmallSchool(other, 1);
  const refused = await small.admin.post('/api/v2/invitations', { classId: small.classId, again: true });
  expect(refused).toMatchObject({ status: 409, body: { detail: expect.stringContaining('SMTP_URL') as string } });
  expect(await other.db.autocommit.oneTimeLink.count({ where: { purpose: 'invitation' } })).toBe(0);
  await other.end();
});
