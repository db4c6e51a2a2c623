/** What people read of announcements, in English. */
export const words = {
  youHaveNoClassesToTell: 'You have no classes to tell.',
  letYourTeacherSeeYou: 'let your teacher see you',
  sendMe: (inChat: string): string => `send me ${inChat}`,
  show: (ways: string): string => `show ${ways}`,
  startsAtOnceItIsOpen: ({ code, startsAt, ways }: { code: string; startsAt: string; ways: string }): string =>
    `${code} starts at ${startsAt}. Once it is open, ${ways} to check in.`,
  endsAtAndYouWereNot: ({ code, endsAt, ways }: { code: string; endsAt: string; ways: string }): string =>
    `${code} ends at ${endsAt}, and you were not checked in a moment ago. If you are there, ${ways} now.`,
  textNeeds1To2000Characters: 'text: needs 1 to 2000 characters',
  somebodyLeftFeedback: 'Somebody left feedback',
} as const;
