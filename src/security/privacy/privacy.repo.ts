/** Stored data keys and consents. */
import type { Tx } from '../../db/database.ts';

export async function insertKeys(tx: Tx, keys: readonly { personId: string; wrappedKey: Buffer<ArrayBuffer> }[]): Promise<void> {
  await tx.personKey.createMany({ data: [...keys] });
}

export async function findKeys(tx: Tx, personIds: readonly string[]): Promise<{ personId: string; wrappedKey: Uint8Array | null }[]> {
  return tx.personKey.findMany({ where: { personId: { in: [...personIds] } }, select: { personId: true, wrappedKey: true } });
}

/** The oldest key that was not destroyed. */
export async function findAnyKey(tx: Tx): Promise<{ personId: string; wrappedKey: Uint8Array } | null> {
  const row = await tx.personKey.findFirst({ where: { wrappedKey: { not: null } }, orderBy: { createdAt: 'asc' }, select: { personId: true, wrappedKey: true } });
  return row?.wrappedKey ? { personId: row.personId, wrappedKey: row.wrappedKey } : null;
}

export interface StoredConsent {
  id: string;
  personId: string;
  textVersion: string;
  grantedAt: Date;
}

export async function findStandingConsent(tx: Tx, personId: string, kind: string): Promise<StoredConsent | null> {
  return tx.consent.findFirst({ where: { personId, kind, withdrawnAt: null } });
}

/** Of the persons given, those whose consent stands, to this version of the text or a later one. */
export async function filterConsenting(tx: Tx, personIds: readonly string[], kind: string, version = ''): Promise<Set<string>> {
  const rows = await tx.consent.findMany({
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

/** Whoever changes what the person agreed to, or keeps something on the strength of it, waits until the transaction ends. */
export async function lockPerson(tx: Tx, personId: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM person WHERE id = ${personId}::uuid FOR UPDATE`;
}

/** What was kept on the strength of one consent is kept on that of another. */
export async function moveTemplates(tx: Tx, fromId: string, intoId: string): Promise<void> {
  await tx.faceTemplate.updateMany({ where: { consentId: fromId }, data: { consentId: intoId } });
}

export async function withdrawConsent(tx: Tx, consentId: string, withdrawnAt: Date): Promise<void> {
  await tx.consent.update({ where: { id: consentId }, data: { withdrawnAt } });
}
