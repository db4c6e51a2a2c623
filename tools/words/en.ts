/** What people read of tools, in English. */
export const words = {
  theFirstDayComesAfter: ({ from, to }: { from: string; to: string }): string =>
    `The first day (${from}) comes after the last (${to}).`,
  iCanLookAtAYear: 'I can look at a year at most. Please name a shorter time.',
  on: (when: string): string => `on ${when}`,
  to: ({ start, when }: { start: string; when: string }): string => `${start} to ${when}`,
} as const;
