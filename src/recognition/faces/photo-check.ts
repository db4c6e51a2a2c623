/** Looking at a photo of one person: is there one face, and is it good enough to be compared? */
import { type AnalysedFace, type FaceBox, type Vision, judgeFace } from '../vision/index.ts';
import type { PhotoFault } from './photo-faults.ts';

export type PhotoCheck = { kind: 'usable'; face: AnalysedFace } | { kind: 'unusable'; faults: PhotoFault[] };
export type CheckPhoto = (photo: Buffer) => Promise<PhotoCheck>;

/** A face smaller than this share of the largest one's height is somebody in the background. */
const bystanderShare = 0.5;

/** Whether somebody else is in the picture too. @param boxes largest first */
export const hasOthers = ([largest, ...others]: readonly FaceBox[]): boolean =>
  largest !== undefined && others.some((other) => other.height >= largest.height * bystanderShare);

/** @returns a function that throws the AppErrors of decoding, `busy` and `visionUnavailable`. */
export function createPhotoCheck(vision: Vision): CheckPhoto {
  return async (photo) => {
    const { faces } = await vision.analyseSelfie(photo);
    const [face] = faces;
    if (!face) return { kind: 'unusable', faults: ['noFace'] };
    if (hasOthers(faces.map(({ box }) => box))) return { kind: 'unusable', faults: ['severalFaces'] };
    const faults = judgeFace(face).map((verdict) => verdict.fault);
    return faults.length > 0 ? { kind: 'unusable', faults } : { kind: 'usable', face };
  };
}
