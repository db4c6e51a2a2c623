/** What people read of appeals, in English. */
export const words = {
  theAppealOfIn: ({ name, classText, startsAt }: { name: string; classText: string; startsAt: string }): string =>
    `the appeal of ${name} in ${classText}, ${startsAt}`,
  theRecordBecomes: (wanted: string): string => `The record becomes ${wanted}.`,
  theRecordStaysAs: 'The record stays as it is.',
  yourAnswer: (comment: string): string => ` Your answer: “${comment}”`,
  theyWroteAnAnswerIsFinal: ({
    rest,
    what,
    text,
    effect,
    rest2,
  }: {
    rest: string;
    what: string;
    text: string;
    effect: string;
    rest2: string;
  }): string => `${rest} ${what}? They wrote: “${text}” ${effect}${rest2} An answer is final.`,
  theRecordIsCorrected: 'The record is corrected and the student told.',
  theStudentIsTold: 'The student is told.',
  nobodyCalledHasAnOpenAppeal: (typed: string): string => `Nobody called "${typed}" has an open appeal.`,
  whomDoYouMeanNothing: (list: string): string => `Whom do you mean: ${list}? Nothing was changed.`,
  hasSeveralOpenAppealsPleaseName: ({ name, which }: { name: string; which: string }): string =>
    `${name} has several open appeals (${which}). Please name the class and the day. Nothing was changed.`,
  isNotOverYetPleaseTell: (code: string): string =>
    `${code} is not over yet: please tell your teacher there. Nothing was sent.`,
  theRecordOfSaysAlreadyNothing: ({ where, wanted }: { where: string; wanted: string }): string =>
    `The record of ${where} says ${wanted} already. Nothing to correct.`,
  iWas: (wanted: string): string => `I was ${wanted}.`,
  notMarked: 'not marked',
  askTheTeachersOfToCorrect: ({ code, what, text }: { code: string; what: string; text: string }): string =>
    `Ask the teachers of ${code} to correct ${what}. Your words: “${text}” Shall I send it?`,
  sentYouAreToldWhen: (what: string): string => `Sent: ${what}. You are told when it is answered.`,
  withdrawnYourAppealOf: (what: string): string => `Withdrawn: your appeal of ${what}.`,
  openAppeal: 'open appeal',
  inText: (code: string): string => ` in ${code}`,
  thereIsNo: ({ kind, rest }: { kind: string; rest: string }): string => `There is no ${kind}${rest}.`,
  wants: ({
    rest,
    code,
    startsAt,
    wanted,
    text,
    standing,
  }: {
    rest: string;
    code: string;
    startsAt: string;
    wanted: string;
    text: string;
    standing: string;
  }): string => `• ${rest}${code}, ${startsAt}: wants ${wanted}. “${text}”${standing}`,
  andOlderOnes: (value: number): string => `… and ${value} older ones.`,
  sayForExampleApproveTheAppeal: 'Say for example "approve the appeal of Ada".',
} as const;
