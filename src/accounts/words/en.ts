/** What people read of accounts, in English. */
export const words = {
  thePresentPasswordIsNotRight: 'The present password is not right.',
  scopesIsNotForKeys: (refused: string): string => `scopes: ${refused} is not for keys`,
  expiresAtLiesInThePast: 'expiresAt: lies in the past',
  signingInWithAFace: 'Signing in with a face is not allowed here. Please use your password.',
  thatDidNotWorkPleaseTry: 'That did not work. Please try again in better light, or use your password.',
  noMailCanBeSentSmtp: 'No mail can be sent: SMTP_URL and MAIL_FROM are not set. Nobody was invited.',
  oneOfThesePeopleIsNot: 'One of these people is not here, or deactivated. Nobody was invited.',
  yourAttendanceAt: (institution: string): string => `Your attendance at ${institution}`,
  hello: (name: string): string => `Hello ${name},`,
  takesAttendanceWithMuster: (institution: string): string =>
    `${institution} takes attendance with Muster. There you check in, see your own record, ask for leave, or keep the register if you teach.`,
  openThisAddressAndChoose: ({ link, login, lastDay }: Record<'link' | 'login' | 'lastDay', string>): string =>
    `Open this address and choose a password. It works once, until ${lastDay}; it is yours alone, so pass it to nobody:\n\n    ${link}\n\nLater you sign in with ${login} and that password.`,
  signInOnThePage: ({ pageUrl, login }: Record<'pageUrl' | 'login', string>): string =>
    `Sign in with ${login} and your password at ${pageUrl}. If you no longer know it, press "Forgot your password?" there.`,
  platforms: { slack: 'Slack', teams: 'Microsoft Teams' },
  or: ' or ',
  inChatSendThisLine: ({ platform, code, lastDay }: Record<'platform' | 'code' | 'lastDay', string>): string =>
    `To use it in ${platform} as well, open a direct message with the app Muster there and send this line:\n\n    link ${code}\n\nIt works once, until ${lastDay}. Whoever sends it is taken for you, so do not write it where others read it.`,
  noChatPlatformIsConnected: 'This Muster is not connected to Slack or Teams, so there is no account to link.',
  thatCodeIsNotValid: 'That code is not valid: it may be mistyped, used or too old. Please get a new one.',
  thisAccountOrYouWithAnother:
    'This account, or you with another account here, is linked already. Unlink that one first, then send the code again.',
  aNewPasswordForMuster: 'A new password for Muster',
  helloOpenThisAddressToSet: ({ name, url }: { name: string; url: string }): string =>
    `Hello ${name},\n\nopen this address to set a new password. It works once, for an hour:\n\n${url}\n\nIf you did not ask for it, nothing has changed and you need not do anything.`,
  makePasswordLinks: 'make password links',
  thisLinkWasUsedAlready: 'This link was used already or is too old. Please ask for a new one.',
  adminSettingsAreIgnored:
    'ADMIN_EMAIL and ADMIN_PASSWORD are ignored: there is an admin already. Whoever is locked out: npm run admin -- list',
  thisSetUpLinkWasUsed: 'This set-up link was used already or is no longer valid.',
  thisIsNoSAccount: (role: string): string => `This is no ${role}'s account.`,
  eMailOrPasswordIsNot: 'E-mail or password is not right. A new account may have to wait until an admin lets it in.',
  thisAccountWaitsUntilAnAdmin: 'This account waits until an admin lets it in.',
  thisAccountWasTurnedAway: 'This account was turned away or closed.',
  accountsAreMadeByTheSchool: 'Accounts are made by the school. Please ask there.',
  somebodyWaitsToBeLet: 'Somebody waits to be let in',
  signedUpAsA: ({ name, role }: { name: string; role: string }): string => `${name} signed up as a ${role}.`,
  thisAccountIsAndDoesNot: (status: string): string => `This account is ${status} and does not wait for anything.`,
  nobodyMaySignInAs: (login: string): string => `Nobody who may come in has the address or number ${login}.`,
  isNoAddress: (typed: string): string => `${typed} is not an e-mail address.`,
  nobodyHasThisEMail: 'Nobody has this e-mail.',
  anUnknownProgram: 'An unknown program',
  browserOnSystem: ({ browser, system }: Record<'browser' | 'system', string>): string => `${browser} on ${system}`,
  seeOrEndSignIns: 'see or end sign-ins',
  pleaseSignInAgain: 'Please sign in again.',
} as const;
