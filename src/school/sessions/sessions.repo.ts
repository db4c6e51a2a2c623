/** Stored sessions one by one and many at once: making, holding and changing them. */
import { Prisma } from '../../db/generated/client.ts';
import type { Queryable, Tx } from '../../db/index.ts';
import type { SessionView } from './sessions.schema.ts';

export type StoredSession = SessionView;

/** A session as it is made; the rule it comes from, when there is one. */
export interface NewRow {
  id: string;
  classId: string;
  title: string | null;
  startsAt: Date;
  endsAt: Date;
  placeId?: string | null;
  opensItself?: boolean;
  timetableId?: string;
  timetableDay?: Date;
  groupIds?: string[];
}

/** The columns of a `StoredSession`. */
export const sessionFields = {
  id: true,
  number: true,
  classId: true,
  title: true,
  startsAt: true,
  endsAt: true,
  status: true,
  openedAt: true,
  closedAt: true,
  opensItself: true,
  placeId: true,
  timetableId: true,
  groupIds: true,
  statusBefore: true,
  cancelReason: true,
} as const;

/** The same of a session `s` in SQL of our own. */
const sessionColumns = Prisma.sql`s.id, s.number, s.class_id AS "classId", s.title, s.starts_at AS "startsAt", s.ends_at AS "endsAt", s.status,
  s.opened_at AS "openedAt", s.closed_at AS "closedAt", s.opens_itself AS "opensItself", s.place_id AS "placeId", s.timetable_id AS "timetableId",
  s.group_ids AS "groupIds", s.status_before AS "statusBefore", s.cancel_reason AS "cancelReason"`;

export async function insertSessions(tx: Tx, rows: readonly NewRow[]): Promise<void> {
  await tx.session.createMany({ data: [...rows] });
}

export const insertSession = (tx: Tx, data: NewRow): Promise<StoredSession> =>
  tx.session.create({ data, select: sessionFields });

export const findSession = (db: Queryable, id: string): Promise<StoredSession | null> =>
  db.session.findUnique({ where: { id }, select: sessionFields });

export const findSessionByNumber = (db: Queryable, number: number): Promise<StoredSession | null> =>
  db.session.findUnique({ where: { number }, select: sessionFields });

/** Holds the session as it is until the transaction ends: check-ins share it, opening and closing have it alone. */
export async function lockSession(tx: Tx, id: string, mode: 'share' | 'alone'): Promise<StoredSession | null> {
  const hold = mode === 'share' ? Prisma.sql`FOR SHARE` : Prisma.sql`FOR UPDATE`;
  const [row] = await tx.$queryRaw<StoredSession[]>`
    SELECT ${sessionColumns}
    FROM session s WHERE s.id = ${id}::uuid ${hold}`;
  return row ?? null;
}

/**
 * Holds the session as it is, shared, unless it has begun and nobody opened it: who marks in such a one opens it, and
 * has to have it alone.
 */
export async function lockUnlessForgotten(tx: Tx, id: string, now: Date): Promise<StoredSession | null> {
  const [row] = await tx.$queryRaw<StoredSession[]>`
    SELECT ${sessionColumns}
    FROM session s WHERE s.id = ${id}::uuid AND NOT (s.status = 'scheduled' AND s.starts_at <= ${now}) FOR SHARE`;
  return row ?? null;
}

/** A mark opened it: nobody did by hand, nor did it by itself, which happens in its own time only. */
const isOpenedByMark = Prisma.sql`s.status = 'open' AND s.opened_by_id IS NULL AND (NOT s.opens_itself OR s.opened_at >= s.ends_at)`;

/**
 * Holds the session as it is, shared, unless a mark opened it: with its last mark the opening is taken back too, and
 * that has to have it alone.
 */
export async function lockUnlessOpenedByMark(tx: Tx, id: string): Promise<StoredSession | null> {
  const [row] = await tx.$queryRaw<StoredSession[]>`
    SELECT ${sessionColumns}
    FROM session s WHERE s.id = ${id}::uuid AND NOT (${isOpenedByMark}) FOR SHARE`;
  return row ?? null;
}

