/** The demo school's people are distinct and always in the same order. */
import { stat } from 'node:fs/promises';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { composeClassPhoto, rephotograph } from '../../models/photo-studio.ts';
import { listPortraits } from '../../models/portraits.ts';
import { readPortraits } from '../recognition/vision/photos.ts';

it('lists at least a hundred and fifty people, sorted, each once', async () => {
  const portraits = await listPortraits();
  const ids = portraits.map(({ id }) => id);
  expect(ids.length).toBeGreaterThan(150);
  expect(ids).toEqual([...new Set(ids)].sort());
  expect((await Promise.all(portraits.map(({ file }) => stat(file)))).every((found) => found.isFile())).toBe(true);
});

it('leaves out the second copy of a picture', async () => {
  const ids = (await listPortraits()).map(({ id }) => id);
  expect(ids).toContain('tabler-preview/057m');
  expect(ids).not.toContain('tabler-preview/074m');
});

it('photographs a portrait again at the size asked for', async () => {
  const photo = await sharp(await rephotograph((await readPortraits(0, 1))[0]!, { size: 300 })).metadata();
  expect([photo.format, photo.width, photo.height]).toEqual(['jpeg', 300, 300]);
});

it('composes a class photo of any number of people', async () => {
  for (const count of [0, 1, 7]) {
    const photo = await sharp(await composeClassPhoto(await readPortraits(0, count), { columns: 3 })).metadata();
    expect(photo.format).toBe('jpeg');
  }
});
