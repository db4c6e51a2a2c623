/**
 * Opening sessions as far as it touches the register: one that was closed too early goes on, without what closing
 * wrote; one that nobody opened is held when its register is taken.
 */
import { type Actor, requireAccess } from '../../security/access/index.ts';
import type { Database, Tx } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Opened, SessionView, Sessions } from '../../school/sessions/index.ts';
import * as repo from './attendance.repo.ts';
import type { Register } from './register.ts';

export function createOpenSession(deps: { db: Database; clock: Clock; sessions: Sessions; register: Register }) {
  /** Opens the session of now: see `sessions.openNow`. @throws AppError `notFound`, `conflict`. */
  async function openNow(
    actor: Actor,
    input: { classId: string; durationMinutes: number; title: string | null },
  ): Promise<Opened & { takenBack: number }> {
    return deps.db.transaction(async (tx) => {
      const opened = await deps.sessions.openNow(tx, actor, input);
      return { ...opened, takenBack: opened.wasClosed ? await takeBackClosing(tx, actor, opened.session) : 0 };
    });
  }

  /**
   * Opens this very session, also long after its time: its register is taken late then.
   * @throws AppError `conflict` when it is not scheduled, not due yet, or its window for late registers is over.
   */
  const openSession = (actor: Actor, sessionId: string): Promise<SessionView> =>
    deps.db.transaction(async (tx) =>
      deps.sessions.openScheduled(tx, actor, await deps.sessions.lock(tx, sessionId, 'alone')),
    );

  /**
   * Opens a session again that was closed before its end; who was written absent or excused by that is not marked.
   * @returns it, and how many marks were taken back.
   * @throws AppError `conflict` when it is not closed, or its time is over; `notFound`.
   */
  async function reopenSession(actor: Actor, sessionId: string): Promise<{ session: SessionView; takenBack: number }> {
    return deps.db.transaction(async (tx) => {
      const session = await deps.sessions.reopen(tx, actor, sessionId);
      return { session, takenBack: await takeBackClosing(tx, actor, session) };
    });
  }

  async function takeBackClosing(tx: Tx, actor: Actor, session: SessionView): Promise<number> {
    const written = (await repo.findRecords(tx, [session.id])).filter(
      ({ status, source }) => status !== null && source === 'auto_close',
    );
    await deps.register.rewrite(tx, written, {
      sessionId: session.id,
      status: null,
      source: 'reopened',
      actorId: actor.personId,
      reason: null,
    });
    return written.length;
  }

  /**
   * Holds the session for marking: shared, unless it has begun and nobody opened it. Then marking opens it, so that a
   * lesson whose register was forgotten is held at its own time.
   * @throws AppError `conflict` as `openSession`; `notFound` also when the class is not the actor's.
   */
  async function holdForMarking(tx: Tx, actor: Actor, sessionId: string): Promise<SessionView> {
    const session = await deps.sessions.holdForMarking(tx, sessionId);
    await requireAccess(tx, actor, 'attendance.mark', { classId: session.classId, sessionId });
    const isForgotten = session.status === 'scheduled' && session.startsAt <= deps.clock.now();
    return isForgotten ? deps.sessions.openScheduled(tx, actor, session, 'mark') : session;
  }

  return { openNow, openSession, reopenSession, holdForMarking };
}
