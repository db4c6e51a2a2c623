/** The page's own addresses, below /app: whoever leads somewhere names the place here. */
export const paths = {
  home: '/',
  chat: '/chat',
  notifications: '/notifications',
  account: '/account',
} as const;
