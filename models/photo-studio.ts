/** Makes demo photos out of portraits: a 'selfie' that is not the enrolled file, and a class photo of many people. */
import sharp from 'sharp';

/** A painted wall in daylight. */
const wall = { r: 201, g: 198, b: 190 };

/** How much of a selfie's edge the portrait fills. */
const selfieShare = 0.8;

export interface SelfieOptions {
  /** Turn of the whole picture, degrees clockwise. */
  tiltDeg?: number;
  /** Factor on the light: below 1 is darker. */
  brightness?: number;
  /** Standard deviation of the blur in pixels of the result; 0 leaves it sharp. */
  blur?: number;
  /** Width and height of the result in pixels. */
  size?: number;
  /** JPEG quality, 1..100. */
  quality?: number;
}

/** Photographs a portrait again: other size, light, angle and focus, and a fresh JPEG. */
export async function rephotograph(portrait: Buffer, options: SelfieOptions = {}): Promise<Buffer> {
  const { tiltDeg = 6, brightness = 0.85, blur = 1.2, size = 512, quality = 60 } = options;
  const inner = Math.round(size * selfieShare);
  const border = Math.round(size * 0.3);
  // Mirrored surroundings, wide enough to turn in: a straight edge around the person is what a print or a screen looks
  // like.
  const framed = await sharp(portrait)
    .resize(inner, inner, { fit: 'cover' })
    .extend({ top: border, left: border, bottom: border, right: border, extendWith: 'mirror' })
    .png()
    .toBuffer();
  const { data: tilted, info } = await sharp(framed)
    .rotate(tiltDeg, { background: wall })
    .png()
    .toBuffer({ resolveWithObject: true });
  const cropped = sharp(tilted)
    .extract({
      left: Math.floor((info.width - size) / 2),
      top: Math.floor((info.height - size) / 2),
      width: size,
      height: size,
    })
    .modulate({ brightness });
  return (blur > 0 ? cropped.blur(blur) : cropped).jpeg({ quality }).toBuffer();
}

export interface ClassPhotoOptions {
  /** People in a row. */
  columns?: number;
  /** Edge of one portrait in the photo, pixels. */
  facePx?: number;
  /** Wall between people, pixels. */
  gapPx?: number;
  /** JPEG quality, 1..100. */
  quality?: number;
}

/** People in rows before a plain wall, every second row half a place to the side, in the order given. */
export async function composeClassPhoto(
  portraits: readonly Buffer[],
  options: ClassPhotoOptions = {},
): Promise<Buffer> {
  const {
    columns = Math.max(1, Math.ceil(Math.sqrt(portraits.length * 1.6))),
    facePx = 160,
    gapPx = 36,
    quality = 85,
  } = options;
  const pitch = facePx + gapPx;
  const rows = Math.max(1, Math.ceil(portraits.length / columns));
  const people = await Promise.all(portraits.map((portrait) => cutOut(portrait, facePx)));
  const width = columns * pitch + Math.round(pitch / 2) + gapPx;
  const height = rows * pitch + gapPx;
  const placed = people.map((input, index) => {
    const row = Math.floor(index / columns);
    const shift = row % 2 === 0 ? 0 : Math.round(pitch / 2);
    return { input, left: gapPx + (index % columns) * pitch + shift, top: gapPx + row * pitch };
  });
  return sharp({ create: { width, height, channels: 3, background: wall } })
    .composite(placed)
    .jpeg({ quality })
    .toBuffer();
}

/** A portrait with rounded, softened edges, so that no frame is left around the person. */
async function cutOut(portrait: Buffer, edgePx: number): Promise<Buffer> {
  const radius = Math.round(edgePx / 3);
  const mask = Buffer.from(
    `<svg width="${edgePx}" height="${edgePx}"><rect width="${edgePx}" height="${edgePx}" rx="${radius}" ry="${radius}" fill="#fff"/></svg>`,
  );
  return sharp(portrait)
    .resize(edgePx, edgePx, { fit: 'cover' })
    .composite([{ input: mask, blend: 'dest-in' }])
    .png()
    .toBuffer();
}
