/** Stored data keys. */
import type { Queryable } from '../../db/index.ts';

export async function insertKeys(
  db: Queryable,
  keys: readonly { personId: string; wrappedKey: Buffer<ArrayBuffer> }[],
): Promise<void> {
  await db.personKey.createMany({ data: [...keys] });
}

export async function findKeys(
  db: Queryable,
  personIds: readonly string[],
): Promise<{ personId: string; wrappedKey: Uint8Array | null }[]> {
  return db.personKey.findMany({
    where: { personId: { in: [...personIds] } },
    select: { personId: true, wrappedKey: true },
  });
}

/** The oldest key that was not destroyed. */
export async function findAnyKey(db: Queryable): Promise<{ personId: string; wrappedKey: Uint8Array } | null> {
  const row = await db.personKey.findFirst({
    where: { wrappedKey: { not: null } },
    orderBy: { createdAt: 'asc' },
    select: { personId: true, wrappedKey: true },
  });
  return row?.wrappedKey ? { personId: row.personId, wrappedKey: row.wrappedKey } : null;
}
