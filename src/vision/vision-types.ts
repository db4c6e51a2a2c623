/** What vision says about a photo: plain data that crosses the thread boundary. */

/** Pixels of the upright photo as sent; the corner is the upper left. */
export interface FaceBox {
  x: number;
  y: number;
  width: number;
  height: number;
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
  /** Degrees; 0 looks into the camera. */
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
  /** How real the face looks, 0..1: advice, never proof. NaN where it was not measured (photos of groups). */
  liveness: number;
}

export interface PhotoAnalysis {
  /** Size of the upright photo as sent. */
  width: number;
  height: number;
  /** Largest first. */
  faces: readonly AnalysedFace[];
}
