/** What people read of classes, in English. */
export const words = {
  youAreInAlready: ({ code, title }: { code: string; title: string }): string => `You are in ${code} ${title} already.`,
  youAreInNowToLeave: ({ code, title }: { code: string; title: string }): string =>
    `You are in ${code} ${title} now. To leave it again, ask your teacher or the school.`,
} as const;
