/** Many people in one statement: what they are called and reached by, and whose guardians they are. */
import type { Queryable, Tx } from '../../db/index.ts';
import type { Names } from './names.ts';

export interface CalledRow extends Names {
  id: string;
  email: string | null;
  externalId: string | null;
}

/** Writes all that is named in the rows. @throws a unique violation when an address or a number is somebody else's. */
export async function updateCalled(tx: Tx, rows: readonly CalledRow[]): Promise<void> {
  await tx.$executeRaw`
    UPDATE person p SET name = c.name, family_name = c."familyName", given_name = c."givenName", email = c.email, external_id = c."externalId",
      email_standing = CASE WHEN p.email IS NOT DISTINCT FROM c.email THEN p.email_standing ELSE 'given' END
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS c(id uuid, name text, "familyName" text, "givenName" text, email text, "externalId" text)
    WHERE p.id = c.id`;
}

export interface StandingLink {
  guardianId: string;
  guardianName: string;
  studentId: string;
}

export const findLinks = async (db: Queryable, studentIds: readonly string[]): Promise<StandingLink[]> =>
  (
    await db.guardianship.findMany({
      where: { studentId: { in: [...studentIds] }, endedAt: null },
      select: { guardianId: true, studentId: true, guardian: { select: { name: true } } },
    })
  ).map(({ guardian, ...link }) => ({ ...link, guardianName: guardian.name }));

export async function insertLinks(
  tx: Tx,
  rows: readonly { id: string; guardianId: string; studentId: string; relation: string; createdAt: Date }[],
): Promise<void> {
  await tx.guardianship.createMany({ data: [...rows] });
}

/** Closed accounts among these that were merged, each with the account in which it has come to lie. */
export const findMerged = (
  db: Queryable,
  ids: readonly string[],
): Promise<{ id: string; intoId: string }[]> => db.$queryRaw`
  WITH RECURSIVE chain AS (
    SELECT id, merged_into_id FROM person WHERE id = ANY (${[...ids]}::uuid[]) AND status = 'deactivated' AND merged_into_id IS NOT NULL
    UNION
    SELECT c.id, p.merged_into_id FROM chain c JOIN person p ON p.id = c.merged_into_id WHERE p.status = 'deactivated' AND p.merged_into_id IS NOT NULL
  )
  SELECT c.id, c.merged_into_id AS "intoId" FROM chain c JOIN person p ON p.id = c.merged_into_id
  WHERE p.status <> 'deactivated' OR p.merged_into_id IS NULL`;

/** Everybody in these roles of whom one of these is the name, whatever its case. */
export const findByNames = (
  db: Queryable,
  names: readonly string[],
): Promise<{ id: string; name: string }[]> => db.$queryRaw`
  SELECT id, name FROM person WHERE role = 'student' AND status = 'active' AND lower(name) = ANY (${names.map((name) => name.toLowerCase())})`;
