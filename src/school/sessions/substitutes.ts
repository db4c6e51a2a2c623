/** Substitutes: teachers who stand in for one session without teaching its class. */
import { type Actor, requireAccess } from '../../security/access/index.ts';
import type { Audit } from '../../security/audit/index.ts';
import type { Database, Tx } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import * as repo from './sessions.repo.ts';
import * as substitutes from './substitutes.repo.ts';
import type { SubstituteView } from './sessions.schema.ts';
import type { TellSubstitute } from './tell-plans.ts';
import { words } from './words/en.ts';

type Lock = (tx: Tx, sessionId: string, mode: 'alone') => Promise<repo.StoredSession>;

export function createSubstitutes(deps: {
  db: Database;
  audit: Audit;
  clock: Clock;
  lock: Lock;
  tellSubstitute: TellSubstitute;
}) {
  /**
   * Lets a teacher or admin run this session; whoever does already goes on.
   * @throws AppError `notFound` when there is no such session or teacher, also for substitutes, who name no further
   * ones;
   * `conflict` when the session was cancelled.
   */
  async function addSubstitute(actor: Actor, sessionId: string, personId: string): Promise<void> {
    await change(actor, sessionId, personId, true, async (tx, session) => {
      if (session.status === 'cancelled')
        throw new AppError('conflict', { detail: words.thisSessionWasCancelledItNeeds });
      if (!(await substitutes.canTeach(tx, personId)))
        throw new AppError('notFound', { field: 'personId', detail: words.thereIsNoSuchTeacher });
      return substitutes.insertSubstitute(tx, { sessionId, personId, createdAt: deps.clock.now() });
    });
  }

  /**
   * Who may be named: teachers and admins who may come in, by name; those who run the session already are left out.
   * @throws AppError `notFound` as `addSubstitute`.
   */
  async function listSubstitutable(actor: Actor, session: repo.StoredSession): Promise<{ id: string; name: string }[]> {
    await requireAccess(deps.db.autocommit, actor, 'sessions.plan', { classId: session.classId });
    return substitutes.findSubstitutable(deps.db.autocommit, session);
  }

  /** @throws AppError `notFound` when they are no substitute of this session. */
  async function removeSubstitute(actor: Actor, sessionId: string, personId: string): Promise<void> {
    await change(actor, sessionId, personId, false, async (tx) => {
      if (!(await substitutes.deleteSubstitute(tx, sessionId, personId)))
        throw new AppError('notFound', { detail: words.theyAreNoSubstitute });
      return true;
    });
  }

  async function change(
    actor: Actor,
    sessionId: string,
    personId: string,
    standsIn: boolean,
    act: (tx: Tx, session: repo.StoredSession) => Promise<boolean>,
  ): Promise<void> {
    await deps.db.transaction(async (tx) => {
      const session = await deps.lock(tx, sessionId, 'alone');
      // By the class alone: a substitute reaches the session, but hands it on to nobody.
      await requireAccess(tx, actor, 'sessions.plan', { classId: session.classId });
      if (!(await act(tx, session))) return;
      const action = standsIn ? 'session.substituteNamed' : 'session.substituteRemoved';
      await deps.audit.record(tx, {
        actorId: actor.personId,
        action,
        subjectType: 'session',
        subjectId: sessionId,
        facts: { personId },
      });
      await deps.tellSubstitute(tx, actor.personId, session, personId, standsIn);
    });
  }

  /**
   * Who stands in for the session, by name. @throws AppError `notFound` also when the actor neither teaches its class
   * nor stands in for it.
   */
  async function listSubstitutes(actor: Actor, sessionId: string): Promise<SubstituteView[]> {
    const session = await repo.findSession(deps.db.autocommit, sessionId);
    if (!session) throw new AppError('notFound');
    await requireAccess(deps.db.autocommit, actor, 'sessions.plan', { classId: session.classId, sessionId });
    return substitutes.findSubstitutesOf(deps.db.autocommit, sessionId);
  }

  return { listSubstitutable, listSubstitutes, addSubstitute, removeSubstitute };
}
