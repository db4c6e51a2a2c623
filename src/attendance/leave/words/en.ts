/** What people read of leave, in English. */
export const words = {
  studentIdNameTheWardForWhom: 'studentId: name the ward for whom you ask',
  classIdThereIsNoSuchClass: 'classId: there is no such class, or the student is not on its roster.',
  sessionIdsNameEitherSessionsOrDays: 'sessionIds: name either sessions, or days by from and to',
  leaveForThisTimeWasAsked: 'Leave for this time was asked for already; withdraw that request first.',
  sessionIdsOneOfThemDoesNot: 'sessionIds: one of them does not exist, or the student is not on its roster.',
  sessionIdsOneOfThem: 'sessionIds: one of them is of another class; leave classId out to ask for several',
  sessionIdsOneOfThemWasCancelled: 'sessionIds: one of them was cancelled',
  evidenceSendAtLeastOneFile: 'evidence: send at least one file',
  evidenceFilesAtMost: (mostFiles: number): string => `evidence: ${mostFiles} files at most`,
  evidenceAFileIsLargerThan: 'evidence: a file is larger than 10 MB',
  evidencePleaseSendAPdf: 'evidence: please send a PDF or a photo (JPEG, PNG, WebP, HEIC)',
  toTheLastDayComesBefore: 'to: the last day comes before the first',
  toLeaveSpansDaysAtMost: (longestDays: number): string => `to: leave spans ${longestDays} days at most`,
  thisRequestWasAlready: (status: string): string => `This request was ${status} already.`,
  thisRequestIsPendingReject: 'This request is pending: reject it instead.',
  allClasses: 'all classes',
  asksToBeExcusedFrom: ({ studentName, value }: { studentName: string; value: string }): string =>
    `${studentName} asks to be excused from ${value}.`,
  leaveIsAskedFor: 'Leave is asked for',
  leaveFromWas: ({ value, decision, rest }: { value: string; decision: string; rest: string }): string =>
    `Leave from ${value} was ${decision}.${rest}`,
  leave: (decision: string): string => `Leave ${decision}`,
} as const;
