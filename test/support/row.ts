/** One row for tests of the database itself. */
import type pg from 'pg';

export type Row = Readonly<Record<string, unknown>>;

export const start = new Date('2026-11-20T09:00:00Z');
export const end = new Date('2026-11-20T10:30:00Z');

/** Inserts a row and returns it. */
export async function insert(client: pg.ClientBase, table: string, row: Row): Promise<Row> {
  const columns = Object.keys(row);
  const { rows } = await client.query<Row>(
    `INSERT INTO "${table}" (${columns.map((name) => `"${name}"`).join(', ')})
     VALUES (${columns.map((_, index) => `$${index + 1}`).join(', ')}) RETURNING *`,
    Object.values(row),
  );
  if (!rows[0]) throw new Error(`Nothing was inserted into ${table}.`);
  return rows[0];
}

export const id = (row: Row): string => String(row['id']);
