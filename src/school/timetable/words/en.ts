/** What people read of timetable, in English. */
export const words = {
  lastDayAHolidayDoesNotEnd: 'lastDay: a holiday does not end before it starts.',
  lastDayAHolidayLastsDays: (mostDays: number): string => `lastDay: a holiday lasts ${mostDays} days at most.`,
  thereIsNoSuchCampus: 'There is no such campus.',
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
} as const;
