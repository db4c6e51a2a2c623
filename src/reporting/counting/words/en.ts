/** What people read of how attendance is counted, in English. */
export const words = {
  overHeld: 'Present and late lessons count as attended, over the lessons held so far.',
  overPlanned: 'Present and late lessons count as attended, over all planned lessons.',
  excusedLeftOut: 'Excused lessons are left out.',
  excusedAttended: 'Excused lessons count as attended.',
  excusedAbsent: 'Excused lessons count as missed.',
  freeAbsences: (count: number): string =>
    count === 1 ? 'One absence is free.' : `The first ${count} absences are free.`,
  minimum: (percentage: number): string => `The minimum is ${percentage} %.`,
} as const;
