/** What is kept of the address to which a link was mailed, so that opening it proves that address and no other. */
import { keyedDigest } from '../../security/privacy/index.ts';

export const mailDigest = (digestKey: Buffer, email: string): Buffer<ArrayBuffer> =>
  keyedDigest(digestKey, 'mailed to', email);
