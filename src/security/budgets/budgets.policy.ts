/**
 * Every budget there is, in one table: how much of something costly one person, or one network of people who are not
 * signed in, may ask for in so many seconds. They are wide enough for a teacher on a Monday and for a campus behind one
 * address; the operator may set others (BUDGETS).
 */
import { words } from './words/en.ts';

interface BudgetRow {
  /** How much may be used in a window. */
  readonly most: number;
  readonly windowS: number;
  /** Whose it is: a person's, or, where nobody is signed in, the network's that a request comes from. */
  readonly by: 'person' | 'network';
  /** What is told to whoever has used it up. */
  readonly what: string;
}

export const budgetTable = {
  documents: { most: 60, windowS: 60, by: 'person', what: words.documents },
  costlyReads: { most: 240, windowS: 60, by: 'person', what: words.costlyReads },
  uploads: { most: 180, windowS: 60, by: 'person', what: words.uploads },
  imports: { most: 60, windowS: 60, by: 'person', what: words.imports },
  refusedCheckIns: { most: 30, windowS: 600, by: 'person', what: words.refusedCheckIns },
  signUps: { most: 600, windowS: 600, by: 'network', what: words.signUps },
  passwordMails: { most: 300, windowS: 600, by: 'network', what: words.passwordMails },
  feedback: { most: 50, windowS: 600, by: 'network', what: words.feedback },
  // Beyond it a device that is not known has one try at an account in place of five: nobody is kept out by it.
  failedSignIns: { most: 1000, windowS: 600, by: 'network', what: words.failedSignIns },
} as const satisfies Record<string, BudgetRow>;

export type BudgetName = keyof typeof budgetTable;
export const budgetNames = Object.keys(budgetTable) as BudgetName[];

/** How much of each: as the table says, where the operator has set nothing else. */
export type Budgeted = Readonly<Partial<Record<BudgetName, number>>>;

/** Event streams that one person may hold open, over all processes. */
export const mostOpenStreams = 5;
