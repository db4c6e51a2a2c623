/** The page's own addresses, below /app: whoever leads somewhere names the place here. */

/** An address with an id in it: what the router matches, and how one is written. */
const withId = (before: string, after = '') => ({
  pattern: `${before}/:id${after}`,
  at: (id: string): string => `${before}/${id}${after}`,
});

export const paths = {
  home: '/',
  chat: '/chat',
  notifications: '/notifications',
  account: '/account',
  inbox: '/inbox',
  people: '/people',
  importPeople: '/people/import',
  setUp: '/set-up',
  classes: '/classes',
  class: withId('/classes'),
  session: withId('/sessions'),
  rollCall: withId('/sessions', '/roll-call'),
  code: withId('/sessions', '/code'),
} as const;
