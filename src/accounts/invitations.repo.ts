/** Whom an invitation may go to. */
import type { Queryable } from '../db/index.ts';

export interface Recipient {
  id: string;
  name: string;
  /** Empty: no mail reaches them. */
  email: string | null;
}

/** Those of these people who may come in. */
export const findActive = (db: Queryable, ids: readonly string[]): Promise<Recipient[]> =>
  db.person.findMany({
    where: { id: { in: [...ids] }, status: 'active' },
    select: { id: true, name: true, email: true },
    orderBy: { id: 'asc' },
  });

/** Everybody on the roster who may come in. */
export async function findRosterRecipients(db: Queryable, classId: string): Promise<Recipient[]> {
  const rows = await db.enrolment.findMany({
    where: { classId, leftAt: null, person: { status: 'active' } },
    select: { person: { select: { id: true, name: true, email: true } } },
    orderBy: { personId: 'asc' },
  });
  return rows.map((row) => row.person);
}
