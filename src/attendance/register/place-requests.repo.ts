/** Stored check-ins that lack their place. */
import type { Role } from '../../security/access/index.ts';
import type { Queryable, Tx } from '../../db/index.ts';

export interface StoredPlaceRequest {
  id: string;
  personId: string;
  sessionId: string;
  channel: string;
  sealed: Uint8Array;
  photoId: string | null;
  createdAt: Date;
  expiresAt: Date;
  usedAt: Date | null;
}

const fields = {
  id: true,
  personId: true,
  sessionId: true,
  channel: true,
  sealed: true,
  photoId: true,
  createdAt: true,
  expiresAt: true,
  usedAt: true,
} as const;

export async function insertRequest(
  tx: Tx,
  request: Omit<StoredPlaceRequest, 'usedAt' | 'sealed'> & {
    tokenHash: Buffer<ArrayBuffer>;
    sealed: Buffer<ArrayBuffer>;
  },
): Promise<void> {
  await tx.placeRequest.create({ data: request });
}

export const findRequest = (db: Queryable, tokenHash: Buffer<ArrayBuffer>): Promise<StoredPlaceRequest | null> =>
  db.placeRequest.findUnique({ where: { tokenHash }, select: fields });

/** @returns false when somebody was faster. */
export async function claim(db: Queryable, id: string, usedAt: Date): Promise<boolean> {
  return (await db.placeRequest.updateMany({ where: { id, usedAt: null }, data: { usedAt } })).count === 1;
}

export async function release(db: Queryable, id: string): Promise<void> {
  await db.placeRequest.updateMany({ where: { id }, data: { usedAt: null } });
}

export async function deleteExpired(db: Queryable, before: Date): Promise<number> {
  return (await db.placeRequest.deleteMany({ where: { expiresAt: { lt: before } } })).count;
}

export interface Asker {
  id: string;
  name: string;
  role: Role;
}

/** Who asked, where they may still come in. */
export const findAsker = (db: Queryable, id: string): Promise<Asker | null> =>
  db.person.findFirst({ where: { id, status: 'active' }, select: { id: true, name: true, role: true } });
