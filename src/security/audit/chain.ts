/**
 * The chain over the audit: each seal covers its entry and the seal before it under a key that is not in the database,
 * so that nobody who holds only the database can change an entry, take one out, or forge the chain anew.
 */
import { createHash, createHmac } from 'node:crypto';
import type { StoredEntry } from './audit.repo.ts';

export const genesis: Buffer<ArrayBuffer> = Buffer.alloc(32);

/**
 * HMAC-SHA256 over the previous hash and a canonical form of the entry. Personal parts enter as ciphertext, so that
 * erasure leaves the chain whole.
 */
export const sealHash = (key: Buffer, previous: Uint8Array, seq: bigint, entry: StoredEntry): Buffer<ArrayBuffer> =>
  Buffer.from(
    createHmac('sha256', key)
      .update(previous)
      .update(JSON.stringify([...canonicalOf(seq, entry), base64(entry.origin), [...entry.about].sort()]))
      .digest(),
  );

/**
 * What seals were before the chain had a key. They stand where they came first: the first seal with the key covers the
 * last one without, and after it none without is taken.
 */
export const unkeyedHash = (previous: Uint8Array, seq: bigint, entry: StoredEntry): Buffer<ArrayBuffer> =>
  Buffer.from(
    createHash('sha256')
      .update(previous)
      .update(JSON.stringify(canonicalOf(seq, entry)))
      .digest(),
  );

const canonicalOf = (seq: bigint, entry: StoredEntry): unknown[] => [
  seq.toString(),
  entry.id,
  entry.at.toISOString(),
  entry.actorId,
  entry.action,
  entry.subjectType,
  entry.subjectId,
  sortKeys(entry.facts),
  entry.sealedBy,
  base64(entry.sealed),
];

const base64 = (bytes: Uint8Array | null): string | null => bytes && Buffer.from(bytes).toString('base64');

/** JSON with sorted keys: PostgreSQL's jsonb does not keep their order. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(entries.map(([key, inner]) => [key, sortKeys(inner)]));
  }
  return value;
}
