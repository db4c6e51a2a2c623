/** The lock of imports of people: an advisory lock of a transaction, which ends with its process or its connection. */
import type { Tx } from '../../db/index.ts';

/**
 * The transaction that holds it waits while others write. Once nothing was said in it for so long, its process is taken
 * for dead.
 */
const longestSilence = '10min';

/** @returns whether this transaction holds it now; it does not wait. */
export async function takeImportLock(tx: Tx): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ isTaken: boolean }[]>`
    SELECT pg_try_advisory_xact_lock(hashtextextended('people_import', 0)) AS "isTaken"`;
  if (row?.isTaken !== true) return false;
  await tx.$queryRaw`SELECT set_config('idle_in_transaction_session_timeout', ${longestSilence}, true)`;
  return true;
}

/** @throws once the transaction has ended, and the lock with it. */
export async function confirmImportLock(tx: Tx): Promise<void> {
  await tx.$queryRaw`SELECT 1`;
}
