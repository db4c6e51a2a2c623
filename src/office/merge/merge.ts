/**
 * Merging duplicates: one person has two accounts. What one holds goes to the other; nothing is overwritten, and a dry
 * run shows all of it.
 */
import { type Actor, refuseKey, requireAccess, requireProofFor } from '../../security/access/index.ts';
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
import { chooseMark } from './merge.policy.ts';
import type { MergeChoices, MergeReport } from './merge.schema.ts';
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
  /** Refuses to close the account without which nobody could let the others in. */
  refuseLosingAdmin: (tx: Tx, personId: string, after: { role: 'admin'; status: 'deactivated' }) => Promise<void>;
}) {
  /**
   * Closes the account `fromId` in favour of `intoId`. Where both have a mark, what somebody did stands over what
   * closing wrote; where two real marks differ, `choices` says which stands. Records go over with their history kept on
   * both, and so do rosters, guardians, leave with its evidence, appeals, notifications, cards and the picture. Faces and focus figures
   * of the closed account are deleted, since consent was given for it alone; its chat accounts and calendar address
   * end, since they let in whoever has them.
   * @throws AppError `invalidInput` when a choice is missing; `notFound`; `conflict` for two roles, the same account,
   * one that is closed, or the actor's own; `forbidden` when an API key closes an admin's.
   */
  async function merge(
    actor: Actor,
    fromId: string,
    intoId: string,
    { isDryRun, choices = {} }: { isDryRun: boolean; choices?: MergeChoices },
  ): Promise<MergeReport> {
    const result = await deps.db.transaction(async (tx) => {
      await requireAccess(tx, actor, 'people.manage', {});
      if (!isDryRun) {
        // Whoever stays gets everything of the other: a key could make somebody of its own and merge a teacher into them.
        refuseKey(actor, words.mergePeople);
        const names = await repo.findNames(tx, [fromId, intoId]);
        await requireProofFor(tx, actor, 'merging', words.mergeThese(names.get(fromId), names.get(intoId)));
      }
      // Whoever marks one of the two at this moment comes before what is read here, or finds the account closed. Sessions
      // are held before people, as whoever marks holds them.
      await deps.sessions.hold(tx, await repo.findMarkedSessions(tx, [fromId, intoId]), 'alone');
      const [from, into] = await requirePair(tx, actor, fromId, intoId);
      const [held, kept, classes, intoClasses] = [
        await repo.findHeldRecords(tx, fromId),
        new Map((await repo.findHeldRecords(tx, intoId)).map((record) => [record.sessionId, record])),
        await repo.findClasses(tx, fromId),
        await repo.findClasses(tx, intoId),
      ];
      const standing = held.map((record) => {
        const into = kept.get(record.sessionId);
        const chosen = chooseMark(record, into);
        return { record, into, stands: chosen === 'ask' ? (choices[record.sessionId] ?? chosen) : chosen };
      });
      const moving = standing.filter(({ stands }) => stands === 'from').map(({ record }) => record);
      const differing = standing.flatMap(({ record, into, stands }) =>
        into && (into.status !== record.status || into.ownStatus !== record.ownStatus)
          ? [{ ...outlineOf(record), from: record.status, into: into.status, stands }]
          : [],
      );
      const enrolled = classes.enrolled.filter((id) => !intoClasses.enrolled.includes(id));
      const taught = classes.taught.filter((id) => !intoClasses.taught.includes(id));
      const report = {
        isApplied: !isDryRun,
        moved: moving.length,
        differing,
        classesJoined: enrolled.length + taught.length,
        leftNumber: into.externalId === null ? null : from.externalId,
        ...(await repo.countRequests(tx, fromId)),
      };
      if (isDryRun) return { report, removals: [] };
      if (differing.some(({ stands }) => stands === 'ask'))
        throw new AppError('invalidInput', { field: 'choices', detail: words.sayWhichMarkStands });
      for (const classId of taught) await deps.classes.appoint(tx, actor, classId, intoId);
      await moveRecords(tx, actor, held, moving, fromId, intoId);
      await deps.classes.handOverSpells(tx, fromId, intoId);
      await repo.moveGuardians(tx, fromId, intoId, deps.clock.now());
      await repo.moveRest(tx, from, into, deps.clock.now());
      await deps.appeals.handOver(tx, fromId, intoId);
      await deps.notifications.handOver(tx, fromId, intoId);
      await deps.faces.settleLikeness(tx, fromId, intoId);
      const removals = [
        await deps.leave.handOver(tx, fromId, intoId),
        await deps.pictures.handOver(tx, fromId, intoId),
        await deps.faces.forgetOf(tx, fromId, actor.personId),
      ];
      await deps.focus.forgetOf(tx, fromId);
      await repo.closeAccount(tx, fromId, intoId, deps.clock.now());
      await deps.audit.record(tx, {
        actorId: actor.personId,
        action: 'person.merged',
        subjectType: 'person',
        subjectId: fromId,
        facts: { intoId, moved: moving.length, differing, leftNumber: report.leftNumber },
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
    if (from.role === 'admin') {
      await deps.refuseLosingAdmin(tx, fromId, { role: 'admin', status: 'deactivated' });
    }
    if (from.mergedIntoId !== null) throw new AppError('conflict', { detail: words.thisAccountWasMergedIntoAnother });
    if (into.status !== 'active')
      throw new AppError('conflict', {
        field: 'intoId',
        detail: words.theAccountThatIsToStay,
      });
    return [from, into];
  }

  /**
   * The register is a ledger: the mark is taken from one and written to the other, each with its history. What closing
   * wrote stays that, so that opening the session again takes it back.
   */
  async function moveRecords(
    tx: Tx,
    actor: Actor,
    held: readonly repo.HeldRecord[],
    moving: readonly repo.HeldRecord[],
    fromId: string,
    intoId: string,
  ): Promise<void> {
    const goesOver = new Set(moving.map(({ sessionId }) => sessionId));
    for (const { sessionId, status, ownStatus, source, reason } of held) {
      await deps.sessions.lock(tx, sessionId, 'share');
      const cause = { sessionId, source: 'merge', actorId: actor.personId, reason: null } as const;
      if (goesOver.has(sessionId))
        await deps.attendance.correct(tx, {
          ...{ ...cause, personId: intoId, status, ownStatus, reason, isKnown: true },
          source: source === 'auto_close' ? source : 'merge',
        });
      await deps.attendance.correct(tx, { ...cause, personId: fromId, status: null });
    }
  }

  return { merge };
}

const outlineOf = ({ sessionId, classCode, startsAt }: repo.HeldRecord) => ({ sessionId, classCode, startsAt });
