/** Marking and correcting by hand, with before and after, and taking it back. */
import { type Actor, requireAccess } from '../../security/access/index.ts';
import type { ClassPolicy, Classes } from '../../school/classes/index.ts';
import type { Database, Tx } from '../../db/index.ts';
import { AppError } from '../../kernel/errors.ts';
import type { SessionView, Sessions } from '../../school/sessions/index.ts';
import * as repo from './attendance.repo.ts';
import { statusSchema, type AttendanceStatus } from './receipt.ts';
import type { Register, WrittenChange } from './register.ts';
import { words } from './words/en.ts';

export interface MarkInput {
  personId: string;
  /** One of the four, or a word of the class's own. */
  status: string;
  /** The version the actor was shown; 0 when there was no record. Absent: whatever stands is replaced. */
  expectedVersion?: number;
}

/** What stands in the register for one student before a change. */
export interface Standing {
  status: AttendanceStatus | null;
  version: number;
}

export function createMark(deps: {
  db: Database;
  classes: Classes;
  sessions: Sessions;
  register: Register;
  holdForMarking: (tx: Tx, actor: Actor, sessionId: string) => Promise<SessionView>;
}) {
  /**
   * Writes statuses for students of the session's class, all or none. A lesson that has begun and that nobody opened is
   * opened by it.
   * @throws AppError `notFound` (not the actor's class, somebody not on its roster), `conflict` (cancelled or future
   * session, a new mark in an archived class), `invalidInput` (a word that is no status here, a student named twice), `changedMeanwhile`.
   */
  async function mark(
    actor: Actor,
    sessionId: string,
    marks: readonly MarkInput[],
    reason: string | null,
  ): Promise<WrittenChange[]> {
    return deps.db.transaction(async (tx) => {
      const session = await deps.holdForMarking(tx, actor, sessionId);
      if (session.status === 'cancelled') throw new AppError('conflict', { detail: words.thisSessionIsCancelled });
      if (session.status === 'scheduled') throw new AppError('conflict', { detail: words.thisSessionHasNotBeenOpened });
      const view = await deps.classes.get(tx, session.classId);
      if (view.status === 'archived') await requireStanding(tx, sessionId, marks);
      const onRoster = await deps.classes.everOnRoster(
        tx,
        session.classId,
        marks.map(({ personId }) => personId),
      );
      const written: WrittenChange[] = [];
      // In one order for everyone, so that two teachers marking at once cannot deadlock.
      for (const { personId, status, ...seen } of inOrder(marks)) {
        if (!onRoster.has(personId))
          throw new AppError('notFound', {
            field: 'personId',
            detail: words.oneOfTheseIsNot,
          });
        written.push(
          await deps.register.write(tx, {
            sessionId,
            personId,
            ...readStatus(view.policy, status),
            ...seen,
            source: 'manual',
            actorId: actor.personId,
            reason,
            where: { session, view },
          }),
        );
      }
      return written;
    });
  }

  /** In an archived class what stands can be corrected, and nothing else be written. */
  async function requireStanding(tx: Tx, sessionId: string, marks: readonly MarkInput[]): Promise<void> {
    const standing = new Map(
      (await repo.findRecords(tx, [sessionId])).map(({ personId, status }) => [personId, status]),
    );
    if (marks.some(({ personId }) => !standing.get(personId)))
      throw new AppError('conflict', { field: 'personId', detail: words.thisClassIsArchived });
  }

  async function readStanding(actor: Actor, sessionId: string, personId: string): Promise<Standing> {
    await deps.sessions.read(actor, sessionId, 'attendance.mark');
    const record = (await repo.findRecordsOf(deps.db.autocommit, personId, [sessionId]))[0];
    return { status: record?.status ?? null, version: record?.version ?? 0 };
  }

  /**
   * Takes changes back, all or none: each record returns to what its history says stood before; a change that changed
   * nothing is left as it is, and what the actor did since and took back again does not stand in the way. A lesson that
   * was opened by marking is not taken any more once no mark is left in it.
   * @throws AppError `notFound` for a change that is none, `changedMeanwhile` when any was
   * changed since.
   */
  async function undo(actor: Actor, sessionId: string, changes: readonly WrittenChange[]): Promise<WrittenChange[]> {
    return deps.db.transaction(async (tx) => {
      const session = await deps.sessions.holdForUndo(tx, sessionId);
      await requireAccess(tx, actor, 'attendance.mark', { classId: session.classId, sessionId: session.id });
      const where = { session, view: await deps.classes.get(tx, session.classId) };
      const written: WrittenChange[] = [];
      for (const change of [...changes].sort((a, b) => (a.personId < b.personId ? -1 : 1))) {
        const record = await repo.lockRecord(tx, sessionId, change.personId);
        if (record?.id !== change.recordId) throw new AppError('notFound');
        if (change.before === change.after && change.ownBefore === change.ownAfter) continue;
        // What stood before is read, and not believed: the change comes back from a client.
        const history = await repo.findChanges(tx, record.id);
        const before = history.find(({ version }) => version === change.version - 1);
        written.push(
          await deps.register.write(tx, {
            sessionId,
            personId: change.personId,
            status: before?.after ?? null,
            ownStatus: before?.ownStatus ?? null,
            source: 'manual',
            actorId: actor.personId,
            reason: 'undo',
            where,
            expectedVersion: isBackAt(change.version, history, actor) ? record.version : change.version,
          }),
        );
      }
      await deps.sessions.unopenInVain(tx, actor, sessionId);
      return written;
    });
  }

  /** Every change of one student's record in a session, oldest first. */
  async function readHistory(actor: Actor, sessionId: string, personId: string): Promise<repo.StoredChange[]> {
    await deps.sessions.read(actor, sessionId, 'attendance.read');
    const record = (await repo.findRecordsOf(deps.db.autocommit, personId, [sessionId]))[0];
    return record ? repo.findChanges(deps.db.autocommit, record.id) : [];
  }

  return { mark, readStanding, undo, readHistory };
}

/** Whether all that was done since a version was done by the actor, and came to nothing. */
function isBackAt(version: number, history: readonly repo.StoredChange[], { personId }: Actor): boolean {
  const [then, now] = [history.find((change) => change.version === version), history.at(-1)];
  const isOwn = history.every((change) => change.version <= version || change.actorId === personId);
  return isOwn && now?.reason === 'undo' && then?.after === now.after && then.ownStatus === now.ownStatus;
}

function inOrder(marks: readonly MarkInput[]): MarkInput[] {
  const sorted = [...marks].sort((a, b) => (a.personId < b.personId ? -1 : 1));
  if (sorted.some((item, index) => item.personId === sorted[index - 1]?.personId))
    throw new AppError('invalidInput', { field: 'marks', detail: words.marksOneStudentIsNamedTwice });
  return sorted;
}

/** What a typed status means in the class. @throws AppError `invalidInput` naming what there is. */
function readStatus(
  { ownStatuses }: ClassPolicy,
  typed: string,
): { status: AttendanceStatus; ownStatus: string | null } {
  const word = typed.trim().toLowerCase();
  const own = ownStatuses.find(({ name }) => name.toLowerCase() === word);
  if (own) return { status: own.countsAs, ownStatus: own.name };
  const status = statusSchema.safeParse(word);
  if (status.success) return { status: status.data, ownStatus: null };
  const known = [...statusSchema.options, ...ownStatuses.map(({ name }) => name)].join(', ');
  throw new AppError('invalidInput', { field: 'status', detail: words.statusIsNoneOf({ typed, known }) });
}
