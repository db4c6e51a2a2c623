/** What counts, and the percentage of attendance. */
export { isMark, standingIn, type MarkedStatus, type Standing } from './counting.policy.ts';
export {
  addWeighed,
  figureOfStudent,
  isUnderMinimum,
  isUsualRule,
  percentageOf,
  tellRule,
  weigh,
  weighStudent,
  type CountedMarks,
  type CountingRule,
  type StudentFigure,
  type Weighed,
} from './percentage.policy.ts';
