/** Landmarks of a face, and the turn, scale and shift that lay five of them on the embedder's template. */
import { outputOf, type Network } from './network.ts';
import { luminance, mapRegion, samplePatch, type Patch, type Pyramid, type Similarity } from './sample.ts';
import type { FaceBox, Point } from './vision-types.ts';

const cropPx = 64;
/** Width and height of an aligned face. */
export const alignedPx = 112;

/** Left eye, right eye, nose, left and right mouth corner in the 112×112 face (ArcFace, arXiv 1801.07698; insightface `arcface_dst`). */
const template: readonly Point[] = [
  { x: 38.2946, y: 51.6963 },
  { x: 73.5318, y: 51.5014 },
  { x: 56.0252, y: 71.7366 },
  { x: 41.5493, y: 92.3655 },
  { x: 70.7299, y: 92.2041 },
];

/** Which of the 68 points (iBUG 300-W order) are averaged into each of the five. */
const fivePoints = [
  [37, 38, 40, 41],
  [43, 44, 46, 47],
  [30],
  [48, 60],
  [54, 64],
];

/** The face at 112×112, eyes level and in place. */
export async function alignFace(network: Network, pyramid: Pyramid, box: FaceBox): Promise<Patch> {
  return alignByLandmarks(pyramid, await findLandmarks(network, pyramid, box));
}

/** The same where the 68 points were found before. */
export function alignByLandmarks(pyramid: Pyramid, landmarks: readonly Point[]): Patch {
  const points = fivePoints.map((indices) => ({ x: meanOf(indices.map((index) => landmarks[index]!.x)), y: meanOf(indices.map((index) => landmarks[index]!.y)) }));
  return samplePatch(pyramid, invert(fitSimilarity(points, template)), alignedPx, alignedPx);
}

/**
 * 68 points in the iBUG 300-W order, pixels of the photo. Input 1×1×64×64 grey/256 of the square around the box with its height as side;
 * output 68 (x, y) in 0..1 of the square.
 */
export async function findLandmarks(network: Network, pyramid: Pyramid, box: FaceBox): Promise<Point[]> {
  const side = box.height;
  const x = box.x + box.width / 2 - side / 2;
  const patch = samplePatch(pyramid, mapRegion(x, box.y, side, cropPx), cropPx, cropPx);
  const grey = luminance(patch).map((value) => value / 256);
  const points = outputOf(await network.run(grey, [1, 1, cropPx, cropPx]), 'output');
  return Array.from({ length: points.length / 2 }, (_, index) => ({ x: x + side * points[index * 2]!, y: box.y + side * points[index * 2 + 1]! }));
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * The similarity that maps `from` onto `to` with the least sum of squared distances (Umeyama 1991; in the plane, without
 * mirroring, it has the closed form of a complex regression: a + ib = Σ conj(p)·q / Σ |p|² of the centred points).
 */
function fitSimilarity(from: readonly Point[], to: readonly Point[]): Similarity {
  const fromX = meanOf(from.map(({ x }) => x));
  const fromY = meanOf(from.map(({ y }) => y));
  const toX = meanOf(to.map(({ x }) => x));
  const toY = meanOf(to.map(({ y }) => y));
  let along = 0;
  let across = 0;
  let spread = 0;
  from.forEach((point, index) => {
    const target = to[index]!;
    const px = point.x - fromX;
    const py = point.y - fromY;
    const qx = target.x - toX;
    const qy = target.y - toY;
    along += px * qx + py * qy;
    across += px * qy - py * qx;
    spread += px * px + py * py;
  });
  const a = along / spread;
  const b = across / spread;
  return { a, b, tx: toX - a * fromX + b * fromY, ty: toY - b * fromX - a * fromY };
}

function invert({ a, b, tx, ty }: Similarity): Similarity {
  const square = a * a + b * b;
  const inverseA = a / square;
  const inverseB = -b / square;
  return { a: inverseA, b: inverseB, tx: -inverseA * tx + inverseB * ty, ty: -inverseB * tx - inverseA * ty };
}
