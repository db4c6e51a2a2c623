/** Sessions that follow a calendar of elsewhere; its module has checked the access, and writes the audit. */
import type { Tx } from '../../db/index.ts';
import * as repo from './by-calendar.repo.ts';
import * as listing from './listing.repo.ts';
import type { TellPlans } from './tell-plans.ts';

export function createByCalendar({ tellPlans }: { tellPlans: TellPlans }) {
  /**
   * Gives scheduled sessions the title and times that their calendar has now, cancels them with it, or lets them take
   * place again, and tells whom it concerns. @param actorId null when nobody asked for it just now.
   */
  async function followCalendar(tx: Tx, actorId: string | null, rows: readonly repo.CalendarChange[]): Promise<void> {
    const ids = rows.map((row) => row.id);
    const before = new Map((await listing.findSessions(tx, ids)).map((session) => [session.id, session]));
    await repo.followCalendar(tx, rows);
    await tellPlans(
      tx,
      actorId,
      rows.flatMap(({ id, startsAt, endsAt, isCancelled, isOnAgain }) => {
        const known = before.get(id);
        return known && (known.status === 'scheduled' || isOnAgain)
          ? [{ before: known, after: isCancelled ? null : { startsAt, endsAt, placeId: known.placeId } }]
          : [];
      }),
    );
  }

  /**
   * Cancels those of the sessions that are scheduled and unused, and tells whom it concerns. @returns their ids.
   */
  async function cancelUnused(tx: Tx, actorId: string | null, sessionIds: readonly string[]): Promise<string[]> {
    const ids = await repo.cancelUnused(tx, sessionIds);
    const cancelled = await listing.findSessions(tx, ids);
    await tellPlans(
      tx,
      actorId,
      cancelled.map((before) => ({ before, after: null })),
    );
    return ids;
  }

  return { followCalendar, cancelUnused };
}
