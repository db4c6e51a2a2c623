/** Stored requests for leave, their sessions and their evidence. */
import type { Queryable, Tx } from '../../db/index.ts';
import { type Day, dateToDay, dayOf, dayToDate } from '../../kernel/days.ts';
import { findHomeCalendars } from '../../school/classes/index.ts';
import type { LeaveScope, ZonedSession } from './leave.policy.ts';
import type { LeaveStatus } from './leave.schema.ts';

interface LeaveRow {
  id: string;
  studentId: string;
  askedById: string;
  classId: string | null;
  startsAt: Date | null;
  endsAt: Date | null;
  firstDay: Date | null;
  lastDay: Date | null;
  reason: Uint8Array;
  comment: Uint8Array | null;
  status: LeaveStatus;
  createdAt: Date;
  decidedAt: Date | null;
  decidedById: string | null;
}

export interface StoredLeave extends Omit<LeaveRow, 'firstDay' | 'lastDay'>, LeaveScope {
  class: { id: string; code: string; title: string } | null;
  /** Zone in which its days are meant: the class's, or that of the student's own campus. */
  timeZone: string;
  sessions: ZonedSession[];
  evidence: { id: string; mimeType: string; sizeBytes: number }[];
}

const campusOf = { campus: { select: { timeZone: true } } } as const;

/**
 * Adds to the rows what belongs to them. One query after the other: several relations in one read would be asked for at
 * once, which a connection in a transaction cannot do.
 */
async function complete(db: Queryable, rows: readonly LeaveRow[]): Promise<StoredLeave[]> {
  const leaveId = { in: rows.map((row) => row.id) };
  const sessions = await db.leaveSession.findMany({
    where: { leaveId },
    include: { session: { select: { id: true, classId: true, startsAt: true, class: { select: campusOf } } } },
  });
  const evidence = await db.leaveEvidence.findMany({
    where: { leaveId },
    include: { file: { select: { id: true, mimeType: true, sizeBytes: true } } },
    orderBy: { fileId: 'asc' },
  });
  const classes = await db.class.findMany({
    where: { id: { in: rows.flatMap((row) => row.classId ?? []) } },
    select: { id: true, code: true, title: true, ...campusOf },
  });
  const calendarOf = await findHomeCalendars(
    db,
    rows.filter((row) => row.classId === null).map((row) => row.studentId),
  );
  return rows.map((row) => {
    const view = classes.find(({ id }) => id === row.classId);
    return {
      ...row,
      firstDay: row.firstDay && dateToDay(row.firstDay),
      lastDay: row.lastDay && dateToDay(row.lastDay),
      class: view ? { id: view.id, code: view.code, title: view.title } : null,
      timeZone: view?.campus.timeZone ?? calendarOf(row.studentId).timeZone,
      sessions: sessions
        .filter((one) => one.leaveId === row.id)
        .map(({ session: { class: of, ...session } }) => ({ ...session, timeZone: of.campus.timeZone }))
        .sort((x, y) => x.startsAt.getTime() - y.startsAt.getTime() || x.id.localeCompare(y.id)),
      evidence: evidence.filter((one) => one.leaveId === row.id).map(({ file }) => file),
    };
  });
}

export async function insertLeave(
  tx: Tx,
  row: {
    id: string;
    studentId: string;
    askedById: string;
    classId: string | null;
    startsAt: Date | null;
    endsAt: Date | null;
    firstDay: Day | null;
    lastDay: Day | null;
    reason: Buffer<ArrayBuffer>;
    createdAt: Date;
  },
  sessionIds: readonly string[],
): Promise<void> {
  const [firstDay, lastDay] = [row.firstDay && dayToDate(row.firstDay), row.lastDay && dayToDate(row.lastDay)];
  await tx.leaveRequest.create({ data: { ...row, firstDay, lastDay } });
  await tx.leaveSession.createMany({ data: sessionIds.map((sessionId) => ({ leaveId: row.id, sessionId })) });
}

export async function insertEvidence(tx: Tx, leaveId: string, fileIds: readonly string[]): Promise<void> {
  await tx.leaveEvidence.createMany({ data: fileIds.map((fileId) => ({ leaveId, fileId })) });
}

