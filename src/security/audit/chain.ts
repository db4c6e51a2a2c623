/**
 * The hash chain: each seal's hash covers its entry and the seal before it, so that nothing can be changed or taken out
 * unseen.
 */
import { createHash } from 'node:crypto';
import type { StoredEntry } from './audit.repo.ts';

export const genesis: Buffer<ArrayBuffer> = Buffer.alloc(32);

/**
 * SHA-256 over the previous hash and a canonical form of the entry. Personal parts enter as ciphertext, so that erasure
 * leaves the chain whole.
 */
export function sealHash(previous: Uint8Array, seq: bigint, entry: StoredEntry): Buffer<ArrayBuffer> {
  const canonical = JSON.stringify([
    seq.toString(),
    entry.id,
    entry.at.toISOString(),
    entry.actorId,
    entry.action,
    entry.subjectType,
    entry.subjectId,
    sortKeys(entry.facts),
    entry.sealedBy,
    entry.sealed ? Buffer.from(entry.sealed).toString('base64') : null,
  ]);
  return Buffer.from(createHash('sha256').update(previous).update(canonical).digest());
}

/** JSON with sorted keys: PostgreSQL's jsonb does not keep their order. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(entries.map(([key, inner]) => [key, sortKeys(inner)]));
  }
  return value;
}
