/** Messages from outside: in once, answered once, in their sender's order. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { announcePresence, type Presence } from '../../../src/db/worker-liveness.ts';
import { createInbox, type AnswerMessage, type Delivery, type Inbox } from '../../../src/delivery/inbox/inbox.ts';
import type { WorkLoop } from '../../../src/delivery/work-queue/work-loop.ts';
import { AppError } from '../../../src/kernel/errors.ts';
import { newId } from '../../../src/kernel/ids.ts';
import { createLog } from '../../../src/kernel/log.ts';
import { createKeyring } from '../../../src/security/privacy/keyring.ts';
import { createVault } from '../../../src/security/privacy/vault.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { until } from '../../support/until.ts';

const maxAttempts = 12;
const log = createLog('silent');
const keyring = createKeyring('a-test-secret-of-at-least-32-characters');
let database: TestDatabase;
let now: Date;
let number = 0;
const running: (Presence | WorkLoop)[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  for (const one of running.splice(0).reverse()) await one.stop();
  await database.db.autocommit.inboundMessage.deleteMany();
  now = new Date('2026-11-18T09:00:00Z');
});

/** A process: its presence, and its way to the messages. */
async function startProcess(messagesPerMinute = 1000): Promise<{ inbound: Inbox; presence: Presence }> {
  const presence = await announcePresence({ url: database.url, log });
  running.push(presence);
  const vault = createVault({ wrappingKey: keyring.wrapping });
  return {
    presence,
    inbound: createInbox({
      db: database.db,
      vault,
      clock: { now: () => now },
      log,
      workerNo: presence.workerNo,
      sealingKey: keyring.inbound,
      messagesPerMinute,
    }),
  };
}
function work(inbound: Inbox, answer: AnswerMessage): WorkLoop {
  const loop = inbound.startWork({ slack: answer });
  running.push(loop);
  return loop;
}
const delivery = (more: Partial<Delivery> = {}): Delivery => {
  number += 1;
  return { channel: 'slack', messageKey: `message-${number}`, senderKey: 'T1:U1', payload: { number }, ...more };
};
/** Loops look by themselves once a second; a busy machine takes its time. */
const numberOf = (message: { payload: unknown }): number => (message.payload as { number: number }).number;
const unfinished = (): Promise<number> => database.db.autocommit.inboundMessage.count({ where: { finishedAt: null } });
async function makePerson(): Promise<string> {
  const id = newId();
  await database.db.autocommit.person.create({
    data: { id, email: `${id}@school.example`, name: 'Ada', role: 'student' },
  });
  await createVault({ wrappingKey: keyring.wrapping }).createKeys(database.db.autocommit, [id]);
  return id;
}

describe('a delivery', () => {
  test('is taken in once, under its message key or its event key, also when both copies come at the same moment', async () => {
    const { inbound } = await startProcess();
    const first = delivery({ eventKey: 'Ev1' });
    expect(await inbound.receive(first)).toBe(true);
    expect(await inbound.receive({ ...first, eventKey: 'Ev2' })).toBe(false);
    expect(await inbound.receive(delivery({ eventKey: 'Ev1' }))).toBe(false);
    const twin = delivery();
    expect((await Promise.all(Array.from({ length: 20 }, () => inbound.receive(twin)))).filter(Boolean)).toHaveLength(
      1,
    );
    expect(await database.db.autocommit.inboundMessage.count()).toBe(2);
  });

  test('is sealed while it waits and gone when it is answered', async () => {
    const { inbound } = await startProcess();
    await inbound.receive(delivery({ payload: { text: 'my umbrella is heliotrope' } }));
    const [row] = await database.db.autocommit.inboundMessage.findMany();
    expect(Buffer.from(row!.payload!).toString('latin1')).not.toContain('heliotrope');
    const heard: unknown[] = [];
    work(inbound, async (message) => void heard.push(message.payload));
    await until(async () => (await unfinished()) === 0);
    expect(heard).toEqual([{ text: 'my umbrella is heliotrope' }]);
    expect((await database.db.autocommit.inboundMessage.findFirstOrThrow()).payload).toBe(null);
  });

  test('is answered after those that the same sender sent before, while other senders need not wait', async () => {
    const { inbound } = await startProcess();
    const answered: number[] = [];
    let letFirstGo = (): void => undefined;
    const firstMayGo = new Promise<void>((resolve) => (letFirstGo = resolve));
    const from = number + 1;
    for (let one = 0; one < 3; one += 1) await inbound.receive(delivery({ senderKey: 'T1:SLOW' }));
    await inbound.receive(delivery({ senderKey: 'T1:OTHER' }));
    work(inbound, async (message) => {
      if (numberOf(message) === from) await firstMayGo;
      answered.push(numberOf(message));
    });
    await until(() => answered.includes(from + 3));
    expect(answered).toEqual([from + 3]);
    letFirstGo();
    await until(async () => (await unfinished()) === 0);
    expect(answered).toEqual([from + 3, from, from + 1, from + 2]);
  });

  test('is answered once by two processes that look at the same moment', async () => {
    const one = await startProcess();
    const two = await startProcess();
    for (let sender = 0; sender < 40; sender += 1) await one.inbound.receive(delivery({ senderKey: `T1:${sender}` }));
    const answered: number[] = [];
    for (const { inbound } of [one, two]) work(inbound, async (message) => void answered.push(numberOf(message)));
    await until(async () => (await unfinished()) === 0);
    expect(answered).toHaveLength(40);
    expect(new Set(answered).size).toBe(40);
  });
});

