/** The menu. */
export const navigation = {
  home: 'Home',
  chat: 'Chat',
} as const;
