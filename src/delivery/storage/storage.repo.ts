/** Stored rows of sealed files. */
import type { Queryable, Tx } from '../../db/index.ts';

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

export const findFile = (db: Queryable, id: string): Promise<StoredFileRow | null> =>
  db.storedFile.findUnique({ where: { id } });

export const findOfOwner = async (db: Queryable, ownerId: string, purpose: string): Promise<string[]> =>
  (await db.storedFile.findMany({ where: { ownerId, purpose }, select: { id: true }, orderBy: { id: 'asc' } })).map(
    (row) => row.id,
  );

export const findOwners = async (db: Queryable, ownerIds: readonly string[], purpose: string): Promise<string[]> =>
  (
    await db.storedFile.findMany({
      where: { ownerId: { in: [...ownerIds] }, purpose },
      select: { ownerId: true },
      distinct: ['ownerId'],
    })
  ).map((row) => row.ownerId);

export async function deleteFiles(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.storedFile.deleteMany({ where: { id: { in: [...ids] } } });
}

export async function findExpired(db: Queryable, now: Date): Promise<string[]> {
  return (await db.storedFile.findMany({ where: { expiresAt: { lte: now } }, select: { id: true }, take: 500 })).map(
    (row) => row.id,
  );
}

export async function filterExisting(db: Queryable, ids: readonly string[]): Promise<Set<string>> {
  const rows = await db.storedFile.findMany({ where: { id: { in: [...ids] } }, select: { id: true } });
  return new Set(rows.map((row) => row.id));
}
