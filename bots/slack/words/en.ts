/** What people read of slack, in English. */
export const words = {
  today: (day: string): string => `Today, ${day}`,
  yourClassesHaveNoSessionsToday: 'Your classes have no sessions today.',
  toCheckInSendMe: 'To check in, send me a selfie or the code shown in the room.',
  sendMeAPhoto: 'Send me a photo of the room with "roll call", or ask "who is missing?".',
  youAreSayHelpForEverything: ({ name, role, rest }: { name: string; role: string; rest: string }): string =>
    `You are ${name} (${role}). ${rest} Say "help" for everything else.`,
  notOpenYet: 'not open yet',
  openNow: 'open now',
  ofHere: ({ item, count, ofText }: { item: string; count: number; ofText: number }): string =>
    `${item}, ${count} of ${ofText} here`,
  openNowYouAreNotChecked: '🔵 open now: you are not checked in yet',
  howIsMyAttendance: 'How is my attendance?',
  myAttendanceThisMonth: 'my attendance this month',
  whatCanIDoHere: 'What can I do here?',
  whoIsMissing: 'Who is missing?',
  askWhoIsMissing: 'who is missing?',
  openASession: 'Open a session',
  askToOpenASession: 'open a session',
  sheetOfThisMonth: 'Sheet of this month',
  sheetForThisMonth: 'sheet for this month',
  howDidThisWeekGo: 'How did this week go?',
  howWasAttendanceThisWeek: 'how was attendance this week?',
  workingOnIt: 'Working on it…',
  pleaseSendPhotosAtMost: (maxFiles: number): string => `Please send ${maxFiles} photos at most.`,
  slackDoesNotLetMeOpen:
    'Slack does not let me open files here. Please tell your admin that the Muster app needs the scope files:read.',
  isWorkingOnIt: 'is working on it…',
  theFileIs: 'The file is',
  theFilesAre: 'The files are',
  inOurDirectMessages: ({ text, rest }: { text: string; rest: string }): string =>
    `${text}\n\n${rest} in our direct messages.`,
  youCouldAsk: 'You could ask',
} as const;
