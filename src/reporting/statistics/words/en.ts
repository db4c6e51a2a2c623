/** What people read of statistics, in English. */
export const words = {
  toNotBeforeFromAndTwo: 'to: not before `from`, and two years after it at most',
  classIdNameOneOfYourClasses: 'classId: name one of your classes',
  afterIsNotWhatAnEarlier: 'after: is not what an earlier page answered as `next`',
  exportRecords: (filter: object): string =>
    [
      'export the records of all classes',
      ...Object.entries(filter).map(([name, value]) => `${name} ${String(value)}`),
    ].join(', '),
} as const;
