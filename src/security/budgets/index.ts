/** Budgets of what costs much, by person and by network. */
export { createBudgets, type Budgets } from './budgets.ts';
export { budgetNames, budgetTable, mostOpenStreams, type Budgeted, type BudgetName } from './budgets.policy.ts';
export { createOpenStreams, type OpenStreams } from './open-streams.ts';
