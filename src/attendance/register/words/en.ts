/** What people read of register, in English. */
export const words = {
  thisSessionWasCancelled: 'this session was cancelled',
  thisSessionIsClosed: 'this session is closed',
  thisSessionIsNotOpenYet: 'this session is not open yet',
  theSessionIsOpen: 'the session is open',
  inThisClassOnlyTheTeacher: 'in this class only the teacher marks',
  yourCardWasRead: 'your card was read',
  thisClassAsksFor: (nameWays: string): string => `this class asks for ${nameWays}`,
  thisClassAlsoAsks: (nameMethods: string): string => `this class also asks for ${nameMethods}`,
  yourDeviceGaveNoUsablePosition:
    'your device gave no usable position: turn on its location, go near a window or outside, and try again',
  thisClassHasNoPlace: 'this class has no place on the map yet: please tell your teacher',
  thereIsNoSelfie: 'there is no selfie',
  youHaveNotEnrolledYourFace: 'you have not enrolled your face yet: say "enrol my face", or use the code',
  thePhotoCannotBeUsed: (list: string): string => `the photo cannot be used. ${list}`,
  face: ({ score, rest, threshold }: { score: string; rest: string; threshold: string }): string =>
    `face ${score} ${rest} ${threshold}`,
  theFaceIsNotTheOne: 'the face is not the one that was enrolled',
  clearMatch: 'clear match',
  qrCode: 'QR code',
  theIsRight: (name: string): string => `the ${name} is right`,
  tooManyWrongCodesPleaseAsk: 'too many wrong codes: please ask your teacher',
  theIsNotRightOrNo: (name: string): string => `the ${name} is not right, or no longer valid`,
  liveOneStillAdviceNotProof: ({
    liveness,
    rest,
    suspiciousBelow,
  }: {
    liveness: string;
    rest: string;
    suspiciousBelow: string;
  }): string => `live ${liveness} ${rest} ${suspiciousBelow} (one still: advice, not proof)`,
  yourTeacherWillLook: 'your teacher will look at this check-in',
  selfieAndTogether: (rest: string): string => `selfie and ${rest} together`,
  aSelfieAloneIsNotEnough:
    'a selfie alone is not enough here: please also send the code shown in the room, or where you are, or check in with the camera on the page',
  notProvenToBeTakenLive: 'not proven to be taken live',
  onTime: 'on time',
  min: (minutes: number): string => `${minutes} min`,
  andSeconds: ({ minutes, seconds }: { minutes: string; seconds: number }): string => `${minutes} ${seconds} s`,
  minAfterTheStart: ({ minutes, rest }: { minutes: string; rest: string }): string =>
    `${minutes} after the start: ${rest}`,
  minBeforeTheStart: ({ minutes, rest }: { minutes: string; rest: string }): string =>
    `${minutes} before the start: ${rest}`,
  lateAfterMin: ({ text, lateAfterMinutes }: { text: string; lateAfterMinutes: number }): string =>
    `${text} (late after ${lateAfterMinutes} min)`,
  noneOfYourClassesHas: 'None of your classes has an open session right now. Nothing was recorded.',
  severalOfYourClassesAreOpen: (names: string): string =>
    `Several of your classes are open: ${names}. Which one is it? Nothing was recorded.`,
  youWereAlreadyRecordedAs: (status: string): string => `you were already recorded as ${status}`,
  yourTeacherMarkedYouOnlyThey: (status: string): string =>
    `your teacher marked you ${status}; only they can change that`,
  hasNoOpenSessionToLeave: (code: string): string => `${code} has no open session to leave. Nothing was recorded.`,
  youAreNotChecked: (code: string): string => `You are not checked in to ${code}. Nothing was recorded.`,
  youAreCheckedInToNo: 'You are checked in to no open session. Nothing was recorded.',
  youAreCheckedInToSeveral: (names: string): string =>
    `You are checked in to several: ${names}. Which one do you leave? Nothing was recorded.`,
  thisSessionIsNotOpen: 'This session is not open.',
  thisSessionIsCancelled: 'This session was cancelled.',
  thisClassIsArchived:
    'This class is archived: what stands in it can be corrected, and nobody be marked anew. Bring it back first.',
  thisSessionHasNotBeenOpened: 'This session has not been opened.',
  oneOfTheseIsNot: 'One of these is not on the roster of this class. Nothing was recorded.',
  marksOneStudentIsNamedTwice: 'marks: one student is named twice',
  statusIsNoneOf: ({ typed, known }: { typed: string; known: string }): string =>
    `status: "${typed}" is none of ${known}`,
  thisPageWasUsedAlready: 'This page was used already or is too old. Please check in again to get a new one.',
  thisPageIsBeingUsedRight: 'This page is being used right now.',
  wasAbsent: (studentName: string): string => `${studentName} was absent`,
  wasRecordedAsAbsent: ({ where, studentName }: { where: string; studentName: string }): string =>
    `${where}: ${studentName} was recorded as absent.`,
  notMarked: 'not marked',
  youAreExcused: 'You are excused',
  recordedAsExcused: (where: string): string => `${where}: recorded as excused.`,
  youWereNotChecked: 'You were not checked in',
  recordedAsIfThatIsWrong: ({ where, after }: { where: string; after: string }): string =>
    `${where}: recorded as ${after}. If that is wrong, tell your teacher or appeal.`,
  yourRecordWasChanged: 'Your record was changed',
  recordedAs: (after: string): string => `Recorded as ${after}`,
} as const;
