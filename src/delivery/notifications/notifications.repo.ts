/** Stored notifications. */
import { z } from 'zod';
import { type Platform, platforms } from '../../security/access/index.ts';
import type { Queryable, Tx } from '../../db/index.ts';

const platformSchema = z.enum(platforms);

export interface StoredNotification {
  id: string;
  kind: string;
  sealed: Uint8Array;
  subjectType: string | null;
  subjectId: string | null;
  createdAt: Date;
  readAt: Date | null;
}

export interface NewStoredNotification {
  id: string;
  personId: string;
  kind: string;
  causeKey: string | null;
  sealed: Buffer<ArrayBuffer>;
  subjectType: string | null;
  subjectId: string | null;
  createdAt: Date;
  readAt?: Date | null;
  hiddenAt?: Date | null;
}

/** Writes those whose cause has not told the person before. */
export async function insertNotifications(tx: Tx, rows: readonly NewStoredNotification[]): Promise<void> {
  await tx.notification.createMany({ data: [...rows], skipDuplicates: true });
}

/** Newest first; what was hidden is left out. */
export const findNotifications = (
  db: Queryable,
  personId: string,
  page: { before?: string; unreadOnly: boolean; take: number },
): Promise<StoredNotification[]> =>
  db.notification.findMany({
    where: {
      personId,
      hiddenAt: null,
      ...(page.unreadOnly ? { readAt: null } : {}),
      ...(page.before === undefined ? {} : { id: { lt: page.before } }),
    },
    orderBy: { id: 'desc' },
    take: page.take,
    select: { id: true, kind: true, sealed: true, subjectType: true, subjectId: true, createdAt: true, readAt: true },
  });

export const countUnread = (db: Queryable, personId: string): Promise<number> =>
  db.notification.count({ where: { personId, readAt: null, hiddenAt: null } });

/** @returns how many of the person's own there were. */
export async function markRead(
  tx: Tx,
  personId: string,
  ids: readonly string[] | undefined,
  readAt: Date | null,
): Promise<number> {
  return (
    await tx.notification.updateMany({
      where: { personId, hiddenAt: null, ...(ids ? { id: { in: [...ids] } } : {}) },
      data: { readAt },
    })
  ).count;
}

export async function hide(
  tx: Tx,
  personId: string,
  ids: readonly string[] | undefined,
  hiddenAt: Date,
): Promise<number> {
  return (
    await tx.notification.updateMany({
      where: { personId, hiddenAt: null, ...(ids ? { id: { in: [...ids] } } : {}) },
      data: { hiddenAt },
    })
  ).count;
}

export const findCauses = async (db: Queryable, personId: string, kind: string): Promise<string[]> =>
  (
    await db.notification.findMany({
      where: { personId, kind, hiddenAt: null, causeKey: { not: null } },
      select: { causeKey: true },
    })
  ).flatMap(({ causeKey }) => (causeKey === null ? [] : [causeKey]));

/** Of everybody, or of one person. @returns how many there were to hide. */
export async function hideCause(
  tx: Tx,
  kind: string,
  causeKey: string,
  hiddenAt: Date,
  personId?: string,
): Promise<number> {
  return (
    await tx.notification.updateMany({
      where: { kind, causeKey, hiddenAt: null, ...(personId === undefined ? {} : { personId }) },
      data: { hiddenAt },
    })
  ).count;
}

/** Takes all of a person's out, hidden ones too. */
export async function takeAll(
  tx: Tx,
  personId: string,
): Promise<(Omit<NewStoredNotification, 'sealed'> & { sealed: Uint8Array })[]> {
  const rows = await tx.notification.findMany({ where: { personId }, orderBy: { id: 'asc' } });
  await tx.notification.deleteMany({ where: { personId } });
  return rows;
}

export async function deleteBefore(db: Queryable, before: Date): Promise<number> {
  return (await db.notification.deleteMany({ where: { createdAt: { lt: before } } })).count;
}

/** Which of these people have an account linked on which platform. */
export async function findPlatforms(
  tx: Tx,
  personIds: readonly string[],
): Promise<{ personId: string; platform: Platform }[]> {
  const rows = await tx.linkedAccount.findMany({
    where: { personId: { in: [...personIds] }, unlinkedAt: null },
    select: { personId: true, platform: true },
    distinct: ['personId', 'platform'],
  });
  return rows.map(({ personId, platform }) => ({ personId, platform: platformSchema.parse(platform) }));
}
