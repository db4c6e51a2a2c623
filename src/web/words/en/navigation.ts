/** The menu. */
export const navigation = {
  home: 'Home',
  chat: 'Chat',
  classes: 'Classes',
  inbox: 'Inbox',
} as const;
