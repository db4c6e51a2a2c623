/** Stored check-ins that lack their place. */
import type { Role } from '../access/actor.ts';
import type { Tx } from '../db/database.ts';

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

const fields = { id: true, personId: true, sessionId: true, channel: true, sealed: true, photoId: true, createdAt: true, expiresAt: true, usedAt: true } as const;

export async function insertRequest(tx: Tx, request: Omit<StoredPlaceRequest, 'usedAt' | 'sealed'> & { tokenHash: Buffer<ArrayBuffer>; sealed: Buffer<ArrayBuffer> }): Promise<void> {
  await tx.placeRequest.create({ data: request });
}

export const findRequest = (tx: Tx, tokenHash: Buffer<ArrayBuffer>): Promise<StoredPlaceRequest | null> => tx.placeRequest.findUnique({ where: { tokenHash }, select: fields });

export async function markUsed(tx: Tx, id: string, usedAt: Date): Promise<void> {
  await tx.placeRequest.updateMany({ where: { id, usedAt: null }, data: { usedAt, photoId: null } });
}

export async function deleteExpired(tx: Tx, before: Date): Promise<number> {
  return (await tx.placeRequest.deleteMany({ where: { expiresAt: { lt: before } } })).count;
}

/** Who asked, where they may still come in. */
export const findAsker = (tx: Tx, id: string): Promise<{ id: string; name: string; role: Role } | null> =>
  tx.person.findFirst({ where: { id, status: 'active' }, select: { id: true, name: true, role: true } });
