/** A work queue over a table of the product's: what each of its configurations relies on. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { announcePresence, type Presence } from '../../../src/db/worker-liveness.ts';
import { findTask, taskQueue, type StoredTask } from '../../../src/delivery/tasks/tasks.repo.ts';
import { createWorkQueue } from '../../../src/delivery/work-queue/work-queue.ts';
import type { WorkLoop } from '../../../src/delivery/work-queue/work-loop.ts';
import { AppError } from '../../../src/kernel/errors.ts';
import { newId } from '../../../src/kernel/ids.ts';
import { createLog } from '../../../src/kernel/log.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { until } from '../../support/until.ts';

const log = createLog('silent');
const start = new Date('2026-11-18T09:00:00Z');
let database: TestDatabase;
let personId: string;
let now = start;
const running: (Presence | WorkLoop)[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  personId = newId();
  await database.db.autocommit.person.create({
    data: { id: personId, email: 'ada@school.example', name: 'Ada', role: 'student' },
  });
});
afterEach(async () => {
  for (const one of running.splice(0).reverse()) await one.stop();
  await database.db.autocommit.task.deleteMany();
  now = start;
});
afterAll(() => database.drop());

const finish = async (task: StoredTask, status: 'done' | 'failed'): Promise<void> => {
  await database.db.autocommit.task.update({
    where: { id: task.id },
    data: { status, finishedAt: now, workerNo: null },
  });
};

/** A process that works on tasks; what it tried, and what it gave up, in order. */
async function startProcess(run: (task: StoredTask) => Promise<void>, kinds: readonly string[] = ['a']) {
  const presence = await announcePresence({ url: database.url, log });
  const tried: string[] = [];
  const givenUp: string[] = [];
  const queue = createWorkQueue(
    { db: database.db, clock: { now: () => now }, log, workerNo: presence.workerNo },
    {
      name: 'test',
      table: taskQueue,
      retry: { maxAttempts: 3, longestWaitMs: 60_000 },
      load: (id) => findTask(database.db.autocommit, id),
    },
  );
  const loop = queue.start({
    parallel: 2,
    kinds,
    run: async (task) => {
      tried.push(task.id);
      await run(task);
      await finish(task, 'done');
    },
    report: () => undefined,
    giveUp: async (task) => {
      givenUp.push(task.id);
      await finish(task, 'failed');
    },
  });
  running.push(presence, loop);
  return { presence, loop, tried, givenUp };
}

async function add(kind = 'a'): Promise<string> {
  const id = newId();
  await database.db.autocommit.task.create({
    data: { id, kind, personId, createdAt: now, notBefore: now },
  });
  return id;
}

const read = (id: string) => database.db.autocommit.task.findUniqueOrThrow({ where: { id } });

test('only the kinds that a worker can do are taken', async () => {
  const other = await add('b');
  const own = await add('a');
  const { tried } = await startProcess(async () => undefined);
  await until(async () => (await read(own)).status === 'done');
  expect(tried).toEqual([own]);
  expect(await read(other)).toMatchObject({ status: 'waiting', attempts: 0, workerNo: null });
});

test('what fails waits as long as the error names, and is marked as waiting meanwhile', async () => {
  const id = await add();
  const { loop, tried } = await startProcess(async () => {
    if (tried.length === 1) throw new AppError('busy', { retryAfterS: 30 });
  });
  await until(async () => tried.length === 1 && (await read(id)).workerNo === null);
  expect(await read(id)).toMatchObject({
    status: 'waiting',
    attempts: 1,
    notBefore: new Date(start.getTime() + 30_000),
  });
  now = new Date(start.getTime() + 30_000);
  loop.wake();
  await until(async () => (await read(id)).status === 'done');
  expect(tried).toEqual([id, id]);
});

test('what is refused for good is given up at once, and anything else at the last try', async () => {
  const refused = await add();
  const broken = await add();
  const { loop, tried, givenUp } = await startProcess(async (task) => {
    throw task.id === refused ? new AppError('forbidden') : new Error('a bug');
  });
  for (const attempt of [1, 2, 3]) {
    loop.wake();
    await until(async () => {
      const { attempts, workerNo } = await read(broken);
      return attempts === attempt && workerNo === null;
    });
    now = new Date(now.getTime() + 60_000);
  }
  await until(() => givenUp.length === 2);
  expect(tried.filter((id) => id === refused)).toHaveLength(1);
  expect(givenUp).toEqual([refused, broken]);
});

test('what a dead process had taken is taken over at once, and what a living one works on is left to it', async () => {
  const id = await add();
  let letGo = (): void => undefined;
  const mayGo = new Promise<void>((resolve) => (letGo = resolve));
  const first = await startProcess(() => mayGo);
  await until(() => first.tried.length === 1);
  const later = await add('b');
  const second = await startProcess(async () => undefined, ['a', 'b']);
  // Whoever takes the later one has looked at the older one too.
  await until(async () => (await read(later)).status === 'done');
  expect(second.tried).toEqual([later]);
  await first.presence.stop();
  second.loop.wake();
  await until(() => second.tried.includes(id));
  expect(await read(id)).toMatchObject({ attempts: 2 });
  letGo();
});
