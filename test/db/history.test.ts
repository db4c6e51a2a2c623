/** What the database keeps as it was, whatever a program does: history, settled actions, consent that was withdrawn. */
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { rowsOn, type Rows } from '../support/rows.ts';

let database: TestDatabase;
let client: pg.Client;
let make: Rows;

beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  make = rowsOn(client);
});
afterAll(async () => {
  await client.end();
  await database.drop();
});
beforeEach(async () => {
  await client.query('BEGIN');
});
afterEach(async () => {
  await client.query('ROLLBACK');
});

/** What a commit would do to the constraints that wait for it. */
const settle = (): Promise<unknown> => client.query('SET CONSTRAINTS ALL IMMEDIATE');

describe('history', () => {
  const tables = ['record_change', 'audit_entry', 'audit_seal', 'check_in', 'check_out'];
  const statements: [string, string][] = tables.flatMap((table) => [
    [table, `UPDATE ${table} SET ${table === 'audit_seal' ? 'seq = seq' : 'id = id'}`],
    [table, `DELETE FROM ${table}`],
    [table, `TRUNCATE ${table} CASCADE`],
  ]);
  it.each(statements)('%s is append-only: refuses %s', async (table, statement) => {
    await expect(client.query(statement)).rejects.toMatchObject({
      code: '23514',
      message: expect.stringMatching(new RegExp(`^(${table}|\\w+) is append-only: \\w+ is refused$`)) as string,
    });
  });

  it('refuses to change the decision or the receipt of a check-in', async () => {
    const { id } = await make.checkIn();
    for (const change of [`decision = 'rejected'`, `receipt = '{}'`]) {
      await client.query('SAVEPOINT before');
      await expect(client.query(`UPDATE check_in SET ${change} WHERE id = $1`, [id])).rejects.toThrow(
        'check_in is append-only',
      );
      await client.query('ROLLBACK TO before');
    }
  });

  it('refuses to delete a record', async () => {
    await make.recordWithHistory();
    await settle();
    await client.query('SET CONSTRAINTS ALL DEFERRED');
    await client.query('SAVEPOINT before');
    await expect(client.query('DELETE FROM attendance_record')).rejects.toThrow(
      'attendance_record is append-only: DELETE is refused',
    );
    await client.query('ROLLBACK TO before');
    await expect(client.query('TRUNCATE attendance_record CASCADE')).rejects.toThrow(
      'append-only: TRUNCATE is refused',
    );
  });

  it('accepts a record with its change, and a correction with its own', async () => {
    const record = await make.recordWithHistory();
    await client.query(`UPDATE attendance_record SET status = 'late', version = 2 WHERE id = $1`, [record['id']]);
    await make.change(record, { version: 2, before: 'present', after: 'late' });
    await settle();
  });

  it('refuses, at commit, a record without a change', async () => {
    await make.record();
    await expect(client.query('COMMIT')).rejects.toThrow('has no matching record_change');
  });

  it('refuses, at commit, a corrected record without a change of its own', async () => {
    const record = await make.recordWithHistory();
    await client.query(`UPDATE attendance_record SET status = 'late', version = 2 WHERE id = $1`, [record['id']]);
    await expect(settle()).rejects.toThrow('version 2 (late) has no matching record_change');
  });

  it('refuses, at commit, a change that tells another status', async () => {
    const record = await make.record();
    await make.change(record, { after: 'absent' });
    await expect(settle()).rejects.toThrow('version 1 (present) has no matching record_change');
  });

  it('refuses, at commit, a change that its record never made', async () => {
    const record = await make.recordWithHistory();
    await make.change(record, { version: 2, after: 'late' });
    await expect(settle()).rejects.toThrow('names version 2 (late)');
  });

  it.each([1, 3])('refuses a record that goes from version 1 to %i', async (version) => {
    const record = await make.recordWithHistory();
    await expect(
      client.query('UPDATE attendance_record SET version = $2 WHERE id = $1', [record['id'], version]),
    ).rejects.toThrow(`must go from version 1 to 2, not to ${version}`);
  });

  it('refuses a record that begins at version 2', async () => {
    await expect(make.record({ version: 2 })).rejects.toThrow('must begin at version 1');
  });

  it('refuses to hand a record to another student', async () => {
    const record = await make.recordWithHistory();
    const other = await make.person();
    await expect(
      client.query('UPDATE attendance_record SET person_id = $2, version = 2 WHERE id = $1', [
        record['id'],
        other['id'],
      ]),
    ).rejects.toThrow('stays with its student and session');
  });
});

describe('a pending action', () => {
  it('is settled once', async () => {
    const { id } = await make.action();
    await client.query(`UPDATE pending_action SET status = 'done', settled_at = now() WHERE id = $1`, [id]);
    await client.query(`UPDATE pending_action SET answer = 'x' WHERE id = $1`, [id]);
    const changes = [
      `status = 'cancelled'`,
      `status = 'pending', settled_at = NULL`,
      `plan = 'another'`,
      `settled_at = settled_at + interval '1 s'`,
    ];
    for (const change of changes) {
      await client.query('SAVEPOINT before');
      await expect(client.query(`UPDATE pending_action SET ${change} WHERE id = $1`, [id])).rejects.toThrow(
        'is settled already (done)',
      );
      await client.query('ROLLBACK TO before');
    }
  });
});

describe('consent', () => {
  it('once withdrawn stays withdrawn', async () => {
    const { id } = await make.consent({ withdrawn_at: new Date() });
    await expect(client.query('UPDATE consent SET withdrawn_at = NULL WHERE id = $1', [id])).rejects.toThrow(
      'was withdrawn and stays so',
    );
  });

  it('of the same person stands before a face template', async () => {
    const consent = await make.consent();
    await make.template(consent);
    const other = await make.person();
    await expect(make.template(consent, { person_id: other['id'] })).rejects.toThrow(
      'needs a standing consent of the same person',
    );
  });

  it('that was withdrawn carries no new face template', async () => {
    const consent = await make.consent({ withdrawn_at: new Date() });
    await expect(make.template(consent)).rejects.toThrow('needs a standing consent');
  });

  it('cannot be exchanged under a template for one that was withdrawn', async () => {
    const consent = await make.consent();
    const { id } = await make.template(consent);
    const withdrawn = await make.consent({ person_id: consent['person_id'], withdrawn_at: new Date() });
    await expect(
      client.query('UPDATE face_template SET consent_id = $2 WHERE id = $1', [id, withdrawn['id']]),
    ).rejects.toThrow('needs a standing consent');
  });
});
