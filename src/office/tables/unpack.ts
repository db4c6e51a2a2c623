/** Unpacks archives, so much and no more: what a file claims of its size is not believed. Pure. */
// fflate: small, MIT, without dependencies; streams, so that unpacking can be stopped.
import { Unzip, UnzipInflate } from 'fflate';
import { AppError } from '../../kernel/errors.ts';
import { words } from './words/en.ts';

const maxUnpackedMb = 64;
const maxFiles = 2000;
const chunkBytes = 64 * 1024;

export const isArchive = (bytes: Buffer): boolean => bytes.subarray(0, 4).equals(Buffer.from('PK\x03\x04', 'latin1'));

/**
 * @param wants which of its files are unpacked
 * @throws AppError `fileTooLarge`; `invalidInput` for what is damaged or encrypted
 */
export function unpack(bytes: Buffer, wants: (name: string) => boolean): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  const tooLarge = (): AppError =>
    new AppError('fileTooLarge', { field: 'file', detail: words.fileIsTooLargeUnpacked(maxUnpackedMb) });
  let [total, seen] = [0, 0];
  const unzip = new Unzip((file) => {
    seen += 1;
    if (seen > maxFiles) throw tooLarge();
    if (!wants(file.name)) return;
    const chunks: Uint8Array[] = [];
    file.ondata = (error, chunk, isLast) => {
      if (error) throw error;
      total += chunk.byteLength;
      if (total > maxUnpackedMb * 2 ** 20) throw tooLarge();
      chunks.push(chunk);
      if (isLast) files.set(file.name, Buffer.concat(chunks));
    };
    file.start();
  });
  unzip.register(UnzipInflate);
  try {
    for (let at = 0; at < bytes.byteLength; at += chunkBytes)
      unzip.push(bytes.subarray(at, at + chunkBytes), at + chunkBytes >= bytes.byteLength);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('invalidInput', { field: 'file', detail: words.fileIsDamaged, cause });
  }
  return files;
}
