/** What people read of imports of marks, in English. */
export const words = {
  thisClassIsArchived: 'This class is archived and takes no new marks. Bring it back first.',
  nobodyIsSaid: (who: string): string => `nobody on the roster of this class is ${who}`,
  severalAreCalled: (who: string): string => `several on the roster are ${who}: give a number or an address`,
  isMissing: 'is missing',
  isNoDay: (typed: string): string => `"${typed}" is no day`,
  isNoTime: (typed: string): string => `"${typed}" is no time of day`,
  zoneIsUnsure: (zone: string): string =>
    `${zone} is not sure to be one time zone: write UTC, an offset such as +02:00, or a name such as Europe/Berlin`,
  zonesDiffer: 'one of the times says a time zone and the other another or none: write both in the same way',
  dayOrMonthFirst: (typed: string): string => `"${typed}" may be either of two days: send dayOrder=dmy or dayOrder=mdy`,
  isToCome: 'is still to come',
  isNoStatus: (word: string): string =>
    `"${word}" stands for no status: say what it means with words, such as {"${word}": "absent"}`,
  meansNoStatus: ({ word, means }: { word: string; means: string }): string =>
    `words: "${word}" cannot mean "${means}", which is none of present, late, absent, excused or a word of the class`,
  severalSessionsOnThisDay: 'the class has several sessions on this day: give the time',
  theSessionIsCancelled: 'the session on this day is cancelled',
  isMarkedTwice: (line: number): string => `line ${line} says otherwise of the same student and session`,
  thereIsNoClass: (code: string): string => `there is no class ${code}`,
  aColumnOfClassesIsNeeded: (found: string): string =>
    `file: a column with classes is missing. Its columns are: ${found}`,
  nothingSaysMarks: (found: string): string =>
    `file: it is neither a list (a student, a date and a status on each line) nor a grid (students by dates). Its columns are: ${found}. Name them so, or send a mapping`,
  severalColumnsOfOneDay: 'several columns are of this day: write the times beside it',
  wordsName: (word: string): string => `"${word}" is read as nothing`,
} as const;
