/** Budgets are counted where all processes look: in the database. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { announcePresence } from '../../../src/db/index.ts';
import { newId } from '../../../src/kernel/ids.ts';
import { createLog } from '../../../src/kernel/log.ts';
import { createBudgets, createOpenStreams, type Budgeted } from '../../../src/security/budgets/index.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

const log = createLog('silent');
const digestKey = Buffer.alloc(32, 7);
let database: TestDatabase;
let now = new Date('2026-11-18T09:00:00Z');
const clock = { now: () => now };
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const oneProcess = (budgeted: Budgeted = {}) => createBudgets({ db: database.db, clock, digestKey, budgeted });

test('two processes share what one person may ask for, and nobody else pays for it', async () => {
  const [here, there] = [oneProcess({ documents: 5 }), oneProcess({ documents: 5 })];
  const outcomes = await Promise.allSettled(
    Array.from({ length: 8 }, (_, index) => (index % 2 === 0 ? here : there).spend('documents', 'grace')),
  );
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
  await expect(here.spend('documents', 'grace')).rejects.toMatchObject({ code: 'tooManyRequests', retryAfterS: 60 });
  await here.spend('documents', 'ada');
  await here.spend('costlyReads', 'grace');
});

test('what was used comes back when its window ends, and the wait that is told is the wait there is', async () => {
  const budgets = oneProcess({ uploads: 1 });
  await budgets.spend('uploads', 'ada');
  now = new Date(now.getTime() + 20_500);
  await expect(budgets.spend('uploads', 'ada')).rejects.toMatchObject({
    retryAfterS: 40,
    message: 'That were too many photos and files in a short time. Please try again in 40 seconds.',
  });
  now = new Date(now.getTime() + 39_500);
  await budgets.spend('uploads', 'ada');
});

test('nothing is known of who used what, and what ended is removed', async () => {
  await oneProcess().spend('feedback', '203.0.113.7');
  const rows = await database.db.autocommit.budgetUse.findMany();
  expect(JSON.stringify(rows.map(({ whoHash }) => Buffer.from(whoHash).toString()))).not.toMatch(/grace|ada|203/);
  now = new Date(now.getTime() + 3600_000);
  expect(await oneProcess().sweep()).toBe(rows.length);
});

test('five streams a person over all processes, of which those of a process that was killed are free at once', async () => {
  const personId = newId();
  const [first, second] = await Promise.all([1, 2].map(() => announcePresence({ url: database.url, log })));
  const [here, there] = [first!, second!].map(({ workerNo }) =>
    createOpenStreams({ db: database.db, clock, workerNo }),
  );
  const taken = await Promise.allSettled(
    Array.from({ length: 9 }, (_, index) => (index < 3 ? here! : there!).take(personId)),
  );
  const places = taken.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  expect(places).toHaveLength(5);
  await expect(here!.take(personId)).rejects.toMatchObject({
    code: 'tooManyRequests',
    message: 'You have 5 live views open already. Please close one, then this one opens.',
  });
  await here!.take(newId());
  await places[0]!.giveBack();
  await here!.take(personId);
  // A process that is killed gives nothing back: its sign of life is gone, and nothing else.
  await second!.stop();
  const ofTheDead = await database.db.autocommit.openStream.count({ where: { workerNo: second!.workerNo } });
  expect(ofTheDead).toBeGreaterThan(0);
  for (let more = 0; more < ofTheDead; more += 1) await here!.take(personId);
  await expect(here!.take(personId)).rejects.toMatchObject({ code: 'tooManyRequests' });
  expect(await here!.sweep()).toBe(ofTheDead);
  await first!.stop();
});
