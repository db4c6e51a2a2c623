/** Whom and what somebody reaches: classes they attend, teach or stand in for, and their wards. */
import type { Queryable } from '../../db/index.ts';

export async function isEnrolled(db: Queryable, classId: string, personId: string): Promise<boolean> {
  return (await db.enrolment.count({ where: { classId, personId, leftAt: null } })) > 0;
}

export async function teaches(db: Queryable, classId: string, personId: string): Promise<boolean> {
  return (await db.classTeacher.count({ where: { classId, personId } })) > 0;
}

export async function substitutes(db: Queryable, sessionId: string, personId: string): Promise<boolean> {
  return (await db.sessionSubstitute.count({ where: { sessionId, personId } })) > 0;
}

/** Whether a class whose roster holds the student is theirs, or one of its sessions in which they stand in. */
export async function teachesStudent(db: Queryable, personId: string, studentId: string): Promise<boolean> {
  const isTheirs = {
    OR: [{ teachers: { some: { personId } } }, { sessions: { some: { substitutes: { some: { personId } } } } }],
  };
  return (await db.enrolment.count({ where: { personId: studentId, leftAt: null, class: isTheirs } })) > 0;
}

export async function isGuardian(db: Queryable, guardianId: string, studentId: string): Promise<boolean> {
  return (await db.guardianship.count({ where: { guardianId, studentId, endedAt: null } })) > 0;
}
