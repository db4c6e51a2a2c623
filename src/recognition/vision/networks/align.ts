/** Landmarks of a face, and the turn, scale and shift that lay five of them on the embedder's template. */
import type { Template, Weights } from '../../weights/index.ts';
import { meanOf } from '../../../kernel/mean.ts';
import { outputOf, type Network } from './network.ts';
import { luminance, mapRegion, samplePatch, type Patch, type Pyramid, type Similarity } from '../pixels/sample.ts';
import { alignedPx, type FaceBox, type Point } from '../vision-types.ts';

/**
 * How many points the landmarks network finds: what stands out of the plane of a face is measured by all of them
 * (`parallax.ts`).
 */
const landmarkCount = 68;

/** The face at 112×112, eyes, nose and mouth where the template has them. */
export async function alignFace(
  network: Network<Weights['landmarks']>,
  template: Template,
  pyramid: Pyramid,
  box: FaceBox,
): Promise<Patch> {
  return alignByLandmarks(network, template, pyramid, await findLandmarks(network, pyramid, box));
}

/** The same where the landmarks were found before. */
export function alignByLandmarks(
  { described }: Network<Weights['landmarks']>,
  template: Template,
  pyramid: Pyramid,
  landmarks: readonly Point[],
): Patch {
  const points = described.fivePoints.map((indices) => ({
    x: meanOf(indices.map((index) => landmarks[index]!.x)),
    y: meanOf(indices.map((index) => landmarks[index]!.y)),
  }));
  const places = template.map(([x, y]) => ({ x, y }));
  return samplePatch(pyramid, invert(fitSimilarity(points, places)), alignedPx, alignedPx);
}

/**
 * 68 points in the iBUG 300-W order, pixels of the photo; found on the grey square around the box with its height as
 * side.
 */
export async function findLandmarks(
  { described, run }: Network<Weights['landmarks']>,
  pyramid: Pyramid,
  box: FaceBox,
): Promise<Point[]> {
  const {
    width,
    height,
    mean: [mean],
    scale: [scale],
  } = described.input;
  const side = box.height;
  const x = box.x + box.width / 2 - side / 2;
  const patch = samplePatch(pyramid, mapRegion(x, box.y, side, width), width, height);
  const grey = luminance(patch).map((value) => (value - mean) / scale);
  const points = outputOf(await run(grey), described.output);
  if (points.length !== landmarkCount * 2)
    throw new Error(`The landmarks network answers ${points.length / 2} points, not ${landmarkCount}`);
  return Array.from({ length: landmarkCount }, (_, index) => ({
    x: x + side * points[index * 2]!,
    y: box.y + side * points[index * 2 + 1]!,
  }));
}

/**
 * The similarity that maps `from` onto `to` with the least sum of squared distances (Umeyama 1991; in the plane,
 * without mirroring, it has the closed form of a complex regression: a + ib = Σ conj(p)·q / Σ |p|² of the centred
 * points).
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
