/** What people read of access, in English. */
export const words = {
  needsAtLeast8Characters: 'needs at least 8 characters',
  hasMoreThan200Characters: 'has more than 200 characters',
  thatIsMadeOfYourName: (field: string): string =>
    `${field} is made of your name, address or number, or of the school's name. Choose something that nobody knows of you, such as three words that do not belong together.`,
  thatIsTriedFirst: (field: string): string =>
    `${field} is one that many people have, so it is tried first. Choose something of your own, such as three words that do not belong together.`,
  nobodyHasThisPassword: 'nobody has this password',
  isNotValid: 'is not valid',
  thisApiKeyIsNot: (permission: string): string => `This API key is not for ${permission}.`,
  anApiKeyCannotPleaseSign: (what: string): string => `An API key cannot ${what}. Please sign in for that.`,
  pleaseDoThisOnThePage: 'This is a grave act, for which you show once more who you are. Please do it on the page.',
  aKeyCannotAskForASecondYes:
    "This school wants a second admin's yes for that, which an API key cannot ask for. Please sign in for that.",
  needsASecondYes: (what: string): string =>
    `This school wants a second admin's yes before you ${what}. Please ask for it on the page.`,
  chooseWhatWaits: "choose what waits for a second admin's yes",
  changeSettings: (names: readonly string[], change: object): string =>
    `change ${names.map((name) => `${name} to ${JSON.stringify((change as Record<string, unknown>)[name])}`).join(', ')}`,
  thereIsNoSecondAdmin:
    'There is no other admin who could say yes. Please make a second one first, here or on the server with `npm run admin -- create`.',
  wrongCodes: 'wrong codes',
  failedSignIns: 'failed sign-ins',
  wrongJoinCodes: 'wrong join codes',
  tooManyPleaseWaitSeconds: ({ item, retryAfterS }: { item: string; retryAfterS: number }): string =>
    `Too many ${item}. Please wait ${retryAfterS} seconds.`,
} as const;
