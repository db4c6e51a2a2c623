/** What people read of printed letters, in English. */
export const words = {
  title: (institution: string): string => `Invitations, ${institution}`,
  number: (externalId: string): string => `No. ${externalId}`,
  hello: (name: string): string => `Hello ${name},`,
  thisLetsYouIn: (institution: string): string =>
    `${institution} takes attendance with Muster. There you check in, see your own record and ask for leave. This letter lets you in; it is yours alone, so show it to nobody.`,
  steps: ({ login, lastDay }: Record<'login' | 'lastDay', string>): string[] => [
    `1.  Scan the picture with your phone, or type the address below it. It works once, until ${lastDay}.`,
    '2.  Choose a password.',
    `3.  From then on you sign in with ${login} and that password.`,
  ],
  lostIt: 'Lost it, or somebody else has seen it? Ask for a new letter: this one ends then.',
  fileName: 'invitations.pdf',
  tooMany: (most: number): string => `That would be more than ${most} letters at once. Name a class, or fewer people.`,
  nobody: ({ alreadyIn, withoutLogin }: Record<'alreadyIn' | 'withoutLogin', number>): string =>
    `Nobody here needs a letter: ${alreadyIn} have a password or get mail, ${withoutLogin} have neither an address nor a number to sign in with.`,
} as const;
