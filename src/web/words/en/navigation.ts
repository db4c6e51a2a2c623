/** The menu. */
export const navigation = {
  home: 'Home',
  chat: 'Chat',
  classes: 'Classes',
  inbox: 'Inbox',
  people: 'People',
  setUp: 'Set up',
} as const;
