/**
 * The vault: what is personal is sealed with a data key of the person it is about; destroying that key is the erasure.
 */
import { randomBytes } from 'node:crypto';
import type { z } from 'zod';
import type { Queryable } from '../../db/index.ts';
import { AppError } from '../../kernel/errors.ts';
import { open, openJson, seal, sealJson } from './cipher.ts';
import * as repo from './privacy.repo.ts';
import { words } from './words/en.ts';

/** An opened data key: seals and opens for one person. `context` names the place, such as `face_template:<id>`. */
export interface PersonKey {
  seal(plaintext: Uint8Array, context: string): Buffer<ArrayBuffer>;
  /** @throws AppError `internal` when the bytes were not sealed by this key for this place. */
  open(sealed: Uint8Array, context: string): Buffer<ArrayBuffer>;
  /** The same for a value that JSON can hold. */
  sealJson(value: unknown, context: string): Buffer<ArrayBuffer>;
  /** @throws AppError `internal` also when the value is not what the schema says. */
  openJson<Schema extends z.ZodType>(schema: Schema, sealed: Uint8Array, context: string): z.infer<Schema>;
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
          ? [
              [
                personId,
                personKey(orFail(wrapContext(personId), (context) => open(deps.wrappingKey, wrappedKey, context))),
              ] as const,
            ]
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
    open: (sealed, context) => orFail(context, () => open(key, sealed, context)),
    sealJson: (value, context) => sealJson(key, value, context),
    openJson: (schema, sealed, context) => orFail(context, () => openJson(key, schema, sealed, context)),
  };
}

function orFail<Opened>(context: string, opening: (context: string) => Opened): Opened {
  try {
    return opening(context);
  } catch (cause) {
    // Wrong SECRET_KEY, tampered bytes or a shape that nobody wrote: either way nothing may be concluded from them.
    throw new AppError('internal', { detail: `Sealed data could not be opened (${context.split(':')[0]})`, cause });
  }
}
