/** Templates at rest and in use: unit vectors sealed with their person's key. */
import { createChangeCache } from '../db/change-cache.ts';
import type { Changes } from '../db/changes.ts';
import type { Tx } from '../db/database.ts';
import { newId } from '../kernel/ids.ts';
import type { Vault } from '../privacy/vault.ts';
import { cosine } from '../vision/similarity.ts';
import * as repo from './faces.repo.ts';

export interface Template {
  id: string;
  personId: string;
  photoId: string | null;
  /** 512 numbers of unit length. */
  vector: Float32Array;
}

export type Templates = ReturnType<typeof createTemplates>;

/** Persons whose templates are kept opened in memory, some 10 kB each. */
const mostKept = 5000;

export function createTemplates(deps: { vault: Vault; weightsHash: string; changes: Changes }) {
  const cache = createChangeCache<Template[]>({ changes: deps.changes, topics: { face: 'key' }, max: mostKept });

  /**
   * The templates of these persons that were made with the present weights. Those of other weights are left out, not
   * compared: their numbers mean something else.
   */
  async function load(tx: Tx, personIds: readonly string[]): Promise<Template[]> {
    const rows = await repo.findTemplates(tx, personIds);
    const keys = await deps.vault.keysOf(tx, [...new Set(rows.map((row) => row.personId))]);
    return rows.flatMap((row) => {
      const key = keys.get(row.personId);
      if (!key || row.weightsHash !== deps.weightsHash) return [];
      return [{ id: row.id, personId: row.personId, photoId: row.photoId, vector: toVector(key.open(row.sealed, contextOf(row.id))) }];
    });
  }

  /** The same, from memory where nothing changed. Whether consent stands is the caller's to ask, each time. */
  async function loadKept(tx: Tx, personIds: readonly string[]): Promise<Template[]> {
    const found = await cache.readMany(personIds, async (missing) => byPerson(await load(tx, missing)));
    return [...found.values()].flat();
  }

  async function save(tx: Tx, input: { personId: string; consentId: string; photoId: string; vector: Float32Array; createdAt: Date }): Promise<void> {
    const { vector, ...row } = input;
    const id = newId();
    const key = await deps.vault.keyOf(tx, input.personId);
    const sealed = key.seal(Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength), contextOf(id));
    await repo.insertTemplate(tx, { id, ...row, weightsHash: deps.weightsHash, sealed });
  }

  return { load, loadKept, save, forget: cache.forget };
}

function byPerson(templates: readonly Template[]): Map<string, Template[]> {
  const grouped = new Map<string, Template[]>();
  for (const template of templates) grouped.set(template.personId, [...(grouped.get(template.personId) ?? []), template]);
  return grouped;
}

const contextOf = (id: string): string => `face_template:${id}`;

function toVector(bytes: Buffer): Float32Array {
  // Copied, since a Float32Array needs an offset divisible by four.
  return new Float32Array(Uint8Array.from(bytes).buffer);
}

/** The best cosine between a face and any template of one person; undefined when there is none. */
export function bestScore(vector: Float32Array, templates: readonly Template[]): number | undefined {
  if (templates.length === 0) return undefined;
  return Math.max(...templates.map((template) => cosine(vector, template.vector)));
}
