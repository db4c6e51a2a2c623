/** What people read of sessions, in English. */
export const words = {
  thisClassIsArchivedBring: 'This class is archived. Bring it back first.',
  thereIsNoSuchPlace: "There is no such place on the class's campus. Choose one of that campus, or none.",
  afterIsNotTheNext: 'after: is not the next of a page; leave it out to start at the first one.',
  thisSessionIsCancelledAlready: 'This session is cancelled already.',
  thisSessionWasNotHeld: 'This session was not held, so there is nothing to void; cancel it instead.',
  thisSessionIsNotCancelled: 'This session is not cancelled; there is nothing to give back.',
  thisSessionWasMerged: 'This session was merged into another one and cannot be given back.',
  onlyAClosedSession: 'Only a closed session can be reopened.',
  itIsOver: 'Its time is over. What is wrong in its register can be corrected mark by mark.',
  thisSessionIsNotDueYet: (minutes: number): string =>
    `A session can be opened from ${minutes} minutes before its start on.`,
  theRegisterWasDue: (days: number): string =>
    `The register of this session was due within ${days} days; now only an admin can take it.`,
  onAgain: 'On again',
  isVoid: ({ when, reason }: { when: string; reason: string | null }): string =>
    reason === null ? `${when} does not count any more.` : `${when} does not count any more: ${reason}.`,
  countsAgain: (when: string): string => `${when} counts again.`,
  isOnAgain: (when: string): string => `${when} is on again.`,
  aSessionCannotBeMergedInto: 'A session cannot be merged into itself; name another one of the class.',
  bothSessionsHaveTo: 'Both sessions have to be of one class.',
  theseTwoLieTooFarApart: (detail: string): string => `${detail} These two lie too far apart.`,
  onlyAScheduledSessionCan: ({ what, status }: { what: string; status: string }): string =>
    `Only a scheduled session can be ${what}; this one is ${status}.`,
  theSessionHasBeenUsedAlready: 'The session has been used already; close it instead.',
  onlyAnOpenSessionCan: (status: string): string =>
    `Only the opening of an open session can be taken back; this one is ${status}.`,
  thisSessionOpensItself: 'This session opens itself and would be open again at once; cancel it instead.',
  aSessionLiesWithinAHundred: 'A session lies within a hundred years.',
  aSessionEndsAfterItStarts: 'A session ends after it starts.',
  aSessionLastsADay: 'A session lasts a day at most.',
  thisSessionWasCancelledItNeeds: 'This session was cancelled; it needs no substitute.',
  thereIsNoSuchTeacher: 'There is no such teacher.',
  theyAreNoSubstitute: 'They are no substitute of this session.',
  youStandIn: 'You stand in',
  youNeedNotStand: 'You need not stand in',
  itIsInYourTimetableYou: (when: string): string =>
    `${when}. It is in your timetable; you can open it, mark students and close it.`,
  isRunBySomebodyElse: (when: string): string => `${when} is run by somebody else.`,
  isCancelled: ({ when, reason }: { when: string; reason: string | null }): string =>
    reason === null ? `${when} is cancelled.` : `${when} is cancelled: ${reason}.`,
  withoutAPlaceOfItsOwn: ', without a place of its own',
  anotherPlace: 'another place',
  inText: (placeId: string): string => `, in ${placeId}`,
  isNow: ({ before, after, where }: { before: string; after: string; where: string }): string =>
    `${before} is now ${after}${where}.`,
  andMore: (value: number): string => `… and ${value} more.`,
  to: ({ when, when2 }: { when: string; when2: string }): string => `${when} to ${when2}`,
} as const;
