/** What vision says about a photo: plain data that crosses the thread boundary. */

/** Pixels of the upright photo as sent; the corner is the upper left. */
export interface FaceBox {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Pixels of the photo. */
export interface Point {
  x: number;
  y: number;
}

/** A drawing to lay over a photo that is first brought to that size, pixels. */
export interface Overlay {
  svg: string;
  width: number;
  height: number;
}

export interface FaceQuality {
  /** Height of the face in pixels of the upright photo. */
  heightPx: number;
  /** Mean luminance of the aligned face, 0 (black) to 255 (white). */
  brightness: number;
  /** Variance of the Laplacian of the aligned 112×112 face after evening out its contrast; higher is sharper. */
  sharpness: number;
  /** Degrees; 0 looks into the camera. NaN where a face among many is too small to tell. */
  yawDeg: number;
  pitchDeg: number;
  rollDeg: number;
}

export interface AnalysedFace {
  box: FaceBox;
  /** How sure the detector is, 0..1. */
  score: number;
  quality: FaceQuality;
  /** 512 numbers of unit length. */
  embedding: Float32Array;
  /** How real the face looks, 0..1: advice, never proof. */
  liveness: number;
}

/** A face among many. One that is too poor to be named was seen, but has no embedding: nobody can compare it. */
export interface GroupFace extends Omit<AnalysedFace, 'embedding' | 'liveness'> {
  embedding: Float32Array | null;
  /** What the face is worth for naming it: 0 (nothing) to 1. */
  qualityScore: number;
}

/** Pixels of the upright photo as sent. */
export interface BodyPoint {
  x: number;
  y: number;
  /** How sure the network is, 0..1. */
  score: number;
}

/**
 * Where a head is turned, read several times; degrees, 0 looks into the camera, positive to the left of the picture and
 * up.
 */
export interface HeadReading {
  yawDeg: number;
  pitchDeg: number;
  /** How far the readings lie apart. */
  yawSpreadDeg: number;
  pitchSpreadDeg: number;
}

/** A face in a room with how its head is held and the body below it. */
export interface RoomFace extends GroupFace {
  /** Null where the face is too small for it to be told. */
  head: HeadReading | null;
  /** Seventeen points in COCO's order, or null where the face is too small for a body to be told. */
  body: readonly BodyPoint[] | null;
}

export interface RoomAnalysis extends GroupAnalysis {
  faces: readonly RoomFace[];
}

export interface GroupAnalysis {
  /** Size of the upright photo as sent. */
  width: number;
  height: number;
  /** Largest first. */
  faces: readonly GroupFace[];
}

/** A face in one picture of a film, as far as turns of the head are judged by it. */
export interface FilmedFace {
  box: FaceBox;
  /** Degrees; below 0 the person looks to their own left. */
  yawDeg: number;
  pitchDeg: number;
  /** 68 landmarks in the iBUG 300-W order. */
  landmarks: readonly Point[];
  /** 512 numbers of unit length. */
  embedding: Float32Array;
}

export interface FrameAnalysis {
  /** All faces, largest first. */
  boxes: readonly FaceBox[];
  /** The largest one; null when there is none. */
  face: FilmedFace | null;
}

export interface PhotoAnalysis {
  /** Size of the upright photo as sent. */
  width: number;
  height: number;
  /** Largest first. */
  faces: readonly AnalysedFace[];
}

/** Width and height of an aligned face, in pixels. */
export const alignedPx = 112;
