/** Photos as iPhones send them. */
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AppError } from '../../../src/kernel/errors.ts';
import { createLog } from '../../../src/kernel/log.ts';
import { unpackHeic } from '../../../src/recognition/vision/pixels/heic.ts';
import { createVision, type Vision } from '../../../src/recognition/vision/vision.ts';

let vision: Vision;
let photo: Buffer;

beforeAll(async () => {
  photo = await readFile(new URL('../../fixtures/lying-on-its-side.heic', import.meta.url));
  vision = await createVision({ threads: 1, log: createLog('silent') });
});
afterAll(() => vision.close());

const colourAt = async (picture: Buffer, left: number, top: number): Promise<string> => {
  const [red = 0, green = 0, blue = 0] = await sharp(picture)
    .extract({ left, top, width: 1, height: 1 })
    .raw()
    .toBuffer();
  return [red, green, blue].map((value) => (value > 100 ? 1 : 0)).join('');
};

test('a HEIC photo is read upright, in its own colours', async () => {
  const { width, height, faces } = await vision.analyseSelfie(photo);
  expect({ width, height, faces }).toEqual({ width: 64, height: 96, faces: [] });
  const kept = await vision.toKeepable(photo);
  const corners = await Promise.all(
    [
      [8, 12],
      [56, 12],
      [8, 84],
      [56, 84],
    ].map(([left, top]) => colourAt(kept, left!, top!)),
  );
  expect(corners).toEqual(['100', '010', '001', '110']);
});

test('what is kept of it is a JPEG without what the camera wrote beside the picture', async () => {
  const kept = await sharp(await vision.toKeepable(photo)).metadata();
  expect({ format: kept.format, exif: kept.exif, orientation: kept.orientation }).toEqual({
    format: 'jpeg',
    exif: undefined,
    orientation: undefined,
  });
});

test('a HEIC photo with more pixels than allowed is refused before they are unpacked', async () => {
  const refusal = await unpackHeic(photo, ({ width, height }) => {
    if (width * height > 64 * 96 - 1) throw new AppError('tooManyPixels');
  }).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(refusal).toBeInstanceOf(AppError);
  expect((refusal as AppError).code).toBe('tooManyPixels');
});
