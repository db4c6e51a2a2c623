/** Where each column of one page of the grid begins: points from the left edge of the paper. */
import type { GridPage, GridPlan } from './grid-plan.ts';
import { page } from './theme.ts';

export interface Columns {
  readonly number: number;
  readonly name: number;
  readonly externalId: number;
  readonly sessions: number;
  /** First of the four totals; the percentage follows them. */
  readonly totals: number;
  readonly percentage: number;
  readonly notes: number;
  /** Right edge of the grid. */
  readonly end: number;
}

export function columnsOf({ widths }: GridPlan, part: GridPage): Columns {
  const name = page.margin + widths.number;
  const externalId = name + widths.name;
  const sessions = externalId + widths.externalId;
  const totals = sessions + (part.sessions.to - part.sessions.from) * widths.session;
  const percentage = totals + (part.hasStudentTotals ? 4 * widths.total : 0);
  const notes = percentage + (part.hasStudentTotals ? widths.percentage : 0);
  return { number: page.margin, name, externalId, sessions, totals, percentage, notes, end: notes + widths.notes };
}
