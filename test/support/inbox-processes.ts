/** Processes that share one inbox, for tests of what is taken in and by whom it is answered. */
import { announcePresence, type Presence } from '../../src/db/worker-liveness.ts';
import { createInbox, type AnswerMessage, type Delivery, type Inbox } from '../../src/delivery/inbox/inbox.ts';
import type { WorkLoop } from '../../src/delivery/work-queue/work-loop.ts';
import { newId } from '../../src/kernel/ids.ts';
import { createLog } from '../../src/kernel/log.ts';
import { createKeyring } from '../../src/security/privacy/keyring.ts';
import { createVault } from '../../src/security/privacy/vault.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';

const keyring = createKeyring('a-test-secret-of-at-least-32-characters');

export interface InboxProcess {
  inbound: Inbox;
  /** Its sign of life. */
  presence: Presence;
}

export type InboxProcesses = Awaited<ReturnType<typeof createInboxProcesses>>;

export async function createInboxProcesses() {
  const database: TestDatabase = await createTestDatabase();
  const log = createLog('silent');
  const running: (Presence | WorkLoop)[] = [];
  let number = 0;
  let now = new Date('2026-11-18T09:00:00Z');

  async function startProcess(messagesPerMinute = 1000): Promise<InboxProcess> {
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

  /** Stops whatever runs, and starts over with an empty inbox. */
  async function startOver(): Promise<void> {
    for (const one of running.splice(0).reverse()) await one.stop();
    await database.db.autocommit.inboundMessage.deleteMany();
    now = new Date('2026-11-18T09:00:00Z');
  }

  function delivery(more: Partial<Delivery> = {}): Delivery {
    number += 1;
    return { channel: 'slack', messageKey: `message-${number}`, senderKey: 'T1:U1', payload: { number }, ...more };
  }

  async function makePerson(): Promise<string> {
    const id = newId();
    await database.db.autocommit.person.create({
      data: { id, email: `${id}@school.example`, name: 'Ada', role: 'student' },
    });
    await createVault({ wrappingKey: keyring.wrapping }).createKeys(database.db.autocommit, [id]);
    return id;
  }

  return {
    database,
    startProcess,
    work,
    startOver,
    delivery,
    makePerson,
    /** The number that the next delivery carries. */
    nextNumber: () => number + 1,
    /** Moves the clock of all processes. */
    passTime: (ms: number) => {
      now = new Date(now.getTime() + ms);
    },
    /** What was killed, or waits for an answer that never comes, is not stopped at the end of a test. */
    forget: (...ones: (Presence | WorkLoop)[]) => {
      for (const one of ones) running.splice(running.indexOf(one), 1);
    },
  };
}
