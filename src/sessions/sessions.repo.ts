/** Stored sessions. */
import { Prisma } from '../db/generated/client.ts';
import type { Tx } from '../db/database.ts';

export interface StoredSession {
  id: string;
  classId: string;
  title: string | null;
  startsAt: Date;
  endsAt: Date;
  status: 'scheduled' | 'open' | 'closed' | 'cancelled';
  openedAt: Date | null;
  closedAt: Date | null;
  /** Where it is held, when not at its class's place. */
  placeId: string | null;
}

const fields = { id: true, classId: true, title: true, startsAt: true, endsAt: true, status: true, openedAt: true, closedAt: true, placeId: true } as const;

export async function insertSession(
  tx: Tx,
  session: { id: string; classId: string; title: string | null; startsAt: Date; endsAt: Date },
): Promise<void> {
  await tx.session.create({ data: session });
}

export const findSession = (tx: Tx, id: string): Promise<StoredSession | null> => tx.session.findUnique({ where: { id }, select: fields });

/** Holds the session as it is until the transaction ends: check-ins share it, opening and closing have it alone. */
export async function lockSession(tx: Tx, id: string, mode: 'share' | 'alone'): Promise<StoredSession | null> {
  const hold = mode === 'share' ? Prisma.sql`FOR SHARE` : Prisma.sql`FOR UPDATE`;
  const [row] = await tx.$queryRaw<StoredSession[]>`
    SELECT id, class_id AS "classId", title, starts_at AS "startsAt", ends_at AS "endsAt", status, opened_at AS "openedAt", closed_at AS "closedAt", place_id AS "placeId"
    FROM session WHERE id = ${id}::uuid ${hold}`;
  return row ?? null;
}

/** Holds several sessions, in one order for everybody. */
export const lockSessions = (tx: Tx, ids: readonly string[]): Promise<StoredSession[]> => tx.$queryRaw<StoredSession[]>`
  SELECT id, class_id AS "classId", title, starts_at AS "startsAt", ends_at AS "endsAt", status, opened_at AS "openedAt", closed_at AS "closedAt", place_id AS "placeId"
  FROM session WHERE id = ANY(${[...ids]}::uuid[]) ORDER BY id FOR SHARE`;

export async function markOpen(tx: Tx, id: string, change: { openedAt: Date; openedById: string }): Promise<void> {
  await tx.session.update({ where: { id }, data: { status: 'open', ...change } });
}

export async function markClosed(tx: Tx, id: string, change: { closedAt: Date; closedById: string | null }): Promise<void> {
  await tx.session.update({ where: { id }, data: { status: 'closed', ...change } });
}

export async function markCancelled(tx: Tx, id: string): Promise<void> {
  await tx.session.update({ where: { id }, data: { status: 'cancelled' } });
}

/** Sessions of the classes that are open, soonest end first. */
export const findOpen = (tx: Tx, classIds: readonly string[]): Promise<StoredSession[]> =>
  tx.session.findMany({ where: { classId: { in: [...classIds] }, status: 'open' }, select: fields, orderBy: { endsAt: 'asc' } });

export const findBetween = (tx: Tx, classIds: readonly string[], from: Date, to: Date): Promise<StoredSession[]> =>
  tx.session.findMany({ where: { classId: { in: [...classIds] }, startsAt: { gte: from, lt: to } }, select: fields, orderBy: [{ startsAt: 'asc' }, { id: 'asc' }] });

export const findSessions = (tx: Tx, ids: readonly string[]): Promise<StoredSession[]> =>
  tx.session.findMany({ where: { id: { in: [...ids] } }, select: fields, orderBy: [{ startsAt: 'asc' }, { id: 'asc' }] });

/** The newest sessions that began before `before` and were held. */
export const findLatestHeld = (tx: Tx, classId: string, before: Date, take: number): Promise<StoredSession[]> =>
  tx.session.findMany({
    where: { classId, startsAt: { lte: before }, status: { in: ['open', 'closed'] } }, select: fields, orderBy: { startsAt: 'desc' }, take,
  });

/** Open sessions whose end has passed. */
export const findDue = (tx: Tx, now: Date, take: number): Promise<StoredSession[]> =>
  tx.session.findMany({ where: { status: 'open', endsAt: { lte: now } }, select: fields, orderBy: { endsAt: 'asc' }, take });

export const countCheckIns = (tx: Tx, sessionId: string): Promise<number> => tx.checkIn.count({ where: { sessionId } });
export const countRecords = (tx: Tx, sessionId: string): Promise<number> => tx.attendanceRecord.count({ where: { sessionId } });

/** Whoever opens a session of the class waits here for whoever does so at the same time. @returns its status, or null when there is none. */
export async function lockClass(tx: Tx, classId: string): Promise<'active' | 'archived' | null> {
  const [row] = await tx.$queryRaw<{ status: 'active' | 'archived' }[]>`SELECT status::text FROM class WHERE id = ${classId}::uuid FOR UPDATE`;
  return row?.status ?? null;
}
