/** Stored rows of sealed files. */
import type { Tx } from '../../db/index.ts';

export interface StoredFileRow {
  id: string;
  ownerId: string;
  purpose: string;
  name: string;
  mimeType: string;
  sizeBytes: number;
  createdAt: Date;
  expiresAt: Date | null;
}

export async function insertFile(tx: Tx, row: StoredFileRow): Promise<void> {
  await tx.storedFile.create({ data: row });
}

export const findFile = (tx: Tx, id: string): Promise<StoredFileRow | null> =>
  tx.storedFile.findUnique({ where: { id } });

export const findOfOwner = async (tx: Tx, ownerId: string, purpose: string): Promise<string[]> =>
  (await tx.storedFile.findMany({ where: { ownerId, purpose }, select: { id: true }, orderBy: { id: 'asc' } })).map(
    (row) => row.id,
  );

export async function deleteFiles(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.storedFile.deleteMany({ where: { id: { in: [...ids] } } });
}

export async function findExpired(tx: Tx, now: Date): Promise<string[]> {
  return (await tx.storedFile.findMany({ where: { expiresAt: { lte: now } }, select: { id: true }, take: 500 })).map(
    (row) => row.id,
  );
}

export async function filterExisting(tx: Tx, ids: readonly string[]): Promise<Set<string>> {
  const rows = await tx.storedFile.findMany({ where: { id: { in: [...ids] } }, select: { id: true } });
  return new Set(rows.map((row) => row.id));
}
