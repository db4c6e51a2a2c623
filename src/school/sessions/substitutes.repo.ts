/** Stored substitutes of sessions. */
import type { Queryable, Tx } from '../../db/index.ts';
import type { SubstituteView } from './sessions.schema.ts';

/** Whether there is such a teacher or admin who may come in. */
export async function canTeach(tx: Tx, personId: string): Promise<boolean> {
  return (await tx.person.count({ where: { id: personId, role: { in: ['teacher', 'admin'] }, status: 'active' } })) > 0;
}

/** Those who may come in and teach, and neither teach the class nor stand in already. */
export const findSubstitutable = (
  db: Queryable,
  { id, classId }: { id: string; classId: string },
): Promise<{ id: string; name: string }[]> =>
  db.person.findMany({
    where: {
      role: { in: ['teacher', 'admin'] },
      status: 'active',
      teaches: { none: { classId } },
      substitutes: { none: { sessionId: id } },
    },
    select: { id: true, name: true },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
  });

/** @returns whether they were none before. */
export async function insertSubstitute(
  tx: Tx,
  substitute: { sessionId: string; personId: string; createdAt: Date },
): Promise<boolean> {
  return (await tx.sessionSubstitute.createMany({ data: [substitute], skipDuplicates: true })).count === 1;
}

/** @returns whether they were one. */
export async function deleteSubstitute(tx: Tx, sessionId: string, personId: string): Promise<boolean> {
  return (await tx.sessionSubstitute.deleteMany({ where: { sessionId, personId } })).count === 1;
}

export const findSubstitutes = (
  tx: Tx,
  sessionIds: readonly string[],
): Promise<{ sessionId: string; personId: string }[]> =>
  tx.sessionSubstitute.findMany({
    where: { sessionId: { in: [...sessionIds] } },
    select: { sessionId: true, personId: true },
  });

/** By name. */
export async function findSubstitutesOf(db: Queryable, sessionId: string): Promise<SubstituteView[]> {
  const rows = await db.sessionSubstitute.findMany({
    where: { sessionId },
    select: { createdAt: true, person: { select: { id: true, name: true } } },
  });
  return rows
    .map(({ person, createdAt }) => ({ ...person, since: createdAt }))
    .sort((a, b) => a.name.localeCompare(b.name) || a.id.localeCompare(b.id));
}
