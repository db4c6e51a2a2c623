/** What people read of attendance, in English. */
export const words = {
  nobodyWasAbsentFromASession: (when: string): string => `Nobody was absent from a session that is over, ${when}.`,
  thereAreMoreAskAboutFewer: 'There are more. Ask about fewer days, or for the sheet of a class.',
  pleaseSendOneSelfieToCheck: 'Please send one selfie to check in. Nothing was recorded.',
  sendToCheckIn: ({ ways, code }: { ways: string; code: string }): string => `Send ${ways} to check in to ${code}.`,
  asksFor: ({ code, checkInWays }: { code: string; checkInWays: string }): string => `${code} asks for ${checkInWays}.`,
  yourDeviceGaveNoUsablePosition: 'Your device gave no usable position with this message.',
  alsoAsksWhereYouAreOpen: ({ code, url, expiresAt }: { code: string; url: string; expiresAt: string }): string =>
    `${code} also asks where you are. Open this page on the device that you have with you:\n${url}\nIt works once, until ${expiresAt}; you are checked in as of now.`,
  hasNoOpenSessionNothing: (code: string): string => `${code} has no open session. Nothing was recorded.`,
  youAreCheckedInToAs: ({ code, status, at }: { code: string; status: string; at: string }): string =>
    `✅ You are checked in to ${code} as ${status} (${at}).`,
  yourCheckInToWasTaken: (code: string): string => `🕓 Your check-in to ${code} was taken and waits for your teacher.`,
  youAreNotChecked: (code: string): string => `❌ You are not checked in to ${code}.`,
  thatIsBeforeTheEndYour: (leftEarlyMinutes: string): string =>
    `That is ${leftEarlyMinutes} before the end; your teacher sees it.`,
  thatDoesNotCountAsEarly: 'That does not count as early.',
  youLeftAtYouStayChecked: ({ code, at, early }: { code: string; at: string; early: string }): string =>
    `👋 You left ${code} at ${at}. ${early} You stay checked in as you were.`,
  hasNoOpenSessionToLeave: (code: string): string => `${code} has no open session to leave. Nothing was recorded.`,
  isInAlreadyNothingToChange: ({ name, status, where }: { name: string; status: string; where: string }): string =>
    `${name} is ${status} in ${where} already. Nothing to change.`,
  notMarked: 'not marked',
  toShallIRecord: ({
    name,
    where,
    status,
    status2,
    rest,
  }: {
    name: string;
    where: string;
    status: string;
    status2: string;
    rest: string;
  }): string => `${name}, ${where}: ${status} → ${status2}${rest}. Shall I record it?`,
  recordedTo: ({
    name,
    where,
    before,
    status,
  }: {
    name: string;
    where: string;
    before: string;
    status: string;
  }): string => `Recorded: ${name}, ${where}: ${before} → ${status}.`,
  takenBackTo: ({
    name,
    where,
    after,
    before,
  }: {
    name: string;
    where: string;
    after: string;
    before: string;
  }): string => `Taken back: ${name}, ${where}: ${after} → ${before}.`,
  itsRegisterIsNotTaken: 'Nobody is marked in that lesson any more: its register is not taken.',
  on: (date: string): string => `on ${date}`,
  openOrHeldToday: 'open or held today',
  hasNoSession: ({ code, when }: { code: string; when: string }): string => `${code} has no session ${when}.`,
  hadSeveralSessionsThatDayWhich: ({ code, times }: { code: string; times: string }): string =>
    `${code} had several sessions that day: ${times}. Which one do you mean?`,
  noSessionsYet: 'no sessions yet',
  belowTheMinimumOf: (minimumPercentage: number): string => ` (below the minimum of ${minimumPercentage} %)`,
  presentLateAbsentExcused: ({
    present,
    late,
    absent,
    excused,
  }: {
    present: number;
    late: number;
    absent: number;
    excused: number;
  }): string => `present ${present}, late ${late}, absent ${absent}, excused ${excused}`,
  yourAttendance: 'Your attendance',
  attendanceOf: (name: string): string => `Attendance of ${name}`,
  youAre: 'You are',
  is: (name: string): string => `${name} is`,
  notOnTheRosterOfAny: (rest: string): string => `${rest} not on the roster of any class yet.`,
  thereIsNoOneClassCalled: ({ typed, list }: { typed: string; list: string }): string =>
    `There is no one class called "${typed}". The classes are: ${list}.`,
  pleaseSendAPhoto: 'Please send a photo of the room with it.',
  hadBeenRecordedBefore: (before: number): string => `; ${before} had been recorded before`,
  recordedForPresent: ({ where, count, rest }: { where: string; count: string; rest: string }): string =>
    `Recorded for ${where}: ${count} present${rest}.`,
  takenBackTheRollCall: ({ count, where }: { count: string; where: string }): string =>
    `Taken back: the roll call of ${count} in ${where}.`,
  recognisedStudent: 'recognised student',
  shallIRecordTheAsPresent: ({ text, count }: { text: string; count: string }): string =>
    `${text}\nShall I record the ${count} as present?`,
  lastlyAt: (lastLookAt: string): string => `, lastly at ${lastLookAt}`,
  times: (looks: number): string => `${looks} times`,
  theCameraOfTheRoomLooked: ({
    meant,
    rest,
    lastly,
    rest2,
  }: {
    meant: string;
    rest: string;
    lastly: string;
    rest2: string;
  }): string => `${meant}: the camera of the room looked ${rest}${lastly}, and recognises ${rest2}.`,
  recognisedByCamera: (toRecord: string): string => `Recognised: ${toRecord}`,
  ofThemInTheRegisterAlready: ({ count, rest }: { count: string; rest: string }): string =>
    `${count} of them ${rest} in the register already.`,
  unsureByCamera: (unsure: string): string => `Unsure, please mark by hand: ${unsure}`,
  notSeenByCamera: (notSeen: string): string => `Not seen: ${notSeen}`,
  ofNobodyIMayRecognise: (unknownFaces: string): string => `${unknownFaces} of nobody I may recognise.`,
  tooSmallBlurredOrTurned: (unclearFaces: string): string => `${unclearFaces} too small, blurred or turned to name.`,
  iRecognise: ({ where, rest }: { where: string; rest: string }): string => `${where}: I recognise ${rest}.`,
  recognisedList: (list: string): string => `Recognised: ${list}`,
  unsureList: (list: string): string => `Unsure, please mark by hand: ${list}?`,
  notSeenList: (list: string): string => `Not seen: ${list}`,
  ofTheClassNeverEnrolled: (notEnrolled: string): string =>
    `${notEnrolled} of the class never enrolled a face; mark them by hand or let them check in by code.`,
  forSoManyEnrolledStudentsStrangers:
    'For so many enrolled students strangers may be named more often than this class allows: please look at the faces yourself.',
  ofHere: ({
    code,
    startsAt,
    status,
    here,
    count,
  }: {
    code: string;
    startsAt: string;
    status: string;
    here: number;
    count: number;
  }): string => `${code}, ${startsAt} (${status}): ${here} of ${count} here.`,
  waitsForYou: ({ personId, receipt }: { personId: string; receipt: string }): string =>
    `Waits for you: ${personId} (${receipt})`,
  forReviewCheckedIn: ({ joinNames, kind }: { joinNames: string; kind: string }): string =>
    `For review: ${joinNames} checked in with the same ${kind}. That can have a good reason and changes nothing by itself.`,
  forReviewGuesses: (name: string): string =>
    `For review: ${name} has tried many wrong codes; theirs are not looked at for a while.`,
  left: ({ count, list }: { count: number; list: string }): string => `Left (${count}): ${list}`,
  minutesEarly: (leftEarlyMinutes: number): string => ` (${leftEarlyMinutes} minutes early)`,
  at: ({ name, rest, rest2 }: { name: string; rest: string; rest2: string }): string => `${name} at ${rest}${rest2}`,
  and: ({ list, at }: { list: string; at: string }): string => `${list} and ${at}`,
} as const;
