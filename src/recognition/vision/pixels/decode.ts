/** Turns an uploaded file into upright RGB pixels, or refuses it by what it holds, never by its name. */
import { words } from '../words/en.ts';
import sharp, { type Metadata, type Sharp } from 'sharp';
import { AppError } from '../../../kernel/errors.ts';
import { isHeic, unpackHeic } from './heic.ts';
import type { Overlay } from '../vision-types.ts';

const maxBytes = 15 * 1024 * 1024;
const maxPixels = 50_000_000;
/** A panorama of a phone is not longer; what is takes more memory than its pixels tell. */
const maxSidePx = 20_000;
/** HEIC tells its size only to a decoder: photos of so many bytes are taken for large ones. */
const largeHeicBytes = 4_000_000;
/** Longest side of a photo that is kept, pixels. */
const keptSidePx = 2048;

/** RGB pixels, row by row, three bytes each. */
export interface RgbImage {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** The upright photo, reduced for the work when it is very large. */
export interface DecodedPhoto {
  readonly image: RgbImage;
  /** Size of the upright photo as sent. */
  readonly width: number;
  readonly height: number;
  /** Pixels of the photo as sent for one pixel of `image`; at least 1. */
  readonly scale: number;
}

/**
 * @param photo the file as it came
 * @param longestSidePx the pixels are reduced to this longest side when they exceed it
 * @throws AppError `fileTooLarge`, `notAnImage`, `tooManyPixels` or `imageCorrupt`
 */
export async function decodePhoto(photo: Uint8Array, longestSidePx: number): Promise<DecodedPhoto> {
  if (photo.byteLength === 0) throw new AppError('notAnImage', { detail: words.theFileIsEmpty });
  if (photo.byteLength > maxBytes) throw new AppError('fileTooLarge');
  const { pipeline, width, height } = await openPhoto(photo);
  if (Math.max(width, height) > longestSidePx) pipeline.resize(longestSidePx, longestSidePx, { fit: 'inside' });
  const image = await readPixels(pipeline);
  return { image, width, height, scale: width / image.width };
}

/**
 * What is kept of a photo: upright, no larger than faces need, and without what a camera writes beside the picture
 * (place, device, time).
 * @throws AppError as `decodePhoto`
 */
export async function toKeepablePhoto(photo: Uint8Array): Promise<Buffer> {
  const { pipeline } = await openPhoto(photo);
  try {
    return await pipeline
      .resize(keptSidePx, keptSidePx, { fit: 'inside', withoutEnlargement: true })
      .jpeg({ quality: 92 })
      .toBuffer();
  } catch (cause) {
    throw new AppError('imageCorrupt', { cause });
  }
}

/** The upright photo with a drawing of ours over it. @throws AppError as `decodePhoto` */
export async function drawOver(photo: Uint8Array, { svg, width, height }: Overlay): Promise<Buffer> {
  const { pipeline } = await openPhoto(photo);
  try {
    return await pipeline
      .resize(width, height, { fit: 'fill' })
      .composite([{ input: Buffer.from(svg) }])
      .jpeg({ quality: 85 })
      .toBuffer();
  } catch (cause) {
    throw new AppError('imageCorrupt', { cause });
  }
}

/**
 * The upright photo with its size, whatever it came as. Only formats that phones and cameras send: the fewer decoders a
 * stranger's bytes reach, the better.
 */
async function openPhoto(photo: Uint8Array): Promise<{ pipeline: Sharp; width: number; height: number }> {
  const start = startOf(photo);
  if (isHeic(start)) {
    const { data, width, height } = await unpackHeic(photo, requireBounded);
    return { pipeline: flatten(sharp(data, { raw: { width, height, channels: 4 } })), width, height };
  }
  if (!isReadBySharp(start)) throw new AppError('notAnImage');
  const size = await readSize(photo);
  // 'error' and not 'warning': phones write harmless oddities that a decoder warns of; a truncated file still fails.
  return {
    pipeline: flatten(sharp(photo, { limitInputPixels: maxPixels, failOn: 'error', animated: false }).autoOrient()),
    ...size,
  };
}

const flatten = (pipeline: Sharp): Sharp => pipeline.flatten({ background: '#ffffff' }).toColourspace('srgb');

/** SVG is not among them. */
function isReadBySharp(start: Buffer): boolean {
  const text = start.toString('latin1');
  const isJpeg = text.startsWith('\xff\xd8\xff');
  const isPng = text.startsWith('\x89PNG\r\n\x1a\n');
  const isWebp = text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP';
  const isGif = text.startsWith('GIF8');
  return isJpeg || isPng || isWebp || isGif;
}

/** Size of the upright photo from its header alone, before any pixel is unpacked. */
async function readSize(photo: Uint8Array): Promise<{ width: number; height: number }> {
  let header: Metadata;
  try {
    // The pixel limit is ours to check, so that the refusal has its own name.
    header = await sharp(photo, { limitInputPixels: false }).metadata();
  } catch (cause) {
    throw new AppError('imageCorrupt', { cause });
  }
  requireBounded(header);
  return { width: header.autoOrient.width, height: header.autoOrient.height };
}

function requireBounded({ width, height }: { width: number; height: number }): void {
  if (width * height > maxPixels) throw new AppError('tooManyPixels');
  if (Math.max(width, height) > maxSidePx)
    throw new AppError('tooManyPixels', { detail: words.thePictureIsTooLong(maxSidePx) });
}

/** How many pixels the photo has by its header; none where it cannot be read, which decoding it tells. */
export async function countPixels(photo: Uint8Array): Promise<number> {
  const start = startOf(photo);
  if (isHeic(start)) return photo.byteLength > largeHeicBytes ? maxPixels : 0;
  if (!isReadBySharp(start)) return 0;
  return readSize(photo).then(
    ({ width, height }) => width * height,
    () => 0,
  );
}

const startOf = (photo: Uint8Array): Buffer =>
  Buffer.from(photo.buffer, photo.byteOffset, Math.min(16, photo.byteLength));

async function readPixels(pipeline: Sharp): Promise<RgbImage> {
  try {
    const { data, info } = await pipeline.removeAlpha().raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
    return { data: info.channels === 3 ? data : greyToRgb(data), width: info.width, height: info.height };
  } catch (cause) {
    throw new AppError('imageCorrupt', { cause });
  }
}

function greyToRgb(grey: Uint8Array): Uint8Array {
  const rgb = new Uint8Array(grey.length * 3);
  grey.forEach((value, index) => rgb.fill(value, index * 3, index * 3 + 3));
  return rgb;
}
