/** Stored cards, many at once. */
import type { Queryable, Tx } from '../../db/index.ts';

export async function insertCards(
  tx: Tx,
  cards: readonly { id: string; personId: string; cardHash: Buffer<ArrayBuffer>; createdAt: Date }[],
): Promise<void> {
  await tx.card.createMany({ data: [...cards] });
}

export const findHolders = (
  db: Queryable,
  hashes: readonly Buffer<ArrayBuffer>[],
): Promise<{ cardHash: Uint8Array; personId: string }[]> =>
  db.card.findMany({
    where: { cardHash: { in: [...hashes] }, revokedAt: null },
    select: { cardHash: true, personId: true },
  });
