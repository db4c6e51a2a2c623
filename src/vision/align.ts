/** Five landmarks of a face and the turn, scale and shift that lay them on the embedder's template. */
import type { Template, Weights } from '../../models/weights-schema.ts';
import { outputOf, type Network } from './network.ts';
import { luminance, mapRegion, samplePatch, type Patch, type Pyramid, type Similarity } from './sample.ts';
import type { FaceBox } from './vision-types.ts';

interface Point {
  x: number;
  y: number;
}

/** Width and height of an aligned face. */
export const alignedPx = 112;

/** The face at 112×112, eyes, nose and mouth where the template has them. */
export async function alignFace(network: Network<Weights['landmarks']>, template: Template, pyramid: Pyramid, box: FaceBox): Promise<Patch> {
  const points = await findFivePoints(network, pyramid, box);
  const places = template.map(([x, y]) => ({ x, y }));
  return samplePatch(pyramid, invert(fitSimilarity(points, places)), alignedPx, alignedPx);
}

/** On the grey square around the box with its height as side. */
async function findFivePoints({ described, run }: Network<Weights['landmarks']>, pyramid: Pyramid, box: FaceBox): Promise<Point[]> {
  const { width, height, mean: [mean], scale: [scale] } = described.input;
  const side = box.height;
  const x = box.x + box.width / 2 - side / 2;
  const patch = samplePatch(pyramid, mapRegion(x, box.y, side, width), width, height);
  const grey = luminance(patch).map((value) => (value - mean) / scale);
  const points = outputOf(await run(grey), described.output);
  return described.fivePoints.map((indices) => ({
    x: x + side * meanOf(indices.map((index) => points[index * 2]!)),
    y: box.y + side * meanOf(indices.map((index) => points[index * 2 + 1]!)),
  }));
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