describe('when answering fails', () => {
  test('it is tried again after the time the platform named, and given up after twelve tries with the last one told so', async () => {
    const { inbound } = await startProcess();
    await inbound.receive(delivery());
    const attempts: { attempt: number; isLast: boolean }[] = [];
    const loop = work(inbound, async ({ attempt, isLastAttempt }) => {
      attempts.push({ attempt, isLast: isLastAttempt });
      throw new AppError('busy', { retryAfterS: 30 });
    });
    const settle = (attempt: number): Promise<boolean> =>
      until(
        async () =>
          attempts.length === attempt &&
          (await database.db.autocommit.inboundMessage.count({ where: { workerNo: null } })) === 1,
      );
    await settle(1);
    now = new Date(now.getTime() + 29_000);
    // Another sender's message is answered after the loop has looked at everything that waits.
    await inbound.receive(delivery({ senderKey: 'T1:OTHER' }));
    await until(() => attempts.length === 2);
    expect(attempts).toEqual([
      { attempt: 1, isLast: false },
      { attempt: 1, isLast: false },
    ]);
    await database.db.autocommit.inboundMessage.deleteMany({ where: { senderKey: 'T1:OTHER' } });
    attempts.pop();
    for (let attempt = 2; attempt <= maxAttempts; attempt += 1) {
      now = new Date(now.getTime() + 121_000);
      loop.wake();
      await settle(attempt);
    }
    expect(attempts.map(({ isLast }) => isLast).lastIndexOf(false)).toBe(maxAttempts - 2);
    expect(attempts).toHaveLength(maxAttempts);
    expect(await unfinished()).toBe(0);
  });

  test('the reply that was made is kept for the next try, sealed, and what the edge noted too', async () => {
    const { inbound } = await startProcess();
    const personId = await makePerson();
    await inbound.receive(delivery());
    const seen: unknown[] = [];
    work(inbound, async (message) => {
      seen.push([await message.readReply(), message.note]);
      if (message.attempt > 1) return;
      await message.keepReply(personId, { text: 'You are heliotrope.' });
      await message.keepNote({ ts: '1.2' });
      throw new Error('the platform was away');
    });
    await until(
      async () =>
        seen.length === 1 && (await database.db.autocommit.inboundMessage.count({ where: { workerNo: null } })) === 1,
    );
    now = new Date(now.getTime() + 5000);
    await until(async () => (await unfinished()) === 0);
    expect(seen).toEqual([
      [undefined, null],
      [{ text: 'You are heliotrope.' }, { ts: '1.2' }],
    ]);
    const row = await database.db.autocommit.inboundMessage.findFirstOrThrow();
    expect(Buffer.from(row.reply!).toString('latin1')).not.toContain('heliotrope');
  });
});

describe('the limit', () => {
  test('counts the messages of a sender within a minute, and refuses an open request beyond it without keeping it', async () => {
    const { inbound } = await startProcess(3);
    const personId = await makePerson();
    for (const key of ['a', 'b', 'c']) await inbound.claim(personId, 'web', key);
    await expect(inbound.claim(personId, 'web', 'd')).rejects.toMatchObject({
      code: 'tooManyRequests',
      retryAfterS: 60,
    });
    expect(await database.db.autocommit.inboundMessage.count()).toBe(3);
    now = new Date(now.getTime() + 61_000);
    expect(await inbound.claim(personId, 'web', 'd')).toMatchObject({ kind: 'claimed' });
    const counts: number[] = [];
    for (let one = 0; one < 3; one += 1) await inbound.receive(delivery({ senderKey: 'T1:FAST' }));
    await inbound.receive(delivery({ senderKey: 'T1:CALM' }));
    work(inbound, async (message) => void counts.push(message.recentCount));
    await until(() => counts.length === 4);
    expect(counts.sort()).toEqual([1, 1, 2, 3]);
  });
});

test('messages answered a week ago are removed, those that wait are not', async () => {
  const { inbound } = await startProcess();
  const personId = await makePerson();
  const claim = await inbound.claim(personId, 'web', 'old');
  if (claim.kind === 'claimed') await inbound.settle(personId, claim.id, {});
  await inbound.receive(delivery());
  now = new Date(now.getTime() + 8 * 24 * 3600_000);
  expect(await inbound.sweep()).toBe(1);
  expect(await unfinished()).toBe(1);
});
