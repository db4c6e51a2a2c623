/** Many classes at once: made, and looked for by their codes. */
import type { Queryable, Tx } from '../../db/index.ts';

export interface NewClassRow {
  id: string;
  code: string;
  title: string;
  campusId: string;
}

export async function insertClasses(tx: Tx, rows: readonly NewClassRow[]): Promise<void> {
  await tx.class.createMany({ data: [...rows] });
}

export const findArchivedCodes = async (db: Queryable, codes: readonly string[]): Promise<string[]> =>
  (await db.class.findMany({ where: { code: { in: [...codes] }, status: 'archived' }, select: { code: true } })).map(
    ({ code }) => code,
  );

/** Which of these people teach which of the classes. */
export const findTaught = (
  db: Queryable,
  classIds: readonly string[],
): Promise<{ classId: string; personId: string }[]> =>
  db.classTeacher.findMany({ where: { classId: { in: [...classIds] } }, select: { classId: true, personId: true } });
