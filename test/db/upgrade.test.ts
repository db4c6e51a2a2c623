/**
 * A database as an earlier version left it, with data in it, is brought up to date without losing or bending any of it.
 */
import { randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrate } from '../../src/db/migrate.ts';
import { createLog } from '../../src/kernel/log.ts';
import { administer, siblingUrl } from '../support/database.ts';
import type { Row } from '../support/row.ts';
import { rowsOn, type Rows } from '../support/rows.ts';

const log = createLog('silent');
const own = join(import.meta.dirname, '../../prisma/migrations');
const names = readdirSync(own, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort();
const nativeApi = names.findIndex((name) => name.endsWith('_native_api'));

let name: string;
let url: string;
let client: pg.Client;
let make: Rows;

/** Only what there was before the native API. */
beforeEach(async () => {
  name = `earlier_${randomUUID().replaceAll('-', '')}`;
  url = siblingUrl(name);
  await administer((admin) => admin.query(`CREATE DATABASE ${name}`));
  const directory = mkdtempSync(join(tmpdir(), 'muster-migrations-'));
  for (const folder of names.slice(0, nativeApi))
    cpSync(join(own, folder), join(directory, folder), { recursive: true });
  expect(await migrate(url, { log, directory })).toEqual(names.slice(0, nativeApi));
  rmSync(directory, { recursive: true });
  client = new pg.Client({ connectionString: url });
  await client.connect();
  make = rowsOn(client);
});
afterEach(async () => {
  await client.end();
  await administer((admin) => admin.query(`DROP DATABASE ${name} WITH (FORCE)`));
});

const at = new Date('2026-11-20T09:00:00Z');
const upgrade = (): Promise<string[]> => migrate(url, { log });

async function mark(session: Row, person: Row, status: string): Promise<void> {
  await client.query('BEGIN');
  await make.change(await make.record({ session_id: session['id'], person_id: person['id'], status }));
  await client.query('COMMIT');
}

describe('from before the native API', () => {
  it('people keep the one name and the address that they have, and nothing is guessed of its parts', async () => {
    const person = await make.person({ name: 'Ludwig van Beethoven', email: 'ludwig@example.org' });
    await upgrade();
    const { rows } = await client.query('SELECT name, email, family_name, given_name FROM person WHERE id = $1', [
      person['id'],
    ]);
    expect(rows).toEqual([
      { name: 'Ludwig van Beethoven', email: 'ludwig@example.org', family_name: null, given_name: null },
    ]);
  });

  it('a class asks for what it asked for, and only one that took either way takes the new ones too', async () => {
    const before = ['selfie', 'code', 'selfie_and_code', 'selfie_or_code'];
    const { rows: values } = await client.query<{ value: string }>(
      `SELECT unnest(enum_range(NULL::"CheckInMethods"))::text AS value`,
    );
    expect(values.map(({ value }) => value).sort()).toEqual([...before].sort());
    const classes = [];
    for (const check_in_methods of before)
      classes.push(await make.class({ check_in_methods, late_after_minutes: 7, minimum_percentage: 80 }));
    expect(await upgrade()).toEqual(names.slice(nativeApi));
    const { rows } = await client.query<{ id: string }>(
      'SELECT id, check_in_ways, late_after_minutes, minimum_percentage, early_leave_minutes, join_policy, own_statuses FROM class',
    );
    const asked = [['selfie'], ['code'], ['selfie+code'], ['selfie', 'code', 'qr', 'card']];
    expect(classes.map(({ id }) => rows.find((row) => row.id === id))).toEqual(
      classes.map(({ id }, index) => ({
        id,
        check_in_ways: asked[index],
        late_after_minutes: 7,
        minimum_percentage: 80,
        early_leave_minutes: 10,
        join_policy: 'closed',
        own_statuses: [],
      })),
    );
  });

  it('closed sessions are tallied, open ones are not, and records and history stay as they were', async () => {
    const group = await make.class();
    const [ada, blaise] = [await make.person(), await make.person()];
    const sessions = [];
    for (const marks of [
      ['present', 'absent'],
      ['late', 'absent'],
      ['excused', 'present'],
    ] as const) {
      const session = await make.session({ class_id: group['id'], status: 'open', opened_at: at });
      sessions.push(session);
      await mark(session, ada, marks[0]);
      await mark(session, blaise, marks[1]);
    }
    // The last one stays open.
    for (const { id } of sessions.slice(0, 2))
      await client.query(`UPDATE session SET status = 'closed', closed_at = $2 WHERE id = $1`, [id, at]);
    const empty = await make.session({ class_id: group['id'], status: 'closed', opened_at: at, closed_at: at });
    const read = async () => [
      (await client.query('SELECT id, status, source, version, marked_at FROM attendance_record ORDER BY id')).rows,
      (await client.query('SELECT id, record_id, before, after, source FROM record_change ORDER BY id')).rows,
    ];
    const before = await read();
    await upgrade();
    expect(await read()).toEqual(before);
    const { rows: ofSessions } = await client.query<{ session_id: string }>('SELECT * FROM session_tally');
    const expected = [
      [sessions[0]!, 1, 0, 1],
      [sessions[1]!, 0, 1, 1],
      [empty, 0, 0, 0],
    ] as const;
    expect(ofSessions).toHaveLength(3);
    for (const [session, present, late, absent] of expected)
      expect(ofSessions).toContainEqual({ session_id: session['id'], present, late, absent, excused: 0 });
    const { rows: ofStudents } = await client.query(
      'SELECT person_id, present, late, absent, excused FROM student_tally',
    );
    expect(ofStudents).toHaveLength(2);
    expect(ofStudents).toContainEqual({ person_id: ada['id'], present: 1, late: 1, absent: 0, excused: 0 });
    expect(ofStudents).toContainEqual({ person_id: blaise['id'], present: 0, late: 0, absent: 2, excused: 0 });
  });

  it('is done again after it failed, and leaves nothing of the failure', async () => {
    await make.class({ check_in_methods: 'code' });
    await client.query('CREATE TABLE holiday (id int)');
    await expect(upgrade()).rejects.toThrow('_native_api failed and left nothing behind');
    expect((await client.query('SELECT check_in_methods FROM class')).rows).toEqual([{ check_in_methods: 'code' }]);
    await client.query('DROP TABLE holiday');
    expect(await upgrade()).toEqual(names.slice(nativeApi));
  });
});
