/** Budgets: what one person or network may ask of what costs much, counted in the database for all processes together. */
import type { Database } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { keyedDigest } from '../privacy/index.ts';
import { type Budgeted, type BudgetName, budgetTable } from './budgets.policy.ts';
import * as repo from './budgets.repo.ts';
import { words } from './words/en.ts';

export type Budgets = ReturnType<typeof createBudgets>;

/** Whose budget it is is kept as a keyed hash: the table tells nobody who did what. */
export function createBudgets(deps: { db: Database; clock: Clock; digestKey: Buffer; budgeted: Budgeted }) {
  const { db, clock } = deps;
  const mostOf = (name: BudgetName): number => deps.budgeted[name] ?? budgetTable[name].most;
  const hash = (name: BudgetName, who: string): Buffer<ArrayBuffer> => keyedDigest(deps.digestKey, 'budget', name, who);

  /** Counts one use, allowed or not. @returns what is used in this window, and when that ends. */
  function count(name: BudgetName, who: string): Promise<repo.BudgetUse> {
    const now = clock.now();
    const newWindowEndsAt = new Date(now.getTime() + budgetTable[name].windowS * 1000);
    return repo.addUse(db.autocommit, { whoHash: hash(name, who), amount: 1, now, newWindowEndsAt });
  }

  /** Counts one use that is allowed in any case. @returns whether this one was the last of the budget. */
  const countUp = async (name: BudgetName, who: string): Promise<boolean> =>
    (await count(name, who)).used === mostOf(name);

  /** Uses one of the budget. @throws AppError `tooManyRequests` with the seconds until there is more. */
  async function spend(name: BudgetName, who: string): Promise<void> {
    const use = await count(name, who);
    if (use.used > mostOf(name)) throw refuse(name, use);
  }

  /** Whether all of it is used up, by what was counted before. */
  async function isSpent(name: BudgetName, who: string): Promise<boolean> {
    return (await findSpent(name, who)) !== undefined;
  }

  /** @throws AppError `tooManyRequests` when all of it is used up; uses none. */
  async function requireLeft(name: BudgetName, who: string): Promise<void> {
    const spent = await findSpent(name, who);
    if (spent) throw refuse(name, spent);
  }

  async function findSpent(name: BudgetName, who: string): Promise<repo.BudgetUse | undefined> {
    const use = await repo.findUse(db.autocommit, hash(name, who));
    return use && use.windowEndsAt > clock.now() && use.used >= mostOf(name) ? use : undefined;
  }

  function refuse(name: BudgetName, { windowEndsAt }: repo.BudgetUse): AppError {
    const retryAfterS = Math.max(1, Math.ceil((windowEndsAt.getTime() - clock.now().getTime()) / 1000));
    const detail = words.thatWereTooMany({ what: budgetTable[name].what, retryAfterS });
    return new AppError('tooManyRequests', { retryAfterS, detail });
  }

  /** Removes what no longer counts: windows that ended. @returns how many. */
  const sweep = (): Promise<number> => repo.deleteEndedWindows(db.autocommit, clock.now());

  return { spend, countUp, mostOf, isSpent, requireLeft, sweep };
}
