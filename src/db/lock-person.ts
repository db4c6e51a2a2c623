/** The one row lock that several modules share: whoever changes what hangs on a person waits for whoever came first. */
import type { Tx } from './database.ts';

/** Holds the person until the transaction ends; a person who does not exist is no error. */
export async function lockPersonRow(tx: Tx, personId: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM person WHERE id = ${personId}::uuid FOR UPDATE`;
}
