/** What was used of budgets, and which event streams are open: counted where all processes look. */
import type { Queryable, Tx } from '../../db/index.ts';

export interface BudgetUse {
  used: number;
  windowEndsAt: Date;
}

/** Adds to what was used in the present window, or begins a new one. @returns what is used now. */
export async function addUse(
  db: Queryable,
  use: { whoHash: Buffer<ArrayBuffer>; amount: number; now: Date; newWindowEndsAt: Date },
): Promise<BudgetUse> {
  const rows = await db.$queryRaw<BudgetUse[]>`
    INSERT INTO budget_use AS b (who_hash, used, window_ends_at)
    VALUES (${use.whoHash}, ${use.amount}, ${use.newWindowEndsAt}::timestamptz)
    ON CONFLICT (who_hash) DO UPDATE SET
      used = CASE WHEN b.window_ends_at <= ${use.now}::timestamptz THEN 0 ELSE b.used END + ${use.amount},
      window_ends_at = CASE WHEN b.window_ends_at <= ${use.now}::timestamptz
        THEN excluded.window_ends_at ELSE b.window_ends_at END
    RETURNING used, window_ends_at AS "windowEndsAt"`;
  const [row] = rows;
  if (!row) throw new Error('a budget was not counted');
  return row;
}

export const findUse = (db: Queryable, whoHash: Buffer<ArrayBuffer>): Promise<BudgetUse | null> =>
  db.budgetUse.findUnique({ where: { whoHash } });

/** @returns how many windows had ended and were removed. */
export const deleteEndedWindows = async (db: Queryable, now: Date): Promise<number> =>
  (await db.budgetUse.deleteMany({ where: { windowEndsAt: { lt: now } } })).count;

/** Opens of one person wait for each other, so that two at once are not both the last that may. */
export async function holdStreamsOf(tx: Tx, personId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('open_stream:' || ${personId}, 0))`;
}

/** Streams that are open in processes that live: what a killed one held counts no more. */
export async function countOpenStreams(tx: Tx, personId: string): Promise<number> {
  const [row] = await tx.$queryRaw<{ open: number }[]>`
    SELECT count(*)::int AS open FROM open_stream
    WHERE person_id = ${personId}::uuid AND worker_is_present(worker_no)`;
  return row?.open ?? 0;
}

export async function insertOpenStream(
  tx: Tx,
  stream: { id: string; personId: string; workerNo: number; openedAt: Date },
): Promise<void> {
  await tx.openStream.create({ data: stream });
}

export async function deleteOpenStream(db: Queryable, id: string): Promise<void> {
  await db.openStream.deleteMany({ where: { id } });
}

/** @returns how many of processes that are gone were removed. */
export const deleteOrphanedStreams = (db: Queryable): Promise<number> =>
  db.$executeRaw`DELETE FROM open_stream WHERE NOT worker_is_present(worker_no)`;
