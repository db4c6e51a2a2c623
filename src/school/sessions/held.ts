/** Lessons of the past that nobody opened here: written down as held, for those that bring in their marks. */
import { type Actor, requireAccess } from '../../security/access/index.ts';
import type { Audit } from '../../security/audit/index.ts';
import type { Tx } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import * as repo from './sessions.repo.ts';
import { requireSpan } from './span.ts';

export interface HeldSession {
  id: string;
  classId: string;
  startsAt: Date;
  endsAt: Date;
}

export function createHeld(deps: { audit: Audit; clock: Clock }) {
  /** Makes a session that was held: closed, without a mark for anybody. The caller has locked the class. */
  async function insertHeld(tx: Tx, actor: Actor, { id, classId, startsAt, endsAt }: HeldSession): Promise<void> {
    requireSpan(startsAt, endsAt, deps.clock.now());
    await requireAccess(tx, actor, 'sessions.plan', { classId });
    await repo.insertSession(tx, { id, classId, title: null, startsAt, endsAt });
    await deps.audit.record(tx, {
      actorId: actor.personId,
      action: 'session.scheduled',
      subjectType: 'session',
      subjectId: id,
      facts: { classId, startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() },
    });
    await holdAfterwards(tx, actor, { id, classId, startsAt });
  }

  /** A planned session whose time is over and that nobody opened was held at its own time. The caller holds it alone. */
  async function holdAfterwards(
    tx: Tx,
    actor: Actor,
    { id, classId, startsAt }: Omit<HeldSession, 'endsAt'>,
  ): Promise<void> {
    await requireAccess(tx, actor, 'sessions.run', { classId, sessionId: id });
    await repo.markOpen(tx, id, { openedAt: startsAt, openedById: actor.personId });
    await repo.markClosed(tx, id, { closedAt: deps.clock.now(), closedById: actor.personId });
    await deps.audit.recordAll(
      tx,
      (['session.opened', 'session.closed'] as const).map((action) => ({
        actorId: actor.personId,
        action,
        subjectType: 'session',
        subjectId: id,
        facts: { isAfterwards: true },
      })),
    );
  }

  return { insertHeld, holdAfterwards };
}
