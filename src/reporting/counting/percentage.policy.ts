/** The percentage of attendance: the one figure that sheets, statistics, dashboards and histories share. */
import type { ClassPolicy } from '../../school/classes/index.ts';
import { words } from './words/en.ts';

/** How many marks of each status. */
export interface CountedMarks {
  readonly present: number;
  readonly late: number;
  readonly absent: number;
  readonly excused: number;
}

/** How a class counts. */
export type CountingRule = Pick<ClassPolicy, 'excusedRule' | 'freeAbsences' | 'percentageBase' | 'minimumPercentage'>;

/** What a percentage is made of. */
export interface Weighed {
  readonly attended: number;
  readonly missed: number;
  /** Planned lessons that nobody knows about yet; 0 where percentages are over the lessons held. */
  readonly ahead: number;
}

/**
 * What marks are worth by the rule of their class. Of several students together only the treatment of excused lessons
 * counts: free absences and lessons ahead belong to one student (`weighStudent`).
 */
export function weigh(marks: CountedMarks, { excusedRule }: Pick<CountingRule, 'excusedRule'>): Weighed {
  return {
    attended: marks.present + marks.late + (excusedRule === 'attended' ? marks.excused : 0),
    missed: marks.absent + (excusedRule === 'absent' ? marks.excused : 0),
    ahead: 0,
  };
}

/** The same of one student, with free absences taken off and, where the class counts so, the lessons ahead. */
export function weighStudent(marks: CountedMarks, ahead: number, rule: CountingRule): Weighed {
  const { attended, missed } = weigh(marks, rule);
  return {
    attended,
    missed: Math.max(0, missed - rule.freeAbsences),
    ahead: rule.percentageBase === 'planned' ? ahead : 0,
  };
}

/**
 * Attendance in per cent, to one decimal: attended / (attended + missed + ahead). Null when nothing counts.
 *
 * Rounds half up, except where that would lift the figure to a line that the fraction does not reach: with a
 * minimum of 75, 74.96 is shown as 74.9 and never as 75.0, and 99.96 is never shown as 100.
 */
export function percentageOf({ attended, missed, ahead }: Weighed, minimumPercentage: number): number | null {
  const counted = attended + missed + ahead;
  if (attended + missed === 0) return null;
  const rounded = Math.round((1000 * attended) / counted) / 10;
  const crosses = (line: number): boolean => rounded >= line && 100 * attended < line * counted;
  return crosses(minimumPercentage) || crosses(100) ? Math.floor((1000 * attended) / counted) / 10 : rounded;
}

/**
 * Whether the exact fraction lies under the minimum; over all planned lessons, whether the minimum cannot be reached any
 * more. False when nothing counts.
 */
export function isUnderMinimum({ attended, missed, ahead }: Weighed, minimumPercentage: number): boolean {
  return 100 * (attended + ahead) < minimumPercentage * (attended + missed + ahead);
}

/** How a student stands in a class. */
export interface StudentFigure {
  /** See `percentageOf`. */
  readonly percentage: number | null;
  readonly isBelowMinimum: boolean;
}

/**
 * How a student stands by the rule of their class: the one place where somebody is held against the minimum. Only who
 * is on its roster is pointed out.
 */
export function figureOfStudent(
  marks: CountedMarks,
  { ahead, hasLeft }: { ahead: number; hasLeft: boolean },
  rule: CountingRule,
): StudentFigure {
  const weighed = weighStudent(marks, ahead, rule);
  return {
    percentage: percentageOf(weighed, rule.minimumPercentage),
    isBelowMinimum: !hasLeft && isUnderMinimum(weighed, rule.minimumPercentage),
  };
}

/** Counts of several together. */
export const addWeighed = (all: readonly Weighed[]): Weighed => ({
  attended: all.reduce((sum, one) => sum + one.attended, 0),
  missed: all.reduce((sum, one) => sum + one.missed, 0),
  ahead: all.reduce((sum, one) => sum + one.ahead, 0),
});

/** The rule in words, as students, teachers and sheets read it. */
export function tellRule({ percentageBase, excusedRule, freeAbsences, minimumPercentage }: CountingRule): string {
  return [
    percentageBase === 'held' ? words.overHeld : words.overPlanned,
    { left_out: words.excusedLeftOut, attended: words.excusedAttended, absent: words.excusedAbsent }[excusedRule],
    ...(freeAbsences > 0 ? [words.freeAbsences(freeAbsences)] : []),
    words.minimum(minimumPercentage),
  ].join(' ');
}

/** Whether it is what most classes have, so that nothing has to be explained. */
export const isUsualRule = ({ percentageBase, excusedRule, freeAbsences }: CountingRule): boolean =>
  percentageBase === 'held' && excusedRule === 'left_out' && freeAbsences === 0;
