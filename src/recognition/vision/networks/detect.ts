/** Finds faces in one look: what the detector's input covers of a photo. */
import type { Weights } from '../../weights/index.ts';
import { outputOf, type Network } from './network.ts';
import { mapRegion, samplePlanes, type Pyramid } from '../pixels/sample.ts';
import type { FaceBox } from '../vision-types.ts';

export type Detector = Network<Weights['detector']>;

/** Width and height of a photo or of a network's input, pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Measured on single faces: below it hands and patterns begin to count as faces. */
const singleLookScore = 0.7;
const maxOverlap = 0.35;
/** A box that lies this much inside a surer one is the same face, cut by the edge of a look. */
const maxInside = 0.6;

export interface Detection {
  /** In pixels of the image that was searched. */
  box: FaceBox;
  /** 0..1. */
  score: number;
}

/** Where the detector looks: the upper left corner, and how many pixels of the image one pixel of its input covers. */
export interface Window {
  x: number;
  y: number;
  scale: number;
}

/** One look at the whole photo; enough for faces of a tenth of the photo and more. Largest first. */
export async function detectSingle(network: Detector, pyramid: Pyramid): Promise<Detection[]> {
  return (
    await lookAt(
      network,
      pyramid,
      { x: 0, y: 0, scale: scaleOfWhole(pyramid, network.described.input) },
      singleLookScore,
    )
  ).sort(byArea);
}

/** The scale at which one look holds the whole image, letterboxed into the upper left of the detector's input. */
export function scaleOfWhole({ width, height }: Size, input: Size): number {
  return Math.max(width / input.width, height / input.height);
}

/** Each face once, surest first. */
export async function lookAt(
  { described, run }: Detector,
  pyramid: Pyramid,
  { x, y, scale }: Window,
  minScore: number,
): Promise<Detection[]> {
  const { input, output } = described;
  const outputs = await run(samplePlanes(pyramid, mapRegion(x, y, scale * input.width, input.width), input));
  const scores = outputOf(outputs, output.scores);
  const boxes = outputOf(outputs, output.boxes);
  const found: Detection[] = [];
  for (let anchor = 0; anchor * 2 < scores.length; anchor++) {
    const score = scores[anchor * 2 + 1]!;
    if (score < minScore) continue;
    const [left, top] = [boxes[anchor * 4]!, boxes[anchor * 4 + 1]!];
    const [right, bottom] = [boxes[anchor * 4 + 2]!, boxes[anchor * 4 + 3]!];
    found.push({
      score,
      box: {
        x: x + left * input.width * scale,
        y: y + top * input.height * scale,
        width: (right - left) * input.width * scale,
        height: (bottom - top) * input.height * scale,
      },
    });
  }
  return dropRepeats(found);
}

/** Non-maximum suppression: the surest box of each face stays. Surest first. */
export function dropRepeats<D extends Detection>(found: readonly D[]): D[] {
  const kept: D[] = [];
  for (const detection of [...found].sort((a, b) => b.score - a.score)) {
    if (kept.every(({ box }) => !isSameFace(detection.box, box) && !isPieceOf(detection.box, box)))
      kept.push(detection);
  }
  return kept;
}

/** Whether the boxes have so much in common that they can only be of one face. */
export function isSameFace(a: FaceBox, b: FaceBox): boolean {
  const shared = sharedArea(a, b);
  return shared / (areaOf(a) + areaOf(b) - shared) > maxOverlap;
}

/** Whether one box is a piece of the other. */
export function isPieceOf(a: FaceBox, b: FaceBox): boolean {
  return sharedArea(a, b) / Math.min(areaOf(a), areaOf(b)) > maxInside;
}

/** For sorting, largest first. */
export function byArea(a: { box: FaceBox }, b: { box: FaceBox }): number {
  return areaOf(b.box) - areaOf(a.box);
}

const areaOf = ({ width, height }: FaceBox): number => width * height;

function sharedArea(a: FaceBox, b: FaceBox): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return width > 0 && height > 0 ? width * height : 0;
}
