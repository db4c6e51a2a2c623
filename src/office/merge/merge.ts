/**
 * Merging duplicates: one person has two accounts. What one holds goes to the other; nothing is overwritten, and a dry
 * run shows all of it.
 */
import { type Actor, refuseKey, requireAccess } from '../../security/access/index.ts';
import type { Appeals } from '../../attendance/appeals/index.ts';
import type { Attendance } from '../../attendance/register/index.ts';
import type { Audit } from '../../security/audit/index.ts';
import type { Classes } from '../../school/classes/index.ts';
import type { Database, Tx } from '../../db/index.ts';
import type { Faces } from '../../recognition/faces/index.ts';
import type { Focus } from '../../focus/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Leave } from '../../attendance/leave/index.ts';
import type { Notifications } from '../../delivery/notifications/index.ts';
import type { ProfilePictures } from '../../accounts/index.ts';
import type { Sessions } from '../../school/sessions/index.ts';
import * as repo from './merge.repo.ts';
import type { MergeReport } from './merge.schema.ts';
import { words } from './words/en.ts';

export type Merge = ReturnType<typeof createMerge>;

export function createMerge(deps: {
  db: Database;
  audit: Audit;
  clock: Clock;
  classes: Classes;
  sessions: Sessions;
  attendance: Attendance;
  faces: Faces;
  focus: Focus;
  leave: Leave;
  appeals: Appeals;
  notifications: Notifications;
  pictures: ProfilePictures;
}) {
  /**
   * Closes the account `fromId` in favour of `intoId`. Records go over with their history kept on both, and so do
   * rosters, guardians, leave with its evidence, appeals, notifications, cards and the picture. Faces and focus figures
   * of the closed account are deleted, since consent was given for it alone; its chat accounts and calendar address
   * end, since they let in whoever has them.
   * @throws AppError `notFound`; `conflict` for two roles, the same account, one that is closed, or the actor's own;
   * `forbidden` when an API key closes an admin's.
   */
  async function merge(actor: Actor, fromId: string, intoId: string, isDryRun: boolean): Promise<MergeReport> {
    const result = await deps.db.transaction(async (tx) => {
      await requireAccess(tx, actor, 'people.manage', {});
      const [from, into] = await requirePair(tx, actor, fromId, intoId);
      const [held, kept, classes, intoClasses] = [
        await repo.findHeldRecords(tx, fromId),
        new Map((await repo.findHeldRecords(tx, intoId)).map((record) => [record.sessionId, record])),
        await repo.findClasses(tx, fromId),
        await repo.findClasses(tx, intoId),
      ];
      const moving = held.filter((record) => !kept.has(record.sessionId));
      const differing = held.flatMap((record) => {
        const into = kept.get(record.sessionId);
        return into && into.status !== record.status
          ? [{ sessionId: record.sessionId, from: record.status, into: into.status }]
          : [];
      });
      const enrolled = classes.enrolled.filter(
        ({ classId, leftAt }) =>
          leftAt === null && !intoClasses.enrolled.some((other) => other.classId === classId && other.leftAt === null),
      );
      const taught = classes.taught.filter((id) => !intoClasses.taught.includes(id));
      const report = {
        isApplied: !isDryRun,
        moved: moving.length,
        differing,
        classesJoined: enrolled.length + taught.length,
        ...(await repo.countRequests(tx, fromId)),
      };
      if (isDryRun) return { report, removals: [] };
      for (const { classId, enrolledAt } of enrolled)
        await deps.classes.enrol(tx, actor, classId, [intoId], enrolledAt);
      for (const classId of taught) await deps.classes.appoint(tx, actor, classId, intoId);
      await moveRecords(tx, actor, held, kept, fromId, intoId);
      await repo.moveMemberships(tx, fromId, intoId, classes.enrolled);
      await repo.moveGuardians(tx, fromId, intoId, deps.clock.now());
      await repo.moveRest(tx, from, into, deps.clock.now());
      await deps.appeals.handOver(tx, fromId, intoId);
      await deps.notifications.handOver(tx, fromId, intoId);
      await deps.faces.settleLikeness(tx, fromId, intoId);
      const removals = [
        await deps.leave.handOver(tx, fromId, intoId),
        await deps.pictures.handOver(tx, fromId, intoId),
        await deps.faces.forgetOf(tx, fromId),
      ];
      await deps.focus.forgetOf(tx, fromId);
      await repo.closeAccount(tx, fromId, intoId, deps.clock.now());
      await deps.audit.record(tx, {
        actorId: actor.personId,
        action: 'person.merged',
        subjectType: 'person',
        subjectId: fromId,
        facts: { intoId, moved: moving.length, differing },
      });
      return { report, removals };
    });
    for (const removeBytes of result.removals) await removeBytes();
    return result.report;
  }

  async function requirePair(
    tx: Tx,
    actor: Actor,
    fromId: string,
    intoId: string,
  ): Promise<[repo.Account, repo.Account]> {
    if (fromId === intoId) throw new AppError('conflict', { field: 'intoId', detail: words.intoIdIsTheSameAccount });
    if (fromId === actor.personId) throw new AppError('conflict', { detail: words.youCannotCloseYourOwnAccount });
    const both = await repo.lockBoth(tx, [fromId, intoId]);
    const [from, into] = [both.find(({ id }) => id === fromId), both.find(({ id }) => id === intoId)];
    if (!from || !into) throw new AppError('notFound');
    if (from.role !== into.role)
      throw new AppError('conflict', {
        detail: words.oneIsATheOther({ role: from.role, role2: into.role }),
      });
    if (from.role === 'admin') refuseKey(actor, words.closeTheAccountOfAnAdmin);
    if (from.mergedIntoId !== null) throw new AppError('conflict', { detail: words.thisAccountWasMergedIntoAnother });
    if (into.status !== 'active')
      throw new AppError('conflict', {
        field: 'intoId',
        detail: words.theAccountThatIsToStay,
      });
    return [from, into];
  }

  /** The register is a ledger: the mark is taken from one and written to the other, each with its history. */
  async function moveRecords(
    tx: Tx,
    actor: Actor,
    held: readonly repo.HeldRecord[],
    kept: ReadonlyMap<string, repo.HeldRecord>,
    fromId: string,
    intoId: string,
  ): Promise<void> {
    for (const { sessionId, status, ownStatus } of held) {
      await deps.sessions.lock(tx, sessionId, 'share');
      const cause = { sessionId, source: 'merge', actorId: actor.personId, reason: null } as const;
      if (!kept.has(sessionId)) await deps.attendance.correct(tx, { ...cause, personId: intoId, status, ownStatus });
      await deps.attendance.correct(tx, { ...cause, personId: fromId, status: null });
    }
  }

  return { merge };
}
