/** Stored face templates. */
import type { Queryable, Tx } from '../../db/index.ts';
import type { TemplateCounts } from './faces.schema.ts';

/** It resembles somebody else who is enrolled; or, made anew for other weights, not the person's other photos. */
export type HeldBecause = 'likeAnother' | 'unlikeOwn';

export interface StoredTemplate {
  id: string;
  /** Rises with every template; also for clients that know templates by an integer. */
  number: number;
  personId: string;
  consentId: string;
  weightsHash: string;
  sealed: Uint8Array;
  quality: number;
  photoId: string | null;
  heldBecause: string | null;
  createdAt: Date;
}

const inOrder: ({ createdAt: 'asc' } | { id: 'asc' })[] = [{ createdAt: 'asc' }, { id: 'asc' }];

export const findTemplates = (db: Queryable, personIds: readonly string[]): Promise<StoredTemplate[]> =>
  db.faceTemplate.findMany({ where: { personId: { in: [...personIds] } }, orderBy: inOrder });

export async function insertTemplate(
  tx: Tx,
  template: {
    id: string;
    personId: string;
    consentId: string;
    weightsHash: string;
    sealed: Buffer<ArrayBuffer>;
    quality: number;
    photoId: string;
    alikePersonId: string | null;
    createdAt: Date;
  },
): Promise<void> {
  await tx.faceTemplate.create({
    data: { ...template, heldBecause: template.alikePersonId === null ? null : 'likeAnother' },
  });
}

export async function deleteTemplates(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.faceTemplate.deleteMany({ where: { id: { in: [...ids] } } });
}

/**
 * The person is neither forgotten nor merged until the transaction ends; or was already, which the next statement sees.
 */
export async function holdPerson(tx: Tx, personId: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM person WHERE id = ${personId}::uuid FOR KEY SHARE`;
}

// ── Everybody's ────────────────────────────────────────────────────────────────────────────────────────────────────

/** Any number that nothing else locks with. */
const enrolmentsLock = 7_206_411;

/** Enrolments wait for each other until the end of the transaction. */
export async function lockEnrolments(tx: Tx): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM (SELECT pg_advisory_xact_lock(${enrolmentsLock})) AS locked`;
}

/** Templates that came after a number, in the order of their numbers. */
export const findAdded = (
  db: Queryable,
  page: { after: number; weightsHash: string; take: number },
): Promise<{ number: number; personId: string }[]> =>
  db.faceTemplate.findMany({
    where: { number: { gt: page.after }, weightsHash: page.weightsHash },
    orderBy: { number: 'asc' },
    take: page.take,
    select: { number: true, personId: true },
  });

// ── What the office looks at ───────────────────────────────────────────────────────────────────────────────────────

export type HeldTemplate = Pick<StoredTemplate, 'id' | 'personId' | 'photoId' | 'createdAt'> & {
  because: HeldBecause;
  name: string;
  other: { id: string; name: string } | null;
};

const heldFields = {
  id: true,
  personId: true,
  photoId: true,
  createdAt: true,
  heldBecause: true,
  person: { select: { name: true } },
  alikePerson: { select: { id: true, name: true } },
} as const;

/** Templates that wait, oldest first; all of them, or one by its id. */
export async function findHeld(db: Queryable, id?: string): Promise<HeldTemplate[]> {
  const rows = await db.faceTemplate.findMany({
    where: { heldBecause: { not: null }, ...(id === undefined ? {} : { id }) },
    orderBy: inOrder,
    select: heldFields,
  });
  return rows.map(({ person, alikePerson, heldBecause, ...row }) => ({
    ...row,
    because: heldBecause as HeldBecause,
    name: person.name,
    other: alikePerson,
  }));
}

/** @returns false when it does not wait any more. */
export async function release(tx: Tx, id: string): Promise<boolean> {
  return (await tx.faceTemplate.updateMany({ where: { id, heldBecause: { not: null } }, data: released })).count === 1;
}

const released = { heldBecause: null, alikePersonId: null };

/** @returns false when it waits already. */
export async function holdAsUnlike(tx: Tx, id: string): Promise<boolean> {
  return (
    (
      await tx.faceTemplate.updateMany({
        where: { id, heldBecause: null },
        data: { heldBecause: 'unlikeOwn' satisfies HeldBecause },
      })
    ).count === 1
  );
}

/** Two accounts turned out to be one person's: what one was held for by the other is settled. */
export async function releaseFrom(tx: Tx, personId: string, alikePersonId: string): Promise<void> {
  await tx.faceTemplate.updateMany({ where: { personId, alikePersonId }, data: released });
}

/** Others' photos that wait because they resemble this person go on waiting, and name nobody. */
export async function forgetLikeness(tx: Tx, personId: string): Promise<void> {
  await tx.faceTemplate.updateMany({ where: { alikePersonId: personId }, data: { alikePersonId: null } });
}

// ── When the weights change ────────────────────────────────────────────────────────────────────────────────────────

/** Of other weights, with a photo to make them anew from that has not failed these weights before. */
const waiting = (weightsHash: string) => ({
  weightsHash: { not: weightsHash },
  photoId: { not: null },
  OR: [{ unreadableBy: null }, { unreadableBy: { not: weightsHash } }],
  consent: { withdrawnAt: null },
});

export const findWaiting = (
  db: Queryable,
  weightsHash: string,
  page: { after: number; take: number },
): Promise<StoredTemplate[]> =>
  db.faceTemplate.findMany({
    where: { ...waiting(weightsHash), number: { gt: page.after } },
    orderBy: { number: 'asc' },
    take: page.take,
  });

export const countWaiting = (tx: Tx, weightsHash: string, personId: string): Promise<number> =>
  tx.faceTemplate.count({ where: { ...waiting(weightsHash), personId } });

/** @returns false when it went or was made anew meanwhile. */
export async function replaceVector(
  tx: Tx,
  id: string,
  from: string,
  made: { weightsHash: string; sealed: Buffer<ArrayBuffer>; quality: number },
): Promise<boolean> {
  return (
    (await tx.faceTemplate.updateMany({ where: { id, weightsHash: from }, data: { ...made, unreadableBy: null } }))
      .count === 1
  );
}

export async function markUnreadable(db: Queryable, id: string, weightsHash: string): Promise<void> {
  await db.faceTemplate.updateMany({ where: { id }, data: { unreadableBy: weightsHash } });
}

/** People all of whose templates are of other weights and cannot be made anew. */
export async function findUnusable(db: Queryable, weightsHash: string): Promise<string[]> {
  const rows = await db.$queryRaw<{ personId: string }[]>`
    SELECT person_id AS "personId" FROM face_template GROUP BY person_id
    HAVING bool_and(weights_hash <> ${weightsHash} AND (photo_id IS NULL OR unreadable_by = ${weightsHash})) ORDER BY person_id`;
  return rows.map(({ personId }) => personId);
}

export async function countTemplates(db: Queryable, weightsHash: string): Promise<TemplateCounts> {
  const [held, usable, toMake, all] = [
    await db.faceTemplate.count({ where: { heldBecause: { not: null }, weightsHash } }),
    await db.faceTemplate.count({ where: { heldBecause: null, weightsHash } }),
    await db.faceTemplate.count({ where: waiting(weightsHash) }),
    await db.faceTemplate.count(),
  ];
  return { usable, held, waiting: toMake, lost: all - usable - held - toMake };
}
