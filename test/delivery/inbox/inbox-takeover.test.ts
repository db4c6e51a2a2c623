/** Messages from outside when a process dies or several work on them: each is answered once all the same. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Presence } from '../../../src/db/worker-liveness.ts';
import { administer } from '../../support/database.ts';
import { createInboxProcesses, type InboxProcesses } from '../../support/inbox-processes.ts';
import { until } from '../../support/until.ts';

let it: InboxProcesses;

beforeAll(async () => {
  it = await createInboxProcesses();
});
afterAll(() => it.database.drop());
beforeEach(() => it.startOver());

/** What a kill does to the process's sign of life. */
const kill = (presence: Presence): Promise<void> => presence.stop();

describe('a process that dies', () => {
  test('has its work taken over at once by another, and one that lives has not', async () => {
    const dying = await it.startProcess();
    const living = await it.startProcess();
    await dying.inbound.receive(it.delivery({ senderKey: 'T1:A' }));
    let hasBegun = false;
    const endless = it.work(dying.inbound, () => {
      hasBegun = true;
      return new Promise(() => undefined);
    });
    await until(() => hasBegun);
    const answered: number[] = [];
    it.work(living.inbound, async (message) => void answered.push(message.attempt));
    await living.inbound.receive(it.delivery({ senderKey: 'T1:B' }));
    await until(() => answered.length === 1);
    expect(answered).toEqual([1]);
    await kill(dying.presence);
    await until(() => answered.length === 2);
    expect(answered).toEqual([1, 2]);
    // Its own loop would wait for the answer that never comes.
    it.forget(dying.presence, endless);
  });

  test('leaves an open claim that a repeat of the request takes over, while a living one answers inProgress', async () => {
    const one = await it.startProcess();
    const two = await it.startProcess();
    const personId = await it.makePerson();
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
    const { presence } = await it.startProcess();
    const isPresent = async (): Promise<boolean> => {
      const [row] = await it.database.db.autocommit.$queryRaw<
        { present: boolean }[]
      >`SELECT worker_is_present(${presence.workerNo}::int) AS present`;
      return row!.present;
    };
    expect(await isPresent()).toBe(true);
    const name = new URL(it.database.url).pathname.slice(1);
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
  const processes = [await it.startProcess(), await it.startProcess()];
  const personId = await it.makePerson();
  for (let round = 0; round < 10; round += 1) {
    const claims = await Promise.allSettled(
      Array.from({ length: 10 }, (_, index) => processes[index % 2]!.inbound.claim(personId, 'web', `twin-${round}`)),
    );
    expect(claims.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  }
});
