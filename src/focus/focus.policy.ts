/**
 * The focus index of a person: a formula over where the head is turned and how the shoulders are held, 0 to 100;
 * models/cards/focus.md says it on paper.
 */
import {
  type BodyPoint,
  type FaceBox,
  type HeadReading,
  type RoomFace,
  ramp,
  scoreVisibility,
} from '../recognition/vision/index.ts';

/** Where somebody looks who looks to the front, as the head pose network reads it, degrees. */
export interface Front {
  yawDeg: number;
  pitchDeg: number;
}

/**
 * What counts as the front. `camera`: whoever looks into the camera, as in a photo taken from the front. `majority`:
 * the median of the heads, for a camera at the side. `offset`: so many degrees beside the camera, positive to the left
 * of the picture.
 */
export type FrontRule = { kind: 'camera' } | { kind: 'majority' } | { kind: 'offset'; yawDeg: number };

export interface PersonFocus {
  /** Which of the faces, from 0. */
  face: number;
  /** 0 to 100. */
  index: number;
  /** About one standard deviation, in points of the index. */
  uncertainty: number;
}

export interface FrameFocus {
  /** Faces that were found; who is seen and not judged counts neither for nor against the class. */
  seen: number;
  judged: PersonFocus[];
  front: Front;
}

/** What a head reads that is held level: measured on ordinary frontal photos. */
const levelPitchDeg = -7;
/**
 * Degrees from the front at which nothing, and up to which all is counted: within twenty the eyes alone can look to the
 * front.
 */
const yawDeg = [80, 20] as const;
const pitchDeg = [60, 20] as const;
/** How much of the index a bad posture may take away. */
const postureShare = 0.25;
/** Below it a shoulder is not seen. */
const minPointScore = 0.3;
/**
 * In heights of the face: the distance of the shoulders when they face the camera, and how far they lie below the
 * middle of the face.
 */
const shoulderWidth = [0.4, 1.2] as const;
const shoulderDrop = [0.15, 0.5] as const;
/** Degrees out of level; shoulders nearer to each other than this are too near for their slope to say anything. */
const shoulderTiltDeg = [50, 15] as const;
const leastWidthForTilt = 0.6;
/** Further apart, lower, or more to the side: somebody else's. */
const farthest = { width: 3, drop: [-0.2, 1.8], aside: 1.2 } as const;
/**
 * Mean error of networks of this kind on turned heads is 6.5 degrees (Hopenet on AFLW2000, arXiv 1710.00925), besides
 * what the readings differ by; a face that is hardly seen is read twice as badly.
 */
const poseErrorDeg = 7;
const postureError = 0.2;
/** No index is surer than this, points. */
const leastUncertainty = 3;

const leftShoulder = 5;
const rightShoulder = 6;

/** Somebody who can be judged. */
type Judgeable = Pick<RoomFace, 'quality' | 'box' | 'body'> & { head: HeadReading };

/** The index of everybody who can be judged: a face of 24 pixels or more that is neither too dark nor too blurred. */
export function measureFrame(faces: readonly RoomFace[], rule: FrontRule): FrameFocus {
  const readable = faces.flatMap(({ head, ...face }, index) =>
    head && scoreVisibility(face.quality) > 0 ? [{ index, face: { ...face, head } }] : [],
  );
  const front = resolveFront(
    rule,
    readable.map(({ face }) => face.head),
  );
  return {
    seen: faces.length,
    front,
    judged: readable.map(({ face, index }) => ({ face: index, ...measurePerson(face, front) })),
  };
}

function resolveFront(rule: FrontRule, heads: readonly Front[]): Front {
  if (rule.kind === 'offset') return { yawDeg: rule.yawDeg, pitchDeg: levelPitchDeg };
  if (rule.kind === 'camera' || heads.length === 0) return { yawDeg: 0, pitchDeg: levelPitchDeg };
  return { yawDeg: median(heads.map((head) => head.yawDeg)), pitchDeg: median(heads.map((head) => head.pitchDeg)) };
}

/**
 * 100 · head · (1 − ¼ · (1 − posture)), head and posture each 0 to 1. Shoulders that are not seen say nothing against
 * anybody, and make the figure less sure.
 */
export function measurePerson(
  { head: { yawSpreadDeg, pitchSpreadDeg, ...turned }, quality, box, body }: Judgeable,
  front: Front,
): { index: number; uncertainty: number } {
  const head = headShare(turned, front);
  const posture = body && postureOf(body, box, front);
  const index = 100 * head * (1 - postureShare * (1 - (posture ?? 1)));
  const [yawError, pitchError] = [yawSpreadDeg, pitchSpreadDeg].map(
    (spread) => Math.hypot(poseErrorDeg, spread) * (2 - scoreVisibility(quality)),
  ) as [number, number];
  const off = (yaw: number, pitch: number): number =>
    Math.abs(headShare({ yawDeg: turned.yawDeg + yaw, pitchDeg: turned.pitchDeg + pitch }, front) - head);
  const parts = [
    leastUncertainty,
    100 * Math.max(off(yawError, 0), off(-yawError, 0)),
    100 * Math.max(off(0, pitchError), off(0, -pitchError)),
    100 * head * postureShare * (posture === null ? 0.5 : postureError),
  ];
  return { index, uncertainty: Math.hypot(...parts) };
}

function headShare(head: Front, front: Front): number {
  return ramp(Math.abs(head.yawDeg - front.yawDeg), yawDeg) * ramp(Math.abs(head.pitchDeg - front.pitchDeg), pitchDeg);
}

/** 0 (turned away, bent down or lying aside) to 1; null when the shoulders are not seen, or are somebody else's. */
function postureOf(body: readonly BodyPoint[], box: FaceBox, front: Front): number | null {
  const [left, right] = [body[leftShoulder], body[rightShoulder]];
  if (!left || !right || Math.min(left.score, right.score) < minPointScore) return null;
  const inFaces = (pixels: number): number => pixels / box.height;
  const width = inFaces(left.x - right.x);
  const drop = inFaces((left.y + right.y) / 2 - box.y) - 0.5;
  const aside = inFaces(Math.abs((left.x + right.x) / 2 - box.x - box.width / 2));
  if (Math.abs(width) > farthest.width || drop < farthest.drop[0] || drop > farthest.drop[1] || aside > farthest.aside)
    return null;
  const tiltDeg = toDegrees(
    Math.atan2(inFaces(Math.abs(left.y - right.y)), Math.max(Math.abs(width), leastWidthForTilt)),
  );
  // Who faces a front beside the camera shows it narrower shoulders.
  const expected = Math.max(Math.cos(front.yawDeg / toDegrees(1)), 0.35);
  return ramp(width / expected, shoulderWidth) * ramp(drop, shoulderDrop) * ramp(tiltDeg, shoulderTiltDeg);
}

const toDegrees = (radians: number): number => (radians * 180) / Math.PI;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
}
