/** What people read of challenge, in English. */
export const words = {
  thesePicturesWereSentBefore: 'these pictures were sent before',
  somebodyElseWasInThePicture: 'somebody else was in the picture: please do it alone',
  yourFaceWasNot:
    'your face was not in the picture all the time: please hold the camera still, with your face in the middle',
  pleaseLookStraightIntoTheCamera: 'please look straight into the camera at the start',
  theFaceWasNotTheSame: 'the face was not the same throughout',
  yourHeadWasNotTurnedAs:
    'your head was not turned as asked: please follow the arrow, and come back to the middle each time',
  yourHeadWasNotSeenMoving: 'your head was not seen moving: please turn it slowly',
  turnedAsAskedWithinS: ({ list, value }: { list: string; value: number }): string =>
    `turned ${list} as asked within ${value} s; the same face throughout`,
  notProven: ' (not proven)',
  askedSeenSameFace: ({
    list,
    value,
    sameFace,
    rest,
    limit,
    rest2,
  }: {
    list: string;
    value: string;
    sameFace: string;
    rest: string;
    limit: string;
    rest2: string;
  }): string => `asked ${list}; seen ${value}; same face ${sameFace} ${rest} ${limit}${rest2}`,
  asksForNotForASelfie: ({ code, checkInWays }: { code: string; checkInWays: string }): string =>
    `${code} asks for ${checkInWays}, not for a selfie.`,
  inOnlyTheTeacherMarks: (code: string): string => `In ${code} only the teacher marks.`,
  youHaveNotEnrolledYourFace:
    'You have not enrolled your face yet: say "enrol my face" in the chat, or use the code shown in the room.',
  youHaveTriedThisSeveralTimes:
    'You have tried this several times. Please wait ten minutes, or use the code shown in the room.',
  thisChallengeWasAnsweredAlready: (value: number): string =>
    `This challenge was answered already, or is older than ${value} seconds. Please start again.`,
  framesSendToPicturesNot: ({ least, most, count }: { least: number; most: number; count: number }): string =>
    `frames: send ${least} to ${most} pictures, not ${count}`,
  thisChallengeIsBeingAnsweredRight: 'This challenge is being answered right now.',
} as const;
