/**
 * Plans change: a session that has not begun is moved, or merged into another, and whom it concerns is told.
 */
import { type Actor, requireAccess } from '../../security/access/index.ts';
import type { Audit } from '../../security/audit/index.ts';
import type { Database, Tx } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { createBulk } from './bulk.ts';
import * as repo from './sessions.repo.ts';
import { faultOfSpan, requireSpan } from './span.ts';
import type { TellPlans } from './tell-plans.ts';
import { words } from './words/en.ts';

export interface Move {
  startsAt: Date;
  endsAt: Date;
  /** Left out: where it is; null: nowhere in particular. */
  placeId?: string | null | undefined;
}

type Lock = (tx: Tx, sessionId: string, mode: 'alone') => Promise<repo.StoredSession>;

export function createPlan(deps: { db: Database; audit: Audit; clock: Clock; tellPlans: TellPlans; lock: Lock }) {
  const { requirePlace } = createBulk(deps);

  async function hold(tx: Tx, actor: Actor, sessionId: string): Promise<repo.StoredSession> {
    const session = await deps.lock(tx, sessionId, 'alone');
    await requireAccess(tx, actor, 'sessions.plan', { classId: session.classId, sessionId: session.id });
    return session;
  }

  /**
   * Gives a scheduled session other times, and another place when one is named; the day that its timetable meant stays.
   * @throws AppError `conflict` when it has begun or was cancelled; `invalidInput` when the times make no sense;
   * `notFound`.
   */
  async function move(
    actor: Actor,
    sessionId: string,
    { startsAt, endsAt, placeId }: Move,
  ): Promise<repo.StoredSession> {
    requireSpan(startsAt, endsAt, deps.clock.now());
    return deps.db.transaction(async (tx) => {
      const session = await hold(tx, actor, sessionId);
      requireScheduled(session, 'moved');
      if (placeId !== undefined && placeId !== session.placeId) await requirePlace(tx, session.classId, placeId);
      const change = { startsAt, endsAt, ...(placeId === undefined ? {} : { placeId }) };
      const after = { ...session, ...change };
      await repo.updateSpan(tx, sessionId, change);
      await deps.audit.record(tx, {
        actorId: actor.personId,
        action: 'session.moved',
        subjectType: 'session',
        subjectId: sessionId,
        facts: { before: spanOf(session), after: spanOf(after) },
      });
      await deps.tellPlans(tx, actor.personId, [{ before: session, after }]);
      return after;
    });
  }

  /**
   * Makes one session of two scheduled ones of a class: the first is cancelled and names the second, which then lasts
   * from the earlier start to the later end. @returns the second.
   * @throws AppError `conflict` when one of them is not scheduled; `invalidInput` when they are one, of two classes, or
   * would last longer than a day together; `notFound`.
   */
  async function merge(actor: Actor, sessionId: string, intoSessionId: string): Promise<repo.StoredSession> {
    if (sessionId === intoSessionId)
      throw new AppError('invalidInput', {
        field: 'intoSessionId',
        detail: words.aSessionCannotBeMergedInto,
      });
    return deps.db.transaction(async (tx) => {
      // Always in one order: two that are merged into each other at once must not wait for each other.
      const held = new Map<string, repo.StoredSession>();
      for (const id of [sessionId, intoSessionId].sort()) held.set(id, await hold(tx, actor, id));
      const [from, into] = [held.get(sessionId), held.get(intoSessionId)];
      if (!from || !into) throw new AppError('notFound');
      if (from.classId !== into.classId)
        throw new AppError('invalidInput', {
          field: 'intoSessionId',
          detail: words.bothSessionsHaveTo,
        });
      for (const session of [from, into]) requireScheduled(session, 'merged');
      const span = {
        startsAt: from.startsAt < into.startsAt ? from.startsAt : into.startsAt,
        endsAt: from.endsAt > into.endsAt ? from.endsAt : into.endsAt,
      };
      const fault = faultOfSpan(span.startsAt, span.endsAt, deps.clock.now());
      if (fault)
        throw new AppError('invalidInput', {
          field: 'intoSessionId',
          detail: words.theseTwoLieTooFarApart(fault.detail),
        });
      const after = { ...into, ...span };
      await repo.markMerged(tx, sessionId, intoSessionId);
      await repo.updateSpan(tx, intoSessionId, span);
      await deps.audit.record(tx, {
        actorId: actor.personId,
        action: 'session.merged',
        subjectType: 'session',
        subjectId: sessionId,
        facts: { intoSessionId, before: spanOf(into), after: spanOf(after) },
      });
      await deps.tellPlans(
        tx,
        actor.personId,
        [from, into].map((before) => ({ before, after })),
      );
      return after;
    });
  }

  return { move, merge };
}

function requireScheduled(session: repo.StoredSession, what: string): void {
  if (session.status !== 'scheduled')
    throw new AppError('conflict', {
      detail: words.onlyAScheduledSessionCan({ what, status: session.status }),
    });
}

const spanOf = ({ startsAt, endsAt, placeId }: repo.StoredSession): Record<string, unknown> => ({
  startsAt: startsAt.toISOString(),
  endsAt: endsAt.toISOString(),
  placeId,
});