/** Somebody is marked in it, or waits to be: what was taken back or refused is no use of a session. */
const isUsed = Prisma.sql`(EXISTS (SELECT FROM attendance_record r WHERE r.session_id = s.id AND r.status IS NOT NULL)
  OR EXISTS (SELECT FROM check_in i WHERE i.session_id = s.id AND i.decision <> 'rejected'))`;

export const findUsed = async (tx: Tx, id: string): Promise<boolean> =>
  (await tx.$queryRaw<unknown[]>`SELECT 1 FROM session s WHERE s.id = ${id}::uuid AND ${isUsed}`).length > 0;

/** Whether a mark opened it and nothing is left of that: no code, no camera and nobody who checks in either. */
export async function findOpenedInVain(tx: Tx, id: string): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM session s WHERE s.id = ${id}::uuid AND ${isOpenedByMark} AND NOT ${isUsed}
      AND NOT EXISTS (SELECT FROM session_code c WHERE c.session_id = s.id)
      AND NOT EXISTS (SELECT FROM room_frame f WHERE f.session_id = s.id)`;
  return rows.length > 0;
}

/** @param change `openedById` is null when it opens itself, or by the first mark in it */
export async function markOpen(
  tx: Tx,
  id: string,
  change: { openedAt: Date; openedById: string | null },
): Promise<void> {
  await tx.session.update({ where: { id }, data: { status: 'open', ...change } });
}

export async function markUnopened(tx: Tx, id: string): Promise<void> {
  await tx.session.update({ where: { id }, data: { status: 'scheduled', openedAt: null, openedById: null } });
}

export async function markClosed(
  tx: Tx,
  id: string,
  change: { closedAt: Date; closedById: string | null },
): Promise<void> {
  await tx.session.update({ where: { id }, data: { status: 'closed', ...change } });
}

/** Why and by whom a session is called off; by a holiday when one is named. */
export interface Cancelling {
  cancelledAt: Date;
  cancelledById: string | null;
  cancelReason: string | null;
  holidayId?: string;
}

export async function markCancelled(tx: Tx, session: StoredSession, cancelling: Cancelling): Promise<void> {
  await tx.session.update({
    where: { id: session.id },
    data: { status: 'cancelled', statusBefore: session.status, ...cancelling },
  });
}

export async function markRestored(tx: Tx, id: string, status: StoredSession['status']): Promise<void> {
  await tx.session.update({
    where: { id },
    data: {
      status,
      statusBefore: null,
      cancelledAt: null,
      cancelledById: null,
      cancelReason: null,
      holidayId: null,
    },
  });
}

/** What a session was merged into, if it was. */
export const findMergedInto = async (tx: Tx, id: string): Promise<string | null> =>
  (await tx.session.findUnique({ where: { id }, select: { mergedIntoId: true } }))?.mergedIntoId ?? null;

/**
 * Sessions that the holiday called off and that can be given back, held in one order for everybody: an archived class
 * has no open one.
 */
export const lockCancelledBy = (tx: Tx, holidayId: string): Promise<StoredSession[]> => tx.$queryRaw<StoredSession[]>`
  SELECT ${sessionColumns}
  FROM session s JOIN class c ON c.id = s.class_id
  WHERE s.holiday_id = ${holidayId}::uuid AND s.status = 'cancelled' AND NOT (s.status_before = 'open' AND c.status = 'archived')
  ORDER BY s.id FOR UPDATE OF s`;

/** The time of a holiday on one campus. */
export interface HolidaySpan {
  holidayId: string;
  name: string;
  campusId: string;
  from: Date;
  to: Date;
}

/** What one holiday called off and another covers too is called off by that one from now on. */
export async function handOverCancelled(
  tx: Tx,
  fromHolidayId: string,
  { holidayId, name, campusId, from, to }: HolidaySpan,
): Promise<void> {
  await tx.session.updateMany({
    where: { holidayId: fromHolidayId, status: 'cancelled', startsAt: { gte: from, lt: to }, class: { campusId } },
    data: { holidayId, cancelReason: name },
  });
}

export async function markReopened(tx: Tx, id: string): Promise<void> {
  await tx.session.update({ where: { id }, data: { status: 'open', closedAt: null, closedById: null } });
}

export async function updateSpan(
  tx: Tx,
  id: string,
  change: { startsAt: Date; endsAt: Date; placeId?: string | null },
): Promise<void> {
  await tx.session.update({ where: { id }, data: change });
}

export async function markMerged(tx: Tx, id: string, mergedIntoId: string): Promise<void> {
  await tx.session.update({ where: { id }, data: { status: 'cancelled', statusBefore: 'scheduled', mergedIntoId } });
}

/**
 * Whoever opens a session of the class waits here for whoever does so at the same time. @returns its status, or null
 * when there is none.
 */
export async function lockClass(tx: Tx, classId: string): Promise<'active' | 'archived' | null> {
  const [row] = await tx.$queryRaw<
    { status: 'active' | 'archived' }[]
  >`SELECT status::text FROM class WHERE id = ${classId}::uuid FOR UPDATE`;
  return row?.status ?? null;
}

/** Holds several sessions, in one order for everybody. */
export function lockSessions(tx: Tx, ids: readonly string[], mode: 'share' | 'alone'): Promise<StoredSession[]> {
  const hold = mode === 'share' ? Prisma.sql`FOR SHARE` : Prisma.sql`FOR UPDATE`;
  return tx.$queryRaw<StoredSession[]>`
    SELECT ${sessionColumns}
    FROM session s WHERE s.id = ANY(${[...ids]}::uuid[]) ORDER BY id ${hold}`;
}

/** Whether the place is there and on the class's campus; it is held as it is until the transaction ends. */
export async function holdPlaceOf(tx: Tx, classId: string, placeId: string): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM place p JOIN class c ON c.campus_id = p.campus_id WHERE p.id = ${placeId}::uuid AND c.id = ${classId}::uuid AND p.archived_at IS NULL FOR SHARE OF p`;
  return rows.length > 0;
}

