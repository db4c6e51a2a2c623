/** The stored institution. */
import type { Role } from './actor.ts';
import type { Queryable, Tx } from '../../db/index.ts';

/** @returns the name on record; what is given is written only when there is none. */
export async function ensureInstitution(
  db: Queryable,
  first: { name: string; signUp: 'approval' | 'open' },
): Promise<string> {
  await db.institution.createMany({ data: [{ id: 1, ...first }], skipDuplicates: true });
  return (await db.institution.findUniqueOrThrow({ where: { id: 1 } })).name;
}

export const getInstitution = (
  db: Queryable,
): Promise<{
  name: string;
  signUp: string;
  faceSignIn: boolean;
  secondFactorFor: Role[];
  secondYesFor: string[];
  profile: 'standard' | 'eu';
}> =>
  db.institution.findUniqueOrThrow({
    where: { id: 1 },
    select: { name: true, signUp: true, faceSignIn: true, secondFactorFor: true, secondYesFor: true, profile: true },
  });

export async function holdProfile(tx: Tx): Promise<'standard' | 'eu'> {
  const [row] = await tx.$queryRaw<
    { profile: 'standard' | 'eu' }[]
  >`SELECT profile::text FROM institution WHERE id = 1 FOR SHARE`;
  // Without an answer, the stricter one.
  return row?.profile ?? 'eu';
}

export async function updateInstitution(
  tx: Tx,
  change: {
    name?: string;
    signUp?: 'closed' | 'approval' | 'open';
    faceSignIn?: boolean;
    secondFactorFor?: Role[];
    secondYesFor?: string[];
    profile?: 'standard' | 'eu';
  },
): Promise<void> {
  await tx.institution.update({ where: { id: 1 }, data: change });
}

/** Whether anybody but this one could say yes to what an admin asks for. */
export const hasOtherAdmin = async (db: Queryable, personId: string): Promise<boolean> =>
  (await db.person.count({ where: { id: { not: personId }, role: 'admin', status: 'active' }, take: 1 })) > 0;
