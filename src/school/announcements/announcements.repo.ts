/** Stored announcements, and who hears them. */
import type { Queryable, Tx } from '../../db/index.ts';

export interface StoredAnnouncement {
  id: string;
  sealed: Uint8Array;
  createdAt: Date;
  class: { code: string; title: string } | null;
}

/** Writes it unless it is there already. */
export async function insertAnnouncement(
  tx: Tx,
  row: { id: string; authorId: string; classId: string | null; sealed: Buffer<ArrayBuffer>; createdAt: Date },
): Promise<void> {
  await tx.announcement.createMany({ data: [row], skipDuplicates: true });
}

/** Everybody on the roster of one of these classes, once. */
export const findRosters = async (tx: Tx, classIds: readonly string[]): Promise<string[]> =>
  (
    await tx.enrolment.findMany({
      where: { classId: { in: [...classIds] }, leftAt: null },
      select: { personId: true },
      distinct: ['personId'],
    })
  ).map((row) => row.personId);

/** Those that stand, newest first: of one author, or with these ids, or all. */
export const findStanding = (
  db: Queryable,
  which: { authorId?: string; ids?: readonly string[] },
  take: number,
): Promise<StoredAnnouncement[]> =>
  db.announcement.findMany({
    where: {
      removedAt: null,
      ...(which.authorId === undefined ? {} : { authorId: which.authorId }),
      ...(which.ids ? { id: { in: [...which.ids] } } : {}),
    },
    select: { id: true, sealed: true, createdAt: true, class: { select: { code: true, title: true } } },
    orderBy: { id: 'desc' },
    take,
  });

/** @returns false when there is none that stands, or it is not this author's. */
export async function markRemoved(tx: Tx, id: string, authorId: string | undefined, removedAt: Date): Promise<boolean> {
  return (
    (
      await tx.announcement.updateMany({
        where: { id, removedAt: null, ...(authorId === undefined ? {} : { authorId }) },
        data: { removedAt },
      })
    ).count === 1
  );
}
