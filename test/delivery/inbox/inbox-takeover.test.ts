/** Messages from outside when a process dies or several work on them: each is answered once all the same. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { announcePresence, type Presence } from '../../../src/db/worker-liveness.ts';
import { createInbox, type AnswerMessage, type Delivery, type Inbox } from '../../../src/delivery/inbox/inbox.ts';
import type { WorkLoop } from '../../../src/delivery/work-queue/work-loop.ts';
import { newId } from '../../../src/kernel/ids.ts';
import { createLog } from '../../../src/kernel/log.ts';
import { createKeyring } from '../../../src/security/privacy/keyring.ts';
import { createVault } from '../../../src/security/privacy/vault.ts';
import { administer, createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { until } from '../../support/until.ts';

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
async function makePerson(): Promise<string> {
  const id = newId();
  await database.db.autocommit.person.create({
    data: { id, email: `${id}@school.example`, name: 'Ada', role: 'student' },
  });
  await createVault({ wrappingKey: keyring.wrapping }).createKeys(database.db.autocommit, [id]);
  return id;
}
/** What a kill does to the process's sign of life. */
const kill = (presence: Presence): Promise<void> => presence.stop();

describe('a process that dies', () => {
  test('has its work taken over at once by another, and one that lives has not', async () => {
    const dying = await startProcess();
    const living = await startProcess();
    await dying.inbound.receive(delivery({ senderKey: 'T1:A' }));
    let hasBegun = false;
    work(dying.inbound, () => {
      hasBegun = true;
      return new Promise(() => undefined);
    });
    await until(() => hasBegun);
    const answered: number[] = [];
    work(living.inbound, async (message) => void answered.push(message.attempt));
    await living.inbound.receive(delivery({ senderKey: 'T1:B' }));
    await until(() => answered.length === 1);
    expect(answered).toEqual([1]);
    await kill(dying.presence);
    await until(() => answered.length === 2);
    expect(answered).toEqual([1, 2]);
    // Its own loop would wait for the answer that never comes.
    running.splice(
      running.findIndex((one) => one === dying.presence),
      1,
    );
    running.splice(
      running.findIndex((one) => 'wake' in one),
      1,
    );
  });

  test('leaves an open claim that a repeat of the request takes over, while a living one answers inProgress', async () => {
    const one = await startProcess();
    const two = await startProcess();
    const personId = await makePerson();
    const claim = await one.inbound.claim(personId, 'web', 'key-1');
    await expect(two.inbound.claim(personId, 'web', 'key-1')).rejects.toMatchObject({ code: 'inProgress' });
    await expect(one.inbound.claim(personId, 'web', 'key-1')).rejects.toMatchObject({ code: 'inProgress' });
    await kill(one.presence);
    const taken = await two.inbound.claim(personId, 'web', 'key-1');
    expect(taken).toEqual(claim);
    if (taken.kind === 'claimed') await two.inbound.settle(personId, taken.id, { text: 'done' });
    expect(await two.inbound.claim(personId, 'web', 'key-1')).toEqual({ kind: 'answered', reply: { text: 'done' } });
  });

  test('shows itself again under the same number when only its connection broke', async () => {
    const { presence } = await startProcess();
    const isPresent = async (): Promise<boolean> => {
      const [row] = await database.db.autocommit.$queryRaw<
        { present: boolean }[]
      >`SELECT worker_is_present(${presence.workerNo}::int) AS present`;
      return row!.present;
    };
    expect(await isPresent()).toBe(true);
    const name = new URL(database.url).pathname.slice(1);
    await administer((client) =>
      client.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND application_name = 'muster-presence'`,
        [name],
      ),
    );
    await until(async () => !(await isPresent()));
    await until(isPresent);
  });
});

test('an open request that comes several times at once is claimed once, by one process or by two', async () => {
  const processes = [await startProcess(), await startProcess()];
  const personId = await makePerson();
  for (let round = 0; round < 10; round += 1) {
    const claims = await Promise.allSettled(
      Array.from({ length: 10 }, (_, index) => processes[index % 2]!.inbound.claim(personId, 'web', `twin-${round}`)),
    );
    expect(claims.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  }
});
