/**
 * Opening sessions: the one of now, one that was closed too early, or one long over whose register nobody took.
 */
import { type Actor, requireAccess } from '../../security/access/index.ts';
import type { Audit } from '../../security/audit/index.ts';
import type { Classes } from '../classes/index.ts';
import type { Database, Tx } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { faultOfLateRegister } from './late-register.policy.ts';
import * as listing from './listing.repo.ts';
import * as repo from './sessions.repo.ts';
import { requireActiveClass } from './active-class.policy.ts';
import { longestMs } from './span.ts';
import { words } from './words/en.ts';

/** A scheduled session may be opened this long before its start. */
const openEarlyMinutes = 30;
const openEarlyMs = openEarlyMinutes * 60_000;

export interface Opened {
  session: repo.StoredSession;
  wasOpen: boolean;
  wasScheduled: boolean;
  /** It had been closed too early: what closing wrote is for the register to take back. */
  wasClosed: boolean;
}

export function createOpening(deps: {
  db: Database;
  audit: Audit;
  clock: Clock;
  classes: Classes;
  lockClass: (tx: Tx, classId: string) => Promise<void>;
  insert: (tx: Tx, actor: Actor, input: Omit<repo.NewRow, 'id'>) => Promise<repo.StoredSession>;
  lock: (tx: Tx, id: string, mode: 'share' | 'alone') => Promise<repo.StoredSession>;
}) {
  /**
   * Opens the class's session of now: the scheduled one that runs or begins within half an hour, else the closed one
   * whose time is not over, else a new one of `durationMinutes`. The next lesson goes before one that ends until it
   * begins. Opening twice answers with the one that is open.
   */
  async function openNow(
    tx: Tx,
    actor: Actor,
    input: { classId: string; durationMinutes: number; title: string | null },
  ): Promise<Opened> {
    await requireAccess(tx, actor, 'sessions.run', { classId: input.classId });
    // Two teachers opening at once must not make two sessions.
    await deps.lockClass(tx, input.classId);
    const now = deps.clock.now();
    const near = (
      await listing.findBetween(
        tx,
        [input.classId],
        new Date(now.getTime() - longestMs),
        new Date(now.getTime() + openEarlyMs),
      )
    ).filter((session) => session.endsAt > now);
    const open = near.findLast((session) => session.status === 'open');
    const scheduled = await holdFirst(
      tx,
      near.filter((session) => session.status === 'scheduled' && !(open && open.endsAt > session.startsAt)),
    );
    const found = { wasOpen: false, wasScheduled: false, wasClosed: false };
    if (scheduled) return { ...found, session: await markOpen(tx, actor, scheduled), wasScheduled: true };
    if (open) return { ...found, session: open, wasOpen: true };
    const closed = near.findLast((session) => session.status === 'closed');
    if (closed) return { ...found, session: await reopen(tx, actor, closed.id), wasClosed: true };
    const { classId, title } = input;
    const endsAt = new Date(now.getTime() + input.durationMinutes * 60_000);
    const made = await deps.insert(tx, actor, { classId, title, startsAt: now, endsAt });
    return { ...found, session: await markOpen(tx, actor, made) };
  }

  /** The first that is still scheduled once it is held: it may be moved or cancelled at this very moment. */
  async function holdFirst(tx: Tx, candidates: readonly repo.StoredSession[]): Promise<repo.StoredSession | undefined> {
    const [first] = candidates;
    const held = first && (await deps.lock(tx, first.id, 'alone'));
    return held?.status === 'scheduled' && held.endsAt > deps.clock.now() ? held : undefined;
  }

  async function markOpen(
    tx: Tx,
    actor: Actor,
    session: repo.StoredSession,
    by: 'hand' | 'mark' = 'hand',
  ): Promise<repo.StoredSession> {
    const openedAt = deps.clock.now();
    await repo.markOpen(tx, session.id, { openedAt, openedById: by === 'hand' ? actor.personId : null });
    await record(tx, actor, 'session.opened', session.id);
    return { ...session, status: 'open', openedAt };
  }

  /**
   * Opens this very session. One that is over and was never opened is held at its own time now: within the class's
   * window for late registers, by an admin also later. The caller holds it alone.
   * @param by whether somebody opens it, or the first mark in it does, which takes its opening along when it is undone
   * @throws AppError `conflict` when it is not due yet, not scheduled, its window is over, or its class is archived.
   */
  async function openScheduled(
    tx: Tx,
    actor: Actor,
    session: repo.StoredSession,
    by: 'hand' | 'mark' = 'hand',
  ): Promise<repo.StoredSession> {
    await requireAccess(tx, actor, 'sessions.run', { classId: session.classId, sessionId: session.id });
    const now = deps.clock.now();
    if (session.status !== 'scheduled')
      throw new AppError('conflict', {
        detail: words.onlyAScheduledSessionCan({ what: 'opened', status: session.status }),
      });
    if (session.startsAt.getTime() - openEarlyMs > now.getTime())
      throw new AppError('conflict', { detail: words.thisSessionIsNotDueYet(openEarlyMinutes) });
    const view = await deps.classes.get(tx, session.classId);
    requireActiveClass(view);
    const fault = faultOfLateRegister(actor, session, view.policy, now);
    if (fault !== undefined) throw new AppError('conflict', { detail: fault });
    return markOpen(tx, actor, session, by);
  }

  /**
   * Holds a session for marking: shared, unless it has begun and nobody opened it; that one is held alone, for whoever
   * marks opens it. @throws AppError `notFound`.
   */
  const holdForMarking = async (tx: Tx, sessionId: string): Promise<repo.StoredSession> =>
    (await repo.lockUnlessForgotten(tx, sessionId, deps.clock.now())) ?? (await deps.lock(tx, sessionId, 'alone'));

  /**
   * Opens a closed session again while its time is not over. Taking back what closing wrote is the register's part.
   * @throws AppError `conflict` when it is not closed, or over, or its class is archived.
   */
  async function reopen(tx: Tx, actor: Actor, sessionId: string): Promise<repo.StoredSession> {
    const session = await deps.lock(tx, sessionId, 'alone');
    await requireAccess(tx, actor, 'sessions.run', { classId: session.classId, sessionId: session.id });
    if (session.status !== 'closed') throw new AppError('conflict', { detail: words.onlyAClosedSession });
    if (session.endsAt <= deps.clock.now()) throw new AppError('conflict', { detail: words.itIsOver });
    requireActiveClass(await deps.classes.get(tx, session.classId));
    await repo.markReopened(tx, sessionId);
    await record(tx, actor, 'session.reopened', sessionId);
    return { ...session, status: 'open', closedAt: null };
  }

  const record = (tx: Tx, actor: Actor, action: 'session.opened' | 'session.reopened', id: string): Promise<void> =>
    deps.audit.record(tx, { actorId: actor.personId, action, subjectType: 'session', subjectId: id, facts: {} });

  return { openNow, openScheduled, holdForMarking, reopen };
}
