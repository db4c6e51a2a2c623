/** Taking an opening back: the session was not held, and its register is not taken. */
import { type Actor, requireAccess } from '../../security/access/index.ts';
import type { Audit } from '../../security/audit/index.ts';
import type { Database, Tx } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import * as repo from './sessions.repo.ts';
import { words } from './words/en.ts';

export function createUnopening(deps: {
  db: Database;
  audit: Audit;
  clock: Clock;
  lock: (tx: Tx, id: string, mode: 'share' | 'alone') => Promise<repo.StoredSession>;
}) {
  /**
   * Gives an open session back as planned while nobody is marked in it, or waits to be. One that is over is listed as
   * not taken again.
   * @throws AppError `conflict` when it is not open, was used already, or would open itself again; `notFound`.
   */
  const unopen = (actor: Actor, sessionId: string): Promise<repo.StoredSession> =>
    deps.db.transaction(async (tx) => {
      const session = await holdUnused(tx, actor, sessionId);
      if (session.opensItself && session.endsAt > deps.clock.now())
        throw new AppError('conflict', { detail: words.thisSessionOpensItself });
      await giveBack(tx, actor, sessionId);
      return { ...session, status: 'scheduled', openedAt: null };
    });

  /** Takes a session back that was made by opening it: it is cancelled. @throws AppError `conflict` as `unopen`. */
  const undoOpen = (actor: Actor, sessionId: string): Promise<void> =>
    deps.db.transaction(async (tx) => {
      const session = await holdUnused(tx, actor, sessionId);
      await repo.markCancelled(tx, session, {
        cancelledAt: deps.clock.now(),
        cancelledById: actor.personId,
        cancelReason: null,
      });
      await record(tx, actor, 'session.cancelled', sessionId);
    });

  async function holdUnused(tx: Tx, actor: Actor, sessionId: string): Promise<repo.StoredSession> {
    const session = await deps.lock(tx, sessionId, 'alone');
    await requireAccess(tx, actor, 'sessions.run', { classId: session.classId, sessionId });
    if (session.status !== 'open')
      throw new AppError('conflict', { detail: words.onlyAnOpenSessionCan(session.status) });
    if (await repo.findUsed(tx, sessionId))
      throw new AppError('conflict', { detail: words.theSessionHasBeenUsedAlready });
    return session;
  }

  /** Holds a session in which marks are taken back: shared, unless a mark opened it. @throws AppError `notFound`. */
  const holdForUndo = async (tx: Tx, sessionId: string): Promise<repo.StoredSession> =>
    (await repo.lockUnlessOpenedByMark(tx, sessionId)) ?? (await deps.lock(tx, sessionId, 'alone'));

  /**
   * Gives a session back as planned that a mark had opened, once no mark is left in it and nothing else has happened
   * there. For the register, which holds it by `holdForUndo` and has checked the access.
   */
  async function unopenInVain(tx: Tx, actor: Actor, sessionId: string): Promise<void> {
    if (await repo.findOpenedInVain(tx, sessionId)) await giveBack(tx, actor, sessionId);
  }

  async function giveBack(tx: Tx, actor: Actor, sessionId: string): Promise<void> {
    await repo.markUnopened(tx, sessionId);
    await record(tx, actor, 'session.unopened', sessionId);
  }

  const record = (tx: Tx, actor: Actor, action: 'session.unopened' | 'session.cancelled', id: string): Promise<void> =>
    deps.audit.record(tx, { actorId: actor.personId, action, subjectType: 'session', subjectId: id, facts: {} });

  return { unopen, undoOpen, holdForUndo, unopenInVain };
}
