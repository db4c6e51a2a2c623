/** Stored guardianships. Ending one keeps the row. */
import type { Queryable, Tx } from '../../db/index.ts';
import type { GuardianView, WardView } from './people.schema.ts';

const standing = { endedAt: null } as const;

/** @throws a unique violation when there is a standing one of the two. */
export async function insertGuardianship(
  tx: Tx,
  row: { id: string; guardianId: string; studentId: string; relation: string; createdAt: Date },
): Promise<void> {
  await tx.guardianship.create({ data: row });
}

/** @returns false when there was none to end. */
export async function endGuardianship(tx: Tx, guardianId: string, studentId: string, endedAt: Date): Promise<boolean> {
  const { count } = await tx.guardianship.updateMany({
    where: { guardianId, studentId, ...standing },
    data: { endedAt },
  });
  return count > 0;
}

export async function findGuardians(db: Queryable, studentId: string): Promise<GuardianView[]> {
  const rows = await db.guardianship.findMany({
    where: { studentId, ...standing },
    include: { guardian: { select: { id: true, name: true, email: true } } },
    orderBy: { id: 'asc' },
  });
  return rows.map(({ guardian, relation, createdAt }) => ({ ...guardian, relation, since: createdAt }));
}

export async function findWards(db: Queryable, guardianId: string): Promise<WardView[]> {
  const rows = await db.guardianship.findMany({
    where: { guardianId, ...standing },
    include: { student: { select: { id: true, name: true } } },
  });
  return rows
    .map(({ student, relation }) => ({ ...student, relation }))
    .sort((a, b) => a.name.localeCompare(b.name) || a.id.localeCompare(b.id));
}
