/** Lists of stored sessions: those open, due, between two instants, or a person's own page by page. */
import type { Prisma } from '../../db/generated/client.ts';
import type { Queryable } from '../../db/index.ts';
import { sessionFields, type StoredSession } from './sessions.repo.ts';

/** As early as a class's policy can let check-in begin. */
const earliestCheckInMs = 120 * 60_000;

/** Sessions of the classes that are open, soonest end first. */
export const findOpen = (db: Queryable, classIds: readonly string[]): Promise<StoredSession[]> =>
  db.session.findMany({
    where: { classId: { in: [...classIds] }, status: 'open' },
    select: sessionFields,
    orderBy: { endsAt: 'asc' },
  });

export const findBetween = (
  db: Queryable,
  classIds: readonly string[],
  from: Date,
  to: Date,
): Promise<StoredSession[]> =>
  db.session.findMany({
    where: { classId: { in: [...classIds] }, startsAt: { gte: from, lt: to } },
    select: sessionFields,
    orderBy: [{ startsAt: 'asc' }, { id: 'asc' }],
  });

/** The newest sessions that began before `before` and were held. */
export const findLatestHeld = (db: Queryable, classId: string, before: Date, take: number): Promise<StoredSession[]> =>
  db.session.findMany({
    where: { classId, startsAt: { lte: before }, status: { in: ['open', 'closed'] } },
    select: sessionFields,
    orderBy: { startsAt: 'desc' },
    take,
  });

/** Sessions that open themselves and whose check-in has begun, in these classes or anywhere; in active ones. */
export async function findDueToOpen(
  db: Queryable,
  now: Date,
  classIds: readonly string[] | undefined,
  take: number,
): Promise<StoredSession[]> {
  const rows = await db.session.findMany({
    where: {
      opensItself: true,
      status: 'scheduled',
      startsAt: { lte: new Date(now.getTime() + earliestCheckInMs) },
      endsAt: { gt: now },
      class: { status: 'active' },
      ...(classIds && { classId: { in: [...classIds] } }),
    },
    select: { ...sessionFields, class: { select: { earlyCheckInMinutes: true } } },
    orderBy: { startsAt: 'asc' },
    take,
  });
  return rows.flatMap(({ class: { earlyCheckInMinutes }, ...session }) =>
    session.startsAt.getTime() - earlyCheckInMinutes * 60_000 <= now.getTime() ? [session] : [],
  );
}

/** A register that is taken late is closed by the service when nobody has done so by then. */
const lateRegisterMs = 12 * 3600_000;

/** Open sessions whose end has passed; registers taken late have some hours. */
export const findDue = (db: Queryable, now: Date, take: number): Promise<StoredSession[]> =>
  db.session.findMany({
    where: {
      status: 'open',
      endsAt: { lte: now },
      OR: [
        { openedAt: { lt: db.session.fields.endsAt } },
        { openedAt: { lte: new Date(now.getTime() - lateRegisterMs) } },
      ],
    },
    select: sessionFields,
    orderBy: { endsAt: 'asc' },
    take,
  });

export const findSessions = (db: Queryable, ids: readonly string[]): Promise<StoredSession[]> =>
  db.session.findMany({
    where: { id: { in: [...ids] } },
    select: sessionFields,
    orderBy: [{ startsAt: 'asc' }, { id: 'asc' }],
  });

/** Whose sessions: those of everybody, or of the classes of one person. */
export type Owner = { reach: 'any' } | { reach: 'taught' | 'enrolled'; personId: string };

export interface PageFilter {
  classId?: string | undefined;
  from?: Date | undefined;
  to?: Date | undefined;
  status?: StoredSession['status'] | undefined;
  after?: { startsAt: Date; id: string } | undefined;
}

function ownedBy(owner: Owner): Prisma.SessionWhereInput {
  if (owner.reach === 'any') return {};
  const { personId } = owner;
  if (owner.reach === 'enrolled') return { class: { enrolments: { some: { personId, leftAt: null } } } };
  return { OR: [{ class: { teachers: { some: { personId } } } }, { substitutes: { some: { personId } } }] };
}

/** By start, then id; from behind `after`. */
export const findPage = (
  db: Queryable,
  owner: Owner,
  { classId, from, to, status, after }: PageFilter,
  take: number,
): Promise<StoredSession[]> =>
  db.session.findMany({
    where: {
      AND: [
        ownedBy(owner),
        classId === undefined ? {} : { classId },
        status === undefined ? {} : { status },
        from === undefined ? {} : { startsAt: { gte: from } },
        to === undefined ? {} : { startsAt: { lt: to } },
        after === undefined
          ? {}
          : { OR: [{ startsAt: { gt: after.startsAt } }, { startsAt: after.startsAt, id: { gt: after.id } }] },
      ],
    },
    select: sessionFields,
    orderBy: [{ startsAt: 'asc' }, { id: 'asc' }],
    take,
  });

/** Scheduled sessions that ended in the span, newest first. */
export async function findNotTaken(
  db: Queryable,
  owner: Owner,
  { from, to }: { from: Date; to: Date },
  take: number,
): Promise<(StoredSession & { code: string; classTitle: string; timeZone: string; lateRegisterDays: number })[]> {
  const rows = await db.session.findMany({
    where: {
      AND: [ownedBy(owner), { class: { status: 'active' } }],
      status: 'scheduled',
      endsAt: { gt: from, lte: to },
    },
    select: {
      ...sessionFields,
      class: {
        select: { code: true, title: true, lateRegisterDays: true, campus: { select: { timeZone: true } } },
      },
    },
    orderBy: [{ endsAt: 'desc' }, { id: 'asc' }],
    take,
  });
  return rows.map(({ class: { code, title, lateRegisterDays, campus }, ...session }) => ({
    ...session,
    code,
    classTitle: title,
    timeZone: campus.timeZone,
    lateRegisterDays,
  }));
}
