/** What people read of accounts, in English. */
export const words = {
  thePresentPasswordIsNotRight: 'The present password is not right.',
  scopesIsNotForKeys: (refused: string): string => `scopes: ${refused} is not for keys`,
  expiresAtLiesInThePast: 'expiresAt: lies in the past',
  signingInWithAFace: 'Signing in with a face is not allowed here. Please use your password.',
  thatDidNotWorkPleaseTry: 'That did not work. Please try again in better light, or use your password.',
  noMailCanBeSentSmtp: 'No mail can be sent: SMTP_URL and MAIL_FROM are not set. Nobody was invited.',
  oneOfThesePeopleIsNot: 'One of these people is not here, or deactivated. Nobody was invited.',
  yourCodeForAttendanceInChat: (institution: string): string => `Your code for attendance in chat, ${institution}`,
  hello: (name: string): string => `Hello ${name},`,
  takesAttendanceWithMusterInSlack: (institution: string): string =>
    `${institution} takes attendance with Muster, in Slack or Microsoft Teams. To be known there, open a direct message with the app Muster and send this line:`,
  link: (code: string): string => `    link ${code}`,
  itWorksOnceUntilWhoeverSends: (when: string): string =>
    `It works once, until ${when}. Whoever sends it is taken for you, so pass it to nobody, and do not write it where others read it.`,
  ifYouWouldRatherUse: (pageUrl: string): string => `If you would rather use the page: ${pageUrl}`,
  thatCodeIsNotValid: 'That code is not valid: it may be mistyped, used or too old. Please get a new one.',
  thisAccountOrYouWithAnother:
    'This account, or you with another account here, is linked already. Unlink that one first, then send the code again.',
  aNewPasswordForMuster: 'A new password for Muster',
  helloOpenThisAddressToSet: ({ name, url }: { name: string; url: string }): string =>
    `Hello ${name},\n\nopen this address to set a new password. It works once, for an hour:\n\n${url}\n\nIf you did not ask for it, nothing has changed and you need not do anything.`,
  makePasswordLinks: 'make password links',
  thisLinkWasUsedAlready: 'This link was used already or is too old. Please ask for a new one.',
  thisSetUpLinkWasUsed: 'This set-up link was used already or is no longer valid.',
  thisIsNoSAccount: (role: string): string => `This is no ${role}'s account.`,
  eMailOrPasswordIsNot: 'E-mail or password is not right. A new account may have to wait until an admin lets it in.',
  thisAccountWaitsUntilAnAdmin: 'This account waits until an admin lets it in.',
  thisAccountWasTurnedAway: 'This account was turned away or closed.',
  accountsAreMadeByTheSchool: 'Accounts are made by the school. Please ask there.',
  somebodyWaitsToBeLet: 'Somebody waits to be let in',
  signedUpAsA: ({ name, role }: { name: string; role: string }): string => `${name} signed up as a ${role}.`,
  thisAccountIsAndDoesNot: (status: string): string => `This account is ${status} and does not wait for anything.`,
  nobodyHasThisEMail: 'Nobody has this e-mail.',
  pleaseSignInAgain: 'Please sign in again.',
} as const;
