/**
 * Films of people before the camera, made of one portrait each. Its pixels are laid on a head of average measures,
 * which is turned and drawn again: the networks see it turn. The same portrait turned as the flat picture that it is
 * makes the contrast.
 */
import sharp from 'sharp';
import type { HeadTurn } from '../../src/attendance/challenge/challenge.policy.ts';
import type { FilmedFace, Point } from '../../src/recognition/vision/vision.ts';

/** Millimetres: half a head's width, height and depth, how far a nose stands out, and what lies between the eyes. */
const head = { width: 78, height: 120, depth: 95, nose: 20, eyes: 63 };
/** From the eyes down to the middle of the head, and from the camera to a picture held before it, millimetres. */
const [eyesAboveMiddle, cameraDistance] = [10, 400];
/** Radius of a bent picture, millimetres. */
const bend = 90;
const sidePx = 320;
/** What is looked through for the surface along a line of sight, millimetres, and how finely. */
const [nearest, farthest, step] = [130, -95, 2];

export interface Sitter {
  pixels: Buffer;
  /** Pixels a millimetre, and the middle of the head. */
  scale: number;
  middle: Point;
  /** Tip of the nose against the middle, millimetres. */
  nose: Point;
  /** What was drawn before. */
  drawn: Map<string, Buffer>;
}

/** Draws the sitter turned by so many degrees, above 0 to their own left. */
export type Draw = (sitter: Sitter, yawDeg: number) => Buffer;

/** @param watch looks at the pictures of a film: the vision itself, or a service's */
export async function portray(
  watch: (frames: readonly Buffer[]) => Promise<readonly { face: FilmedFace | null }[]>,
  portrait: Buffer,
): Promise<Sitter> {
  const square = sharp(portrait).resize(sidePx, sidePx, { fit: 'cover' });
  const [frame] = await watch([await square.png().toBuffer()]);
  if (!frame?.face) throw new Error('There is no face in the portrait');
  const { landmarks } = frame.face;
  const [left, right] = [middleOf([landmarks[36]!, landmarks[39]!]), middleOf([landmarks[42]!, landmarks[45]!])];
  const scale = Math.hypot(right.x - left.x, right.y - left.y) / head.eyes;
  const middle = {
    x: middleOf([landmarks[0]!, landmarks[16]!]).x,
    y: middleOf([left, right]).y + eyesAboveMiddle * scale,
  };
  const nose = { x: (landmarks[30]!.x - middle.x) / scale, y: (landmarks[30]!.y - middle.y) / scale };
  return { pixels: await square.removeAlpha().raw().toBuffer(), scale, middle, nose, drawn: new Map() };
}

const middleOf = (points: readonly Point[]): Point => ({
  x: points.reduce((sum, { x }) => sum + x, 0) / points.length,
  y: points.reduce((sum, { y }) => sum + y, 0) / points.length,
});

/** A head: half an ellipsoid with a nose on it. */
const asHead: Draw = (sitter, yawDeg) => {
  const [sin, cos] = [Math.sin((yawDeg * Math.PI) / 180), Math.cos((yawDeg * Math.PI) / 180)];
  return draw(sitter, (x, y) => {
    const breadth = head.width * Math.sqrt(Math.max(0, 1 - (y / head.height) ** 2));
    if (breadth === 0) return undefined;
    // Looked through is only where the line of sight can meet the head: behind its foremost point, and within its
    // outline.
    const [from, to] = [(x * cos - breadth) / sin, (x * cos + breadth) / sin].sort((one, other) => one - other);
    const foremost = (head.depth + head.nose - x * sin) / cos;
    const skipped = Math.floor((nearest - Math.min(foremost, sin === 0 ? nearest : to!)) / step) - 1;
    const last = sin === 0 ? farthest : Math.max(farthest, from! - step);
    for (let z = nearest - step * Math.max(0, skipped); z > last; z -= step) {
      // Turned back to where the portrait was taken.
      const wasX = x * cos - z * sin;
      if (x * sin + z * cos <= depthAt(sitter, wasX, y)) return { x: wasX, y };
    }
    return undefined;
  });
};

/** How deep the surface lies, millimetres towards the camera; nothing beyond the outline. */
function depthAt({ nose }: Sitter, x: number, y: number): number {
  const out = 1 - (x / head.width) ** 2 - (y / head.height) ** 2;
  if (out <= 0) return -Infinity;
  const down = y - nose.y;
  const bump = Math.exp(-((x - nose.x) ** 2) / 200 - (down + 8) ** 2 / (down < -8 ? 968 : 162));
  return head.depth * Math.sqrt(out) + head.nose * bump;
}

