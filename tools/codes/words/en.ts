/** What people read of codes, in English. */
export const words = {
  hasNoOpenSessionOpen: (code: string): string => `${code} has no open session. Open it first.`,
  theCodeForIsValidUntil: ({ code, code2, expiresAt }: { code: string; code2: string; expiresAt: string }): string =>
    `The code for ${code} is ${code2}, valid until ${expiresAt}.`,
  theCodeForNoLongerWorks: (code: string): string => `The code for ${code} no longer works.`,
} as const;
