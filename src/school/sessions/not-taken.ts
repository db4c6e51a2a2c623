/** Lessons that are over and whose register nobody took: what staff still have to do. */
import { type Actor, requirePermission } from '../../security/access/index.ts';
import type { Database } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { takeUntil } from './late-register.policy.ts';
import * as listing from './listing.repo.ts';
import type { NotTakenSession } from './sessions.schema.ts';

const dayMs = 24 * 3600_000;
/** What is older stays a matter of the timetable; nobody remembers who was there. */
const furthestDays = 366;

export function createNotTaken(deps: { db: Database; clock: Clock }) {
  /**
   * Scheduled sessions whose end has passed, of classes that the actor teaches and sessions they stand in for; all for
   * an admin. Newest first, a year back.
   */
  async function listNotTaken(actor: Actor, limit: number): Promise<NotTakenSession[]> {
    const reach = requirePermission(actor, 'sessions.run');
    const now = deps.clock.now();
    const rows = await listing.findNotTaken(
      deps.db.autocommit,
      reach === 'any' ? { reach } : { reach: 'taught', personId: actor.personId },
      { from: new Date(now.getTime() - furthestDays * dayMs), to: now },
      limit,
    );
    return rows.map(({ lateRegisterDays, ...row }) => ({
      ...row,
      takeUntil: takeUntil(row.endsAt, lateRegisterDays),
    }));
  }

  return { listNotTaken };
}
