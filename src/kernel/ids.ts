/** Identifiers: UUID v7, so that rows created later sort later and indexes stay compact. */
import { randomBytes } from 'node:crypto';
import { v7 } from 'uuid';

export const newId = (): string => v7();

/** A secret for links and tokens: 256 bits, URL-safe. */
export const newSecret = (): string => randomBytes(32).toString('base64url');
