/**
 * Calling a session off and giving it back. One that was held becomes void: its marks are kept, and count no more until
 * it is given back.
 */
import { type Actor, requireAccess } from '../../security/access/index.ts';
import type { Audit } from '../../security/audit/index.ts';
import type { Database, Tx } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Classes } from '../classes/index.ts';
import { requireActiveClass } from './active-class.policy.ts';
import * as repo from './sessions.repo.ts';
import type { TellPlans } from './tell-plans.ts';
import { words } from './words/en.ts';

type Lock = (tx: Tx, sessionId: string, mode: 'alone') => Promise<repo.StoredSession>;

export function createCancelling(deps: {
  db: Database;
  audit: Audit;
  clock: Clock;
  classes: Classes;
  tellPlans: TellPlans;
  lock: Lock;
}) {
  async function hold(tx: Tx, actor: Actor, sessionId: string): Promise<repo.StoredSession> {
    const session = await deps.lock(tx, sessionId, 'alone');
    await requireAccess(tx, actor, 'sessions.plan', { classId: session.classId, sessionId: session.id });
    return session;
  }

  /**
   * Cancels a session that is scheduled; one that is open or closed becomes void.
   * @throws AppError `conflict` when it is cancelled already; `notFound`.
   */
  const cancel = (actor: Actor, sessionId: string, reason: string | null = null): Promise<repo.StoredSession> =>
    deps.db.transaction(async (tx) => callOff(tx, actor, await hold(tx, actor, sessionId), reason));

  /** Makes a held session void, and says why. @throws AppError `conflict` when it was not held; `notFound`. */
  const voidSession = (actor: Actor, sessionId: string, reason: string): Promise<repo.StoredSession> =>
    deps.db.transaction(async (tx) => {
      const session = await hold(tx, actor, sessionId);
      if (session.status === 'scheduled') throw new AppError('conflict', { detail: words.thisSessionWasNotHeld });
      return callOff(tx, actor, session, reason);
    });

  async function callOff(
    tx: Tx,
    actor: Actor,
    session: repo.StoredSession,
    reason: string | null,
  ): Promise<repo.StoredSession> {
    if (session.status === 'cancelled') throw new AppError('conflict', { detail: words.thisSessionIsCancelledAlready });
    await repo.markCancelled(tx, session, {
      cancelledAt: deps.clock.now(),
      cancelledById: actor.personId,
      cancelReason: reason,
    });
    await deps.audit.record(tx, {
      actorId: actor.personId,
      action: 'session.cancelled',
      subjectType: 'session',
      subjectId: session.id,
      facts: { was: session.status, reason },
    });
    await deps.tellPlans(tx, actor.personId, [{ before: session, after: null, reason }]);
    return { ...session, status: 'cancelled', statusBefore: session.status, cancelReason: reason };
  }

  /**
   * Gives a cancelled or void session back as it was, with its marks.
   * @throws AppError `conflict` when it is not cancelled, was merged into another, or would be open in a class that is
   * archived; `notFound`.
   */
  async function restore(actor: Actor, sessionId: string): Promise<repo.StoredSession> {
    return deps.db.transaction(async (tx) => {
      const session = await hold(tx, actor, sessionId);
      if (session.status !== 'cancelled') throw new AppError('conflict', { detail: words.thisSessionIsNotCancelled });
      if ((await repo.findMergedInto(tx, sessionId)) !== null)
        throw new AppError('conflict', { detail: words.thisSessionWasMerged });
      const status = session.statusBefore ?? 'scheduled';
      if (status === 'open') requireActiveClass(await deps.classes.get(tx, session.classId));
      await repo.markRestored(tx, sessionId, status);
      await deps.audit.record(tx, {
        actorId: actor.personId,
        action: 'session.restored',
        subjectType: 'session',
        subjectId: sessionId,
        facts: { is: status },
      });
      await deps.tellPlans(tx, actor.personId, [{ before: session, after: session }]);
      return { ...session, status, statusBefore: null, cancelReason: null };
    });
  }

  return { cancel, voidSession, restore };
}
