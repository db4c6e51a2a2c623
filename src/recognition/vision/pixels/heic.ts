/** HEIC, as iPhones send it: unpacked by libheif in WebAssembly, since sharp's own build reads none. */
import { AppError } from '../../../kernel/errors.ts';

/** The upright photo: four bytes a pixel, RGBA, row by row. */
export interface UnpackedHeic {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Brands by which a file calls itself HEIC. */
export function isHeic(start: Buffer): boolean {
  const text = start.toString('latin1');
  return text.slice(4, 8) === 'ftyp' && /^(hei[cx]|hev[cx]|mif1|msf1)/.test(text.slice(8, 12));
}

/**
 * Takes some tenths of a second for a phone's photo, all of it on this thread. The library is loaded with the first one:
 * its megabytes of WebAssembly would otherwise be paid for by every thread at its start.
 * @throws AppError `tooManyPixels` before a pixel is unpacked, `imageCorrupt`
 */
export async function unpackHeic(
  photo: Uint8Array,
  requireBounded: (size: { width: number; height: number }) => void,
): Promise<UnpackedHeic> {
  const { default: decodeHeic } = await import('heic-decode');
  try {
    const images = await decodeHeic.all({ buffer: photo });
    try {
      const [image] = images;
      if (!image) throw new AppError('imageCorrupt');
      requireBounded(image);
      const { width, height, data } = await image.decode();
      return { data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength), width, height };
    } finally {
      images.dispose();
    }
  } catch (cause) {
    throw cause instanceof AppError ? cause : new AppError('imageCorrupt', { cause });
  }
}
