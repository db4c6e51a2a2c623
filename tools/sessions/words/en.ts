/** What people read of sessions, in English. */
export const words = {
  to: ({ code, startsAt, endsAt }: { code: string; startsAt: string; endsAt: string }): string =>
    `${code}, ${startsAt} to ${endsAt}`,
  cancelIt: (where: string): string => `Cancel ${where}? Its students are told.`,
  makeItVoid: (where: string): string =>
    `Make ${where} void? It was held: its marks are kept and count no more, until you bring it back.`,
  reason: (reason: string): string => ` Reason: ${reason}.`,
  isVoid: (where: string): string => `${where} is void; its marks are kept and count no more.`,
  giveBack: (where: string): string => `Bring back ${where}? Its students are told.`,
  giveBackWithMarks: (where: string): string => `Bring back ${where}? The marks that it had count again.`,
  isOnAgain: (where: string): string => `${where} is on again.`,
  hasNoClosedSession: (code: string): string => `${code} has no session that was closed today.`,
  isOpenAgain: ({ code, until, takenBack }: { code: string; until: string; takenBack: string }): string =>
    `${code} is open again until ${until}; ${takenBack} that closing had written ${takenBack === '1 mark' ? 'is' : 'are'} taken back.`,
  isClosedAgain: (code: string): string => `Taken back: the session of ${code} is closed.`,
  everyRegisterIsTaken: 'Every register is taken.',
  registersNotTaken: (registers: string): string =>
    `${registers} not taken. "open CLASS on DAY" or a first "mark NAME present in CLASS on DAY" takes it; "cancel CLASS on DAY because …" tells why there was none.`,
  notTaken: ({ code, when, until }: { code: string; when: string; until: string }): string =>
    `${code}, ${when} (can be taken until ${until})`,
  andMore: (value: number): string => `… and ${value} more.`,
  isCancelled: (where: string): string => `${where} is cancelled.`,
  hasNoOpenSession: (code: string): string => `${code} has no open session.`,
  willBeAbsent: ({ count, list }: { count: string; list: string }): string => `${count} will be absent: ${list}.`,
  willBeExcusedOnLeave: ({ count, list }: { count: string; list: string }): string =>
    `${count} will be excused, on leave: ${list}.`,
  everyoneHasARecord: 'Everyone has a record.',
  close: ({ where, rest }: { where: string; rest: string }): string => `Close ${where}? ${rest}`,
  excused: (excused: number): string => `, ${excused} excused`,
  isClosedRecordedAbsent: ({ where, absent, rest }: { where: string; absent: string; rest: string }): string =>
    `${where} is closed; ${absent} recorded absent${rest}.`,
  isOpenAlreadyUntil: ({ code, until }: { code: string; until: string }): string =>
    `${code} is open already, until ${until}.`,
  isOpenAlready: (where: string): string => `${where} is open already.`,
  isOpenLate: ({ where, code, day }: { where: string; code: string; day: string }): string =>
    `${where} is open, so that its register can be taken now. "close ${code} on ${day}" ends that, or it closes by itself some hours later; whoever has no mark is absent then.`,
  isOpenUntilItCloses: ({
    code,
    until,
    lateAfterMinutes,
  }: {
    code: string;
    until: string;
    lateAfterMinutes: number;
  }): string =>
    `${code} is open until ${until}; it closes by itself then. Late from ${lateAfterMinutes} minutes after the start.`,
  takenBackTheOpening: (code: string): string => `Taken back: ${code} is planned as before, and not open.`,
  takenBackTheSession: (code: string): string => `Taken back: the session of ${code} was cancelled.`,
  at: (time: string): string => ` at ${time}`,
  hasNoSessionPlanned: ({ code, day, rest }: { code: string; day: string; rest: string }): string =>
    `${code} has no session planned on ${day}${rest}.`,
  hasSeveralSessionsOnWhichOne: ({ code, day, times }: { code: string; day: string; times: string }): string =>
    `${code} has several sessions on ${day}: ${times}. Which one do you mean? Nothing was changed.`,
  thereIsNoTeacherCalledWho: ({ teacher, code }: { teacher: string; code: string }): string =>
    `There is no teacher called "${teacher}" who does not run ${code} then already. Nothing was changed.`,
  whichTeacherDoYouMeanNothing: (list: string): string => `Which teacher do you mean: ${list}? Nothing was changed.`,
  letStandInForTheyCan: ({ name, where }: { name: string; where: string }): string =>
    `Let ${name} stand in for ${where}? They can then open it, mark students and close it; its own teachers can as before.`,
  standsInForTheyAreTold: ({ name, where }: { name: string; where: string }): string =>
    `${name} stands in for ${where}. They are told, and it is in their timetable.`,
  takenBackDoesNotStand: ({ name, where }: { name: string; where: string }): string =>
    `Taken back: ${name} does not stand in for ${where}, and is told so.`,
  from: (range: string): string => `from ${range}`,
  youHaveNothing: (when: string): string => `You have nothing ${when}.`,
  andMoreAskAboutFewerDays: (value: number): string => `… and ${value} more. Ask about fewer days to see them.`,
  youHave: (replace: string): string => `${replace} you have:`,
  fromTo: ({
    startsAt,
    endsAt,
    code,
    title,
    rest,
  }: {
    startsAt: string;
    endsAt: string;
    code: string;
    title: string;
    rest: string;
  }): string => `${startsAt} to ${endsAt} ${code} ${title}${rest}`,
  theFirstDayComesAfter: ({ from, to }: { from: string; to: string }): string =>
    `The first day (${from}) comes after the last (${to}).`,
  iCanLookAtTwoMonths: 'I can look at two months at most. Please name fewer days.',
} as const;
