/** The statements of a work queue, written once for every table that is one. */
import type { Queryable } from '../../db/index.ts';
import { Prisma } from '../../db/generated/client.ts';

/**
 * A table whose rows are work. Beside its own columns it has `id` (by time), `worker_no`, `attempts`, `not_before` and
 * `finished_at`. Names and fragments are part of the program, never input.
 */
export interface QueueTable {
  readonly name: string;
  /** Which rows are still to be done, in the table's bare column names. */
  readonly waiting: Prisma.Sql;
  /** The column that says which kind of work a row is, where workers choose among them. */
  readonly kindColumn?: string;
  /** Rows with the same value in this column are worked on one after the other, oldest first. */
  readonly orderColumn?: string;
  /** What else is set when a row is taken, and when it is put back. */
  readonly alsoWhenTaken?: Prisma.Sql;
  readonly alsoWhenPutBack?: Prisma.Sql;
}

export interface Worker {
  readonly workerNo: number;
  /** What this process works on right now; anything else under its number was left behind by an error. */
  readonly busy: readonly string[];
}

/** Nobody works on it: it was never taken, was left behind here, or its process is gone. */
const isFree = ({ workerNo, busy }: Worker): Prisma.Sql => Prisma.sql`CASE WHEN w.worker_no IS NULL THEN true
  WHEN w.worker_no = ${workerNo} THEN w.id <> ALL (${[...busy]}::uuid[])
  ELSE NOT worker_is_present(w.worker_no) END`;

const isOfKind = (table: QueueTable, kinds: readonly string[]): Prisma.Sql =>
  table.kindColumn === undefined
    ? Prisma.empty
    : Prisma.sql`AND w.${Prisma.raw(table.kindColumn)} = ANY (${[...kinds]})`;

/** Inside, the bare names of `waiting` are those of `e`, the nearest table. */
const isFirstOfItsOrder = (table: QueueTable): Prisma.Sql =>
  table.orderColumn === undefined
    ? Prisma.empty
    : Prisma.sql`AND NOT EXISTS (
        SELECT 1 FROM ${Prisma.raw(table.name)} e
        WHERE e.${Prisma.raw(table.orderColumn)} = w.${Prisma.raw(table.orderColumn)} AND e.id < w.id AND ${table.waiting})`;

/**
 * Takes the oldest row that is due, that nobody works on and that no older one of its order stands before.
 * @returns its id.
 */
export async function takeNext(
  db: Queryable,
  table: QueueTable,
  { worker, kinds, now }: { worker: Worker; kinds: readonly string[]; now: Date },
): Promise<string | undefined> {
  const [row] = await db.$queryRaw<{ id: string }[]>(Prisma.sql`
    UPDATE ${Prisma.raw(table.name)} t SET worker_no = ${worker.workerNo}, attempts = t.attempts + 1 ${table.alsoWhenTaken ?? Prisma.empty}
    WHERE t.id = (
      SELECT w.id FROM ${Prisma.raw(table.name)} w
      WHERE ${table.waiting} AND w.not_before <= ${now} ${isOfKind(table, kinds)}
        AND ${isFree(worker)} ${isFirstOfItsOrder(table)}
      ORDER BY w.id LIMIT 1 FOR UPDATE OF w SKIP LOCKED
    )
    RETURNING t.id`);
  return row?.id;
}

/** Takes this one row. @returns false when it is finished, or a living process works on it. */
export async function takeOver(db: Queryable, table: QueueTable, id: string, worker: Worker): Promise<boolean> {
  const taken = await db.$executeRaw(Prisma.sql`
    UPDATE ${Prisma.raw(table.name)} w SET worker_no = ${worker.workerNo}, attempts = w.attempts + 1
    WHERE w.id = ${id}::uuid AND w.finished_at IS NULL AND ${isFree(worker)}`);
  return taken === 1;
}

/** Gives a row back, to be tried again later. */
export async function putBack(db: Queryable, table: QueueTable, id: string, notBefore: Date): Promise<void> {
  await db.$executeRaw(Prisma.sql`
    UPDATE ${Prisma.raw(table.name)} SET worker_no = NULL, not_before = ${notBefore} ${table.alsoWhenPutBack ?? Prisma.empty}
    WHERE id = ${id}::uuid AND finished_at IS NULL`);
}
