/** What to tell people about a photo that cannot be used: what is wrong, and what to do about it. */
import { words } from './words/en.ts';

export type PhotoFault =
  | 'noFace'
  | 'severalFaces'
  | 'tooSmall'
  | 'tooDark'
  | 'tooBright'
  | 'blurred'
  | 'turnedAway'
  | 'notLikeOthers'
  | 'othersAreBetter'
  | 'needsLook';

const sentences: Record<PhotoFault, string> = {
  noFace: words.iCannotFindAFace,
  severalFaces: words.thereAreSeveralFaces,
  tooSmall: words.yourFaceIsTooSmall,
  tooDark: words.itIsTooDarkPleaseTurn,
  tooBright: words.itIsTooBrightPleaseTurn,
  blurred: words.itIsBlurredPleaseHold,
  turnedAway: words.youAreLookingAwayPleaseLook,
  notLikeOthers: words.itDoesNotShowTheSame,
  othersAreBetter: words.yourOtherPhotosShowYouBetter,
  // Never of whom, nor how close: that would tell one student about another.
  needsLook: words.thisPhotoNeedsALook,
};

export const sentenceFor = (fault: PhotoFault): string => sentences[fault];
