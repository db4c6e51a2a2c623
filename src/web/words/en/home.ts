/** What people see first. */
export const home = {
  hello: 'Hello, {{name}}',
  today: 'Today',
  nothingToday: 'No lesson today.',
  upcoming: 'Coming up',
} as const;
