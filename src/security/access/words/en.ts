/** What people read of access, in English. */
export const words = {
  needsAtLeast8Characters: 'needs at least 8 characters',
  hasMoreThan200Characters: 'has more than 200 characters',
  nobodyHasThisPassword: 'nobody has this password',
  isNotValid: 'is not valid',
  thisApiKeyIsNot: (permission: string): string => `This API key is not for ${permission}.`,
  anApiKeyCannotPleaseSign: (what: string): string => `An API key cannot ${what}. Please sign in for that.`,
  failedSignIns: 'failed sign-ins',
  wrongJoinCodes: 'wrong join codes',
  tooManyPleaseWaitSeconds: ({ item, retryAfterS }: { item: string; retryAfterS: number }): string =>
    `Too many ${item}. Please wait ${retryAfterS} seconds.`,
} as const;
