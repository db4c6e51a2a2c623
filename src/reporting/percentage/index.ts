/** The percentage of attendance, and whether it lies under the minimum. */
export { isUnderMinimum, percentageOf, type CountedMarks } from './percentage.policy.ts';
