/** What people read of accounts, in English. */
export const words = {
  thePresentPasswordIsNotRight: 'The present password is not right.',
  scopesIsNotForKeys: (refused: string): string => `scopes: ${refused} is not for keys`,
  expiresAtLiesInThePast: 'expiresAt: lies in the past',
  expiresAtIsTooLate: 'expiresAt: a key is good for a year at most',
  isNoAddressRange: 'is no address range, such as 192.0.2.0/24 or 2001:db8::/32',
  signingInWithAFace: 'Signing in with a face is not allowed here. Please use your password.',
  aFaceIsNoSecondFactor: 'This account has a second factor. Please sign in with your password or a passkey.',
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
  changeTitles: {
    addressAsked: 'Your address is to be changed',
    addressChanged: 'Your address was changed',
    passwordChanged: 'Your password was changed',
    passkeyAdded: 'A passkey was added',
    passkeyRemoved: 'A passkey was removed',
    authenticatorAdded: 'An authenticator app was added',
    authenticatorRemoved: 'Your authenticator app was removed',
    recoveryCodeUsed: 'A recovery code was used',
    secondFactorsReset: 'Your second factors were taken away',
    newDevice: 'You signed in on a new device',
  },
  addressChanged: ({ from, to }: Record<'from' | 'to', string | null>): string =>
    `The address of your account was changed from ${from ?? 'none'} to ${to ?? 'none'}.`,
  addressAsked: ({ from, to }: Record<'from' | 'to', string | null>): string =>
    `The address of your account shall become ${to ?? 'none'} instead of ${from ?? 'none'}. It does so when the link that was mailed there is opened and your password is typed.`,
  changes: {
    passwordChanged: 'The password of your account was changed. Every device was signed out.',
    passkeyAdded: 'A passkey was added to your account. Whoever holds it comes in with it.',
    passkeyRemoved: 'A passkey of your account was removed. It opens nothing any more.',
    authenticatorAdded: 'An app that shows codes was added to your account. From now on signing in asks for a code.',
    authenticatorRemoved: 'The app that shows codes was removed from your account.',
    recoveryCodeUsed: 'One of your recovery codes was used in place of a second factor.',
    secondFactorsReset:
      'Passkeys, authenticator app and recovery codes of your account were taken away, and every device was signed out.',
  },
  newDevice: (name: string): string => `Somebody signed in to your account with ${name}, for the first time.`,
  passkeysNeedAName:
    'Passkeys need an address with a name, not with numbers. Whoever runs this service sets PUBLIC_URL to one.',
  thatAreManyPasskeys: 'You have twenty passkeys. Please remove one first.',
  thisPasskeyCannotBeUsed: 'This passkey cannot be used here. Please try once more.',
  thisPasskeyDidNotWork: 'That passkey did not work here. Please try once more, or sign in with your password.',
  nothingWaitsForACode: 'No new authenticator app waits for its first code. Please begin anew.',
  thisCodeIsNotRight: 'This code is not right, or was used already. Please wait for the next one.',
  codesRecoverASecondFactor: 'Recovery codes stand in for a second factor: please set one up first.',
  resetSecondFactors: 'take second factors away',
  removeYourOwnOneByOne: 'Your own second factors you remove one by one, where you sign in.',
  onlyADeviceCanBeProven: 'Please do this where you are signed in.',
  showYourSecondFactor: 'Your password is right. Please show your second factor as well: a code or a passkey.',
  choosePasswordAndShowYourFactor:
    'This account has a second factor already. Please choose a password, and sign in with it and your second factor.',
  olderAppsAskForNoCode:
    'This account has a second factor, for which this app cannot ask. Please use the page of your school.',
  thisSignInTookTooLong: 'This sign-in took too long. Please begin anew.',
  somethingChanged: ({ title, institution }: Record<'title' | 'institution', string>): string =>
    `${title} (${institution})`,
  helloSomethingChanged: ({
    name,
    text,
    institution,
    pageUrl,
  }: Record<'name' | 'text' | 'institution' | 'pageUrl', string>): string =>
    `Hello ${name},\n\n${text}\n\nIf that was you or your school, you need not do anything. If it was not, tell whoever runs attendance at ${institution} at once, and choose a new password: open ${pageUrl} and press "Forgot your password?".`,
  proveYourAddress: (institution: string): string => `Prove your address (${institution})`,
  mailsToProve: {
    signUp: ({ institution, url }: Record<'institution' | 'url', string>): string =>
      `Hello,\n\nsomebody signed up with this address for attendance at ${institution}. If that was you, open this address and type the password that you chose. It works once, for a day:\n\n    ${url}\n\nIf it was not you, do nothing: without the password nobody gets any further.`,
    change: ({ institution, url }: Record<'institution' | 'url', string>): string =>
      `Hello,\n\nthis address shall become that of an account for attendance at ${institution}. If it is yours, open this address and type your password. It works once, for a day:\n\n    ${url}\n\nIf you know nothing of it, do nothing: without the password nobody gets any further.`,
  },
  thisIsNotTheAccountsPassword: "This is not the account's password.",
  thisAddressIsSomebodyElses: 'This address has become that of another account. Please ask at the school.',
  addressesAreKeptByTheSchool: 'Addresses are kept by the school here. Please ask there.',
  changeAnAddress: 'change an address',
  makePasswordLinks: 'make password links',
  thisLinkWasUsedAlready: 'This link was used already or is too old. Please ask for a new one.',
  adminSettingsAreIgnored:
    'ADMIN_EMAIL and ADMIN_PASSWORD are ignored: there is an admin already. Whoever is locked out: npm run admin -- list',
  thisSetUpLinkWasUsed: 'This set-up link was used already or is no longer valid.',
  thisIsNoSAccount: (role: string): string => `This is no ${role}'s account.`,
  eMailOrPasswordIsNot: 'E-mail or password is not right. A new account may have to wait until an admin lets it in.',
  thisAddressIsNotProven: 'The address of this account is not proven yet. Please open the link that was mailed there.',
  thisAccountWaitsUntilAnAdmin: 'This account waits until an admin lets it in.',
  thisAccountWasTurnedAway: 'This account was turned away or closed.',
  youHaveAnAccount: (institution: string): string => `You have an account (${institution})`,
  signInInstead: ({ name, institution, pageUrl }: Record<'name' | 'institution' | 'pageUrl', string>): string =>
    `Hello ${name},\n\nsomebody tried to sign up with this address for attendance at ${institution}. You have an account there already: sign in at ${pageUrl}, or press "Forgot your password?" there.\n\nIf it was not you, you need not do anything.`,
  accountsAreMadeByTheSchool: 'Accounts are made by the school. Please ask there.',
  somebodyWaitsToBeLet: 'Somebody waits to be let in',
  signedUpAsA: ({ name, role }: { name: string; role: string }): string => `${name} signed up as a ${role}.`,
  thisAccountIsAndDoesNot: (status: string): string => `This account is ${status} and does not wait for anything.`,
  hasNoSecondFactor: (login: string): string => `${login} has no second factor.`,
  nobodyMaySignInAs: (login: string): string => `Nobody who may come in has the address or number ${login}.`,
  isNoName: (typed: string): string =>
    `${JSON.stringify(typed)} is no name: it is empty, too long, or holds what cannot be seen.`,
  isNoAddress: (typed: string): string => `${typed} is not an e-mail address.`,
  nobodyHasThisEMail: 'Nobody has this e-mail.',
  anUnknownProgram: 'An unknown program',
  browserOnSystem: ({ browser, system }: Record<'browser' | 'system', string>): string => `${browser} on ${system}`,
  seeOrEndSignIns: 'see or end sign-ins',
  pleaseSignInAgain: 'Please sign in again.',
  takeFactorsAway: (name: string): string => `take the second factors of the admin ${name} away`,
  makeLinkFor: (name: string): string => `make a link that sets the password of the admin ${name}`,
  makeKey: ({ name, scopes }: { name: string; scopes: readonly string[] }): string =>
    `make the API key ${name} for ${scopes.join(', ')}`,
} as const;
