/** Transactions, and what is told about their failures, against a real server. */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  isDatabaseDown,
  isUniqueViolation,
  openDatabase,
  type Database,
  type Queryable,
} from '../../src/db/database.ts';
import { createLog } from '../../src/kernel/log.ts';
import { administer, createTestDatabase, type TestDatabase } from '../support/database.ts';

const log = createLog('silent');
let database: TestDatabase;
let db: Database;

beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
});
afterAll(() => database.drop());

const addPerson = (db: Queryable, email = `${randomUUID()}@example.org`) =>
  db.person.create({ data: { id: randomUUID(), email, name: 'Ada', role: 'student' } });

const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

/** Ends every connection of the test's database from outside, as a restart of the server does. */
const endConnections = () =>
  administer((client) =>
    client.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [
      new URL(db.url).pathname.slice(1),
    ]),
  );

/** Lets two parties go on only when both have come. */
function meetingOfTwo(): () => Promise<void> {
  let open: () => void = () => undefined;
  const both = new Promise<void>((resolve) => (open = resolve));
  let arrived = 0;
  return () => {
    arrived += 1;
    if (arrived >= 2) open();
    return both;
  };
}

describe('a transaction', () => {
  it('is kept whole or not at all', async () => {
    const email = 'whole@example.org';
    await expect(
      db.transaction(async (tx) => {
        await addPerson(tx, email);
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');
    expect(await db.autocommit.person.count({ where: { email } })).toBe(0);
    await db.transaction((tx) => addPerson(tx, email));
    expect(await db.autocommit.person.count({ where: { email } })).toBe(1);
  });

  it('that the database refuses at commit rejects, and gives its connection back', async () => {
    const refuse = () =>
      db.transaction(async (tx) => {
        const campus = await tx.campus.create({ data: { id: randomUUID(), name: randomUUID() } });
        const course = await tx.class.create({
          data: { id: randomUUID(), campusId: campus.id, code: randomUUID(), title: 'x' },
        });
        const session = await tx.session.create({
          data: { id: randomUUID(), classId: course.id, startsAt: new Date(0), endsAt: new Date(1000) },
        });
        const person = await addPerson(tx);
        await tx.attendanceRecord.create({
          data: {
            id: randomUUID(),
            sessionId: session.id,
            personId: person.id,
            status: 'present',
            source: 'manual',
            markedAt: new Date(),
          },
        });
      });
    // More often than the pool has connections.
    for (let round = 0; round < 8; round += 1) await expect(refuse()).rejects.toThrow('has no matching record_change');
    expect(await db.autocommit.attendanceRecord.count()).toBe(0);
  });

  it('that deadlocks with another runs again, and both succeed', async () => {
    const [a, b] = [await addPerson(db.autocommit), await addPerson(db.autocommit)];
    const meet = meetingOfTwo();
    let runs = 0;
    const rename = (first: string, second: string) =>
      db.transaction(async (tx) => {
        runs += 1;
        await tx.person.update({ where: { id: first }, data: { tokenGeneration: { increment: 1 } } });
        await meet();
        await tx.person.update({ where: { id: second }, data: { tokenGeneration: { increment: 1 } } });
      });
    await Promise.all([rename(a.id, b.id), rename(b.id, a.id)]);
    expect(runs).toBe(3);
    expect(
      (await db.autocommit.person.findMany({ where: { id: { in: [a.id, b.id] } } })).map(
        (person) => person.tokenGeneration,
      ),
    ).toEqual([2, 2]);
  });

  it('that always collides is given up after four runs', async () => {
    let runs = 0;
    const failing = db.transaction(async (tx) => {
      runs += 1;
      await tx.$executeRaw`DO $$ BEGIN RAISE EXCEPTION 'collision' USING ERRCODE = 'serialization_failure'; END $$`;
    });
    await expect(failing).rejects.toThrow();
    expect(runs).toBe(4);
  });

  it('whose work fails for another reason is not run again', async () => {
    let runs = 0;
    await expect(db.transaction(async () => Promise.reject(new Error(`run ${(runs += 1)}`)))).rejects.toThrow('run 1');
    expect(runs).toBe(1);
  });
});

describe('a unique violation is known', () => {
  it('from a model operation and from raw SQL, and is no outage', async () => {
    const person = await addPerson(db.autocommit);
    const failures = [
      await failureOf(addPerson(db.autocommit, person.email ?? '')),
      await failureOf(db.transaction((tx) => addPerson(tx, person.email ?? ''))),
      await failureOf(
        db.autocommit
          .$executeRaw`INSERT INTO person (id, email, name, role) VALUES (gen_random_uuid(), ${person.email}, 'x', 'student')`,
      ),
    ];
    for (const failure of failures) {
      expect(isUniqueViolation(failure)).toBe(true);
      expect(isDatabaseDown(failure)).toBe(false);
    }
  });

  it('and told apart from other refusals', async () => {
    const failure = await failureOf(addPerson(db.autocommit, 'Upper@example.org'));
    expect(failure).toBeInstanceOf(Error);
    expect(isUniqueViolation(failure)).toBe(false);
    expect(isDatabaseDown(failure)).toBe(false);
  });
});

describe('an outage is known', () => {
  it('when nobody listens', async () => {
    const port = createServer().listen(0, '127.0.0.1');
    await once(port, 'listening');
    const { port: number } = port.address() as { port: number };
    port.close();
    await once(port, 'close');
    const nobody = openDatabase({ url: `postgresql://x:x@127.0.0.1:${number}/x`, log });
    expect(isDatabaseDown(await failureOf(nobody.ping()))).toBe(true);
    expect(isDatabaseDown(await failureOf(nobody.autocommit.person.count()))).toBe(true);
    expect(isDatabaseDown(await failureOf(nobody.transaction((tx) => tx.person.count())))).toBe(true);
    await nobody.close();
  });

  it('when connections end in the middle of transactions, after which the pool is whole again', async () => {
    for (let round = 0; round < 7; round += 1) {
      const failure = await failureOf(
        db.transaction(async (tx) => {
          await tx.person.count();
          await endConnections();
          await tx.person.count();
        }),
      );
      expect(isDatabaseDown(failure)).toBe(true);
    }
    await Promise.all(Array.from({ length: 5 }, () => db.transaction((tx) => tx.person.count())));
  });

  it('when idle connections end: the process lives and the next query connects again', async () => {
    await Promise.all(Array.from({ length: 5 }, () => db.ping()));
    await endConnections();
    await expect.poll(async () => failureOf(db.ping())).toBeUndefined();
    expect(await db.autocommit.person.count()).toBeGreaterThan(0);
  });

  it('when all connections are taken for too long', async () => {
    const small = openDatabase({ url: db.url, log, poolSize: 1 });
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const holder = small.transaction(async (tx) => {
      await tx.person.count();
      await released;
    });
    expect(isDatabaseDown(await failureOf(small.transaction((tx) => tx.person.count())))).toBe(true);
    release();
    await holder;
    await small.close();
  });

  it('but an ordinary error is none', () => {
    expect(isDatabaseDown(new Error('no such student'))).toBe(false);
    expect(isDatabaseDown(undefined)).toBe(false);
    const circular = new Error('round');
    circular.cause = circular;
    expect(isDatabaseDown(circular)).toBe(false);
    expect(isDatabaseDown(new Error('outer', { cause: Object.assign(new Error('inner'), { code: '57P01' }) }))).toBe(
      true,
    );
  });
});
