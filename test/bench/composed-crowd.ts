/**
 * Composes crowds out of demo portraits, with the place of every face known: small faces at any size, without a photo
 * of anybody's class.
 */
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { listPortraits } from '../../models/portraits.ts';
import type { FaceBox, Vision } from '../../src/recognition/vision/vision.ts';
import { createRandom } from '../../models/calibrate/random.ts';
import { overlapOf } from './detection.ts';

/** Height the portraits are looked at in, pixels; their faces are large there, and their place is certain. */
const portraitPx = 512;
/** Intersection over union of the two boxes: a place that changes with the size is not one to measure by. */
const minAgreement = 0.7;
/** How far beside its place in the row somebody stands, as a share of the pitch. */
const jitter = 0.12;

export interface Portrayed {
  /** 512×512. */
  picture: Buffer;
  /** In pixels of the picture. */
  face: FaceBox;
}

export interface CrowdOptions {
  people: number;
  /** Height of a face, pixels; between the two on a logarithmic scale. */
  faceHeights: readonly [number, number];
  /** Size of the photo, pixels. */
  width: number;
  height: number;
  /** The same seed gives the same photo. */
  seed: number;
}

export interface Crowd {
  photo: Buffer;
  /** In pixels of the photo. */
  faces: FaceBox[];
}

/** The demo portraits in which exactly one face is found, and at half the size in the same place. */
export async function portrayPeople(vision: Vision): Promise<Portrayed[]> {
  const people: Portrayed[] = [];
  for (const { file } of await listPortraits()) {
    const picture = await sharp(await readFile(file))
      .resize(portraitPx, portraitPx, { fit: 'cover' })
      .png()
      .toBuffer();
    const [large, small] = await Promise.all([
      vision.analyseSelfie(picture),
      vision.analyseSelfie(
        await sharp(picture)
          .resize(portraitPx / 2)
          .png()
          .toBuffer(),
      ),
    ]);
    const [face, again] = [large.faces, small.faces].map((faces) => (faces.length === 1 ? faces[0]?.box : undefined));
    if (
      face &&
      again &&
      overlapOf(face, { x: again.x * 2, y: again.y * 2, width: again.width * 2, height: again.height * 2 }) >
        minAgreement
    )
      people.push({ picture, face });
  }
  return people;
}

/** People in loose rows before a wall with windows, posters and desks, the light uneven, as a JPEG. */
export async function composeCrowd(
  people: readonly Portrayed[],
  { people: count, faceHeights: [smallest, largest], width, height, seed }: CrowdOptions,
): Promise<Crowd> {
  const random = createRandom(seed);
  const columns = Math.ceil(Math.sqrt(count * (width / height)));
  const pitchX = width / columns;
  const pitchY = height / Math.ceil(count / columns);
  const faces: FaceBox[] = [];
  const placed: { input: Buffer; left: number; top: number }[] = [];
  const first = Math.floor(random() * people.length);
  for (let index = 0; index < count; index++) {
    const person = people[(first + index) % people.length]!;
    const wanted = smallest * (largest / smallest) ** random();
    const edge = Math.min(
      Math.round((wanted * portraitPx) / person.face.height),
      Math.floor(Math.min(pitchX, pitchY) * (1 - jitter)),
    );
    const left = Math.round(((index % columns) + 0.5 + (random() - 0.5) * jitter) * pitchX - edge / 2);
    const top = Math.round((Math.floor(index / columns) + 0.5 + (random() - 0.5) * jitter) * pitchY - edge / 2);
    const at = { left: Math.min(Math.max(left, 0), width - edge), top: Math.min(Math.max(top, 0), height - edge) };
    placed.push({ input: await cutOut(person.picture, edge, 0.75 + 0.4 * random()), ...at });
    const scale = edge / portraitPx;
    faces.push({
      x: at.left + person.face.x * scale,
      y: at.top + person.face.y * scale,
      width: person.face.width * scale,
      height: person.face.height * scale,
    });
  }
  const photo = await sharp(Buffer.from(drawRoom(width, height, random)))
    .composite(placed)
    .jpeg({ quality: 88 })
    .toBuffer();
  return { photo, faces };
}

/** The portrait in an ellipse, so that no frame is left around the person. */
async function cutOut(picture: Buffer, edge: number, brightness: number): Promise<Buffer> {
  const mask = Buffer.from(
    `<svg width="${edge}" height="${edge}"><rect width="${edge}" height="${edge}" rx="${edge / 3}" fill="#fff"/></svg>`,
  );
  return sharp(picture)
    .resize(edge, edge)
    .modulate({ brightness })
    .composite([{ input: mask, blend: 'dest-in' }])
    .png()
    .toBuffer();
}

/** Straight edges and round things in many sizes: what a detector of small faces takes for one when it is careless. */
function drawRoom(width: number, height: number, random: () => number): string {
  const shade = (): string =>
    `hsl(${Math.floor(random() * 360)} ${Math.floor(random() * 35)}% ${25 + Math.floor(random() * 55)}%)`;
  const things = Array.from({ length: 160 }, () => {
    const [x, y, size] = [random() * width, random() * height, 6 + random() ** 3 * width * 0.12];
    return random() < 0.6
      ? `<rect x="${x}" y="${y}" width="${size * (0.3 + random())}" height="${size}" fill="${shade()}"/>`
      : `<ellipse cx="${x}" cy="${y}" rx="${size * 0.4}" ry="${size * 0.5}" fill="${shade()}"/>`;
  });
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><defs><linearGradient id="light"><stop offset="0" stop-color="#d8d4c8"/>` +
    `<stop offset="1" stop-color="#8d8a84"/></linearGradient></defs><rect width="${width}" height="${height}" fill="url(#light)"/>${things.join('')}</svg>`
  );
}
