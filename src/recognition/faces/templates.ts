/** Templates at rest and in use: unit vectors sealed with their person's key. */
import { type Changes, type Queryable, type Tx, createChangeCache } from '../../db/index.ts';
import { newId } from '../../kernel/ids.ts';
import type { PersonKey, Vault } from '../../security/privacy/index.ts';
import { cosine, meanEmbedding } from '../vision/index.ts';
import * as repo from './faces.repo.ts';

export interface Template {
  id: string;
  personId: string;
  photoId: string | null;
  /** What its photo is worth for telling the person, 0 to 1. */
  quality: number;
  /** Of unit length. */
  vector: Float32Array;
}

export type Templates = ReturnType<typeof createTemplates>;

/** Persons whose templates are kept opened in memory, some 10 kB each. */
const mostKept = 5000;

export function createTemplates(deps: { vault: Vault; weightsHash: string; changes: Changes }) {
  const cache = createChangeCache<Template[]>({ changes: deps.changes, topics: { face: 'key' }, max: mostKept });

  /**
   * The templates of these persons that may be compared. Left out are those of other weights, whose numbers mean
   * something else, and those that wait for the office to look at them.
   */
  const load = async (db: Queryable, personIds: readonly string[]): Promise<Template[]> =>
    openAll(
      db,
      (await repo.findTemplates(db, personIds)).filter((row) => row.heldBecause === null),
    );

  /** The same with those that wait: for choosing which are kept, never for recognising anybody. */
  const loadAll = async (db: Queryable, personIds: readonly string[]): Promise<Template[]> =>
    openAll(db, await repo.findTemplates(db, personIds));

  /**
   * Those that say who the person is. Where all wait for the office they do all the same: whatever it says, the photos
   * of an account show one person.
   */
  async function loadDeciding(tx: Tx, personId: string): Promise<Template[]> {
    const usable = await load(tx, [personId]);
    return usable.length > 0 ? usable : loadAll(tx, [personId]);
  }

  async function openAll(db: Queryable, rows: readonly repo.StoredTemplate[]): Promise<Template[]> {
    const keys = await deps.vault.keysOf(db, [...new Set(rows.map((row) => row.personId))]);
    return rows.flatMap((row) => {
      const key = keys.get(row.personId);
      if (!key || row.weightsHash !== deps.weightsHash) return [];
      return [
        {
          id: row.id,
          personId: row.personId,
          photoId: row.photoId,
          quality: row.quality,
          vector: toVector(key.open(row.sealed, contextOf(row.id))),
        },
      ];
    });
  }

  /**
   * Whether some of the person's are still to be made anew for these weights: until then nobody can say whom they show.
   */
  const isWaiting = async (tx: Tx, personId: string): Promise<boolean> =>
    (await repo.countWaiting(tx, deps.weightsHash, personId)) > 0;

  /**
   * Those that may be compared, from memory where nothing changed. Whether consent stands is the caller's to ask, each
   * time.
   */
  async function loadKept(db: Queryable, personIds: readonly string[]): Promise<Template[]> {
    const found = await cache.readMany(personIds, async (missing) => groupByPerson(await load(db, missing)));
    return [...found.values()].flat();
  }

  /** @param input.alikePersonId whose face it may be too: then it waits for the office, and is compared with nobody */
  async function save(
    tx: Tx,
    input: {
      personId: string;
      consentId: string;
      photoId: string;
      vector: Float32Array;
      quality: number;
      alikePersonId: string | null;
      createdAt: Date;
    },
  ): Promise<void> {
    const { vector, ...row } = input;
    const id = newId();
    const key = await deps.vault.keyOf(tx, input.personId);
    await repo.insertTemplate(tx, { id, ...row, weightsHash: deps.weightsHash, sealed: sealVector(key, id, vector) });
  }

  /** The vector as it is kept in the row of that id. */
  const sealVector = (key: PersonKey, id: string, vector: Float32Array): Buffer<ArrayBuffer> =>
    key.seal(Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength), contextOf(id));

  return { load, loadAll, loadDeciding, loadKept, isWaiting, save, sealVector, forget: cache.forget };
}

export function groupByPerson<Item extends { personId: string }>(items: readonly Item[]): Map<string, Item[]> {
  const grouped = new Map<string, Item[]>();
  for (const item of items) grouped.set(item.personId, [...(grouped.get(item.personId) ?? []), item]);
  return grouped;
}

const contextOf = (id: string): string => `face_template:${id}`;

function toVector(bytes: Buffer): Float32Array {
  // Copied, since a Float32Array needs an offset divisible by four.
  return new Float32Array(Uint8Array.from(bytes).buffer);
}

/**
 * What the templates of one person have in common, of unit length; undefined when there are none. Measured
 * (models/cards/embedder.md):
 * the best of several lets strangers pass up to 1.8 times as often as one template does, their mean no more often, and
 * the person as well.
 */
export function profileOf(templates: readonly Template[]): Float32Array | undefined {
  return templates.length === 0
    ? undefined
    : meanEmbedding(templates.map(({ vector }) => ({ embedding: vector, qualityScore: 1 })));
}

/** The cosine between a face and what one person's templates have in common; undefined when there are none. */
export function scoreAgainst(vector: Float32Array, templates: readonly Template[]): number | undefined {
  const profile = profileOf(templates);
  return profile && cosine(vector, profile);
}
