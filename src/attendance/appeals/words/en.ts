/** What people read of appeals, in English. */
export const words = {
  theSessionIsNotOverYet: 'The session is not over yet: please tell your teacher there.',
  theRecordSaysAlready: (standing: string): string => `The record says ${standing} already.`,
  appealIn: (code: string): string => `Appeal in ${code}`,
  asksFor: ({ name, wanted, text }: { name: string; wanted: string; text: string }): string =>
    `${name} asks for ${wanted}: ${text}`,
  anAppealOfThisRecord: 'An appeal of this record is open already.',
  thisAppealWasAlready: (status: string): string => `This appeal was ${status} already.`,
  yourAppealInWas: ({ code, rest }: { code: string; rest: string }): string => `Your appeal in ${code} was ${rest}`,
  theRecordNowSays: (wanted: string): string => `The record now says ${wanted}.`,
  theRecordStaysAs: 'The record stays as it is.',
} as const;
