/** Raw SQL against the schema: what the compiler does not see, the database is asked about. */
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { readRawStatements, type RawStatement } from '../support/raw-sql.ts';

const root = join(import.meta.dirname, '../..');
const files = ['src', 'bots', 'tools']
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(root, folder, file)),
  )
  .filter((file) => file.endsWith('.ts') && !file.includes(join('db', 'generated')))
  .filter((file) => /\$(query|execute)Raw|\bPrisma\.(sql|raw|join|empty)|\.select\b/.test(readFileSync(file, 'utf8')));

let database: TestDatabase;
let statements: RawStatement[];
beforeAll(async () => {
  database = await createTestDatabase();
  statements = readRawStatements(files, root);
});
afterAll(() => database.drop());

/** Parses and plans each, and runs none. @returns what the database says against them. */
async function refusals(): Promise<string[]> {
  const said: string[] = [];
  for (const { where, sql } of statements) {
    await database.db.autocommit
      .$queryRawUnsafe(`EXPLAIN (GENERIC_PLAN) ${sql}`)
      .catch((error: unknown) => said.push(`${where} ${error instanceof Error ? error.message : String(error)}`));
  }
  return said;
}

test('every raw statement, each way it can be put together, fits the tables and columns as migrated', async () => {
  expect(await refusals()).toEqual([]);
  expect(new Set(statements.map(({ where }) => where)).size).toBeGreaterThan(40);
});

test('the work queue is read for each table that is one', () => {
  const ofQueue = statements.filter(({ where }) => where.includes('work-queue')).map(({ sql }) => sql);
  for (const table of ['task', 'outbound_message', 'inbound_message'])
    expect(ofQueue.filter((sql) => sql.includes(`UPDATE ${table} `))).toHaveLength(3);
});

test('a column that is renamed is missed by each statement that names it', async () => {
  const { autocommit } = database.db;
  await autocommit.$executeRaw`ALTER TABLE check_out RENAME COLUMN left_early_minutes TO early`;
  const said = await refusals();
  await autocommit.$executeRaw`ALTER TABLE check_out RENAME COLUMN early TO left_early_minutes`;
  expect(said).not.toEqual([]);
  for (const line of said)
    expect(line).toMatch(/^src\/attendance\/register\/attendance\.repo\.ts:.*left_early_minutes/s);
});

describe('a statement that cannot be read is an error', () => {
  const given = `
    export declare class Sql { readonly sql: string }
    export declare const Prisma: {
      sql(text: TemplateStringsArray, ...values: unknown[]): Sql;
      raw(text: string): Sql;
      empty: Sql;
    };
    type Run = (text: TemplateStringsArray | Sql, ...values: unknown[]) => Promise<unknown>;
    export declare const db: { $queryRaw: Run; $executeRaw: Run; $queryRawUnsafe(text: string): Promise<unknown> };
    export declare function made(): Sql;
    export declare function anything(): any;
  `;
  const folder = mkdtempSync(join(tmpdir(), 'muster-raw-sql-'));
  writeFileSync(join(folder, 'given.ts'), given);
  afterAll(() => rmSync(folder, { recursive: true }));
  const readFrom = (code: string): RawStatement[] => {
    const file = join(folder, 'some.repo.ts');
    writeFileSync(file, `import { Prisma, Sql, anything, db, made } from './given.ts';\n${code}`);
    return readRawStatements([file], folder);
  };

  test.each([
    ['a fragment made elsewhere', 'void db.$queryRaw`SELECT 1 ${made()}`;'],
    [
      'a name that is not in the source',
      'export const all = (name: string) => db.$queryRaw`SELECT ${Prisma.raw(name)}`;',
    ],
    ['a fragment handed in', 'export const all = (where: Sql) => db.$queryRaw`SELECT 1 ${where}`;'],
    ['a value that may be a fragment', 'void db.$queryRaw`SELECT ${anything()}`;'],
    ['a call of plain text', "void db.$queryRawUnsafe('SELECT 1');"],
    ['the call under another name', 'const run = db.$queryRaw; void run`SELECT 1`;'],
    ['the call by its name as text', "void db['$queryRaw']`SELECT 1`;"],
    ['a fragment that no statement uses', 'export const spare = Prisma.sql`nothing`;'],
  ])('%s', (_, code) => {
    expect(() => readFrom(code)).toThrow(
      /^some\.repo\.ts(:2 cannot be read as SQL| names 1 raw calls, of which 0 are read|:2 is a fragment of no)/,
    );
  });

  test('and one that can be read is read each way', () => {
    const code = `
      const onlyOf = (id: string | undefined): Sql => (id === undefined ? Prisma.empty : Prisma.sql\`AND id = \${id}::uuid\`);
      export const all = (day: Date, id?: string) => db.$queryRaw(Prisma.sql\`SELECT \${day} WHERE true \${onlyOf(id)}\`);`;
    expect(readFrom(code).map(({ sql }) => sql)).toEqual([
      'SELECT $1 WHERE true ',
      'SELECT $1 WHERE true AND id = $2::uuid',
    ]);
  });
});
