/** What people read of focus, in English. */
export const words = {
  focusIndexOfTheClass: 'Focus index of the class',
  bars95Interval: (day: string): string => `${day}, bars: 95 % interval`,
  belowTheHoursPeopleJudgedHollow: (minimumPeople: number): string =>
    `Below the hours: people judged. Hollow: fewer than ${minimumPeople}, so no figure.`,
  yourClassMayWorkOut: [
    'Your class may work out a focus index: a number from 0 to 100 for where heads are turned and how shoulders are held in photos',
    'of the room. It says nothing about what anybody thinks or feels, and never counts for attendance or grades. Of the class as a whole it is',
    'worked out without telling who is who. Only if you agree, and to face recognition as well, a number of your own is kept with it:',
    'encrypted, for 30 days, to be seen by your teachers and by you. Nobody has to agree. You can withdraw at any time; your',
    'numbers are then deleted at once.',
  ].join(' '),
  framesSendOneToPhotos: (mostFrames: number): string => `frames: send one to ${mostFrames} photos of the room`,
  takenAtSayOfEachOfSeveral: 'takenAt: say of each of several frames when it was taken',
  takenAtIsNotIsoInOrder: ({ count, rest }: { count: number; rest: string }): string =>
    `takenAt: is not ${count} ISO ${rest}, in order, with commas between them`,
  takenAtNamesOneMomentTwice: 'takenAt: names one moment twice',
  theSessionIsNotHeldOpen: 'The session is not held: open it first.',
  takenAtDoesNotLieWithin: ({ at, at2, at3 }: { at: string; at2: string; at3: string }): string =>
    `takenAt: ${at} does not lie within the session, which is from ${at2} to ${at3}.`,
  theFocusIndexOfIsOff: (code: string): string => `The focus index of ${code} is off already.`,
  theFocusIndexOfThisClass:
    'The focus index of this class is worked out for the class as a whole. An admin can turn it on per student, for those who agree.',
  thisInstitutionWorksUnderTheEu:
    'This institution works under the eu profile, in which the focus index is never worked out for a single person (AI Act, Article 5(1)(f)). Ask for the class as a whole.',
  theFocusIndexIsOffUntilAnAdmin: (code: string): string =>
    `The focus index of ${code} is off. It judges people from photos, so it stays off until an admin turns it on with a reference to the impact assessment (DPIA).`,
  minimumPeopleAtLeastInTheProfile: ({ item, profile }: { item: number; profile: string }): string =>
    `minimumPeople: ${item} at least in the ${profile} profile, since the figure of a few is the figure of each.`,
  andStudentByStudentForThose: 'and student by student for those who agreed',
  neverOfASinglePerson: 'never of a single person',
  theFocusIndexOf: ({
    code,
    dpiaReference,
    minimumPeople,
    scope,
  }: {
    code: string;
    dpiaReference: string;
    minimumPeople: number;
    scope: string;
  }): string =>
    `The focus index of ${code} is on, by the impact assessment ${dpiaReference}: of ${minimumPeople} people or more, ${scope}. An admin can turn it off.`,
} as const;
