/** What people read of imported calendars, in English. */
export const words = {
  icsTakesTooLongToLay: 'ics: takes too long to lay out; import it in parts.',
  takesTooLongToLay: 'takes too long to lay out',
  beginsAnEventWithoutDtstart: 'begins an event without DTSTART.',
  lastsWholeDays: 'lasts whole days',
  hasNoEnd: 'has no end',
  hasNoDurationSuchAsPt90m: 'has no DURATION such as PT90M.',
  cannotBeLaidOut: (message: string): string => `cannot be laid out. ${message}`,
  theRuleIsNotRightAt: (name: string): string => `The rule is not right at ${name}.`,
  line: ({ line, detail }: { line: number; detail: string }): string => `line ${line} ${detail}`,
  icsLine: ({ line, detail }: { line: number; detail: string }): string => `ics: line ${line} ${detail}`,
  beginsWhichNeverEnds: (name: string): string => `begins ${name}, which never ends.`,
  doesNotBeginAVcalendar: 'does not begin a VCALENDAR: this is no iCalendar file.',
  hasNoTimeThatThere: (name: string): string =>
    `has no time that there is: ${name} is written 20261118T090000 or 20261118.`,
  namesATimeZone: (tzid: string): string =>
    `names a time zone that is not known and not described in the file: ${tzid}.`,
  isReadByTheCampusClocks: (tzid: string): string =>
    `its time zone "${tzid}" is not described in the file; it was read by the clocks of the campus`,
  describesYetAnotherChangeOfClocks: (mostChanges: number): string =>
    `describes yet another change of clocks; ${mostChanges} are read at most.`,
  describesAChangeOfClocks: 'describes a change of clocks that is not once a year.',
  beginsATimeZoneThatCannot: 'begins a time zone that cannot be read: it needs DTSTART, TZOFFSETFROM and TZOFFSETTO.',
  isInTheFileTwice: 'is in the file twice',
  hasALaterVersion: 'has a later version in the file',
  isLongPast: (days: number): string => `began more than ${days} days ago`,
  isTooFarAhead: (years: number): string => `begins more than ${years} years from now`,
  wasCancelledHere: 'was cancelled here',
  wasHeldAlready: 'was held already',
  isCancelledInTheCalendar: 'is cancelled in the calendar',
  isOnAgain: 'was cancelled in the calendar, and is on again',
  wasMovedHereAndStays: 'was moved here by hand, and stays so',
  wasMovedHere: 'was moved here by hand',
  isUsedAlready: 'is used already',
  wasMovedHereToo: 'was moved here by hand; the calendar has moved it since',
  isLongerThan1Mb: 'is longer than 1 MB',
} as const;
