/** Stored data keys. */
import type { Tx } from '../../db/index.ts';

export async function insertKeys(
  tx: Tx,
  keys: readonly { personId: string; wrappedKey: Buffer<ArrayBuffer> }[],
): Promise<void> {
  await tx.personKey.createMany({ data: [...keys] });
}

export async function findKeys(
  tx: Tx,
  personIds: readonly string[],
): Promise<{ personId: string; wrappedKey: Uint8Array | null }[]> {
  return tx.personKey.findMany({
    where: { personId: { in: [...personIds] } },
    select: { personId: true, wrappedKey: true },
  });
}

/** The oldest key that was not destroyed. */
export async function findAnyKey(tx: Tx): Promise<{ personId: string; wrappedKey: Uint8Array } | null> {
  const row = await tx.personKey.findFirst({
    where: { wrappedKey: { not: null } },
    orderBy: { createdAt: 'asc' },
    select: { personId: true, wrappedKey: true },
  });
  return row?.wrappedKey ? { personId: row.personId, wrappedKey: row.wrappedKey } : null;
}
