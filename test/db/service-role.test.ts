/** The role that the service works as: it does all of the service's work, and nothing that would hide what was done. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readyServiceRole } from '../../src/db/service-role.ts';
import { administer, createTestDatabase, type TestDatabase } from '../support/database.ts';
import { startTestMuster, type TestMuster } from '../support/muster.ts';
import { createSmallSchool } from '../support/school.ts';

const password = 'a-password-of-the-role';
const name = `service_${randomUUID().slice(0, 8)}`;
let database: TestDatabase;

const urlAs = (url: string): string => {
  const as = new URL(url);
  [as.username, as.password] = [name, password];
  return as.href;
};

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.drop();
  await administer((client) => client.query(`DROP ROLE IF EXISTS ${name}`));
});

describe('the role', () => {
  let client: pg.Client;
  beforeAll(async () => {
    await Promise.all([1, 2].map(() => readyServiceRole(database.url, { name, password })));
    client = new pg.Client({ connectionString: urlAs(database.url) });
    await client.connect();
    await client.query(
      "INSERT INTO audit_entry (id, at, action, subject_type, subject_id, facts) VALUES (gen_random_uuid(), now(), 'x', 'y', 'z', '{}')",
    );
  });
  afterAll(() => client.end());

  test.each([
    'ALTER TABLE audit_entry DISABLE TRIGGER append_only',
    'ALTER TABLE audit_entry DISABLE TRIGGER ALL',
    'DROP TRIGGER append_only ON audit_entry',
    'DELETE FROM audit_entry',
    "UPDATE audit_entry SET facts = '{}'",
    'DELETE FROM audit_seal',
    "UPDATE audit_seal SET hash = ''",
    'TRUNCATE audit_seal',
    'TRUNCATE attendance_record CASCADE',
    'DROP TABLE person CASCADE',
    'ALTER TABLE person ADD COLUMN more text',
    'CREATE TABLE mine (id int)',
    'CREATE TEMPORARY TABLE mine (id int)',
    'CREATE SCHEMA mine',
    'CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$',
    'CREATE ROLE other',
    `ALTER ROLE ${name} SUPERUSER`,
    "SET session_replication_role = 'replica'",
    'SET ROLE muster',
    "DELETE FROM _prisma_migrations WHERE migration_name <> ''",
    "COPY audit_entry TO PROGRAM 'true'",
  ])('may not: %s', async (statement) => {
    await expect(client.query(statement)).rejects.toMatchObject({ code: '42501' });
  });

  test('owns nothing', async () => {
    const { rows } = await client.query<{ relname: string }>(
      'SELECT relname FROM pg_class WHERE relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)',
    );
    expect(rows).toEqual([]);
  });

  test('is given a table that a later migration makes, and nothing is written where nothing is missing', async () => {
    await database.db.autocommit.$executeRawUnsafe('CREATE TABLE later (id int)');
    await expect(client.query('SELECT * FROM later')).rejects.toMatchObject({ code: '42501' });
    await readyServiceRole(database.url, { name, password });
    expect((await client.query('SELECT * FROM later')).rowCount).toBe(0);
    const rights = async () =>
      (await client.query<{ xmin: string }>('SELECT xmin::text FROM pg_class WHERE relname = $1', ['person'])).rows;
    const before = await rights();
    await readyServiceRole(database.url, { name, password });
    expect(await rights()).toEqual(before);
    await expect(client.query('DELETE FROM audit_entry')).rejects.toMatchObject({ code: '42501' });
  });
});

test('a role that is not there and has no password is named, and nothing is granted', async () => {
  await expect(readyServiceRole(database.url, { name: 'nobody_here' })).rejects.toThrow('nobody_here');
});

test('the whole service runs as it, with what recurs, and once more on the same database', async () => {
  const own = await createTestDatabase();
  await readyServiceRole(own.url, { name, password });
  const env = { DATABASE_URL: urlAs(own.url), DATABASE_OWNER_URL: own.url };
  const started: TestMuster[] = [];
  for (const time of [1, 2]) {
    const muster = await startTestMuster(env);
    started.push(muster);
    if (time === 1) {
      const school = await createSmallSchool(muster, 2);
      expect((await school.teacher.say('open CS101')).text).toContain('CS101');
    }
    expect((await muster.signIn('admin@school.example')).token).not.toBe('');
    await muster.stop();
  }
  const client = new pg.Client({ connectionString: urlAs(own.url) });
  await client.connect();
  const { rows } = await client.query<{ jobs: string; owner: boolean }>(
    "SELECT (SELECT count(*) FROM pgboss.schedule) AS jobs, pg_has_role(relowner, 'USAGE') AS owner FROM pg_class WHERE oid = 'pgboss.job'::regclass",
  );
  expect(Number(rows[0]?.jobs)).toBeGreaterThan(10);
  expect(rows[0]?.owner).toBe(false);
  await client.end();
  for (const muster of started) await muster.end();
  await own.drop();
});
