/** Deciding about leave and taking it back, with what it does to the register in the same transaction. */
import { type Actor, requireAccess } from '../../security/access/index.ts';
import type { Attendance } from '../register/index.ts';
import type { Audit } from '../../security/audit/index.ts';
import type { Classes } from '../../school/classes/index.ts';
import type { Database, Tx } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Vault } from '../../security/privacy/index.ts';
import type { Sessions } from '../../school/sessions/index.ts';
import { aroundDays, covers, inZones, requirePending, requireWithdrawable } from './leave.policy.ts';
import * as repo from './leave.repo.ts';
import type { TellLeave } from './tell.ts';
import { sealWords } from './sealed-text.ts';

/** What the permission table asks about a request: without a class it is no teacher's. */
export const objectOf = ({ studentId, classId }: { studentId: string; classId: string | null }) => ({
  personId: studentId,
  ...(classId === null ? {} : { classId }),
});

export function createDecide(deps: {
  db: Database;
  audit: Audit;
  clock: Clock;
  vault: Vault;
  classes: Classes;
  sessions: Sessions;
  attendance: Attendance;
  tell: TellLeave;
}) {
  /**
   * Approves or rejects a pending request. With an approval absences in closed sessions become excused at once;
   * sessions that are open or to come get theirs when they close.
   * @returns how many records changed. @throws AppError `notFound`, `conflict` when it was decided or withdrawn
   * already.
   */
  async function decide(
    actor: Actor,
    leaveId: string,
    decision: 'approved' | 'rejected',
    comment?: string,
  ): Promise<{ changed: number }> {
    return deps.db
      .transaction(async (tx) => {
        const leave = await lock(tx, leaveId);
        await requireAccess(tx, actor, 'leave.decide', objectOf(leave));
        requirePending(leave.status);
        const sealed = comment === undefined ? {} : { comment: await sealWords(deps, tx, leave, 'comment', comment) };
        await repo.updateStatus(tx, leaveId, {
          status: decision,
          decidedAt: deps.clock.now(),
          decidedById: actor.personId,
          ...sealed,
        });
        const effect = { actorId: actor.personId, personId: leave.studentId };
        const changed =
          decision === 'approved'
            ? await deps.attendance.excuse(tx, { ...effect, sessions: await holdCovered(tx, leave) })
            : 0;
        await deps.audit.record(tx, {
          actorId: actor.personId,
          action: decision === 'approved' ? 'leave.approved' : 'leave.rejected',
          subjectType: 'leave',
          subjectId: leaveId,
          facts: { studentId: leave.studentId, classId: leave.classId, changed },
        });
        await deps.tell.decided(tx, leave, decision, comment);
        return { changed };
      })
      .finally(deps.tell.wake);
  }

  /**
   * Takes a request back: the student or guardian while it is pending or approved; whoever decides, once it is
   * approved.
   * What the leave excused, and nobody changed since, is as it was before.
   * @returns how many records changed. @throws AppError `notFound`, `conflict`.
   */
  async function withdraw(actor: Actor, leaveId: string): Promise<{ changed: number }> {
    const isStaff = actor.role === 'teacher' || actor.role === 'admin';
    return deps.db.transaction(async (tx) => {
      const leave = await lock(tx, leaveId);
      await requireAccess(tx, actor, isStaff ? 'leave.decide' : 'leave.request', objectOf(leave));
      requireWithdrawable(leave.status, isStaff);
      await repo.updateStatus(tx, leaveId, { status: 'withdrawn' });
      const changed = leave.status === 'approved' ? await takeBack(tx, actor, leave) : 0;
      await deps.audit.record(tx, {
        actorId: actor.personId,
        action: 'leave.withdrawn',
        subjectType: 'leave',
        subjectId: leaveId,
        facts: { studentId: leave.studentId, before: leave.status, changed },
      });
      // Whoever takes back their own request knows.
      if (isStaff) await deps.tell.decided(tx, leave, 'withdrawn', undefined);
      return { changed };
    });
  }

  async function takeBack(tx: Tx, actor: Actor, leave: repo.StoredLeave): Promise<number> {
    // A session that another approved request covers too stays excused.
    const others = (await repo.findStanding(tx, leave.studentId)).filter((other) => other.status === 'approved');
    const sessions = await holdCovered(tx, leave, others);
    return deps.attendance.unexcuse(tx, { actorId: actor.personId, personId: leave.studentId, sessions });
  }

  /**
   * The sessions under the leave, held: none of them closes until this is done, so that whoever closes one afterwards
   * sees the decision, and one that closed before is written here.
   * @param others leave that keeps a session under it out
   */
  async function holdCovered(
    tx: Tx,
    leave: repo.StoredLeave,
    others: readonly repo.StoredLeave[] = [],
  ): ReturnType<Sessions['hold']> {
    const classes = await deps.classes.listEverEnrolled(tx, leave.studentId);
    const ids = leave.sessions.map((session) => session.id);
    if (leave.startsAt !== null && leave.endsAt !== null) {
      const classIds =
        leave.classId === null
          ? (await deps.classes.listEnrolled(tx, leave.studentId)).map(({ id }) => id)
          : [leave.classId];
      ids.push(
        ...(
          await deps.sessions.find(tx, { classIds, ...aroundDays({ startsAt: leave.startsAt, endsAt: leave.endsAt }) })
        ).map((session) => session.id),
      );
    }
    const held = await deps.sessions.hold(tx, ids);
    const covered = new Set(
      inZones(held, classes)
        .filter((session) => covers(leave, session) && !others.some((other) => covers(other, session)))
        .map(({ id }) => id),
    );
    return held.filter(({ id }) => covered.has(id));
  }

  async function lock(tx: Tx, leaveId: string): Promise<repo.StoredLeave> {
    const leave = await repo.lockLeave(tx, leaveId);
    if (!leave) throw new AppError('notFound');
    return leave;
  }

  return { decide, withdraw };
}
