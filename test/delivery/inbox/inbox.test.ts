/** Messages from outside: in once, answered once, in their sender's order. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AppError } from '../../../src/kernel/errors.ts';
import { createInboxProcesses, type InboxProcesses } from '../../support/inbox-processes.ts';
import { until } from '../../support/until.ts';

const maxAttempts = 12;
let it: InboxProcesses;

beforeAll(async () => {
  it = await createInboxProcesses();
});
afterAll(() => it.database.drop());
beforeEach(() => it.startOver());

const numberOf = (message: { payload: unknown }): number => (message.payload as { number: number }).number;
const unfinished = (): Promise<number> =>
  it.database.db.autocommit.inboundMessage.count({ where: { finishedAt: null } });

describe('a delivery', () => {
  test('is taken in once, under its message key or its event key, also when both copies come at the same moment', async () => {
    const { inbound } = await it.startProcess();
    const first = it.delivery({ eventKey: 'Ev1' });
    expect(await inbound.receive(first)).toBe(true);
    expect(await inbound.receive({ ...first, eventKey: 'Ev2' })).toBe(false);
    expect(await inbound.receive(it.delivery({ eventKey: 'Ev1' }))).toBe(false);
    const twin = it.delivery();
    expect((await Promise.all(Array.from({ length: 20 }, () => inbound.receive(twin)))).filter(Boolean)).toHaveLength(
      1,
    );
    expect(await it.database.db.autocommit.inboundMessage.count()).toBe(2);
  });

  test('is sealed while it waits and gone when it is answered', async () => {
    const { inbound } = await it.startProcess();
    await inbound.receive(it.delivery({ payload: { text: 'my umbrella is heliotrope' } }));
    const [row] = await it.database.db.autocommit.inboundMessage.findMany();
    expect(Buffer.from(row!.payload!).toString('latin1')).not.toContain('heliotrope');
    const heard: unknown[] = [];
    it.work(inbound, async (message) => void heard.push(message.payload));
    await until(async () => (await unfinished()) === 0);
    expect(heard).toEqual([{ text: 'my umbrella is heliotrope' }]);
    expect((await it.database.db.autocommit.inboundMessage.findFirstOrThrow()).payload).toBe(null);
  });

  test('is answered after those that the same sender sent before, while other senders need not wait', async () => {
    const { inbound } = await it.startProcess();
    const answered: number[] = [];
    let letFirstGo = (): void => undefined;
    const firstMayGo = new Promise<void>((resolve) => (letFirstGo = resolve));
    const from = it.nextNumber();
    for (let one = 0; one < 3; one += 1) await inbound.receive(it.delivery({ senderKey: 'T1:SLOW' }));
    await inbound.receive(it.delivery({ senderKey: 'T1:OTHER' }));
    it.work(inbound, async (message) => {
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
    const one = await it.startProcess();
    const two = await it.startProcess();
    for (let sender = 0; sender < 40; sender += 1)
      await one.inbound.receive(it.delivery({ senderKey: `T1:${sender}` }));
    const answered: number[] = [];
    for (const { inbound } of [one, two]) it.work(inbound, async (message) => void answered.push(numberOf(message)));
    await until(async () => (await unfinished()) === 0);
    expect(answered).toHaveLength(40);
    expect(new Set(answered).size).toBe(40);
  });
});

describe('when answering fails', () => {
  test('it is tried again after the time the platform named, and given up after twelve tries with the last one told so', async () => {
    const { inbound } = await it.startProcess();
    await inbound.receive(it.delivery());
    const attempts: { attempt: number; isLast: boolean }[] = [];
    const loop = it.work(inbound, async ({ attempt, isLastAttempt }) => {
      attempts.push({ attempt, isLast: isLastAttempt });
      throw new AppError('busy', { retryAfterS: 30 });
    });
    const settle = (attempt: number): Promise<boolean> =>
      until(
        async () =>
          attempts.length === attempt &&
          (await it.database.db.autocommit.inboundMessage.count({ where: { workerNo: null } })) === 1,
      );
    await settle(1);
    it.passTime(29_000);
    // Another sender's message is answered after the loop has looked at everything that waits.
    await inbound.receive(it.delivery({ senderKey: 'T1:OTHER' }));
    await until(() => attempts.length === 2);
    expect(attempts).toEqual([
      { attempt: 1, isLast: false },
      { attempt: 1, isLast: false },
    ]);
    await it.database.db.autocommit.inboundMessage.deleteMany({ where: { senderKey: 'T1:OTHER' } });
    attempts.pop();
    for (let attempt = 2; attempt <= maxAttempts; attempt += 1) {
      it.passTime(121_000);
      loop.wake();
      await settle(attempt);
    }
    expect(attempts.map(({ isLast }) => isLast).lastIndexOf(false)).toBe(maxAttempts - 2);
    expect(attempts).toHaveLength(maxAttempts);
    expect(await unfinished()).toBe(0);
  });

  test('the reply that was made is kept for the next try, sealed, and what the edge noted too', async () => {
    const { inbound } = await it.startProcess();
    const personId = await it.makePerson();
    await inbound.receive(it.delivery());
    const seen: unknown[] = [];
    it.work(inbound, async (message) => {
      seen.push([await message.readReply(), message.note]);
      if (message.attempt > 1) return;
      await message.keepReply(personId, { text: 'You are heliotrope.' });
      await message.keepNote({ ts: '1.2' });
      throw new Error('the platform was away');
    });
    await until(
      async () =>
        seen.length === 1 &&
        (await it.database.db.autocommit.inboundMessage.count({ where: { workerNo: null } })) === 1,
    );
    it.passTime(5000);
    await until(async () => (await unfinished()) === 0);
    expect(seen).toEqual([
      [undefined, null],
      [{ text: 'You are heliotrope.' }, { ts: '1.2' }],
    ]);
    const row = await it.database.db.autocommit.inboundMessage.findFirstOrThrow();
    expect(Buffer.from(row.reply!).toString('latin1')).not.toContain('heliotrope');
  });
});

describe('the limit', () => {
  test('counts the messages of a sender within a minute, and refuses an open request beyond it without keeping it', async () => {
    const { inbound } = await it.startProcess(3);
    const personId = await it.makePerson();
    for (const key of ['a', 'b', 'c']) await inbound.claim(personId, 'web', key);
    await expect(inbound.claim(personId, 'web', 'd')).rejects.toMatchObject({
      code: 'tooManyRequests',
      retryAfterS: 60,
    });
    expect(await it.database.db.autocommit.inboundMessage.count()).toBe(3);
    it.passTime(61_000);
    expect(await inbound.claim(personId, 'web', 'd')).toMatchObject({ kind: 'claimed' });
    const counts: number[] = [];
    for (let one = 0; one < 3; one += 1) await inbound.receive(it.delivery({ senderKey: 'T1:FAST' }));
    await inbound.receive(it.delivery({ senderKey: 'T1:CALM' }));
    it.work(inbound, async (message) => void counts.push(message.recentCount));
    await until(() => counts.length === 4);
    expect(counts.sort()).toEqual([1, 1, 2, 3]);
  });
});

test('messages answered a week ago are removed, those that wait are not', async () => {
  const { inbound } = await it.startProcess();
  const personId = await it.makePerson();
  const claim = await inbound.claim(personId, 'web', 'old');
  if (claim.kind === 'claimed') await inbound.settle(personId, claim.id, {});
  await inbound.receive(it.delivery());
  it.passTime(8 * 24 * 3600_000);
  expect(await inbound.sweep()).toBe(1);
  expect(await unfinished()).toBe(1);
});