export async function findLeave(db: Queryable, id: string): Promise<StoredLeave | null> {
  const row = await db.leaveRequest.findUnique({ where: { id } });
  return row && ((await complete(db, [row]))[0] ?? null);
}

/** The request, held until the transaction ends: of two who decide at once the second sees what the first did. */
export async function lockLeave(tx: Tx, id: string): Promise<StoredLeave | null> {
  await tx.$queryRaw`SELECT 1 FROM leave_request WHERE id = ${id}::uuid FOR UPDATE`;
  return findLeave(tx, id);
}

/** Requests of one student are made one after the other. */
export async function lockStudent(tx: Tx, studentId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`leave:${studentId}`}, 0))`;
}

/** The student's requests that are pending or approved. */
export async function findStanding(db: Queryable, studentId: string): Promise<StoredLeave[]> {
  return complete(
    db,
    await db.leaveRequest.findMany({ where: { studentId, status: { in: ['pending', 'approved'] } } }),
  );
}

// ── Another account of the same student ────────────────────────────────────────────────────────────────────────────

export const findOfStudent = async (tx: Tx, studentId: string): Promise<StoredLeave[]> =>
  complete(tx, await tx.leaveRequest.findMany({ where: { studentId }, orderBy: { id: 'asc' } }));

export async function replaceAsker(tx: Tx, fromId: string, intoId: string): Promise<void> {
  await tx.leaveRequest.updateMany({ where: { askedById: fromId }, data: { askedById: intoId } });
}

export async function updateStudent(
  tx: Tx,
  id: string,
  change: { studentId: string; reason: Buffer<ArrayBuffer>; comment: Buffer<ArrayBuffer> | null },
): Promise<void> {
  await tx.leaveRequest.update({ where: { id }, data: change });
}

/** Another file in place of one, which may be removed then. */
export async function replaceEvidence(tx: Tx, fileId: string, byFileId: string): Promise<void> {
  await tx.leaveEvidence.update({ where: { fileId }, data: { fileId: byFileId } });
}

// ── Lists ──────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface LeaveFilter {
  /** Requests of these students only. */
  studentIds?: readonly string[];
  /** Requests that name one of these classes only. */
  classIds?: readonly string[];
  status?: LeaveStatus;
}

/** The newest first, from behind the one with the id `after`. */
export async function findPage(
  db: Queryable,
  { studentIds, classIds, status }: LeaveFilter,
  page: { limit: number; after?: string },
): Promise<StoredLeave[]> {
  const where = {
    ...(studentIds ? { studentId: { in: [...studentIds] } } : {}),
    ...(classIds ? { classId: { in: [...classIds] } } : {}),
    ...(status ? { status } : {}),
    ...(page.after === undefined ? {} : { id: { lt: page.after } }),
  };
  return complete(db, await db.leaveRequest.findMany({ where, orderBy: { id: 'desc' }, take: page.limit }));
}

export async function updateStatus(
  tx: Tx,
  id: string,
  change: { status: LeaveStatus; comment?: Buffer<ArrayBuffer>; decidedAt?: Date; decidedById?: string },
): Promise<void> {
  await tx.leaveRequest.update({ where: { id }, data: change });
}

/** Whose approved leave covers the session; the same rule as `covers` of the policy. */
export async function findOnLeave(
  db: Queryable,
  session: { id: string; classId: string; startsAt: Date },
): Promise<Set<string>> {
  const { campus } = await db.class.findUniqueOrThrow({ where: { id: session.classId }, select: campusOf });
  const day = dayToDate(dayOf(session.startsAt, campus.timeZone));
  const byDay = { firstDay: { lte: day }, lastDay: { gte: day } };
  const rows = await db.leaveRequest.findMany({
    where: {
      status: 'approved',
      OR: [
        { sessions: { some: { sessionId: session.id } } },
        { classId: session.classId, ...byDay },
        { classId: null, ...byDay },
      ],
    },
    select: { studentId: true },
  });
  return new Set(rows.map((row) => row.studentId));
}
