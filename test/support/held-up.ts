/** Requests that are held up at a place of the database, for tests of what happens between two of their statements. */
import pg from 'pg';
import { until } from './until.ts';

export interface HeldUp {
  /** Waits until so many statements wait, for what is held or for each other. */
  waiting(count: number): Promise<void>;
  /** Changes what is held, before anybody else can. */
  change(statement: string, values?: readonly unknown[]): Promise<void>;
  release(): Promise<void>;
}

/** Runs a statement that takes locks, and keeps them until they are released. */
export async function holdUp(url: string, statement: string, values: readonly unknown[] = []): Promise<HeldUp> {
  const holder = new pg.Client({ connectionString: url });
  await holder.connect();
  await holder.query('BEGIN');
  await holder.query(statement, [...values]);
  return {
    waiting: async (count) => {
      await until(async () => {
        // Within a transaction the server shows what it has shown once.
        await holder.query('SELECT pg_stat_clear_snapshot()');
        const { rows } = await holder.query<{ waiting: number }>(
          // Whoever comes second may wait for the first who waits.
          `SELECT count(*)::int AS waiting FROM pg_stat_activity
           WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0`,
        );
        return rows[0]!.waiting >= count;
      });
    },
    change: async (changing, changed = []) => {
      await holder.query(changing, [...changed]);
    },
    release: async () => {
      await holder.query('COMMIT');
      await holder.end();
    },
  };
}