/** Names by id. */
export async function findPlaceNames(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
  return new Map(
    (await tx.place.findMany({ where: { id: { in: [...ids] } }, select: { id: true, name: true } })).map(
      ({ id, name }) => [id, name],
    ),
  );
}

/**
 * Which sessions: the scheduled ones of a timetable that are to come and unused, or those of a campus that start in a
 * time, the held ones among them where these are meant too.
 */
export type Scope =
  { timetableId: string; after: Date } | { campusId: string; from: Date; to: Date; withHeld: boolean };

/** Holds the sessions of a scope until the transaction ends, in one order for everybody. */
export function lockScope(tx: Tx, scope: Scope): Promise<StoredSession[]> {
  const which =
    'timetableId' in scope
      ? Prisma.sql`s.timetable_id = ${scope.timetableId}::uuid AND s.starts_at > ${scope.after} AND s.status = 'scheduled'
          AND NOT EXISTS (SELECT FROM attendance_record r WHERE r.session_id = s.id) AND NOT EXISTS (SELECT FROM check_in i WHERE i.session_id = s.id)`
      : Prisma.sql`s.class_id IN (SELECT id FROM class WHERE campus_id = ${scope.campusId}::uuid) AND s.starts_at >= ${scope.from} AND s.starts_at < ${scope.to}
          AND (s.status = 'scheduled' OR (${scope.withHeld}::boolean AND s.status IN ('open', 'closed')))`;
  return tx.$queryRaw<StoredSession[]>(Prisma.sql`
    SELECT ${sessionColumns}
    FROM session s WHERE ${which} ORDER BY s.id FOR UPDATE OF s`);
}
