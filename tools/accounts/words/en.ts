/** What people read of accounts, in English. */
export const words = {
  nobodyWaitsForApproval: 'Nobody waits for approval.',
  personWaits: 'person waits',
  peopleWait: 'people wait',
  forApproval: (count: string): string => `${count} for approval:`,
  theFirstWhoWaitForApproval: (count: number): string => `The first ${count} who wait for approval:`,
  sayForExampleApprove: (name: string): string => `Say for example "approve ${name}".`,
  letInTheyCanSign: (who: string): string => `Let in ${who}? They can sign in from then on.`,
  turnAwayTheyCannotSign: (who: string): string => `Turn away ${who}? They cannot sign in.`,
  letIn: (who: string): string => `Let in: ${who}.`,
  turnedAway: (who: string): string => `Turned away: ${who}.`,
  nobodyCalledWaitsForApproval: (typed: string): string => `Nobody called "${typed}" waits for approval.`,
  whomDoYouMeanNothing: (names: string): string => `Whom do you mean: ${names}? Nothing was changed.`,
  ofItLinkedAlreadyAndLeft: ({ alreadyLinked, rest }: { alreadyLinked: string; rest: string }): string =>
    ` ${alreadyLinked} of it ${rest} linked already and left out.`,
  ofItHaveNoAddress: (students: string): string => ` ${students} of it without an address cannot be mailed.`,
  nobodyIsLeftToInvite: ({ code, linked }: { code: string; linked: string }): string =>
    `Nobody is left to invite in ${code}.${linked}`,
  shallIMailOfACode: ({ invited, code, linked }: { invited: string; code: string; linked: string }): string =>
    `Shall I mail ${invited} of ${code} a code to link their chat account?${linked}`,
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
