/** How long somebody whose role needs a second factor may go on without one. */
import type { Database } from '../db/index.ts';
import * as repo from './second-factors.repo.ts';

const graceMs = 7 * 24 * 3600_000;

export interface FactorStanding {
  hasSecondFactor: boolean;
  needsSecondFactor: boolean;
  secondFactorDueAt: Date | null;
}

/**
 * From when on they may do nothing else; null where they need none, or have one. The grace begins with the first thing
 * that they do here after their role needs one.
 */
export async function dueAtOf(db: Database, personId: string, found: FactorStanding, now: Date): Promise<Date | null> {
  if (!found.needsSecondFactor || found.hasSecondFactor) return null;
  if (found.secondFactorDueAt) return found.secondFactorDueAt;
  const dueAt = new Date(now.getTime() + graceMs);
  await repo.setDue(db.autocommit, personId, dueAt);
  return dueAt;
}
