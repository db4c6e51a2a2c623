/** Stored links that work once: the first admin, forgotten passwords. */
import type { Queryable, Tx } from '../db/index.ts';

export async function insertLink(
  tx: Tx,
  link: {
    id: string;
    purpose: string;
    personId?: string;
    tokenHash: Buffer<ArrayBuffer>;
    createdAt: Date;
    expiresAt: Date;
  },
): Promise<void> {
  await tx.oneTimeLink.create({ data: link });
}

/** Ends the unused links of a purpose, of one person where one is named, so that only the newest works. */
export async function expireLinks(tx: Tx, purpose: string, at: Date, personId?: string): Promise<void> {
  await tx.oneTimeLink.updateMany({
    where: { purpose, usedAt: null, expiresAt: { gt: at }, ...(personId === undefined ? {} : { personId }) },
    data: { expiresAt: at },
  });
}

/** Takes the link for use. @returns whose it is, where it is good and they may come in. */
export async function usePersonalLink(
  tx: Tx,
  purpose: string,
  tokenHash: Buffer<ArrayBuffer>,
  at: Date,
): Promise<string | undefined> {
  const isTaken = await useLink(tx, purpose, tokenHash, at);
  const row = isTaken
    ? await tx.oneTimeLink.findUnique({
        where: { tokenHash },
        select: { personId: true, person: { select: { status: true } } },
      })
    : null;
  return row?.person?.status === 'active' ? (row.personId ?? undefined) : undefined;
}

/** Takes the link for use. @returns false when it is unknown, used or expired. */
export async function useLink(tx: Tx, purpose: string, tokenHash: Buffer<ArrayBuffer>, at: Date): Promise<boolean> {
  const { count } = await tx.oneTimeLink.updateMany({
    where: { purpose, tokenHash, usedAt: null, expiresAt: { gt: at } },
    data: { usedAt: at },
  });
  return count === 1;
}

/** @returns how many had expired before `since` and were removed. */
export const deleteExpiredLinks = async (db: Queryable, since: Date): Promise<number> =>
  (await db.oneTimeLink.deleteMany({ where: { expiresAt: { lt: since } } })).count;
