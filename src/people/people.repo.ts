/** Stored people. */
import type { Role } from '../access/actor.ts';
import type { Tx } from '../db/database.ts';

export interface StoredPerson {
  id: string;
  email: string;
  name: string;
  role: Role;
  status: 'pending' | 'active' | 'deactivated';
  externalId: string | null;
}

const fields = { id: true, email: true, name: true, role: true, status: true, externalId: true } as const;

export async function insertPerson(
  tx: Tx,
  person: { id: string; email: string; name: string; role: Role; externalId: string | null; passwordHash: string | null },
): Promise<void> {
  await tx.person.create({ data: person });
}

export const findPerson = (tx: Tx, id: string): Promise<StoredPerson | null> => tx.person.findUnique({ where: { id }, select: fields });

export const findPeople = (tx: Tx, ids: readonly string[]): Promise<StoredPerson[]> =>
  tx.person.findMany({ where: { id: { in: [...ids] } }, select: fields });

/** Changes role or status; every token of the person ends with it. */
export async function updateStanding(tx: Tx, id: string, change: { role?: Role; status?: StoredPerson['status'] }): Promise<void> {
  await tx.person.update({ where: { id }, data: { ...change, tokenGeneration: { increment: 1 } } });
}
