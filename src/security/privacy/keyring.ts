/**
 * One secret, several keys: each use derives its own key from SECRET_KEY by HKDF (RFC 5869), so that none opens the
 * other's doors.
 */
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

export interface Keyring {
  /** Wraps the data keys of persons (AES-256). */
  readonly wrapping: Buffer;
  /** Signs access tokens (HMAC-SHA256). */
  readonly tokens: Buffer;
  /** Signs links to files. */
  readonly links: Buffer;
  /** Keys the digests that stand in for codes, evidence and account names. */
  readonly digests: Buffer;
  /** Seals the secrets of card readers (AES-256). */
  readonly readers: Buffer;
  /** Seals what came from outside until it is answered (AES-256). */
  readonly inbound: Buffer;
  /** Seals what staff announce (AES-256). */
  readonly announcements: Buffer;
  /** Keys the chain over the audit and signs its checkpoints (HMAC-SHA256). */
  readonly auditChain: Buffer;
  /** Seals from where people acted (AES-256). */
  readonly auditOrigins: Buffer;
  /** Seals the addresses of calendars that are subscribed to (AES-256). */
  readonly calendars: Buffer;
}

export function createKeyring(secretKey: string): Keyring {
  const derive = (use: string): Buffer => Buffer.from(hkdfSync('sha256', secretKey, 'muster/v1', use, 32));
  return {
    wrapping: derive('wrapping'),
    tokens: derive('tokens'),
    links: derive('links'),
    digests: derive('digests'),
    inbound: derive('inbound'),
    readers: derive('readers'),
    announcements: derive('announcements'),
    auditChain: derive('audit chain'),
    auditOrigins: derive('audit origins'),
    calendars: derive('calendars'),
  };
}

/**
 * HMAC-SHA256 of the parts, for looking a value up without keeping it. `purpose` separates one kind of value from
 * another.
 * Each part's length is part of the input, so that ("ab","c") and ("a","bc") differ.
 */
export function keyedDigest(key: Buffer, purpose: string, ...parts: readonly (string | Buffer)[]): Buffer<ArrayBuffer> {
  const hmac = createHmac('sha256', key).update(`${purpose}\n`);
  for (const part of parts) {
    const bytes = Buffer.from(part as string);
    hmac.update(`${bytes.length}:`).update(bytes);
  }
  return Buffer.from(hmac.digest());
}

/** Compares two digests in constant time. */
export function digestsEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
