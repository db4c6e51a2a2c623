/** Stored links that work once: the first admin, invitations, forgotten passwords. */
import type { Queryable, Tx } from '../../db/index.ts';

export interface NewLink {
  id: string;
  purpose: string;
  personId?: string;
  tokenHash: Buffer<ArrayBuffer>;
  createdAt: Date;
  expiresAt: Date;
  mailedTo?: Buffer<ArrayBuffer>;
  address?: Buffer<ArrayBuffer>;
}

export async function insertLinks(tx: Tx, rows: readonly NewLink[]): Promise<void> {
  await tx.oneTimeLink.createMany({ data: [...rows] });
}

const standing = (at: Date) => ({ usedAt: null, expiresAt: { gt: at } });

/** Ends the unused links of these purposes, of these people where some are named. */
export async function expireLinks(
  tx: Tx,
  purposes: readonly string[],
  at: Date,
  personIds?: readonly string[],
): Promise<void> {
  await tx.oneTimeLink.updateMany({
    where: { purpose: { in: [...purposes] }, ...standing(at), ...(personIds && { personId: { in: [...personIds] } }) },
    data: { expiresAt: at },
  });
}

/** How many links of this purpose the person could use at that time. */
export const countStanding = (db: Queryable, purpose: string, personId: string, at: Date): Promise<number> =>
  db.oneTimeLink.count({ where: { purpose, personId, ...standing(at) } });

/** How many such links, mailed to each of these addresses, could be used at that time; by digest in hex. */
export async function countMailed(
  db: Queryable,
  purpose: string,
  mailedTo: readonly Buffer<ArrayBuffer>[],
  at: Date,
): Promise<Map<string, number>> {
  const rows = await db.oneTimeLink.groupBy({
    by: ['mailedTo'],
    where: { purpose, mailedTo: { in: [...mailedTo] }, ...standing(at) },
    _count: true,
  });
  return new Map(rows.map((row) => [Buffer.from(row.mailedTo ?? []).toString('hex'), row._count]));
}

/** Under what a link is stored. */
export interface LinkKey<Purpose extends string = string> {
  purpose: Purpose;
  tokenHash: Buffer<ArrayBuffer>;
}

export interface PersonalLink<Purpose extends string> extends LinkKey<Purpose> {
  id: string;
  personId: string;
  expiresAt: Date;
  mailedTo: Uint8Array | null;
  address: Uint8Array | null;
}

/** Whose link it is and what for, while it is good; it may be stored under any of these keys. */
export async function findPersonalLink<Purpose extends string>(
  db: Queryable,
  keys: readonly LinkKey<Purpose>[],
  at: Date,
): Promise<PersonalLink<Purpose> | undefined> {
  const row = await db.oneTimeLink.findFirst({
    where: { OR: [...keys], ...standing(at) },
    select: { id: true, personId: true, purpose: true, expiresAt: true, mailedTo: true, address: true },
  });
  const key = keys.find(({ purpose }) => purpose === row?.purpose);
  return row?.personId && key ? { ...row, ...key, personId: row.personId } : undefined;
}

/** Takes the link for use. @returns whose it is and what for, where it is good and they may come in. */
export async function usePersonalLink<Purpose extends string>(
  tx: Tx,
  keys: readonly LinkKey<Purpose>[],
  at: Date,
): Promise<PersonalLink<Purpose> | undefined> {
  const found = await findPersonalLink(tx, keys, at);
  if (!found || !(await useLink(tx, found.purpose, found.tokenHash, at))) return undefined;
  const person = await tx.person.findUnique({ where: { id: found.personId }, select: { status: true } });
  return person?.status === 'active' ? found : undefined;
}

/** Takes the link for use. @returns false when it is unknown, used or expired. */
export async function useLink(tx: Tx, purpose: string, tokenHash: Buffer<ArrayBuffer>, at: Date): Promise<boolean> {
  const { count } = await tx.oneTimeLink.updateMany({
    where: { purpose, tokenHash, ...standing(at) },
    data: { usedAt: at },
  });
  return count === 1;
}

/** @returns how many had expired before `since` and were removed. */
export const deleteExpiredLinks = async (db: Queryable, since: Date): Promise<number> =>
  (await db.oneTimeLink.deleteMany({ where: { expiresAt: { lt: since } } })).count;
