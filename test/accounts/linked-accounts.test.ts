/** Accounts on chat platforms: linked by a code that works once, to one person, looked up anew each time. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Actor, PlatformAccount } from '../../src/security/access/actor.ts';
import { silentSlack } from '../support/slack.ts';
import { startTestMuster, type TestMuster } from '../support/muster.ts';
import { createSmallSchool, type SmallSchool } from '../support/school.ts';

let muster: TestMuster;
let school: SmallSchool;
let ada: Actor;
let blaise: Actor;
let number = 0;
let account: PlatformAccount;

beforeAll(async () => {
  muster = await startTestMuster(silentSlack);
  school = await createSmallSchool(muster, 2);
  [ada, blaise] = school.students.map(({ id, name }) => ({ personId: id, name, role: 'student' })) as [Actor, Actor];
});
afterAll(() => muster.end());
beforeEach(async () => {
  await muster.db.autocommit.linkedAccount.updateMany({
    where: { unlinkedAt: null },
    data: { unlinkedAt: muster.clock.now() },
  });
  number += 1;
  account = { platform: 'slack', tenantId: 'T1', userId: `U${number}` };
});

const accounts = (): TestMuster['modules']['accounts'] => muster.modules.accounts;
const codeOf = async (actor: Actor): Promise<string> => (await accounts().issueCode(actor)).code;

describe('a code', () => {
  test('links the account it is sent from to the person it was given to, however it is typed', async () => {
    expect(await accounts().find(account)).toBe(undefined);
    const code = await codeOf(ada);
    expect(code).toMatch(/^[2-9A-HJKMNP-TW-Z]{4}-[2-9A-HJKMNP-TW-Z]{4}-[2-9A-HJKMNP-TW-Z]{4}$/);
    expect(await accounts().link(account, ` ${code.toLowerCase().replaceAll('-', ' ')} `)).toEqual(ada);
    expect(await accounts().find(account)).toEqual(ada);
    expect(await accounts().find({ ...account, tenantId: 'T2' })).toBe(undefined);
    expect(await accounts().find({ ...account, platform: 'teams' })).toBe(undefined);
  });

  test('works once, ends when a newer one is made, and is dead after a quarter of an hour', async () => {
    const used = await codeOf(ada);
    await accounts().link(account, used);
    await expect(accounts().link({ ...account, userId: 'other' }, used)).rejects.toMatchObject({ code: 'gone' });
    const older = await codeOf(blaise);
    const newer = await codeOf(blaise);
    await expect(accounts().link({ ...account, userId: 'other' }, older)).rejects.toMatchObject({ code: 'gone' });
    muster.clock.advance(16);
    await expect(accounts().link({ ...account, userId: 'other' }, newer)).rejects.toMatchObject({ code: 'gone' });
    expect(await accounts().find({ ...account, userId: 'other' })).toBe(undefined);
  });

  test('sent from two accounts at the same moment links one of them', async () => {
    const code = await codeOf(ada);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 10 }, (_, index) => accounts().link({ ...account, userId: `twin-${index}` }, code)),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('that others could read is ended', async () => {
    const code = await codeOf(ada);
    await accounts().discardCode(code);
    await expect(accounts().link(account, code)).rejects.toMatchObject({ code: 'gone' });
  });

  test('is nowhere in the database', async () => {
    const code = (await codeOf(ada)).replaceAll('-', '');
    const rows = await muster.db.autocommit.oneTimeLink.findMany();
    for (const row of rows) expect(Buffer.from(row.tokenHash).toString('latin1')).not.toContain(code);
  });
});

describe('a link', () => {
  test("is one person's, and a person has one in a workspace; a refused code stays good", async () => {
    await accounts().link(account, await codeOf(ada));
    const code = await codeOf(blaise);
    await expect(accounts().link(account, code)).rejects.toMatchObject({ code: 'conflict' });
    await expect(accounts().link({ ...account, userId: 'second' }, await codeOf(ada))).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(await accounts().link({ ...account, userId: 'his' }, code)).toEqual(blaise);
    expect(await accounts().link({ ...account, tenantId: 'T2', userId: 'second' }, await codeOf(ada))).toEqual(ada);
  });

  test('ends when its person unlinks it, not when somebody else tries', async () => {
    await accounts().link(account, await codeOf(ada));
    const [link] = await accounts().listOwn(ada);
    await expect(accounts().unlink(blaise, link!.id)).rejects.toMatchObject({ code: 'notFound' });
    expect(await accounts().find(account)).toEqual(ada);
    await accounts().unlink(ada, link!.id);
    expect(await accounts().find(account)).toBe(undefined);
    expect(await accounts().listOwn(ada)).toEqual([]);
    expect(await accounts().link(account, await codeOf(blaise))).toEqual(blaise);
  });

  test('shows the role of this moment, and nobody once the person may not come in', async () => {
    await accounts().link(account, await codeOf(ada));
    await muster.db.autocommit.person.update({ where: { id: ada.personId }, data: { role: 'teacher' } });
    expect(await accounts().find(account)).toEqual({ ...ada, role: 'teacher' });
    await muster.db.autocommit.person.update({
      where: { id: ada.personId },
      data: { role: 'student', status: 'deactivated' },
    });
    expect(await accounts().find(account)).toBe(undefined);
    expect(await accounts().listOf([ada.personId])).toEqual([]);
    const code = await codeOf({ ...ada });
    await expect(accounts().link({ ...account, userId: 'new' }, code)).rejects.toMatchObject({ code: 'gone' });
    await muster.db.autocommit.person.update({ where: { id: ada.personId }, data: { status: 'active' } });
  });

  test('keeps where its person is reached sealed, and forgets it when it ends', async () => {
    await accounts().link(account, await codeOf(ada));
    await accounts().keepReference(account, { conversation: 'heliotrope' });
    const row = await muster.db.autocommit.linkedAccount.findFirstOrThrow({ where: { unlinkedAt: null } });
    expect(Buffer.from(row.reference!).toString('latin1')).not.toContain('heliotrope');
    const [link] = await accounts().listOf([ada.personId]);
    expect(link).toMatchObject({
      platform: 'slack',
      userId: account.userId,
      reference: { conversation: 'heliotrope' },
    });
    await accounts().unlink(ada, link!.id);
    expect((await muster.db.autocommit.linkedAccount.findUniqueOrThrow({ where: { id: link!.id } })).reference).toBe(
      null,
    );
  });

  test('and its end are in the audit', async () => {
    await accounts().link(account, await codeOf(ada));
    await accounts().unlink(ada, (await accounts().listOwn(ada))[0]!.id);
    const entries = await muster.db.autocommit.auditEntry.findMany({
      where: { subjectId: ada.personId, action: { startsWith: 'account.' } },
      orderBy: { id: 'desc' },
      take: 2,
    });
    expect(entries.map((entry) => entry.action)).toEqual(['account.unlinked', 'account.linked']);
  });
});
