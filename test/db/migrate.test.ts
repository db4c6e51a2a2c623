/** Migrations at start: once, whole, and known again. */
import { createHash, randomUUID } from 'node:crypto';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSchema } from '../../prisma/read-schema.ts';
import { diffSchemas, openSchemaEngine } from '../../prisma/schema-diff.ts';
import { migrate } from '../../src/db/migrate.ts';
import { createLog } from '../../src/kernel/log.ts';
import { administer, siblingUrl } from '../support/database.ts';

const log = createLog('silent');
const own = join(import.meta.dirname, '../../prisma/migrations');
const names = readdirSync(own, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort();

let url: string;
let name: string;
let directory: string;

beforeEach(async () => {
  name = `empty_${randomUUID().replaceAll('-', '')}`;
  url = siblingUrl(name);
  await administer((client) => client.query(`CREATE DATABASE ${name}`));
  directory = mkdtempSync(join(tmpdir(), 'muster-migrations-'));
  cpSync(own, directory, { recursive: true });
});
afterEach(async () => {
  await administer((client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`));
  rmSync(directory, { recursive: true });
});

async function query<T extends pg.QueryResultRow>(sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

function addMigration(folder: string, sql: string): void {
  mkdirSync(join(directory, folder));
  writeFileSync(join(directory, folder, 'migration.sql'), sql);
}

describe('migrations', () => {
  it('are applied in order, then never again', async () => {
    expect(await migrate(url, { log })).toEqual(names);
    expect(await migrate(url, { log })).toEqual([]);
  });

  it('are noted as Prisma notes them: name, SHA-256 of the file, one step, finished', async () => {
    await migrate(url, { log });
    const rows = await query('SELECT * FROM _prisma_migrations ORDER BY migration_name');
    expect(rows).toEqual(
      names.map((folder) => ({
        id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
        checksum: createHash('sha256')
          .update(readFileSync(join(own, folder, 'migration.sql')))
          .digest('hex'),
        migration_name: folder,
        logs: null,
        rolled_back_at: null,
        started_at: expect.any(Date) as Date,
        finished_at: expect.any(Date) as Date,
        applied_steps_count: 1,
      })),
    );
  });

  it('are seen by Prisma’s own engine as applied, unchanged and complete', async () => {
    await migrate(url, { log });
    const files = names.map((folder) => ({
      path: folder,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok' as const, value: readFileSync(join(own, folder, 'migration.sql'), 'utf8') },
      },
    }));
    const migrationsList = {
      baseDir: 'prisma/migrations',
      lockfile: { path: 'migration_lock.toml', content: readFileSync(join(own, 'migration_lock.toml'), 'utf8') },
      shadowDbInitScript: '',
      migrationDirectories: files,
    };
    const filters = { externalTables: [], externalEnums: [] };
    const engine = await openSchemaEngine(readSchema(), new PrismaPg({ connectionString: url }));
    expect(
      await engine.diagnoseMigrationHistory({ migrationsList, optInToShadowDatabase: false, filters }),
    ).toMatchObject({
      hasMigrationsTable: true,
      editedMigrationNames: [],
      failedMigrationNames: [],
      history: null,
    });
    expect(await engine.applyMigrations({ migrationsList, filters })).toEqual({ appliedMigrationNames: [] });
  });

  it('are applied once by two processes that start at the same time', async () => {
    const program = join(import.meta.dirname, '../support/migrate-once.ts');
    const start = () => promisify(execFile)(process.execPath, ['--import', 'tsx', program, url]);
    const outputs = await Promise.all([start(), start()]);
    const applied = outputs.map(({ stdout }) => JSON.parse(stdout) as string[]);
    expect(applied.sort((a, b) => a.length - b.length)).toEqual([[], names]);
  });

  it('continue where an earlier version ended', async () => {
    await migrate(url, { log });
    addMigration('20990101000000_more', 'CREATE TABLE more (id int)');
    expect(await migrate(url, { log, directory })).toEqual(['20990101000000_more']);
  });

  it('refuse a file that was changed after it was applied, and name it', async () => {
    await migrate(url, { log });
    appendFileSync(join(directory, names[0] ?? '', 'migration.sql'), '\n-- a late thought\n');
    await expect(migrate(url, { log, directory })).rejects.toThrow(
      `Migration ${names[0]} was changed after it was applied`,
    );
  });

  it('refuse a database that a newer version made', async () => {
    addMigration('20990101000000_more', 'CREATE TABLE more (id int)');
    await migrate(url, { log, directory });
    await expect(migrate(url, { log })).rejects.toThrow(
      'Migration 20990101000000_more is in the database but not in this version',
    );
  });

  it('leave nothing of a file that fails, name it, and apply it once it is mended', async () => {
    addMigration('20990101000000_broken', 'CREATE TABLE half (id int); INSERT INTO half VALUES (1); SELECT 1/0;');
    addMigration('20990101000001_after', 'CREATE TABLE later (id int)');
    await expect(migrate(url, { log, directory })).rejects.toThrow(
      'Migration 20990101000000_broken failed and left nothing behind: division by zero',
    );
    expect(await query(`SELECT to_regclass('half') AS half, to_regclass('later') AS later`)).toEqual([
      { half: null, later: null },
    ]);
    expect(await query('SELECT migration_name FROM _prisma_migrations')).toHaveLength(names.length);
    writeFileSync(join(directory, '20990101000000_broken', 'migration.sql'), 'CREATE TABLE half (id int);');
    expect(await migrate(url, { log, directory })).toEqual(['20990101000000_broken', '20990101000001_after']);
  });

  it('refuse to go on over one that another tool left unfinished', async () => {
    await migrate(url, { log });
    await query(`UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name = '${names[1]}'`);
    await expect(migrate(url, { log })).rejects.toThrow(
      `Migration ${names[1]} was begun by another tool and never finished`,
    );
  });
});

describe('the schema', () => {
  it('holds nothing that no migration makes', async () => {
    const schema = readSchema();
    expect(await diffSchemas(readFileSync(join(own, 'schema.snapshot.prisma'), 'utf8'), schema)).toBe('');
  });

  it('differs from an earlier one by the SQL that leads there', async () => {
    const schema = readSchema();
    const grown = schema.replace('model Campus {', 'model Campus {\n  city String?');
    expect(await diffSchemas(schema, grown)).toContain('ALTER TABLE "campus" ADD COLUMN     "city" TEXT');
  });
});
