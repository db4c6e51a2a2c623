/** What people read of faces, in English. */
export const words = {
  pleaseSendOneToPhotos: (maxTemplates: number): string => `Please send one to ${maxTemplates} photos of yourself.`,
  thePhotosYouEnrolledBefore:
    'The photos you enrolled before are being made ready for the face models in use now. Please try again in a few minutes. Nothing was kept.',
  photoNoneWasKept: ({ photo, fault }: { photo: number; fault: string }): string =>
    `Photo ${photo}: ${fault} None was kept.`,
  photoCannotBeReadNoneWasKept: ({ photo, message }: { photo: number; message: string }): string =>
    `Photo ${photo}: ${message} None was kept.`,
  aPhotoNeedsALook: 'A photo needs a look',
  aPhotoThatEnrolledMayShow: (name: string): string =>
    `A photo that ${name} enrolled may show somebody else. Say "photos to look at".`,
  nobodyElseHasAPhoto: 'Nobody else has a photo of this face now. Use this one or remove it. Nothing was changed.',
  pleaseSendAnotherPhotoOfYourself: 'Please send another photo of yourself',
  theOfficeLookedAtAPhoto:
    'The office looked at a photo that was enrolled for you and removed it. Please send another one with "enrol my face", or ask at the office.',
  yourPhotoIsInUse: 'Your photo is in use',
  theOfficeLookedAtThePhoto: 'The office looked at the photo that you enrolled. You can check in with a selfie now.',
  iCannotFindAFace: 'I cannot find a face in it. Please take a photo with your face in the middle.',
  thereAreSeveralFaces: 'There are several faces in it. Please send a photo of yourself alone.',
  yourFaceIsTooSmall: 'Your face is too small in it. Please come closer to the camera.',
  itIsTooDarkPleaseTurn: 'It is too dark. Please turn towards a window or a lamp.',
  itIsTooBrightPleaseTurn: 'It is too bright. Please turn away from the light.',
  itIsBlurredPleaseHold: 'It is blurred. Please hold the camera still.',
  youAreLookingAwayPleaseLook: 'You are looking away. Please look straight into the camera.',
  itDoesNotShowTheSame: 'It does not show the same person as the other photos.',
  yourOtherPhotosShowYouBetter: 'Your other photos show you better, so it was not kept.',
  thisPhotoNeedsALook: 'This photo needs a look by the office before it is used.',
  pleaseEnrolYourFaceAgain: 'Please enrol your face again',
  facesAreRecognisedInAnotherWay:
    'Faces are recognised in another way here now, and the photo that was kept of you cannot be used for it. Please send new ones with "enrol my face". Until then a code checks you in.',
} as const;
