/** The percentage of attendance: the one figure that sheets, statistics, dashboards and histories share. */

/** How many marks of each status. */
export interface CountedMarks {
  readonly present: number;
  readonly late: number;
  readonly absent: number;
  readonly excused: number;
}

/**
 * Attendance in per cent, to one decimal: (present + late) / (present + late + absent). Excused is left out on both
 * sides, as if the session had not been. Null when nothing counts.
 *
 * Rounds half up, except where that would lift the figure to a line that the fraction does not reach: with a
 * minimum of 75, 74.96 is shown as 74.9 and never as 75.0, and 99.96 is never shown as 100.
 */
export function percentageOf(totals: CountedMarks, minimumPercentage: number): number | null {
  const attended = totals.present + totals.late;
  const counted = attended + totals.absent;
  if (counted === 0) return null;
  const rounded = Math.round((1000 * attended) / counted) / 10;
  const crosses = (line: number): boolean => rounded >= line && 100 * attended < line * counted;
  return crosses(minimumPercentage) || crosses(100) ? Math.floor((1000 * attended) / counted) / 10 : rounded;
}

/** Whether the exact fraction lies under the minimum; false when nothing counts. */
export function isUnderMinimum(totals: CountedMarks, minimumPercentage: number): boolean {
  const attended = totals.present + totals.late;
  return 100 * attended < minimumPercentage * (attended + totals.absent);
}
