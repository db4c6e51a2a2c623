/** Whom and what somebody reaches: classes they attend, teach or stand in for, and their wards. */
import type { Tx } from '../../db/index.ts';

export async function isEnrolled(tx: Tx, classId: string, personId: string): Promise<boolean> {
  return (await tx.enrolment.count({ where: { classId, personId, leftAt: null } })) > 0;
}

export async function teaches(tx: Tx, classId: string, personId: string): Promise<boolean> {
  return (await tx.classTeacher.count({ where: { classId, personId } })) > 0;
}

export async function substitutes(tx: Tx, sessionId: string, personId: string): Promise<boolean> {
  return (await tx.sessionSubstitute.count({ where: { sessionId, personId } })) > 0;
}

export async function isGuardian(tx: Tx, guardianId: string, studentId: string): Promise<boolean> {
  return (await tx.guardianship.count({ where: { guardianId, studentId, endedAt: null } })) > 0;
}
