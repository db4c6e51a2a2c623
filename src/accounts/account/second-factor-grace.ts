/** How long somebody whose role needs a second factor may go on without one. */
import type { Database } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import * as repo from './second-factors.repo.ts';

export interface FactorStanding {
  hasSecondFactor: boolean;
  needsSecondFactor: boolean;
  secondFactorDueAt: Date | null;
}

/**
 * From when on they may do nothing else; null where they need none, or have one. The grace begins with the first thing
 * that they do here after their role needs one.
 */
export async function dueAtOf(
  deps: { db: Database; clock: Clock; secondFactorGraceMs: number },
  personId: string,
  found: FactorStanding,
): Promise<Date | null> {
  if (!found.needsSecondFactor || found.hasSecondFactor) return null;
  if (found.secondFactorDueAt) return found.secondFactorDueAt;
  const dueAt = new Date(deps.clock.now().getTime() + deps.secondFactorGraceMs);
  await repo.setDue(deps.db.autocommit, personId, dueAt);
  return dueAt;
}
