/** Stored data keys. */
import type { Queryable } from '../../db/index.ts';

export async function insertKeys(
  db: Queryable,
  keys: readonly { personId: string; wrappedKey: Buffer<ArrayBuffer> }[],
): Promise<void> {
  const rows = keys.map(({ personId, wrappedKey }) => ({ personId, wrappedKey: wrappedKey.toString('base64') }));
  await db.$executeRaw`
    INSERT INTO person_key (person_id, wrapped_key) SELECT "personId", decode("wrappedKey", 'base64')
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS k("personId" uuid, "wrappedKey" text)`;
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
