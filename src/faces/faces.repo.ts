/** Stored face templates. */
import type { Tx } from '../db/database.ts';

export interface StoredTemplate {
  id: string;
  /** For clients that know templates by an integer. */
  number: number;
  personId: string;
  weightsHash: string;
  sealed: Uint8Array;
  photoId: string | null;
  createdAt: Date;
}

export const findTemplates = (tx: Tx, personIds: readonly string[]): Promise<StoredTemplate[]> =>
  tx.faceTemplate.findMany({ where: { personId: { in: [...personIds] } }, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] });

export async function insertTemplate(
  tx: Tx,
  template: { id: string; personId: string; consentId: string; weightsHash: string; sealed: Buffer<ArrayBuffer>; photoId: string; createdAt: Date },
): Promise<void> {
  await tx.faceTemplate.create({ data: template });
}

export async function deleteTemplates(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.faceTemplate.deleteMany({ where: { id: { in: [...ids] } } });
}

/** Enrolments of one person wait for each other. */
export async function lockPerson(tx: Tx, personId: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM person WHERE id = ${personId}::uuid FOR UPDATE`;
}
