/** Stored requests for leave, their sessions and their evidence. */
import type { Tx } from '../db/database.ts';
import type { Prisma } from '../db/generated/client.ts';
import type { LeaveScope } from './leave.policy.ts';
import type { LeaveStatus } from './leave.schema.ts';

export interface StoredLeave extends LeaveScope {
  id: string;
  studentId: string;
  askedById: string;
  class: { id: string; code: string; title: string } | null;
  sessions: { id: string; classId: string; startsAt: Date }[];
  reason: Uint8Array;
  comment: Uint8Array | null;
  status: LeaveStatus;
  createdAt: Date;
  decidedAt: Date | null;
  decidedById: string | null;
  evidence: { id: string; mimeType: string; sizeBytes: number }[];
}

const parts = {
  class: { select: { id: true, code: true, title: true } },
  sessions: { select: { session: { select: { id: true, classId: true, startsAt: true } } } },
  evidence: { select: { file: { select: { id: true, mimeType: true, sizeBytes: true } } } },
} as const;

function toStored({ sessions, evidence, ...row }: Prisma.LeaveRequestGetPayload<{ include: typeof parts }>): StoredLeave {
  return {
    ...row,
    sessions: sessions.map(({ session }) => session).sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime() || a.id.localeCompare(b.id)),
    evidence: evidence.map(({ file }) => file).sort((a, b) => a.id.localeCompare(b.id)),
  };
}

export async function insertLeave(
  tx: Tx,
  row: { id: string; studentId: string; askedById: string; classId: string | null; startsAt: Date | null; endsAt: Date | null; reason: Buffer<ArrayBuffer>; createdAt: Date },
  sessionIds: readonly string[],
): Promise<void> {
  await tx.leaveRequest.create({ data: row });
  await tx.leaveSession.createMany({ data: sessionIds.map((sessionId) => ({ leaveId: row.id, sessionId })) });
}

export async function insertEvidence(tx: Tx, leaveId: string, fileIds: readonly string[]): Promise<void> {
  await tx.leaveEvidence.createMany({ data: fileIds.map((fileId) => ({ leaveId, fileId })) });
}

export async function findLeave(tx: Tx, id: string): Promise<StoredLeave | null> {
  const row = await tx.leaveRequest.findUnique({ where: { id }, include: parts });
  return row && toStored(row);
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
export async function findStanding(tx: Tx, studentId: string): Promise<StoredLeave[]> {
  return (await tx.leaveRequest.findMany({ where: { studentId, status: { in: ['pending', 'approved'] } }, include: parts })).map(toStored);
}

export interface LeaveFilter {
  /** Requests of these students only. */
  studentIds?: readonly string[];
  /** Requests that name one of these classes only. */
  classIds?: readonly string[];
  status?: LeaveStatus;
}

/** The newest first, from behind the one with the id `after`. */
export async function findPage(tx: Tx, { studentIds, classIds, status }: LeaveFilter, page: { limit: number; after?: string }): Promise<StoredLeave[]> {
  const where = {
    ...(studentIds ? { studentId: { in: [...studentIds] } } : {}), ...(classIds ? { classId: { in: [...classIds] } } : {}), ...(status ? { status } : {}),
    ...(page.after === undefined ? {} : { id: { lt: page.after } }),
  };
  return (await tx.leaveRequest.findMany({ where, include: parts, orderBy: { id: 'desc' }, take: page.limit })).map(toStored);
}

export async function updateStatus(
  tx: Tx, id: string, change: { status: LeaveStatus; comment?: Buffer<ArrayBuffer>; decidedAt?: Date; decidedById?: string },
): Promise<void> {
  await tx.leaveRequest.update({ where: { id }, data: change });
}

/** Whose approved leave covers the session; the same rule as `covers` of the policy. */
export async function findOnLeave(tx: Tx, session: { id: string; classId: string; startsAt: Date }): Promise<Set<string>> {
  const byDay = { startsAt: { lte: session.startsAt }, endsAt: { gt: session.startsAt } };
  const rows = await tx.leaveRequest.findMany({
    where: {
      status: 'approved',
      OR: [{ sessions: { some: { sessionId: session.id } } }, { classId: session.classId, ...byDay }, { classId: null, ...byDay }],
    },
    select: { studentId: true },
  });
  return new Set(rows.map((row) => row.studentId));
}
