/** Stored timetables, holidays and calendar addresses, and the sessions as a person's calendar shows them. */
import type { Queryable, Tx } from '../../db/index.ts';
import type { Prisma } from '../../db/generated/client.ts';
import type { HolidayView, TimetableView } from './timetable.schema.ts';
import { dateToDay, dayToDate } from '../../kernel/days.ts';

// ── Timetables ─────────────────────────────────────────────────────────────────────────────────────────────────────

const timetableFields = {
  id: true,
  classId: true,
  title: true,
  rule: true,
  firstDay: true,
  startsAt: true,
  durationMinutes: true,
  exceptDays: true,
  placeId: true,
  opensItself: true,
  groupIds: true,
  createdAt: true,
  endedAt: true,
} as const;

type StoredTimetable = Prisma.TimetableGetPayload<{ select: typeof timetableFields }>;

const toTimetable = (row: StoredTimetable): TimetableView => ({
  ...row,
  firstDay: dateToDay(row.firstDay),
  exceptDays: row.exceptDays.map(dateToDay),
});

export async function insertTimetable(tx: Tx, timetable: TimetableView): Promise<void> {
  await tx.timetable.create({
    data: { ...timetable, firstDay: dayToDate(timetable.firstDay), exceptDays: timetable.exceptDays.map(dayToDate) },
  });
}

export async function findTimetable(tx: Tx, id: string): Promise<TimetableView | null> {
  const row = await tx.timetable.findUnique({ where: { id }, select: timetableFields });
  return row && toTimetable(row);
}

/** The class's timetables, in the order in which they were made. */
export async function findTimetables(db: Queryable, classId: string): Promise<TimetableView[]> {
  const rows = await db.timetable.findMany({ where: { classId }, select: timetableFields, orderBy: { id: 'asc' } });
  return rows.map(toTimetable);
}

/** @returns false when it had ended already. */
export async function endTimetable(tx: Tx, id: string, endedAt: Date): Promise<boolean> {
  return (await tx.timetable.updateMany({ where: { id, endedAt: null }, data: { endedAt } })).count === 1;
}

// ── Holidays ───────────────────────────────────────────────────────────────────────────────────────────────────────

const holidayLock = 7_204_511;

/**
 * Until the transaction ends: who lays out a timetable shares the holidays as they are, who makes one has them alone.
 */
export async function lockHolidays(tx: Tx, mode: 'share' | 'alone'): Promise<void> {
  if (mode === 'share') await tx.$executeRaw`SELECT pg_advisory_xact_lock_shared(${holidayLock}::bigint)`;
  else await tx.$executeRaw`SELECT pg_advisory_xact_lock(${holidayLock}::bigint)`;
}

export async function insertHoliday(tx: Tx, { firstDay, lastDay, ...row }: HolidayView): Promise<void> {
  await tx.holiday.create({ data: { ...row, firstDay: dayToDate(firstDay), lastDay: dayToDate(lastDay) } });
}

export async function deleteHoliday(tx: Tx, id: string): Promise<boolean> {
  return (await tx.holiday.deleteMany({ where: { id } })).count === 1;
}

/** By their first day; with a campus, those that count there. */
export async function findHolidays(db: Queryable, campusId?: string): Promise<HolidayView[]> {
  const rows = await db.holiday.findMany({
    ...(campusId === undefined ? {} : { where: { OR: [{ campusId }, { campusId: null }] } }),
    select: { id: true, campusId: true, name: true, firstDay: true, lastDay: true },
    orderBy: [{ firstDay: 'asc' }, { id: 'asc' }],
  });
  return rows.map((row) => ({ ...row, firstDay: dateToDay(row.firstDay), lastDay: dateToDay(row.lastDay) }));
}

/** The campus of that id, or all of them. */
export const findCampuses = (tx: Tx, campusId: string | null): Promise<{ id: string; timeZone: string }[]> =>
  tx.campus.findMany({
    ...(campusId === null ? {} : { where: { id: campusId } }),
    select: { id: true, timeZone: true },
    orderBy: { id: 'asc' },
  });

// ── Calendar addresses ─────────────────────────────────────────────────────────────────────────────────────────────

/** Gives the person a new address; the one before dies. */
export async function replaceFeed(
  tx: Tx,
  feed: { id: string; personId: string; tokenHash: Buffer<ArrayBuffer>; createdAt: Date },
): Promise<void> {
  // Two askings at once come one after the other, and the later address stands.
  await tx.$executeRaw`SELECT 1 FROM person WHERE id = ${feed.personId}::uuid FOR NO KEY UPDATE`;
  await revokeFeed(tx, feed.personId, feed.createdAt);
  await tx.calendarFeed.create({ data: feed });
}

/** @returns whether there was one. */
export async function revokeFeed(tx: Tx, personId: string, revokedAt: Date): Promise<boolean> {
  return (await tx.calendarFeed.updateMany({ where: { personId, revokedAt: null }, data: { revokedAt } })).count > 0;
}

export interface FeedOwner {
  id: string;
  role: 'student' | 'teacher' | 'admin' | 'guardian';
}

/** Whose address it is; null when it is nobody's, or theirs who may not come in. */
export async function findFeedOwner(db: Queryable, tokenHash: Buffer<ArrayBuffer>): Promise<FeedOwner | null> {
  const row = await db.calendarFeed.findFirst({
    where: { tokenHash, revokedAt: null, person: { status: 'active' } },
    select: { person: { select: { id: true, role: true } } },
  });
  return row && row.person;
}

// ── A person's calendar ────────────────────────────────────────────────────────────────────────────────────────────

export interface CalendarSession {
  id: string;
  title: string | null;
  startsAt: Date;
  endsAt: Date;
  status: 'scheduled' | 'open' | 'closed' | 'cancelled';
  createdAt: Date;
  /** How often what a calendar shows of it has changed, and when it last did. */
  revision: number;
  revisedAt: Date;
  classId: string;
  code: string;
  classTitle: string;
  timeZone: string;
  /** Where it is: its own place, else its class's. */
  place: string | null;
}

/**
 * Sessions that start within the time, of classes the person is enrolled in, or teaches and substitutes in; by start.
 */
export async function findCalendarSessions(
  db: Queryable,
  person: FeedOwner,
  from: Date,
  to: Date,
  take: number,
): Promise<CalendarSession[]> {
  const personId = person.id;
  const theirs: Prisma.SessionWhereInput =
    person.role === 'student'
      ? { class: { status: 'active', enrolments: { some: { personId, leftAt: null } } } }
      : {
          OR: [
            { class: { status: 'active', teachers: { some: { personId } } } },
            { substitutes: { some: { personId } } },
          ],
        };
  const rows = await db.session.findMany({
    where: { AND: [theirs, { startsAt: { gte: from, lt: to } }] },
    orderBy: [{ startsAt: 'asc' }, { id: 'asc' }],
    take,
    select: {
      id: true,
      title: true,
      startsAt: true,
      endsAt: true,
      status: true,
      createdAt: true,
      revision: true,
      revisedAt: true,
      classId: true,
      place: { select: { name: true } },
      class: {
        select: { code: true, title: true, campus: { select: { timeZone: true } }, place: { select: { name: true } } },
      },
    },
  });
  return rows.map(({ class: view, place, ...row }) => ({
    ...row,
    code: view.code,
    classTitle: view.title,
    timeZone: view.campus.timeZone,
    place: place?.name ?? view.place?.name ?? null,
  }));
}
