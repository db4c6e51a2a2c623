/** The vault: what is personal is sealed with a data key of the person it is about; destroying that key is the erasure. */
import { randomBytes } from 'node:crypto';
import type { Queryable } from '../../db/index.ts';
import { AppError } from '../../kernel/errors.ts';
import { open, seal } from './cipher.ts';
import * as repo from './privacy.repo.ts';
import { words } from './words/en.ts';

/** An opened data key: seals and opens for one person. `context` names the place, such as `face_template:<id>`. */
export interface PersonKey {
  seal(plaintext: Uint8Array, context: string): Buffer<ArrayBuffer>;
  /** @throws AppError `internal` when the bytes were not sealed by this key for this place. */
  open(sealed: Uint8Array, context: string): Buffer<ArrayBuffer>;
}

export type Vault = ReturnType<typeof createVault>;

export function createVault(deps: { wrappingKey: Buffer }) {
  /** Makes data keys; in the transaction that makes the persons. */
  async function createKeys(db: Queryable, personIds: readonly string[]): Promise<void> {
    await repo.insertKeys(
      db,
      personIds.map((personId) => ({
        personId,
        wrappedKey: seal(deps.wrappingKey, randomBytes(32), wrapContext(personId)),
      })),
    );
  }

  /** The keys of those persons who still have one. */
  async function keysOf(db: Queryable, personIds: readonly string[]): Promise<Map<string, PersonKey>> {
    if (personIds.length === 0) return new Map();
    const rows = await repo.findKeys(db, personIds);
    return new Map(
      rows.flatMap(({ personId, wrappedKey }) =>
        wrappedKey
          ? [[personId, personKey(openOrFail(deps.wrappingKey, wrappedKey, wrapContext(personId)))] as const]
          : [],
      ),
    );
  }

  /** @throws AppError `gone` when the person's key was destroyed. */
  async function keyOf(db: Queryable, personId: string): Promise<PersonKey> {
    return requireKey(await keysOf(db, [personId]), personId);
  }

  /**
   * Whether the present SECRET_KEY is the one that the stored keys were wrapped with; true while there are none. With
   * another one nothing old would open, and new people's keys would be lost when the right one comes back.
   */
  async function opensStoredKeys(db: Queryable): Promise<boolean> {
    const stored = await repo.findAnyKey(db);
    if (!stored) return true;
    try {
      open(deps.wrappingKey, stored.wrappedKey, wrapContext(stored.personId));
      return true;
    } catch {
      return false;
    }
  }

  return { createKeys, keysOf, keyOf, opensStoredKeys };
}

/** One of several keys. @throws AppError `gone` when the person's was destroyed. */
export function requireKey(keys: ReadonlyMap<string, PersonKey>, personId: string): PersonKey {
  const key = keys.get(personId);
  if (!key) throw new AppError('gone', { detail: words.thePersonalDataOfThisPerson });
  return key;
}

const wrapContext = (personId: string): string => `person_key:${personId}`;

function personKey(key: Buffer): PersonKey {
  return {
    seal: (plaintext, context) => seal(key, plaintext, context),
    open: (sealed, context) => openOrFail(key, sealed, context),
  };
}

function openOrFail(key: Buffer, sealed: Uint8Array, context: string): Buffer<ArrayBuffer> {
  try {
    return open(key, sealed, context);
  } catch (cause) {
    // Wrong SECRET_KEY or tampered bytes: either way nothing may be concluded from them.
    throw new AppError('internal', { detail: `Sealed data could not be opened (${context.split(':')[0]})`, cause });
  }
}
