/** What people read of accounts, in English. */
export const words = {
  nobodyWaitsForApproval: 'Nobody waits for approval.',
  personWaits: 'person waits',
  peopleWait: 'people wait',
  forApproval: (count: string): string => `${count} for approval:`,
  looksLikeOthers: (count: number): string =>
    count === 1 ? ': somebody else is called this, or nearly' : `: ${count} others are called this, or nearly`,
  theFirstWhoWaitForApproval: (count: number): string => `The first ${count} who wait for approval:`,
  sayForExampleApprove: (name: string): string => `Say for example "approve ${name}".`,
  noAddress: 'no address',
  addresses: {
    claimed: (email: string): string => `${email}, which is only claimed`,
    given: (email: string): string => email,
    proven: (email: string): string => `${email}, which is proven`,
  },
  letInTheyCanSign: (who: string): string => `Let in ${who}? They can sign in from then on.`,
  turnAwayTheyCannotSign: (who: string): string => `Turn away ${who}? They cannot sign in.`,
  letIn: (who: string): string => `Let in: ${who}.`,
  turnedAway: (who: string): string => `Turned away: ${who}.`,
  nobodyCalledWaitsForApproval: (typed: string): string => `Nobody called "${typed}" waits for approval.`,
  whomDoYouMeanNothing: (names: string): string => `Whom do you mean: ${names}? Nothing was changed.`,
  ofItAreLinkedAlready: (students: string): string => ` Left out, since their chat account is linked: ${students}.`,
  ofItHaveAPassword: (students: string): string => ` Left out, since they have a password: ${students}.`,
  ofItHaveNoAddress: (students: string): string =>
    ` Without an address, so that no mail reaches them: ${students}; say "letters" and the class for those.`,
  nobodyIsLeftToInvite: ({ code, left }: { code: string; left: string }): string =>
    `Nobody is left to invite in ${code}.${left}`,
  shallIInvite: ({ invited, code, left }: { invited: string; code: string; left: string }): string =>
    `Shall I mail an invitation to ${invited} of ${code}? It lets them choose a password.${left}`,
  shallIPrint: ({ letters, code }: Record<'letters' | 'code', string>): string =>
    `Shall I make ${letters} for ${code}? Each lets one student choose a password; what was sent to them before ends.`,
  hereAreTheLetters: ({ letters, code }: Record<'letters' | 'code', string>): string =>
    `Here are the letters for ${code}: ${letters}, one page each. They work once and for two weeks. Whoever reads one can come in, so hand each to its own student.`,
  forOnTheWay: ({ invited, code, rest }: { invited: string; code: string; rest: string }): string =>
    `${invited} for ${code} ${rest} on the way.`,
  thisAccountIsLinkedToYou: (name: string): string =>
    `This account is linked to you, ${name}. Say "unlink" to end that.`,
  openADirectMessageWithMuster: ({ code, expiresAt }: { code: string; expiresAt: string }): string =>
    `Open a direct message with Muster in Slack or Teams and send this line:\nlink ${code}\nIt works once, until ${expiresAt}. Whoever sends it is taken for you, so pass it to nobody.`,
  noChatAccountOfYours: 'No chat account of yours is linked.',
  shallIUnlinkYourAccountUntil: (platform: string): string =>
    `Shall I unlink your ${platform} account? Until you link it again I will not know you there.`,
  yourAccountIsUnlinked: (platform: string): string => `Your ${platform} account is unlinked.`,
  andMore: (value: number): string => ` and ${value} more`,
  yourClasses: ({ list, rest }: { list: string; rest: string }): string => `Your classes: ${list}${rest}.`,
  youHaveNoClassesYet: 'You have no classes yet.',
  youStandInFor: (list: string): string => `You stand in for ${list}.`,
  noStudentIsLinkedToYou: 'No student is linked to you yet; the school does that.',
  youAre: ({ name, role, rest }: { name: string; role: string; rest: string }): string =>
    `You are ${name} (${role}). ${rest}`,
  youCanSayForExample: 'You can say, for example:',
} as const;
