/** Says whether a face can be judged at all, so that a person is told what to change instead of 'not recognised'. */
import type { AnalysedFace } from './vision-types.ts';

export type FaceFaultKind = 'tooSmall' | 'tooDark' | 'tooBright' | 'blurred' | 'turnedAway';

export interface FaceFault {
  fault: FaceFaultKind;
  /** In the unit of the limit: pixels, luminance 0..255, variance, degrees. */
  measured: number;
  limit: number;
}

/** Set where fewer than one ordinary photo in a hundred falls and embeddings measurably suffer. */
const limits = {
  minHeightPx: 40,
  minBrightness: 35,
  maxBrightness: 230,
  minSharpness: 12,
  maxYawDeg: 50,
  maxPitchDeg: 40,
};

/** Everything that stands against judging this face, in a fixed order; empty when it is fit. */
export function judgeFace({ quality }: AnalysedFace): FaceFault[] {
  const turn = Math.abs(quality.yawDeg);
  const nod = Math.abs(quality.pitchDeg);
  const faults: (FaceFault | false)[] = [
    quality.heightPx < limits.minHeightPx && { fault: 'tooSmall', measured: quality.heightPx, limit: limits.minHeightPx },
    quality.brightness < limits.minBrightness && { fault: 'tooDark', measured: quality.brightness, limit: limits.minBrightness },
    quality.brightness > limits.maxBrightness && { fault: 'tooBright', measured: quality.brightness, limit: limits.maxBrightness },
    quality.sharpness < limits.minSharpness && { fault: 'blurred', measured: quality.sharpness, limit: limits.minSharpness },
    turn > limits.maxYawDeg && { fault: 'turnedAway', measured: turn, limit: limits.maxYawDeg },
    turn <= limits.maxYawDeg && nod > limits.maxPitchDeg && { fault: 'turnedAway', measured: nod, limit: limits.maxPitchDeg },
  ];
  return faults.filter((fault) => fault !== false);
}
