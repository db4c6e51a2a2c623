/** Files that are not usable photos are refused by name, and the threads that met them go on working. */
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rephotograph } from '../../../models/photo-studio.ts';
import { AppError } from '../../../src/kernel/errors.ts';
import { createLog } from '../../../src/kernel/log.ts';
import { createVision, type Vision } from '../../../src/recognition/vision/vision.ts';
import { noisePhoto, pngClaiming, readPortraits } from './photos.ts';

let vision: Vision;

beforeAll(async () => {
  vision = await createVision({ threads: 1, log: createLog('silent') });
});

afterAll(() => vision.close());

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => 'accepted',
    (thrown: unknown) => thrown,
  );
  return error instanceof AppError ? error.code : String(error);
}

describe('files that are refused', () => {
  it.each([
    ['text', Buffer.from('Dear teacher, I was there.')],
    ['nothing', Buffer.alloc(0)],
    ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
    ['a PDF', Buffer.from('%PDF-1.7\n')],
    ['an AVIF', Buffer.from('\0\0\0\x18ftypavif\0\0\0\0mif1avif', 'latin1')],
  ])('%s is not an image', async (_name, file) => {
    expect(await codeOf(vision.analyseSelfie(file))).toBe('notAnImage');
  });

  it('a HEIC photo that breaks off is damaged', async () => {
    const whole = await readFile(new URL('../../fixtures/lying-on-its-side.heic', import.meta.url));
    for (const length of [24, 200, whole.length - 400])
      expect(await codeOf(vision.analyseSelfie(whole.subarray(0, length)))).toBe('imageCorrupt');
  });

  it('a file of 16 MB is too large', async () => {
    const padded = Buffer.concat([await noisePhoto(32, 32), Buffer.alloc(16 * 1024 * 1024)]);
    expect(await codeOf(vision.analyseSelfie(padded))).toBe('fileTooLarge');
  });

  it('a header that claims more than fifty megapixels is refused before a pixel is unpacked', async () => {
    expect(await codeOf(vision.analyseGroup(pngClaiming(30_000, 30_000)))).toBe('tooManyPixels');
  });

  it('a photo cut off on the way is damaged', async () => {
    const whole = await rephotograph((await readPortraits(0, 1))[0]!);
    expect(await codeOf(vision.analyseSelfie(whole.subarray(0, whole.length / 2)))).toBe('imageCorrupt');
    expect(await codeOf(vision.analyseSelfie(whole.subarray(0, 40)))).toBe('imageCorrupt');
    const png = await sharp(whole).png().toBuffer();
    expect(await codeOf(vision.analyseSelfie(png.subarray(0, png.length / 2)))).toBe('imageCorrupt');
  });

  it('a header without pixels is damaged', async () => {
    expect(await codeOf(vision.analyseSelfie(pngClaiming(64, 64)))).toBe('imageCorrupt');
  });
});

describe('after a refusal', () => {
  it('the same thread analyses the next photo', async () => {
    expect(await codeOf(vision.analyseSelfie(Buffer.from('no photo')))).toBe('notAnImage');
    const { faces } = await vision.analyseSelfie(await rephotograph((await readPortraits(0, 1))[0]!));
    expect(faces).toHaveLength(1);
  });

  it.each([
    [1, 1],
    [1, 3000],
    [3000, 1],
    [7, 5],
  ])('a photo of %i×%i pixels is a photo without faces', async (width, height) => {
    const photo = await sharp({ create: { width, height, channels: 3, background: '#888' } })
      .png()
      .toBuffer();
    expect(await vision.analyseSelfie(photo)).toEqual({ width, height, faces: [] });
    expect(await vision.analyseGroup(photo)).toEqual({ width, height, faces: [] });
  });
});
