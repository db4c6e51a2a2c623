/** The stored institution. */
import type { Tx } from '../../db/index.ts';

/** @returns the name on record; what is given is written only when there is none. */
export async function ensureInstitution(tx: Tx, first: { name: string; signUp: 'approval' | 'open' }): Promise<string> {
  await tx.institution.createMany({ data: [{ id: 1, ...first }], skipDuplicates: true });
  return (await tx.institution.findUniqueOrThrow({ where: { id: 1 } })).name;
}

export const getInstitution = (
  tx: Tx,
): Promise<{ name: string; signUp: string; faceSignIn: boolean; profile: 'standard' | 'eu' }> =>
  tx.institution.findUniqueOrThrow({
    where: { id: 1 },
    select: { name: true, signUp: true, faceSignIn: true, profile: true },
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
  change: { name?: string; signUp?: 'closed' | 'approval' | 'open'; faceSignIn?: boolean; profile?: 'standard' | 'eu' },
): Promise<void> {
  await tx.institution.update({ where: { id: 1 }, data: change });
}