/** A photo that is held before the camera and turned. */
export const asFlatPicture: Draw = (sitter, yawDeg) => {
  const [sin, cos] = [Math.sin((yawDeg * Math.PI) / 180), Math.cos((yawDeg * Math.PI) / 180)];
  return draw(sitter, (x, y) => {
    const across = x / (cos - (x * sin) / cameraDistance);
    return { x: across, y: y * (1 + (across * sin) / cameraDistance) };
  });
};

/** The same bent around an upright cylinder, as wide as a head, and turned with it. */
export const asBentPicture: Draw = (sitter, yawDeg) =>
  draw(sitter, (x, y) => {
    const across = x / bend;
    return Math.abs(across) < 1 ? { x: bend * (Math.asin(across) - (yawDeg * Math.PI) / 180), y } : undefined;
  });

/**
 * @param source which point of the portrait is seen at one of the new picture, millimetres from the middle; undefined
 * where that is as it was
 */
function draw({ pixels, scale, middle }: Sitter, source: (x: number, y: number) => Point | undefined): Buffer {
  const drawn = Buffer.from(pixels);
  for (let v = 0; v < sidePx; v++) {
    for (let u = 0; u < sidePx; u++) {
      const seen = source((u - middle.x) / scale, (v - middle.y) / scale);
      if (seen) copyPixel(pixels, middle.x + seen.x * scale, middle.y + seen.y * scale, drawn, (v * sidePx + u) * 3);
    }
  }
  return drawn;
}

/** Bilinear; beyond the edge what is at the edge. */
function copyPixel(from: Buffer, x: number, y: number, to: Buffer, at: number): void {
  const [inX, inY] = [Math.min(Math.max(x, 0), sidePx - 1.001), Math.min(Math.max(y, 0), sidePx - 1.001)];
  const [left, top] = [Math.floor(inX), Math.floor(inY)];
  const [right, down] = [inX - left, inY - top];
  for (let channel = 0; channel < 3; channel++) {
    const pixel = (column: number, row: number): number => from[(row * sidePx + column) * 3 + channel]!;
    to[at + channel] =
      (pixel(left, top) * (1 - right) + pixel(left + 1, top) * right) * (1 - down) +
      (pixel(left, top + 1) * (1 - right) + pixel(left + 1, top + 1) * right) * down;
  }
}

/** Degrees from picture to picture of one turn and the way back, at three pictures a second. */
const oneTurn = [9, 18, 28, 32, 31, 19, 8, 0, 1];

/** The same turn by somebody quick, in as few pictures as prove it: the service looks at each of them. */
const oneQuickTurn = [16, 31, 15, 1];

const follow = (begins: readonly number[], turns: readonly HeadTurn[], turnOnce: readonly number[]): number[] => [
  ...begins,
  ...turns.flatMap((turn) => turnOnce.map((yawDeg) => (turn === 'left' ? yawDeg : -yawDeg))),
];

/** How far somebody is turned in each picture who does as asked, degrees. */
export const yawsOf = (turns: readonly HeadTurn[]): number[] => follow([0, 1, 0], turns, oneTurn);

/** The same of somebody quick: 12 pictures of two turns, which is the least that may be sent, 16 of three, 20 of four. */
export const quickYawsOf = (turns: readonly HeadTurn[]): number[] => follow([0, 1, 0, 1], turns, oneQuickTurn);

const toJpeg = (pixels: Buffer, quality: number): Promise<Buffer> =>
  sharp(pixels, { raw: { width: sidePx, height: sidePx, channels: 3 } })
    .jpeg({ quality })
    .toBuffer();

/** The pictures of the sitter turned like that. Takes of different numbers (25 of them) have no picture in common. */
export async function film(
  sitter: Sitter,
  yaws: readonly number[],
  { as = asHead, take = 15 }: { as?: Draw; take?: number } = {},
): Promise<Buffer[]> {
  return Promise.all(
    yaws.map((yawDeg) => {
      const name = `${as.name} ${yawDeg}`;
      const pixels = sitter.drawn.get(name) ?? as(sitter, yawDeg);
      sitter.drawn.set(name, pixels);
      return toJpeg(pixels, 70 + (take % 25));
    }),
  );
}
