/** The audit chain: what it notices. */
import { afterAll, beforeEach, expect, test } from 'vitest';
import { createHash } from 'node:crypto';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { unkeyedHash } from '../../../src/security/audit/chain.ts';
import type { Audit } from '../../../src/security/audit/index.ts';
import { createTestAudit } from '../../support/audit.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
let audit: Audit;
let file: string;
const used: TestDatabase[] = [];
const clock = { now: () => new Date('2026-11-18T09:00:00Z') };

beforeEach(async () => {
  database = await createTestDatabase();
  used.push(database);
  const made = createTestAudit(database.db, clock);
  audit = made.audit;
  file = join(made.dir, 'audit-checkpoints.jsonl');
});
afterAll(() => Promise.all(used.map((one) => one.drop())));

const record = (subjectId: string): Promise<void> =>
  database.db.transaction((tx) =>
    audit.record(tx, {
      actorId: null,
      action: 'institution.changed',
      subjectType: 'institution',
      subjectId,
      facts: { b: 1, a: [{ d: 2, c: null }] },
    }),
  );

/** Does what the triggers forbid, as somebody with the database in hand could. */
async function tamper(sql: string): Promise<void> {
  await database.db.transaction(async (tx) => {
    await tx.$executeRawUnsafe("SET LOCAL session_replication_role = 'replica'");
    await tx.$executeRawUnsafe(sql);
  });
}

const recordMany = async (count: number): Promise<void> => {
  for (let index = 0; index < count; index += 1) await record(String(index));
  await audit.sealPending();
};

test('entries written by many at once are all sealed, each once, and the chain verifies', async () => {
  await Promise.all(Array.from({ length: 40 }, (_, index) => record(String(index))));
  await Promise.all([audit.sealPending(), audit.sealPending(), audit.sealPending()]);
  await audit.sealPending();
  expect(await audit.verify()).toEqual({ intact: true, entries: 40, unsealed: 0, checkpoints: 1 });
});

test('an entry of a transaction that failed is not there', async () => {
  await expect(
    database.db.transaction(async (tx) => {
      await audit.record(tx, {
        actorId: null,
        action: 'feedback.left',
        subjectType: 'institution',
        subjectId: '1',
        facts: {},
      });
      throw new Error('the cause failed');
    }),
  ).rejects.toThrow('the cause failed');
  expect(await database.db.autocommit.auditEntry.count({ where: { action: 'feedback.left' } })).toBe(0);
});

test('a changed entry, a removed entry and swapped seals are all noticed', async () => {
  await recordMany(40);
  await tamper(
    'UPDATE audit_entry SET facts = \'{"b": 2}\' WHERE id = (SELECT entry_id FROM audit_seal WHERE seq = 7)',
  );
  expect(await audit.verify()).toEqual({ intact: false, brokenAt: 7n, fault: 'changed' });
  await tamper(
    'UPDATE audit_entry SET facts = \'{"b": 1, "a": [{"d": 2, "c": null}]}\' WHERE id = (SELECT entry_id FROM audit_seal WHERE seq = 7)',
  );
  expect(await audit.verify()).toMatchObject({ intact: true });
  await tamper('DELETE FROM audit_seal WHERE seq = 12');
  expect(await audit.verify()).toEqual({ intact: false, brokenAt: 13n, fault: 'changed' });
});

test('an end that was cut off is noticed, entries and seals together, and at once', async () => {
  await recordMany(30);
  await tamper(`WITH newest AS (DELETE FROM audit_seal WHERE seq > 10 RETURNING entry_id)
    DELETE FROM audit_entry WHERE id IN (SELECT entry_id FROM newest)`);
  expect(await audit.verify()).toEqual({ intact: false, brokenAt: 11n, fault: 'cut' });
  // What is written afterwards does not grow over the gap.
  await recordMany(25);
  expect(await audit.verify()).toEqual({ intact: false, brokenAt: 30n, fault: 'rewritten' });
});

/** Seals every entry as it is, the way it was done before the chain had a key: all that the database alone allows. */
async function forgeWithoutKey(): Promise<void> {
  const seals = await database.db.autocommit.auditSeal.findMany({ orderBy: { seq: 'asc' }, include: { entry: true } });
  let previous: Uint8Array = Buffer.alloc(32);
  for (const { seq, entry } of seals) {
    const hash = unkeyedHash(previous, seq, entry);
    await tamper(
      `UPDATE audit_seal SET previous = '\\x${Buffer.from(previous).toString('hex')}', hash = '\\x${hash.toString('hex')}' WHERE seq = ${seq}`,
    );
    previous = hash;
  }
}

test('a chain that was written anew without the key is noticed, with its checkpoints and without them', async () => {
  await recordMany(12);
  await tamper("UPDATE audit_entry SET subject_id = 'x' WHERE id = (SELECT entry_id FROM audit_seal WHERE seq = 3)");
  await forgeWithoutKey();
  expect(await audit.verify()).toEqual({ intact: false, brokenAt: 12n, fault: 'rewritten' });
  writeFileSync(file, '');
  expect(await audit.verify()).toEqual({ intact: false, brokenAt: 1n, fault: 'rewritten' });
});

test('a chain from before there was a key is taken over once, and is as safe from then on', async () => {
  await recordMany(9);
  await forgeWithoutKey();
  writeFileSync(file, '');
  await audit.ensureKeyed();
  await audit.ensureKeyed();
  expect(await audit.verify()).toEqual({ intact: true, entries: 10, unsealed: 0, checkpoints: 1 });
  await tamper("UPDATE audit_entry SET subject_id = 'x' WHERE id = (SELECT entry_id FROM audit_seal WHERE seq = 3)");
  await forgeWithoutKey();
  writeFileSync(file, '');
  expect(await audit.verify()).toMatchObject({ intact: false });
});

test('a seal without the key is not taken after one with it', async () => {
  await recordMany(3);
  await record('forged');
  const head = await database.db.autocommit.auditSeal.findFirstOrThrow({ orderBy: { seq: 'desc' } });
  const entry = await database.db.autocommit.auditEntry.findFirstOrThrow({ where: { subjectId: 'forged' } });
  const hash = unkeyedHash(head.hash, 4n, entry);
  await database.db.autocommit.auditSeal.create({ data: { seq: 4n, entryId: entry.id, previous: head.hash, hash } });
  expect(await audit.verify()).toEqual({ intact: false, brokenAt: 4n, fault: 'changed' });
});

test('a line in the file of checkpoints that is none of ours is told, and moves no checkpoint', async () => {
  await recordMany(4);
  const own = readFileSync(file, 'utf8');
  const line = JSON.parse(own) as Record<string, string>;
  const mac = createHash('sha256').update('guess').digest('hex');
  appendFileSync(file, `${JSON.stringify({ ...line, seq: '900', mac })}\n`);
  expect(await audit.verify()).toMatchObject({ intact: false, fault: 'checkpoint' });
  writeFileSync(file, own);
  expect(await audit.verify()).toMatchObject({ intact: true, checkpoints: 1 });
});
