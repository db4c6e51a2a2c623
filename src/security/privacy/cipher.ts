/**
 * AES-256-GCM: bytes sealed with a key and bound to a context, so that a ciphertext moved to another row does not open.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { z } from 'zod';

const ivBytes = 12;
const tagBytes = 16;

/** @returns iv (12) ‖ tag (16) ‖ ciphertext. */
export function seal(key: Buffer, plaintext: Uint8Array, context: string): Buffer<ArrayBuffer> {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(context));
  const body = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]);
}

/** @throws when key or context differ from those it was sealed with, or a bit was changed. */
export function open(key: Buffer, sealed: Uint8Array, context: string): Buffer<ArrayBuffer> {
  const bytes = Buffer.from(sealed);
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, ivBytes), { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(context));
  decipher.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
  return Buffer.concat([decipher.update(bytes.subarray(ivBytes + tagBytes)), decipher.final()]);
}

export const sealJson = (key: Buffer, value: unknown, context: string): Buffer<ArrayBuffer> =>
  seal(key, Buffer.from(JSON.stringify(value)), context);

/** @throws as `open`, and when what was sealed is not of this shape. */
export const openJson = <Schema extends z.ZodType>(
  key: Buffer,
  schema: Schema,
  sealed: Uint8Array,
  context: string,
): z.infer<Schema> => schema.parse(JSON.parse(open(key, sealed, context).toString('utf8')));
