/** What people read of teams, in English. */
export const words = {
  attendanceAsYouAsked: 'Attendance, as you asked',
  teamsTakesNoMessage: 'Teams takes no message for that chat.',
  musterTheAttendanceDesk: 'Muster, the attendance desk',
  theAttendanceDeskThatLives: 'The attendance desk that lives in chat.',
  checkInWithASelfieCall:
    'Check in with a selfie, call the roll from a photo of the room, ask for sheets and figures. What you ask is answered in your private chat.',
  whatICanDoForYou: 'What I can do for you',
  myAttendance: 'my attendance',
  howYouStand: 'How you stand',
  whoIsMissing: 'who is missing?',
  inYourOpenSession: 'In your open session',
  iHaveAnsweredYouInOur: 'I have answered you in our private chat.',
  iCannotWriteToYouPrivately: 'I cannot write to you privately. Please open a chat with me and ask there.',
  pleaseSendPhotosAtMost: (maxFiles: number): string => `Please send ${maxFiles} photos at most.`,
  theLinkOpensForTenMinutes: ({ name, url }: { name: string; url: string }): string =>
    `${name}: ${url}\nThe link opens for ten minutes.`,
  youHaveAnsweredThis: 'You have answered this.',
  goodToSeeYouIAm: (name: string): string =>
    `Good to see you, ${name}. I am Muster, an automated assistant for attendance. Say "help" to see what I can do for you.`,
  veryWellTheFileWasNot: 'Very well, the file was not handed over.',
  thatFileWasForSomebodyElse: 'That file was for somebody else.',
  thisPersonHasNotWritten: 'This person has not written in Teams since the account was linked',
} as const;
