/** What people read of merge, in English. */
export const words = {
  intoIdIsTheSameAccount: 'intoId: is the same account',
  youCannotCloseYourOwnAccount: 'You cannot close your own account.',
  oneIsATheOther: ({ role, role2 }: { role: string; role2: string }): string =>
    `One is a ${role}, the other a ${role2}. Nothing was merged.`,
  mergeThese: (from: string | undefined, into: string | undefined): string =>
    `close the account of ${from ?? 'nobody'} and give what is in it to ${into ?? 'nobody'}`,
  mergePeople: 'merge people',
  thisAccountWasMergedIntoAnother: 'This account was merged into another one already.',
  theAccountThatIsToStay: 'The account that is to stay is not active. Nothing was merged.',
  sayWhichMarkStands:
    'choices: In some sessions both accounts have a mark that somebody made, and not the same. A dry run lists them; say for each whose stands.',
} as const;
