/** What people read of budgets, in English. */
export const words = {
  documents: 'sheets',
  costlyReads: 'reports and lists',
  uploads: 'photos and files',
  imports: 'lists to bring in',
  refusedCheckIns: 'check-ins that were refused',
  signUps: 'sign-ups',
  passwordMails: 'mails for a new password',
  feedback: 'messages',
  failedSignIns: 'failed sign-ins',
  thatWereTooMany: ({ what, retryAfterS }: { what: string; retryAfterS: number }): string =>
    `That were too many ${what} in a short time. Please try again in ${retryAfterS} seconds.`,
  tooManyStreams: (most: number): string =>
    `You have ${most} live views open already. Please close one, then this one opens.`,
} as const;
