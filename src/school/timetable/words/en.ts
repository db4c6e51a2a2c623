/** What people read of timetable, in English. */
export const words = {
  icsTakesTooLongToLay: 'ics: takes too long to lay out; import it in parts.',
  icsHasMoreThanEventsImport: (mostEvents: number): string =>
    `ics: has more than ${mostEvents} events; import it in parts.`,
  ofCharactersAtMost: (longestUid: number): string => ` of ${longestUid} characters at most`,
  beginsAnEventWithoutAUid: (rest: string): string =>
    `begins an event without a UID${rest}: it could not be found again.`,
  beginsAnEventWithoutDtstart: 'begins an event without DTSTART.',
  changesAnEventAndAllAfter:
    'changes an event and all after it (RANGE), which is not read here; write them out one by one.',
  lastsWholeDays: 'lasts whole days',
  hasNoEnd: 'has no end',
  hasNoDurationSuchAsPt90m: 'has no DURATION such as PT90M.',
  isASecondRrule: 'is a second RRULE of its event; write it as an event of its own.',
  cannotBeLaidOut: (message: string): string => `cannot be laid out. ${message}`,
  icsLine: ({ line, detail }: { line: number; detail: string }): string => `ics: line ${line} ${detail}`,
  endsWhichWasNotBegun: (name: string): string => `ends ${name}, which was not begun.`,
  standsOutsideBeginVcalendarAndEnd: 'stands outside BEGIN:VCALENDAR and END:VCALENDAR.',
  beginsWhichNeverEnds: (toUpperCase: string): string => `begins ${toUpperCase}, which never ends.`,
  doesNotBeginAVcalendar: 'does not begin a VCALENDAR: this is no iCalendar file.',
  icsLineCannotBeRead: (line: number): string =>
    `ics: line ${line} cannot be read: it is no property such as SUMMARY:Algebra.`,
  hasNoTimeThatThere: (toUpperCase: string): string =>
    `has no time that there is: ${toUpperCase} is written 20261118T090000 or 20261118.`,
  namesATimeZone: (tzid: string): string =>
    `names a time zone that is not known and not described in the file: ${tzid}.`,
  describesYetAnotherChangeOfClocks: (mostChanges: number): string =>
    `describes yet another change of clocks; ${mostChanges} are read at most.`,
  describesAChangeOfClocks: 'describes a change of clocks that is not once a year.',
  beginsATimeZoneThatCannot: 'begins a time zone that cannot be read: it needs DTSTART, TZOFFSETFROM and TZOFFSETTO.',
  lastDayAHolidayDoesNotEnd: 'lastDay: a holiday does not end before it starts.',
  lastDayAHolidayLastsDays: (mostDays: number): string => `lastDay: a holiday lasts ${mostDays} days at most.`,
  thereIsNoSuchCampus: 'There is no such campus.',
  isInTheFileTwice: 'is in the file twice',
  wasCancelledHere: 'was cancelled here',
  wasHeldAlready: 'was held already',
  isCancelledInTheCalendar: 'is cancelled in the calendar',
  theRule: (detail: string): string => `The rule ${detail}`,
  hasAPartThatIsNot: ({ name, list }: { name: string; list: string }): string =>
    `has a part that is not known here, ${name}; known are ${list}.`,
  isNotRightAtOrNames: (name: string): string => `is not right at ${name}, or names it twice.`,
  needsFreqWhichIsOne: (list: string): string => `needs FREQ, which is one of ${list}.`,
  hasUntilAndCountKeepOne: 'has UNTIL and COUNT; keep one of them.',
  namesADayOfTheMonth: 'names a day of the month that there is not; BYMONTHDAY is 1 to 31, or -1 to -31 from its end.',
  hasABysetposThatThere: 'has a BYSETPOS that there is not; it is 1 to 31, or -1 to -31.',
  countsWeekdaysWhichGoesWithFreq: (get: string): string => `counts weekdays (${get}), which goes with FREQ=MONTHLY.`,
  hasBymonthdayWhichDoesNotGo: 'has BYMONTHDAY, which does not go with FREQ=WEEKLY.',
  hasBysetposWhichGoesWithFreq: 'has BYSETPOS, which goes with FREQ=MONTHLY and BYDAY.',
  hasAnUntilThatThere: 'has an UNTIL that there is not.',
  theRuleContradictsItselfNoDay: 'The rule contradicts itself: no day is ever as its BYDAY and BYMONTHDAY say.',
  theRuleNamesNoDay:
    'The rule names no day on which there could be a lesson. Look at its end, the first day and the days left out.',
  theRuleMakesSessionsAtMost: ({ count, mostSessions }: { count: number; mostSessions: number }): string =>
    `The rule makes ${count} sessions; ${mostSessions} at most are made at once. Let it end sooner.`,
  theRuleHasNoEndAdd: 'The rule has no end. Add UNTIL (such as UNTIL=20270630) or COUNT.',
  theRuleRunsOnForMore: (mostYears: number): string =>
    `The rule runs on for more than ${mostYears} years after the first day. Let it end sooner.`,
  isNotATimeOfDay: 'is not a time of day such as 09:15',
  isLongerThan1Mb: 'is longer than 1 MB',
} as const;
