/** What people read of statistics, in English. */
export const words = {
  togetherOver: ({ percentage, sessions }: { percentage: string; sessions: string }): string =>
    `Together: ${percentage} over ${sessions}.`,
  attendance: (range: string): string => `Attendance, ${range}:`,
  figuresOfAWholeCampus: 'Figures of a whole campus are for admins. Ask about one of your classes.',
  at: (name: string): string => ` at ${name}`,
  attendanceOver: ({ rest, range }: { rest: string; range: string }): string => `Attendance${rest}, ${range}`,
  thereIsNoOneCampusCalled: ({ typed, list }: { typed: string; list: string }): string =>
    `There is no one campus called "${typed}". They are: ${list}.`,
  nothingToCount: 'nothing to count',
  noFinishedSessions: ({ code, title }: { code: string; title: string }): string =>
    `${code} ${title}: no finished sessions`,
  presentLateAbsentExcused: ({
    present,
    late,
    absent,
    excused,
  }: {
    present: number;
    late: number;
    absent: number;
    excused: number;
  }): string => `present ${present}, late ${late}, absent ${absent}, excused ${excused}`,
  andMore: (value: number): string => ` and ${value} more`,
  below: ({ minimumPercentage, names, more }: { minimumPercentage: number; names: string; more: string }): string =>
    `\n  Below ${minimumPercentage} %: ${names}${more}`,
  over: ({
    code,
    title,
    percentage,
    sessions,
    sums,
    warning,
  }: {
    code: string;
    title: string;
    percentage: string;
    sessions: string;
    sums: string;
    warning: string;
  }): string => `${code} ${title}: ${percentage} over ${sessions} (${sums})${warning}`,
  toCome: 'to come',
  openYouAreNotChecked: 'open, you are not checked in',
  notMarked: 'not marked',
  belowTheMinimumOf: ({
    code,
    percentage,
    minimumPercentage,
  }: {
    code: string;
    percentage: number;
    minimumPercentage: number;
  }): string => `⚠ ${code}: ${percentage} %, below the minimum of ${minimumPercentage} %.`,
  inTheNextSevenDaysSay: (count: string): string => `${count} in the next seven days; say "my timetable" to see them.`,
  nothingIsPlannedInTheNext: 'Nothing is planned in the next seven days.',
  youHaveNothingToday: 'You have nothing today.',
  ofHere: ({ state, here, ofText }: { state: string; here: number; ofText: number }): string =>
    `${state}, ${here} of ${ofText} here`,
  notHere: 'Not here',
  leaveRequest: 'leave request',
  toLookAt: (flags: string): string => `${flags} to look at`,
  youHaveNoSessionsToday: 'You have no sessions today.',
  waitsForYou: (list: string): string => `Waits for you: ${list}.`,
  nothingWaitsForYou: 'Nothing waits for you.',
  nobodyWaitsToBeLet: 'Nobody waits to be let in.',
  moreThan: 'more than ',
  waitsForYouToBeLet: ({ rest, pending }: { rest: string; pending: string }): string =>
    `Waits for you: ${rest}${pending} to be let in.`,
  theLast30Days: 'The last 30 days',
  to: ({ startsAt, endsAt }: { startsAt: string; endsAt: string }): string => `${startsAt} to ${endsAt}`,
  headingNoFinishedSessions: (heading: string): string => `${heading}: no finished sessions.`,
  lowestClasses: 'Lowest classes:',
  ofBelowTheMinimum: ({ below, ofText, rest }: { below: number; ofText: string; rest: string }): string =>
    `${below} of ${ofText} ${rest} below the minimum of a class so far.`,
  weeksFrom: (list: string): string => `Weeks from ${list}`,
  percentageOver: ({ percentage, sessions }: { percentage: string; sessions: string }): string =>
    `${percentage} over ${sessions}`,
} as const;
