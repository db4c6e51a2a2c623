/**
 * Applies prisma/migrations at start, in the way of `prisma migrate deploy`, which needs an engine that it downloads.
 *
 * Both keep the same table and take the same lock, so either may run after, or at the same time as, the other.
 */
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { DatabaseFailure } from './failures.ts';
import type { Log } from '../kernel/log.ts';
import { rootDir } from '../kernel/root.ts';

/** The advisory lock that Prisma's schema engine takes. */
const prismaLockKey = 72_707_369;
/** How long a process waits for another one that is migrating. */
const lockWaitMs = 120_000;

const migrationsTable = `
  CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id" VARCHAR(36) PRIMARY KEY NOT NULL,
    "checksum" VARCHAR(64) NOT NULL,
    "finished_at" TIMESTAMPTZ,
    "migration_name" VARCHAR(255) NOT NULL,
    "logs" TEXT,
    "rolled_back_at" TIMESTAMPTZ,
    "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(),
    "applied_steps_count" INTEGER NOT NULL DEFAULT 0
  )`;

interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

interface AppliedRow {
  readonly migration_name: string;
  readonly checksum: string;
  readonly finished_at: Date | null;
}

export interface MigrateOptions {
  readonly log: Log;
  /** Where the migrations lie; the project's own by default. */
  readonly directory?: string;
}

/** A migration that cannot be applied, or does not match what was applied. The message names it. */
class MigrationError extends Error {
  /** The folder under prisma/migrations. */
  readonly migration: string;

  constructor(migration: string, message: string, cause?: unknown) {
    super(`Migration ${migration} ${message}`, { cause });
    this.name = 'MigrationError';
    this.migration = migration;
  }
}

/**
 * Brings a database up to date: every folder of migrations in the order of its name, each in one transaction.
 *
 * @param url - the database, as postgresql://…
 * @returns the names of the migrations applied now; empty when there was nothing to do
 * @throws MigrationError when an applied file was changed, the database knows a migration that this version does not,
 *   or a file fails (it then leaves nothing behind)
 */
export async function migrate(url: string, { log, directory }: MigrateOptions): Promise<string[]> {
  const migrations = readMigrations(directory ?? join(rootDir, 'prisma/migrations'));
  const client = new pg.Client({
    connectionString: url,
    application_name: 'muster-migrate',
    connectionTimeoutMillis: 10_000,
  });
  // A server that goes away is reported by the query that was running; without a listener it would end the process.
  client.on('error', (error) => log.warn({ err: error }, 'the database connection broke while migrating'));
  await client.connect().catch((cause: unknown) => {
    throw new DatabaseFailure(cause);
  });
  try {
    return await withMigrationLock(client, () => applyPending(client, migrations, log));
  } finally {
    await client.end();
  }
}

function readMigrations(directory: string): Migration[] {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(directory, entry.name, 'migration.sql')))
    .map((entry) => {
      const bytes = readFileSync(join(directory, entry.name, 'migration.sql'));
      return {
        name: entry.name,
        sql: bytes.toString('utf8'),
        checksum: createHash('sha256').update(bytes).digest('hex'),
      };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The lock belongs to the connection, so that a process that dies while migrating lets the next one in. */
async function withMigrationLock<T>(client: pg.Client, work: () => Promise<T>): Promise<T> {
  await client.query(`SET lock_timeout = ${lockWaitMs}`);
  await client.query('SELECT pg_advisory_lock($1)', [prismaLockKey]);
  await client.query('SET lock_timeout = 0');
  return work();
}

async function applyPending(client: pg.Client, migrations: readonly Migration[], log: Log): Promise<string[]> {
  await client.query(migrationsTable);
  const applied = await readApplied(client, migrations);
  const pending = migrations.filter((migration) => !applied.has(migration.name));
  for (const migration of pending) {
    await apply(client, migration);
    log.info({ migration: migration.name }, 'migration applied');
  }
  return pending.map((migration) => migration.name);
}

/** What the database says was applied, checked against the files. */
async function readApplied(client: pg.Client, migrations: readonly Migration[]): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<AppliedRow>(
    'SELECT migration_name, checksum, finished_at FROM "_prisma_migrations" WHERE rolled_back_at IS NULL ORDER BY started_at',
  );
  const files = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const row of rows) {
    const file = files.get(row.migration_name);
    if (!file) {
      throw new MigrationError(
        row.migration_name,
        'is in the database but not in this version: it was made by a newer Muster.',
      );
    }
    if (row.finished_at === null) {
      throw new MigrationError(
        row.migration_name,
        'was begun by another tool and never finished; see `prisma migrate resolve`.',
      );
    }
    if (file.checksum !== row.checksum) {
      throw new MigrationError(
        row.migration_name,
        'was changed after it was applied: put the file back and write a new one.',
      );
    }
  }
  return new Set(rows.map((row) => row.migration_name));
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(migration.sql);
    await client.query(
      `INSERT INTO "_prisma_migrations" (id, checksum, finished_at, migration_name, started_at, applied_steps_count)
       VALUES ($1, $2, clock_timestamp(), $3, now(), 1)`,
      [randomUUID(), migration.checksum, migration.name],
    );
    await client.query('COMMIT');
  } catch (error) {
    // A broken connection has rolled back by itself; its own error says more than the ROLLBACK's.
    await client.query('ROLLBACK').catch(() => undefined);
    throw new MigrationError(
      migration.name,
      `failed and left nothing behind: ${error instanceof Error ? error.message : String(error)}`,
      error,
    );
  }
}
