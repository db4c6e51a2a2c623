/** A database of its own for a test: a clone of the migrated template, made in some hundredths of a second. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { openDatabase, type Database } from '../../src/db/database.ts';
import { createLog } from '../../src/kernel/log.ts';

export interface TestDatabase {
  readonly url: string;
  readonly db: Database;
  /** Closes `db` and removes the database, whoever is still connected. */
  drop(): Promise<void>;
}

/** PostgreSQL clones a template for one at a time: test files wait for each other by this lock. */
const cloneLockKey = 7_266_837;

/** The address of another database on the test server. */
export function siblingUrl(database: string): string {
  const url = new URL(inject('templateUrl'));
  url.pathname = `/${database}`;
  return url.href;
}

/** Runs statements as the server's owner, outside any test's database. */
export async function administer<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: siblingUrl('postgres') });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** A new, migrated, empty database. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const template = new URL(inject('templateUrl')).pathname.slice(1);
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await administer(async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [cloneLockKey]);
    // Copied file by file: through the write-ahead log it takes twice as long.
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${pg.escapeIdentifier(template)} STRATEGY FILE_COPY`);
  });
  const url = siblingUrl(name);
  const db = openDatabase({ url, log: createLog('fatal'), poolSize: 5 });
  return {
    url,
    db,
    drop: async () => {
      await db.close();
      await administer((client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`));
    },
  };
}
