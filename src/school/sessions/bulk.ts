/**
 * Sessions as other modules make and cancel them, many at once. These modules have checked the access, and write the
 * audit.
 */
import type { Tx } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { requireActiveClass } from './active-class.policy.ts';
import * as repo from './sessions.repo.ts';
import { requireSpan } from './span.ts';
import type { TellPlans } from './tell-plans.ts';
import { words } from './words/en.ts';

export type { NewRow } from './sessions.repo.ts';

export function createBulk(deps: { clock: Clock; tellPlans: TellPlans }) {
  /**
   * Whoever makes sessions of a class waits for whoever does so already. @throws AppError `notFound` when there is no
   * such class, `conflict` when it is archived.
   */
  async function lockClass(tx: Tx, classId: string): Promise<void> {
    const status = await repo.lockClass(tx, classId);
    if (status === null) throw new AppError('notFound');
    requireActiveClass({ status });
  }

  /**
   * The place stays as it is until the transaction ends. @throws AppError `notFound` when it is gone, or on another
   * campus than the class.
   */
  async function requirePlace(tx: Tx, classId: string, placeId: string | null): Promise<void> {
    if (placeId !== null && !(await repo.holdPlaceOf(tx, classId, placeId))) {
      throw new AppError('notFound', {
        field: 'placeId',
        detail: words.thereIsNoSuchPlace,
      });
    }
  }

  /** @throws AppError `invalidInput` when the times of one of them make no sense; none is made then. */
  async function insertMany(tx: Tx, rows: readonly repo.NewRow[]): Promise<void> {
    for (const row of rows) requireSpan(row.startsAt, row.endsAt, deps.clock.now());
    await repo.insertSessions(tx, rows);
  }

  /**
   * Calls off the sessions of the scopes and tells whom it concerns; what was held becomes void.
   * @returns them as they were.
   */
  async function cancelMany(
    tx: Tx,
    actorId: string,
    scopes: readonly repo.Scope[],
    { reason, holidayId }: { reason: string | null; holidayId?: string },
  ): Promise<repo.StoredSession[]> {
    const cancelled: repo.StoredSession[] = [];
    const cancelling = {
      cancelledAt: deps.clock.now(),
      cancelledById: actorId,
      cancelReason: reason,
      ...(holidayId !== undefined && { holidayId }),
    };
    for (const scope of scopes)
      for (const session of await repo.lockScope(tx, scope)) {
        await repo.markCancelled(tx, session, cancelling);
        cancelled.push(session);
      }
    await deps.tellPlans(
      tx,
      actorId,
      cancelled.map((before) => ({ before, after: null, reason })),
    );
    return cancelled;
  }

  /**
   * What a holiday called off is the other holidays' from now on where they cover it too. The rest is given back as it
   * was if `restores` asks for it; an open one is not while its class is archived.
   * @returns the ids of what was given back.
   */
  async function endHoliday(
    tx: Tx,
    actorId: string,
    holidayId: string,
    { restores, others }: { restores: boolean; others: readonly repo.HolidaySpan[] },
  ): Promise<string[]> {
    // Held before any is changed: in one order for everybody.
    await repo.lockCancelledBy(tx, holidayId);
    for (const other of others) await repo.handOverCancelled(tx, holidayId, other);
    const cancelled = restores ? await repo.lockCancelledBy(tx, holidayId) : [];
    for (const session of cancelled) await repo.markRestored(tx, session.id, session.statusBefore ?? 'scheduled');
    await deps.tellPlans(
      tx,
      actorId,
      cancelled.map((before) => ({ before, after: before })),
    );
    return cancelled.map(({ id }) => id);
  }

  return { lockClass, requirePlace, insertMany, cancelMany, endHoliday };
}
