/** Stored accounts on chat platforms, and the codes that link them. */
import { z } from 'zod';
import type { Queryable, Tx } from '../../db/index.ts';
import type { StoredAccount } from '../account/accounts.repo.ts';
import { type Platform, type PlatformAccount, platforms } from '../../security/access/index.ts';

export interface StoredLink {
  id: string;
  personId: string;
  platform: Platform;
  tenantId: string;
  userId: string;
  reference: Uint8Array | null;
  linkedAt: Date;
}

const platformSchema = z.enum(platforms);
const standing = { unlinkedAt: null } as const;

export async function findLink(
  db: Queryable,
  { platform, tenantId, userId }: PlatformAccount,
): Promise<(StoredLink & { person: StoredAccount }) | null> {
  const row = await db.linkedAccount.findFirst({
    where: { platform, tenantId, userId, ...standing },
    include: { person: true },
  });
  return row && { ...row, platform };
}

export async function listLinks(db: Queryable, personIds: readonly string[]): Promise<StoredLink[]> {
  const rows = await db.linkedAccount.findMany({
    where: { personId: { in: [...personIds] }, ...standing, person: { status: 'active' } },
    orderBy: { linkedAt: 'asc' },
  });
  return rows.map((row) => ({ ...row, platform: platformSchema.parse(row.platform) }));
}

/** @throws a unique violation when the account is somebody's, or the person has another one in that tenant. */
export async function insertLink(
  tx: Tx,
  row: PlatformAccount & { id: string; personId: string; linkedAt: Date },
): Promise<void> {
  await tx.linkedAccount.create({ data: row });
}

export async function keepReference(db: Queryable, id: string, reference: Buffer<ArrayBuffer>): Promise<void> {
  await db.linkedAccount.update({ where: { id }, data: { reference } });
}

/** @returns false when it is not a standing link of the person. */
export async function unlink(tx: Tx, personId: string, id: string, unlinkedAt: Date): Promise<boolean> {
  const { count } = await tx.linkedAccount.updateMany({
    where: { id, personId, ...standing },
    data: { unlinkedAt, reference: null },
  });
  return count === 1;
}

/** Whoever makes a code for the person waits here for whoever does so at the same time: only the newest may work. */
export async function lockPerson(tx: Tx, personId: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM person WHERE id = ${personId}::uuid FOR NO KEY UPDATE`;
}

export async function insertCode(
  tx: Tx,
  row: {
    id: string;
    purpose: string;
    tokenHash: Buffer<ArrayBuffer>;
    personId: string;
    createdAt: Date;
    expiresAt: Date;
  },
): Promise<void> {
  await tx.oneTimeLink.create({ data: row });
}

/** Ends the person's unused codes of that purpose: only the newest works. */
export async function expireCodes(tx: Tx, personId: string, purpose: string, at: Date): Promise<void> {
  await tx.oneTimeLink.updateMany({
    where: { personId, purpose, usedAt: null, expiresAt: { gt: at } },
    data: { expiresAt: at },
  });
}

/** Takes a code for use. @returns whose it was; undefined when it is unknown, used or expired. */
export async function useCode(
  db: Queryable,
  tokenHash: Buffer<ArrayBuffer>,
  at: Date,
): Promise<StoredAccount | undefined> {
  const { count } = await db.oneTimeLink.updateMany({
    where: { tokenHash, personId: { not: null }, usedAt: null, expiresAt: { gt: at } },
    data: { usedAt: at },
  });
  if (count !== 1) return undefined;
  const row = await db.oneTimeLink.findUnique({ where: { tokenHash }, include: { person: true } });
  return row?.person ?? undefined;
}
