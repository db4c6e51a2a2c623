/** The audit chain: what it notices. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAudit, type Audit } from '../../../src/security/audit/audit.ts';
import { createKeyring } from '../../../src/security/privacy/keyring.ts';
import { createVault } from '../../../src/security/privacy/vault.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
let audit: Audit;

beforeAll(async () => {
  database = await createTestDatabase();
  const vault = createVault({ wrappingKey: createKeyring('a-test-secret-of-at-least-32-characters').wrapping });
  audit = createAudit({ db: database.db, vault, clock: { now: () => new Date('2026-11-18T09:00:00Z') } });
});
afterAll(() => database.drop());

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

test('entries written by many at once are all sealed, each once, and the chain verifies', async () => {
  await Promise.all(Array.from({ length: 40 }, (_, index) => record(String(index))));
  await Promise.all([audit.sealPending(), audit.sealPending(), audit.sealPending()]);
  await audit.sealPending();
  expect(await audit.verify()).toEqual({ intact: true, entries: 40, unsealed: 0 });
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
  await tamper(
    'UPDATE audit_entry SET facts = \'{"b": 2}\' WHERE id = (SELECT entry_id FROM audit_seal WHERE seq = 7)',
  );
  expect(await audit.verify()).toEqual({ intact: false, brokenAt: 7n });
  await tamper(
    'UPDATE audit_entry SET facts = \'{"b": 1, "a": [{"d": 2, "c": null}]}\' WHERE id = (SELECT entry_id FROM audit_seal WHERE seq = 7)',
  );
  expect(await audit.verify()).toMatchObject({ intact: true });
  await tamper('DELETE FROM audit_seal WHERE seq = 12');
  expect(await audit.verify()).toEqual({ intact: false, brokenAt: 13n });
});
