/** Shapes that are kept in memory: what one process changes, the others judge by. */
import { createTestAudit } from '../../support/audit.ts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Actor } from '../../../src/security/access/actor.ts';
import { listenToChanges, type Changes } from '../../../src/db/changes.ts';
import { openDatabase, type Database } from '../../../src/db/database.ts';
import { createGeofence, type Geofence } from '../../../src/school/places/geofence.ts';
import type { NewPlace } from '../../../src/school/places/geofence.schema.ts';
import { newId } from '../../../src/kernel/ids.ts';
import { createLog } from '../../../src/kernel/log.ts';
import { createKeyring } from '../../../src/security/privacy/keyring.ts';
import { administer, createTestDatabase, type TestDatabase } from '../../support/database.ts';

interface Process {
  db: Database;
  changes: Changes;
  geofence: Geofence;
}

const log = createLog('silent');
const admin: Actor = { personId: newId(), name: 'Admin', role: 'admin' };
const here = { latitude: 47.4, longitude: 8.5, accuracyM: 10 };
const shapeHere = { type: 'circle', latitude: 47.4, longitude: 8.5, radiusM: 50 } as const;
const shapeElsewhere = { ...shapeHere, latitude: 47.5 };

let database: TestDatabase;
let one: Process;
let other: Process;
let place: NewPlace;
let placeId: string;

async function startProcess(): Promise<Process> {
  const db = openDatabase({ url: database.url, log, poolSize: 3 });
  const changes = await listenToChanges({ url: database.url, log });
  const clock = { now: () => new Date('2026-11-18T09:00:00Z') };
  const keyring = createKeyring('a-test-secret-of-at-least-32-characters');
  const { audit } = createTestAudit(db, clock);
  return {
    db,
    changes,
    geofence: createGeofence({
      db,
      audit,
      clock,
      log,
      changes,
      digestKey: keyring.digests,
      addressService: { url: undefined, userAgent: 'Muster' },
    }),
  };
}

beforeEach(async () => {
  database = await createTestDatabase();
  one = await startProcess();
  other = await startProcess();
  const campusId = newId();
  await database.db.autocommit.campus.create({ data: { id: campusId, name: 'Main' } });
  place = { campusId, parentId: null, kind: 'room', name: 'Hall', shape: shapeHere };
  // Heard later, the news of the place itself would empty what a test wants kept.
  const heard = Promise.all([one, other].map(({ changes }) => new Promise((resolve) => changes.on('place', resolve))));
  placeId = (await one.geofence.create(admin, place)).id;
  await heard;
});
afterEach(async () => {
  for (const { changes, db } of [one, other]) {
    await changes.stop();
    await db.close();
  }
  await database.drop();
});

const judge = async ({ geofence, db }: Process): Promise<string | undefined> =>
  (await geofence.judge(db.autocommit, placeId, here))?.verdict;

/** Moves the place without a word, as no part of the service does. */
async function moveSilently(): Promise<void> {
  await database.db.transaction(async (tx) => {
    await tx.$executeRawUnsafe("SET LOCAL session_replication_role = 'replica'");
    await tx.place.update({ where: { id: placeId }, data: { latitude: shapeElsewhere.latitude } });
  });
}

test('a shape is read once and then kept', async () => {
  expect(await judge(one)).toBe('inside');
  await moveSilently();
  expect(await judge(one)).toBe('inside');
  expect(await judge(other)).toBe('outside');
});

test('a place that one process draws anew is judged anew by itself at once, and by every other when it hears of it', async () => {
  expect([await judge(one), await judge(other)]).toEqual(['inside', 'inside']);
  await one.geofence.change(admin, placeId, { ...place, shape: shapeElsewhere });
  expect(await judge(one)).toBe('outside');
  await expect.poll(() => judge(other)).toBe('outside');
});

test('an archived place is no place any more, in every process, and one drawn again under its name is the same place', async () => {
  expect(await judge(other)).toBe('inside');
  await one.geofence.archive(admin, placeId);
  expect(await judge(one)).toBeUndefined();
  await expect.poll(() => judge(other)).toBeUndefined();
  expect(await other.geofence.create(admin, place)).toEqual({ id: placeId });
  expect([await judge(one), await judge(other)]).toEqual(['inside', 'inside']);
});

test('a process that could not hear for a while believes nothing that it kept', async () => {
  expect(await judge(one)).toBe('inside');
  await moveSilently();
  expect(await judge(one)).toBe('inside');
  const name = new URL(database.url).pathname.slice(1);
  await administer((client) =>
    client.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND application_name = 'muster-changes'",
      [name],
    ),
  );
  await expect.poll(() => judge(one)).toBe('outside');
});

test('a place that is not there is none', async () => {
  expect(await one.geofence.judge(one.db.autocommit, newId(), here)).toBeUndefined();
});
