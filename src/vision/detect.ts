/** Finds faces: one pass over the whole photo, or a pyramid of overlapping tiles for crowds. */
import { outputOf, type Network } from './network.ts';
import { mapRegion, samplePatch, toPlanes, type Pyramid } from './sample.ts';
import type { FaceBox } from './vision-types.ts';

/** The detector's input, pixels (Ultra-Light RFB-320). */
const inputWidth = 320;
const inputHeight = 240;
const normalisation = { order: 'rgb', mean: [127, 127, 127], scale: [128, 128, 128] } as const;

/** Measured on single faces: below it hands and patterns begin to count as faces. */
const singlePassScore = 0.7;
/** Measured on group photos: fourteen looks find more false faces too, so each must be surer. */
const tiledScore = 0.8;
const maxOverlap = 0.35;
/** A box that lies this much inside a surer one is the same face, cut by the edge of a tile. */
const maxInside = 0.6;
/** Tiles a side on each storey of the pyramid: 1 + 4 + 9 looks. */
const storeys = [1, 2, 3];
/** How much of a tile it shares with its neighbour, so that a face cut by one edge is whole in the next. */
const tileShare = 0.25;

export interface Detection {
  /** In pixels of the image that was searched. */
  box: FaceBox;
  /** 0..1. */
  score: number;
}

interface Region {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** One look at the whole photo; enough for faces of a tenth of the photo and more. Largest first. */
export async function detectSingle(network: Network, pyramid: Pyramid): Promise<Detection[]> {
  const found = await look(network, pyramid, { x: 0, y: 0, width: pyramid.width, height: pyramid.height }, singlePassScore);
  return dropRepeats(found).sort(byArea);
}

/** 1 + 4 + 9 overlapping looks, merged. Largest first. */
export async function detectTiled(network: Network, pyramid: Pyramid): Promise<Detection[]> {
  const found: Detection[] = [];
  for (const region of storeys.flatMap((count) => tilesOf(pyramid, count))) {
    found.push(...(await look(network, pyramid, region, tiledScore)));
  }
  return dropRepeats(found).sort(byArea);
}

/** `count`×`count` regions of equal size that cover the photo and overlap. */
function tilesOf({ width, height }: Pyramid, count: number): Region[] {
  const share = count - (count - 1) * tileShare;
  const tile = { width: width / share, height: height / share };
  const step = 1 - tileShare;
  return Array.from({ length: count * count }, (_, index) => ({
    x: (index % count) * tile.width * step,
    y: Math.floor(index / count) * tile.height * step,
    ...tile,
  }));
}

/** The region is letterboxed into the upper left of the input; `boxes` are corners in 0..1 of the input, already decoded. */
async function look(network: Network, pyramid: Pyramid, region: Region, minScore: number): Promise<Detection[]> {
  // Photo pixels a pixel of the input.
  const scale = Math.max(region.width / inputWidth, region.height / inputHeight);
  const patch = samplePatch(pyramid, mapRegion(region.x, region.y, scale * inputWidth, inputWidth), inputWidth, inputHeight);
  const outputs = await network.run(toPlanes(patch, normalisation), [1, 3, inputHeight, inputWidth]);
  const scores = outputOf(outputs, 'scores');
  const boxes = outputOf(outputs, 'boxes');
  const found: Detection[] = [];
  for (let anchor = 0; anchor * 2 < scores.length; anchor++) {
    const score = scores[anchor * 2 + 1]!;
    if (score < minScore) continue;
    const [x1, y1, x2, y2] = boxes.subarray(anchor * 4, anchor * 4 + 4) as unknown as [number, number, number, number];
    found.push({
      score,
      box: {
        x: region.x + x1 * inputWidth * scale,
        y: region.y + y1 * inputHeight * scale,
        width: (x2 - x1) * inputWidth * scale,
        height: (y2 - y1) * inputHeight * scale,
      },
    });
  }
  return found;
}

/** Non-maximum suppression: the surest box of each face stays. */
function dropRepeats(found: Detection[]): Detection[] {
  const kept: Detection[] = [];
  for (const detection of found.sort((a, b) => b.score - a.score)) {
    if (kept.every((other) => !isSameFace(detection.box, other.box))) kept.push(detection);
  }
  return kept;
}

function isSameFace(a: FaceBox, b: FaceBox): boolean {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return false;
  const shared = width * height;
  const areaA = a.width * a.height;
  const areaB = b.width * b.height;
  return shared / (areaA + areaB - shared) > maxOverlap || shared / Math.min(areaA, areaB) > maxInside;
}

function byArea(a: Detection, b: Detection): number {
  return b.box.width * b.box.height - a.box.width * a.box.height;
}
