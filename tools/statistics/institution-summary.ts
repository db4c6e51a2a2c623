/** Figures of the institution, or of one campus, in words. */
import { formatDate } from '../../src/kernel/days.ts';
import type { Figures, Statistics, WeekFigures } from '../../src/reporting/statistics/index.ts';
import { count } from '../arguments.ts';
import { words } from './words/en.ts';

type Institution = Awaited<ReturnType<Statistics['readInstitution']>>;

const shownClasses = 5;
const leastWeeks = 2;

/** What matters first: in all, by campus where there are several, the weeks, the classes that stand lowest. */
export function tellInstitution({ figures, campuses, classes, weeks, students }: Institution, heading: string): string {
  if (figures.sessions === 0) return words.headingNoFinishedSessions(heading);
  const sums = words.presentLateAbsentExcused({
    present: figures.present,
    late: figures.late,
    absent: figures.absent,
    excused: figures.excused,
  });
  const byCampus = campuses.length > 1 ? campuses.map((campus) => `  ${campus.name}: ${tellFigures(campus)}`) : [];
  const byWeek = weeks.length >= leastWeeks ? [tellWeeks(weeks)] : [];
  const lowest = classes
    .flatMap((view) => (view.percentage === null ? [] : [{ ...view, percentage: view.percentage }]))
    .sort((a, b) => a.percentage - b.percentage)
    .slice(0, shownClasses);
  const byClass =
    classes.length > 1
      ? [words.lowestClasses, ...lowest.map((view) => `  ${view.code} ${view.title}: ${tellFigures(view)}`)]
      : [];
  const below =
    students.of > 0
      ? [
          words.ofBelowTheMinimum({
            below: students.below,
            ofText: count(students.of, 'student'),
            rest: students.below === 1 ? 'is' : 'are',
          }),
        ]
      : [];
  return [`${heading}: ${tellFigures(figures)} (${sums}).`, ...byCampus, ...byWeek, ...byClass, ...below].join('\n');
}

/** "Weeks from 9 Nov 90 %, 16 Nov 92 %". */
export const tellWeeks = (weeks: readonly WeekFigures[]): string =>
  words.weeksFrom(
    weeks.map(({ week, percentage }) => `${formatDate(week, 'd LLL')} ${tellPercentage(percentage)}`).join(', '),
  );

const tellFigures = ({ percentage, sessions }: Figures): string =>
  words.percentageOver({ percentage: tellPercentage(percentage), sessions: count(sessions, 'session') });
const tellPercentage = (percentage: number | null): string =>
  percentage === null ? words.nothingToCount : `${percentage} %`;
