/**
 * Finds faces in a photo of many people: many overlapping looks propose, and whatever they do not agree on is looked at
 * again.
 */
import {
  byArea,
  dropRepeats,
  isPieceOf,
  isSameFace,
  lookAt,
  scaleOfWhole,
  type Detection,
  type Detector,
  type Window,
  type Size,
} from './detect.ts';
import type { Pyramid } from '../pixels/sample.ts';
import type { FaceBox } from '../vision-types.ts';

/**
 * Photo pixels an input pixel in the finest looks, at least: enlarged further, a face of twelve pixels is found no
 * better.
 */
const finestScale = 0.7;
/** So many looks on the finest storey at most: with them twelve megapixels are searched for faces of fifteen pixels. */
const finestLooks = 150;
/** From storey to storey the scale doubles; the last one is the whole photo in one look. */
const storeyFactor = 2;
/**
 * What neighbouring looks have in common, pixels of the input: a face this large is whole in one of them, a larger one
 * on the next storey.
 */
const overlapPx = 48;
/** Low, so that hardly any face is passed over; what is none is sorted out by the second look. */
const proposalScore = 0.3;
/** A piece of so sure a face is not looked at again. */
const sureScore = 0.8;
/** Seen by so many looks and by one of them so surely, a face needs no second look: measured, no false one was. */
const certain = { looks: 3, score: 0.99 };

/**
 * The second look: the box in the middle of the input, at sizes the detector knows best, each a little to the side so
 * that it falls on other anchors. A face is seen in all of these, a pattern that happens to resemble one in some.
 */
const secondViews = [
  { faceHeightPx: 28, right: 0.1, down: 0.05 },
  { faceHeightPx: 34, right: -0.15, down: 0.1 },
  { faceHeightPx: 48, right: 0.15, down: -0.1 },
  { faceHeightPx: 56, right: -0.1, down: 0 },
] as const;
/** Fainter than this is not seen: about as much as the detector says of a wall. */
const faintestScore = 0.1;
/** A view that is this sure counts when the boxes are averaged. */
const boxScore = 0.3;
/**
 * Of the mean over the views: beyond doubt after the first, beyond doubt either way from the second on, and what it
 * takes in the end.
 */
const verdict = { hopeless: 0.2, refused: 0.4, accepted: 0.95, enough: 0.75 };

/** What may be a face. */
export interface CrowdCandidate extends Detection {
  /** How many looks saw it. */
  looks: number;
}

/**
 * All looks at a photo of that size by a detector with that input: the whole, then storeys of overlapping looks up to
 * the finest.
 */
export function planLooks(size: Size, input: Size): Window[] {
  const whole = scaleOfWhole(size, input);
  const newPixels = (input.width - overlapPx) * (input.height - overlapPx);
  const finest = Math.max(finestScale, Math.sqrt((size.width * size.height) / (finestLooks * newPixels)));
  const scales = [whole];
  // A storey nearly as coarse as the whole would show nothing new.
  for (let scale = finest; scale < whole * 0.8; scale *= storeyFactor) scales.push(scale);
  return scales.flatMap((scale) =>
    cover(size.height, input.height, scale).flatMap((y) =>
      cover(size.width, input.width, scale).map((x) => ({ x, y, scale })),
    ),
  );
}

/** Where looks begin along one side of the photo, evenly spread from edge to edge. */
function cover(side: number, inputPx: number, scale: number): number[] {
  const count = Math.max(1, Math.ceil((side / scale - overlapPx) / (inputPx - overlapPx)));
  return Array.from({ length: count }, (_, index) =>
    count === 1 ? 0 : (index * (side - inputPx * scale)) / (count - 1),
  );
}

/** What each of the looks sees, doubtful or not. */
export async function propose(network: Detector, pyramid: Pyramid, looks: readonly Window[]): Promise<Detection[][]> {
  const seen: Detection[][] = [];
  for (const look of looks) seen.push(await lookAt(network, pyramid, look, proposalScore));
  return seen;
}

/** What all looks saw, each face once. `certain` are faces, `doubtful` are to be looked at again. */
export function gather(seen: readonly (readonly Detection[])[]): {
  certain: CrowdCandidate[];
  doubtful: CrowdCandidate[];
} {
  const candidates: (CrowdCandidate & { seenBy: Set<number> })[] = [];
  for (const { detection, look } of seen
    .flatMap((all, index) => all.map((detection) => ({ detection, look: index })))
    .sort((a, b) => b.detection.score - a.detection.score)) {
    const known = candidates.find(({ box }) => isSameFace(box, detection.box));
    if (known) known.looks = known.seenBy.add(look).size;
    else if (!candidates.some(({ box, score }) => score > sureScore && isPieceOf(detection.box, box)))
      candidates.push({ ...detection, looks: 1, seenBy: new Set([look]) });
  }
  const plain = candidates.map(({ box, score, looks }) => ({ box, score, looks }));
  const isCertain = ({ looks, score }: CrowdCandidate): boolean => looks >= certain.looks && score >= certain.score;
  return { certain: plain.filter(isCertain), doubtful: plain.filter((candidate) => !isCertain(candidate)) };
}

/**
 * Those that are faces, their score the mean over the views, their box where the views saw it. @param enough what that
 * mean must reach
 */
export async function lookAgain(
  network: Detector,
  pyramid: Pyramid,
  candidates: readonly Detection[],
  enough = verdict.enough,
): Promise<Detection[]> {
  const faces: Detection[] = [];
  for (const { box } of candidates) {
    const views = await viewsOf(network, pyramid, box);
    const score = meanScore(views);
    if (score >= enough) faces.push({ box: meanBox(views.filter((view) => view.score > boxScore)), score });
  }
  return faces;
}

async function viewsOf(network: Detector, pyramid: Pyramid, box: FaceBox): Promise<Detection[]> {
  const { width, height } = network.described.input;
  const views: Detection[] = [];
  for (const { faceHeightPx, right, down } of secondViews) {
    const scale = box.height / faceHeightPx;
    const x = box.x + box.width / 2 - (0.5 + right) * width * scale;
    const y = box.y + box.height / 2 - (0.5 + down) * height * scale;
    const seen = await lookAt(network, pyramid, { x, y, scale }, faintestScore);
    views.push(seen.find((detection) => isSameFace(detection.box, box)) ?? { box, score: 0 });
    const mean = meanScore(views);
    if (views.length === 1 ? mean < verdict.hopeless : mean < verdict.refused || mean >= verdict.accepted) break;
  }
  return views;
}

const meanScore = (views: readonly Detection[]): number =>
  views.reduce((sum, { score }) => sum + score, 0) / views.length;

/** Weighted by score. */
function meanBox(views: readonly Detection[]): FaceBox {
  const weight = views.reduce((sum, { score }) => sum + score, 0);
  const mean = (read: (box: FaceBox) => number): number =>
    views.reduce((sum, { box, score }) => sum + read(box) * score, 0) / weight;
  return {
    x: mean(({ x }) => x),
    y: mean(({ y }) => y),
    width: mean(({ width }) => width),
    height: mean(({ height }) => height),
  };
}

/** The faces of the photo, each once, largest first. */
export function settle(faces: readonly Detection[]): Detection[] {
  return dropRepeats(faces).sort(byArea);
}
