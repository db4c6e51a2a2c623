/** Stored consents. */
import type { Queryable, Tx } from '../../db/index.ts';

export interface StoredConsent {
  id: string;
  personId: string;
  textVersion: string;
  grantedAt: Date;
}

export async function findStandingConsent(
  db: Queryable,
  personId: string,
  kind: string,
): Promise<StoredConsent | null> {
  return db.consent.findFirst({ where: { personId, kind, withdrawnAt: null } });
}

/** Of the persons given, those whose consent stands, to this version of the text or a later one. */
export async function filterConsenting(
  db: Queryable,
  personIds: readonly string[],
  kind: string,
  version = '',
): Promise<Set<string>> {
  const rows = await db.consent.findMany({
    where: { personId: { in: [...personIds] }, kind, withdrawnAt: null, textVersion: { gte: version } },
    select: { personId: true },
  });
  return new Set(rows.map((row) => row.personId));
}

/** The same; a withdrawal waits until the transaction ends. */
export async function holdConsenting(tx: Tx, personIds: readonly string[], kind: string): Promise<Set<string>> {
  const rows = await tx.$queryRaw<{ personId: string }[]>`
    SELECT person_id AS "personId" FROM consent WHERE person_id = ANY (${[...personIds]}::uuid[]) AND kind = ${kind} AND withdrawn_at IS NULL ORDER BY person_id FOR SHARE`;
  return new Set(rows.map((row) => row.personId));
}

/** @returns false when one stands already, also one that came at the same moment. */
export async function insertConsent(
  tx: Tx,
  consent: { id: string; personId: string; kind: string; textVersion: string; channel: string; grantedAt: Date },
): Promise<boolean> {
  return (await tx.consent.createMany({ data: [consent], skipDuplicates: true })).count === 1;
}

/** What was kept on the strength of one consent is kept on that of another. */
export async function moveTemplates(tx: Tx, fromId: string, intoId: string): Promise<void> {
  await tx.faceTemplate.updateMany({ where: { consentId: fromId }, data: { consentId: intoId } });
}

export async function withdrawConsent(tx: Tx, consentId: string, withdrawnAt: Date): Promise<void> {
  await tx.consent.update({ where: { id: consentId }, data: { withdrawnAt } });
}
