/** Identifiers: UUID v7, so that rows created later sort later and indexes stay compact. */
import { createHash, randomBytes } from 'node:crypto';
import { v7 } from 'uuid';

export const newId = (): string => v7();

/** The id of a part of something: the same for the same key whenever it is asked for, and of the time of the whole. */
export const idOfPart = (wholeId: string, key: string): string =>
  v7({
    msecs: Number.parseInt(wholeId.replaceAll('-', '').slice(0, 12), 16),
    random: createHash('sha256').update(`${wholeId}\n${key}`).digest().subarray(0, 16),
  });

/** A secret for links and tokens: 256 bits, URL-safe. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** Under what such a secret is stored: SHA-256. It is random, so that nobody finds it by trying. */
export const hashSecret = (secret: string): Buffer<ArrayBuffer> =>
  Buffer.from(createHash('sha256').update(secret).digest());
