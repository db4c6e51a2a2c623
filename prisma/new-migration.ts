/**
 * For authors: `npm run migration -- <name>` writes the SQL from the last migration's schema to the present one.
 *
 * `prisma/migrations/schema.snapshot.prisma` is the schema that the migrations so far produce. Keeping it beside them
 * needs no database, and two branches that both add a migration meet in a conflict there, as they should.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readSchema } from './read-schema.ts';
import { diffSchemas } from './schema-diff.ts';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const snapshotPath = here('migrations/schema.snapshot.prisma');

async function main(): Promise<void> {
  const name = process.argv[2];
  if (name === undefined || !/^[a-z0-9_]+$/.test(name)) {
    throw new Error('Name the migration: npm run migration -- add_guardians (small letters, digits and underscores).');
  }
  const schema = readSchema();
  const before = existsSync(snapshotPath) ? readFileSync(snapshotPath, 'utf8') : undefined;
  const sql = await diffSchemas(before, schema);
  const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  const folder = here(`migrations/${stamp}_${name}`);
  mkdirSync(folder);
  // An empty one is written too: it is where hand-written SQL (checks, triggers, data) goes.
  writeFileSync(`${folder}/migration.sql`, sql === '' ? '-- The schema did not change; write the SQL here.\n' : sql);
  writeFileSync(snapshotPath, schema);
  console.log(
    `${folder}/migration.sql\nRead it, add what Prisma cannot say (checks, triggers), then commit it with the snapshot.`,
  );
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
