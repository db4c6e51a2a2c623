/** Budgets that nobody uses up, for what drives the service harder than people do (BUDGETS). */
import { budgetNames } from '../../src/security/budgets/index.ts';

export const roomyBudgets: string = budgetNames.map((name) => `${name}=1000000`).join(',');
