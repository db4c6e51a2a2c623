/** Stored API keys. */
import type { Queryable, Tx } from '../../db/index.ts';

export interface StoredKey {
  id: string;
  name: string;
  prefix: string;
  scopes: string[];
  createdById: string;
  createdAt: Date;
  expiresAt: Date;
  ranges: string[];
  lastUsedAt: Date | null;
}

const fields = {
  id: true,
  name: true,
  prefix: true,
  scopes: true,
  createdById: true,
  createdAt: true,
  expiresAt: true,
  ranges: true,
  lastUsedAt: true,
} as const;

export async function insertKey(
  tx: Tx,
  key: Omit<StoredKey, 'lastUsedAt'> & { tokenHash: Buffer<ArrayBuffer> },
): Promise<void> {
  await tx.apiKey.create({ data: key });
}

export const findKeys = (db: Queryable): Promise<StoredKey[]> =>
  db.apiKey.findMany({ where: { revokedAt: null }, select: fields, orderBy: { id: 'asc' } });

export const findKey = (db: Queryable, tokenHash: Buffer<ArrayBuffer>): Promise<StoredKey | null> =>
  db.apiKey.findFirst({ where: { tokenHash, revokedAt: null }, select: fields });

export async function revokeKey(tx: Tx, id: string, revokedAt: Date): Promise<boolean> {
  return (await tx.apiKey.updateMany({ where: { id, revokedAt: null }, data: { revokedAt } })).count === 1;
}

/** Noted at most once a minute, so that a busy key does not write at every request. */
export async function noteUse(db: Queryable, id: string, at: Date): Promise<void> {
  await db.apiKey.updateMany({
    where: { id, OR: [{ lastUsedAt: null }, { lastUsedAt: { lt: new Date(at.getTime() - 60_000) } }] },
    data: { lastUsedAt: at },
  });
}
