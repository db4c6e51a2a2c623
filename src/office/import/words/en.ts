/** What people read of import, in English. */
export const words = {
  waitsForApprovalLetThem: (who: string): string => `${who} waits for approval: let them in or turn them away first`,
  isHereAsA: ({ who, role }: { who: string; role: string }): string => `${who} is here as a ${role}`,
  isHereAsAnAdmin: (who: string): string => `${who} is here as an admin: change admins by hand`,
  isDeactivated: (who: string): string => `${who} is deactivated`,
  addressIsShared: ({ line, email }: { line: number; email: string }): string =>
    `${email} is the address of line ${line}, who has another number: this one comes in without an address`,
  addressStays: (email: string): string => `the address stays: an API key may not change it to ${email}`,
  addressIsHeld: ({ name, email }: { name: string; email: string }): string =>
    `${email} is the address of ${name}, who has another number: it was left out`,
  wasMerged: ({ key, name }: { key: string; name: string }): string =>
    `${key} is of an account that was merged into ${name}: the line is about them, and changes nothing of what they are called`,
  isSomebodyElses: ({ key, name }: { key: string; name: string }): string =>
    `${key} belongs to somebody else here, ${name}`,
  thereIsNoClass: (missing: string): string => `there is no class ${missing}`,
  thisClassIsArchived: (code: string): string => `class ${code} is archived: bring it back first`,
  thisIsNoCode: (code: string): string => `${code} is too long for the code of a class`,
  onlyTeachersTeach: 'only teachers teach a class',
  guardiansAreOnNoRoster: 'guardians are on no roster',
  somebodyWasAddedInTheMeantime:
    'Somebody was added in the meantime. Please try again: what is here already stays as it is.',
  isMissing: 'is missing',
  isMissingOfSomebodyNew: 'is missing, and nobody here has this number or address',
  isNoAddress: 'is no e-mail address',
  isNoRole: (cell: string): string => `"${cell}" is none of student, teacher, guardian; leave it out or give a mapping`,
  adminsAreMadeByHand: 'admins are made by hand',
  isTooLong: (most: number): string => `is longer than ${most} letters`,
  hasABrokenLetter: 'a letter of this row cannot be read: the file was damaged when it was saved',
  isNoLongerThere: (status: string): string => `is no longer there (${status})`,
  guardian: 'guardian',
  guardiansAddressIsNone: (typed: string): string => `"${typed}" is no address of a guardian and was left out`,
  guardianIsHereAsA: ({ who, role }: { who: string; role: string }): string =>
    `${who} is here as a ${role}, and was not made a guardian`,
  guardianIsNotIn: (who: string): string => `${who} may not come in, and was not made a guardian`,
  guardianHasTheirOwnAddress: (email: string): string =>
    `${email} is the pupil's own address, and was left out of the guardian`,
  guardiansAreOfStudents: 'only students have guardians: those of this line were left out',
  isOnLineAlready: ({ line, what }: { line: number; what: string }): string =>
    `is on line ${line} already, with another ${what}`,
  theSameNameIsOn: (line: number): string =>
    `the same name is on line ${line}; with neither number nor address they are taken for two people`,
  theSameNameTwiceInOneClass: (line: number): string =>
    `the same name is on line ${line} for the same class: give them numbers or addresses to tell them apart`,
  somebodyOfThisNameIsHere:
    'somebody of this name is here already; a number or an address would say whether it is the same person',
  severalOfThisNameAreHere: 'several of this name are on this roster: a number or an address has to say who is meant',
  cardIsSomebodyElses: 'somebody else has this card',
  cardIsOnLineAlready: (line: number): string => `this card is on line ${line} already`,
  nothingNamesPeople: ({ found, known }: { found: string; known: string }): string =>
    `file: no row names the columns. Its first row says: ${found}. Name them like ${known}, or send a mapping of your headers to these fields`,
  lacksAName: (found: string): string =>
    `file: a column with names is missing (name, or family and given name). Its columns are: ${found}. Name one of them so, or send a mapping such as {"Your header": "name"}`,
  mappingNamesNoColumn: (headers: string): string => `mapping: the file has no column ${headers}`,
  mappingIsNoJson: 'is no JSON object of names and what they mean',
  groupsAreNotUsed: 'Columns of groups were read, but people are not put into groups.',
  looksSavedWrongly:
    'Some letters look as if the file had been saved in a wrong encoding before (Ã¼ for ü): please look at the names.',
  encodingWasFound: (encoding: string): string =>
    `The file does not say its encoding; it reads best as ${encoding}. Please look at names with accents, or send "encoding".`,
  aCampusIsNeeded: 'campusId: there are several campuses: say on which one new classes are.',
  thereIsNoCampus: 'campusId: there is no such campus.',
  thereIsNoCampusYet: 'campusId: there is no campus yet: make one first.',
  tooManyWouldLeave: ({ vanished, of }: { vanished: number; of: number }): string =>
    `removeMissing: ${vanished} of ${of} students would leave their rosters, which is more than a tenth. Nothing was changed; please look whether the file is whole.`,
  bundleHasNoUsers: 'file: has no users.csv in it, and is no OneRoster bundle',
  bundleLacks: (column: string): string => `file: users.csv of the bundle has no column ${column}`,
  isNoRoleOfABundle: (role: string): string => `a ${role} of the bundle is not brought in`,
  enrolsNobodyKnown: (id: string): string => `no user ${id} is brought in from this bundle`,
  beginsLater: ({ code, begin }: { code: string; begin: string }): string =>
    `begins in ${code} on ${begin}, and comes in when the file is sent again then`,
  isADelta: 'The bundle has only what changed (delta): what is not in it stays as it is.',
  aDeltaIsNotWhole:
    'fullSync: the bundle has only what changed (its manifest says delta): who is not in it is not gone. Send a bulk export, or leave fullSync out.',
  enrolsInNoClass: (id: string): string => `there is no class ${id} in this bundle`,
} as const;
