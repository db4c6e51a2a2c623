/** What people read of focus, in English. */
export const words = {
  youHaveAgreedToItAlready: 'You have agreed to it already. Say "stop my focus index" to withdraw.',
  doYouAgree: (text: string): string => `${text}\nDo you agree?`,
  thankYouWhereAClassWorks:
    'Thank you. Where a class works it out student by student, yours is kept with it; say "stop my focus index" to withdraw.',
  pleaseSendAPhoto: 'Please send a photo of the room with it.',
  pleaseSendOnePhoto: 'Please send one photo of the room at a time: who is in two would count twice.',
  focusIndexNow: ({ where, frame }: { where: string; frame: string }): string => `${where}: focus index now: ${frame}.`,
  thoseWhoAgreed: (list: string): string => `Those who agreed: ${list}`,
  takenBackTheFocusIndex: (where: string): string => `Taken back: the focus index of that photo of ${where}.`,
  theFocusIndexIs: ({ where, code }: { where: string; code: string }): string =>
    `${where}: the focus index is on, and no photo was sent yet. Send one of the room with "focus of ${code}".`,
  atTheLowestAnd: ({ lowest, highest }: { lowest: number; highest: number }): string =>
    `, ${lowest} at the lowest and ${highest} at the highest`,
  noFocusIndex: (where: string): string => `${where}: no focus index.`,
  focusIndexOf100Over: ({
    where,
    figure,
    count,
    span,
  }: {
    where: string;
    figure: number;
    count: string;
    span: string;
  }): string => `${where}: focus index ${figure} of 100 over ${count}${span}.`,
  theLastOfPhotos: ({ mostLines, count }: { mostLines: number; count: number }): string =>
    `The last ${mostLines} of ${count} photos:`,
  itSaysWhereHeadsWereTurned:
    'It says where heads were turned and how shoulders were held, and nothing of what anybody thought.',
  noFigureSinceOfCould: ({
    judged,
    seen,
    minimumPeople,
  }: {
    judged: string;
    seen: number;
    minimumPeople: number;
  }): string => `no figure, since ${judged} of ${seen} could be judged and it takes ${minimumPeople}`,
  tooSmallOrBlurredToJudge: (others: string): string => `; ${others} too small or blurred to judge`,
  of10095Interval: ({
    figure,
    low,
    high,
    judged,
    rest,
  }: {
    figure: number;
    low: number;
    high: number;
    judged: number;
    rest: string;
  }): string => `${figure} of 100 (95 % interval ${low} to ${high}), of ${judged} people${rest}`,
  shallITurnTheFocusIndexOff: (code: string): string =>
    `Shall I turn the focus index of ${code} off and delete all its figures? They cannot be brought back.`,
  theFocusIndexOfIsOff: ({ code, deleted }: { code: string; deleted: string }): string =>
    `The focus index of ${code} is off; the figures of ${deleted} were deleted.`,
  beforeTheFocusIndex: (code: string): string =>
    `Before the focus index of ${code} is turned on there has to be an impact assessment (DPIA). Say where it is kept, such as: turn on focus for ${code}, DPIA 2026-14`,
  alsoStudentByStudentOfThose: 'also student by student, of those who agree',
  ofTheClassAsAWhole: 'of the class as a whole only',
  shallITurnTheFocusIndexOnFor: ({
    code,
    reference,
    scope,
    minimumPeople,
  }: {
    code: string;
    reference: string;
    scope: string;
    minimumPeople: number;
  }): string =>
    `Shall I turn the focus index of ${code} on, by the impact assessment ${reference}? It is worked out from photos of the room, ${scope}, and of ${minimumPeople} people or more.`,
  thisWithdrawsYourAgreementAndDeletes:
    'This withdraws your agreement and deletes the focus figures that were kept of you, for good. Shall I?',
  yourAgreementIsWithdrawnAndNo: 'Your agreement is withdrawn, and no focus figures of yours are kept.',
} as const;
