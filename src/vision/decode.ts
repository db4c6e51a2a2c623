/** Turns an uploaded file into upright RGB pixels, or refuses it by what it holds, never by its name. */
import sharp, { type Metadata, type Sharp } from 'sharp';
import { AppError } from '../kernel/errors.ts';

const maxBytes = 15 * 1024 * 1024;
const maxPixels = 50_000_000;
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
  if (photo.byteLength === 0) throw new AppError('notAnImage', { detail: 'The file is empty. Please send a JPEG, PNG or WebP photo.' });
  if (photo.byteLength > maxBytes) throw new AppError('fileTooLarge');
  refuseOtherFormats(photo);
  const size = await readSize(photo);
  const longest = Math.max(size.width, size.height);
  const pipeline = open(photo).autoOrient().flatten({ background: '#ffffff' }).toColourspace('srgb');
  if (longest > longestSidePx) pipeline.resize(longestSidePx, longestSidePx, { fit: 'inside' });
  const image = await readPixels(pipeline);
  return { image, ...size, scale: size.width / image.width };
}

/** What is kept of a photo: upright, no larger than faces need, and without what a camera writes beside the picture (place, device, time). */
export async function toKeepablePhoto(photo: Uint8Array): Promise<Buffer> {
  refuseOtherFormats(photo);
  try {
    return await open(photo).autoOrient().flatten({ background: '#ffffff' }).toColourspace('srgb')
      .resize(keptSidePx, keptSidePx, { fit: 'inside', withoutEnlargement: true }).jpeg({ quality: 92 }).toBuffer();
  } catch (cause) {
    throw new AppError('imageCorrupt', { cause });
  }
}

/** Only formats that phones and cameras send: the fewer decoders a stranger's bytes reach, the better. SVG is not among them. */
function refuseOtherFormats(photo: Uint8Array): void {
  const start = Buffer.from(photo.buffer, photo.byteOffset, Math.min(16, photo.byteLength));
  const text = start.toString('latin1');
  const isJpeg = text.startsWith('\xff\xd8\xff');
  const isPng = text.startsWith('\x89PNG\r\n\x1a\n');
  const isWebp = text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP';
  const isGif = text.startsWith('GIF8');
  if (isJpeg || isPng || isWebp || isGif) return;
  if (text.slice(4, 8) === 'ftyp' && /^(hei|hev|mif1|msf1)/.test(text.slice(8, 12))) {
    throw new AppError('notAnImage', { detail: 'HEIC photos cannot be read here. Please send the photo as JPEG (on an iPhone: Settings, Camera, Formats, Most Compatible).' });
  }
  throw new AppError('notAnImage');
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
  if (header.width * header.height > maxPixels) throw new AppError('tooManyPixels');
  return { width: header.autoOrient.width, height: header.autoOrient.height };
}

function open(photo: Uint8Array): Sharp {
  // 'error' and not 'warning': phones write harmless oddities that a decoder warns of; a truncated file still fails.
  return sharp(photo, { limitInputPixels: maxPixels, failOn: 'error', animated: false });
}

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
