/** What to tell people about a photo that cannot be used: what is wrong, and what to do about it. */

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
  noFace: 'I cannot find a face in it. Please take a photo with your face in the middle.',
  severalFaces: 'There are several faces in it. Please send a photo of yourself alone.',
  tooSmall: 'Your face is too small in it. Please come closer to the camera.',
  tooDark: 'It is too dark. Please turn towards a window or a lamp.',
  tooBright: 'It is too bright. Please turn away from the light.',
  blurred: 'It is blurred. Please hold the camera still.',
  turnedAway: 'You are looking away. Please look straight into the camera.',
  notLikeOthers: 'It does not show the same person as the other photos.',
  othersAreBetter: 'Your other photos show you better, so it was not kept.',
  // Never of whom, nor how close: that would tell one student about another.
  needsLook: 'This photo needs a look by the office before it is used.',
};

export const sentenceFor = (fault: PhotoFault): string => sentences[fault];
