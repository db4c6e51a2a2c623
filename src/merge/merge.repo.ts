/** What hangs on a person who turns out to be another. */
import type { AttendanceStatus } from '../attendance/receipt.ts';
import type { Tx } from '../db/database.ts';

export interface HeldRecord {
  sessionId: string;
  status: AttendanceStatus;
  ownStatus: string | null;
}

/** Both people, held in one order so that two merges of a pair cannot deadlock. */
export async function lockBoth(tx: Tx, ids: readonly [string, string]): Promise<{ id: string; role: string; status: string }[]> {
  return tx.$queryRaw`SELECT id, role::text, status::text FROM person WHERE id = ANY (${[...ids]}::uuid[]) ORDER BY id FOR UPDATE`;
}

export async function findHeldRecords(tx: Tx, personId: string): Promise<HeldRecord[]> {
  const rows = await tx.attendanceRecord.findMany({ where: { personId, status: { not: null } }, select: { sessionId: true, status: true, ownStatus: true }, orderBy: { sessionId: 'asc' } });
  return rows.flatMap(({ status, ...row }) => (status ? [{ ...row, status }] : []));
}

export const findClassIds = async (tx: Tx, personId: string): Promise<{ enrolled: string[]; taught: string[] }> => ({
  enrolled: (await tx.enrolment.findMany({ where: { personId, leftAt: null }, select: { classId: true } })).map((row) => row.classId),
  taught: (await tx.classTeacher.findMany({ where: { personId }, select: { classId: true } })).map((row) => row.classId),
});

/** Ends what the account held, and the account itself. */
export async function closeAccount(tx: Tx, personId: string, intoId: string, at: Date): Promise<void> {
  await tx.enrolment.updateMany({ where: { personId, leftAt: null }, data: { leftAt: at } });
  await tx.classTeacher.deleteMany({ where: { personId } });
  await tx.linkedAccount.updateMany({ where: { personId, unlinkedAt: null }, data: { unlinkedAt: at } });
  await tx.refreshToken.updateMany({ where: { personId, revokedAt: null }, data: { revokedAt: at } });
  await tx.card.updateMany({ where: { personId, revokedAt: null }, data: { revokedAt: at } });
  await tx.person.update({ where: { id: personId }, data: { status: 'deactivated', mergedIntoId: intoId, tokenGeneration: { increment: 1 } } });
}

/** Guardians of one become guardians of the other, where they are not already. */
export async function moveGuardians(tx: Tx, fromId: string, intoId: string, at: Date): Promise<void> {
  const standing = await tx.guardianship.findMany({ where: { OR: [{ studentId: fromId }, { guardianId: fromId }], endedAt: null } });
  for (const link of standing) {
    const moved = { guardianId: link.guardianId === fromId ? intoId : link.guardianId, studentId: link.studentId === fromId ? intoId : link.studentId };
    const isThere = moved.guardianId === moved.studentId || (await tx.guardianship.count({ where: { ...moved, endedAt: null } })) > 0;
    await tx.guardianship.update({ where: { id: link.id }, data: isThere ? { endedAt: at } : moved });
  }
}
