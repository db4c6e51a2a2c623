/** Photos for the vision tests, made from the fetched portraits; nothing is committed. */
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { crc32 } from 'node:zlib';
import { listPortraits } from '../../../models/portraits.ts';

/** The portraits with these numbers in the sorted list. */
export async function readPortraits(from: number, count: number): Promise<Buffer[]> {
  const portraits = await listPortraits();
  return Promise.all(portraits.slice(from, from + count).map(({ file }) => readFile(file)));
}

/** The photo as a camera held that way stores it: turned pixels and the EXIF tag that turns them back. */
export async function storeWithOrientation(upright: Buffer, orientation: number): Promise<Buffer> {
  // How the pixels are stored is the inverse of what the tag (TIFF 6.0, tag 274) asks a viewer to do.
  const turns: Record<number, number> = { 3: 180, 5: 90, 6: 270, 7: 270, 8: 90 };
  const turned = await sharp(upright)
    .rotate(turns[orientation] ?? 0)
    .png()
    .toBuffer();
  const mirrored = sharp(turned);
  if ([2, 5, 7].includes(orientation)) mirrored.flop();
  if (orientation === 4) mirrored.flip();
  return mirrored.withMetadata({ orientation }).jpeg({ quality: 95 }).toBuffer();
}

/** A PNG of a few bytes whose header claims that size. */
export function pngClaiming(width: number, height: number): Buffer {
  const size = Buffer.alloc(13);
  size.writeUInt32BE(width, 0);
  size.writeUInt32BE(height, 4);
  size.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  return Buffer.concat([
    signature,
    pngChunk('IHDR', size),
    pngChunk('IDAT', Buffer.alloc(8)),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

/** Coloured noise, the same at every call. */
export function noisePhoto(width: number, height: number): Promise<Buffer> {
  let state = 42;
  const pixels = Buffer.alloc(width * height * 3).map(() => {
    // Numerical Recipes' linear congruential generator: noise enough, and repeatable.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  });
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg()
    .toBuffer();
}
