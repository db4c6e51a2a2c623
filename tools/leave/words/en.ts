/** What people read of leave, in English. */
export const words = {
  leaveOfFrom: ({ name, classText, request }: { name: string; classText: string; request: string }): string =>
    `leave of ${name} from ${classText}, ${request}`,
  reasonGiven: (reason: string): string => `Reason given: ${reason}.`,
  cameWithIt: (count: string): string => `${count} came with it.`,
  yourComment: (comment: string): string => `Your comment: ${comment}.`,
  absencesUnderItBecomeExcused: 'Absences under it become excused.',
  becameExcused: (changed: string): string => ` ${changed} became excused.`,
  nobodyCalledHasAPendingRequest: (typed: string): string =>
    `Nobody called "${typed}" has a pending request for leave.`,
  whomDoYouMeanNothing: (list: string): string => `Whom do you mean: ${list}? Nothing was changed.`,
  hasSeveralPendingRequestsPleaseName: ({ name, list }: { name: string; list: string }): string =>
    `${name} has several pending requests (${list}). Please name the class, or decide on the page. Nothing was changed.`,
  allClasses: 'all classes',
  from: (code: string): string => ` from ${code}`,
  thereIsNoForLeave: ({ kind, rest }: { kind: string; rest: string }): string =>
    `There is no ${kind} for leave${rest}.`,
  theLatest: (count: string): string => `The latest ${count}`,
  forLeave: (rest: string): string => `${rest} for leave:`,
  sayForExampleApproveAdasLeave: 'Say for example "approve Ada\'s leave".',
  youCanAskForYourselfOnly: 'You can ask for yourself only.',
  noStudentIsLinkedToYou: 'No student is linked to you. Please ask the school to do so.',
  forWhomDoYouAsk: (list: string): string => `For whom do you ask: ${list}?`,
  forWhichDaysSayForExample:
    'For which days? Say for example "I am ill tomorrow", or "leave from Monday to Wednesday because of a competition".',
  whatIsTheReasonPleaseSay:
    'What is the reason? Please say it in one sentence with the day, for example "I need leave on Friday because of a funeral".',
  theTeachersOf: (code: string): string => `the teachers of ${code}`,
  anAdmin: 'an admin',
  for: (name: string): string => ` for ${name}`,
  leaveFrom: ({ rest, describeScope, planned }: { rest: string; describeScope: string; planned: string }): string =>
    `leave${rest} from ${describeScope}, ${planned}`,
  noSessionIsPlannedThenYet: 'No session is planned then yet.',
  thatIs: ({ count, shown, rest }: { count: string; shown: string; rest: string }): string =>
    `That is ${count}: ${shown}${rest}.`,
  theAttachedFileIsNotSent:
    ' The attached file is not sent with it: evidence is added on the page, once the request is made.',
  askForReasonItIsDecided: ({
    what,
    reason,
    covered,
    decidedBy,
    files,
  }: {
    what: string;
    reason: string;
    covered: string;
    decidedBy: string;
    files: string;
  }): string =>
    `Ask for ${what}. Reason: ${reason}. ${covered} It is decided by ${decidedBy}.${files} Shall I send it?`,
  sentWillDecide: ({ what, replace }: { what: string; replace: string }): string =>
    `Sent: ${what}. ${replace} will decide.`,
  withdrawn: (what: string): string => `Withdrawn: ${what}.`,
  theClassesAre: (names: string): string => `. The classes are: ${names}`,
  thereIsNoOneClassCalled: ({ typed, rest }: { typed: string; rest: string }): string =>
    `There is no one class called "${typed}"${rest}. Nothing was sent.`,
} as const;
