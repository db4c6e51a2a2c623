/** Marking and correcting by hand, with before and after, and taking it back. */
import type { Actor } from '../access/actor.ts';
import { requireAccess } from '../access/require-access.ts';
import type { Classes } from '../classes/classes.ts';
import type { Database } from '../db/database.ts';
import { AppError } from '../kernel/errors.ts';
import type { Sessions } from '../sessions/sessions.ts';
import * as repo from './attendance.repo.ts';
import type { AttendanceStatus } from './receipt.ts';
import type { Register, WrittenChange } from './register.ts';

export interface MarkInput {
  sessionId: string;
  personId: string;
  status: AttendanceStatus;
  reason: string | null;
  /** The version the actor was shown; 0 when there was no record. Absent: whatever stands is replaced. */
  expectedVersion?: number;
}

/** What stands in the register for one student before a change. */
export interface Standing {
  status: AttendanceStatus | null;
  version: number;
}

export function createMark(deps: { db: Database; classes: Classes; sessions: Sessions; register: Register }) {
  /**
   * Writes a status for a student of the session's class.
   * @throws AppError `notFound` (not the actor's class, not on its roster), `conflict` (cancelled or future session),
   * `changedMeanwhile`.
   */
  async function mark(actor: Actor, input: MarkInput): Promise<WrittenChange> {
    return deps.db.transaction(async (tx) => {
      const session = await deps.sessions.lock(tx, input.sessionId, 'share');
      await requireAccess(tx, actor, 'attendance.mark', { classId: session.classId, sessionId: session.id });
      if (session.status === 'cancelled') throw new AppError('conflict', { detail: 'This session was cancelled.' });
      if (session.status === 'scheduled') throw new AppError('conflict', { detail: 'This session has not been opened.' });
      const roster = await deps.classes.roster(tx, session.classId, { includeLeft: true });
      if (!roster.some((entry) => entry.id === input.personId)) throw new AppError('notFound');
      return deps.register.write(tx, { ...input, source: 'manual', actorId: actor.personId });
    });
  }

  async function readStanding(actor: Actor, sessionId: string, personId: string): Promise<Standing> {
    const session = await deps.sessions.read(actor, sessionId);
    await requireAccess(deps.db.read, actor, 'attendance.mark', { classId: session.classId, sessionId: session.id });
    const record = (await repo.findRecordsOf(deps.db.read, personId, [sessionId]))[0];
    return { status: record?.status ?? null, version: record?.version ?? 0 };
  }

  /**
   * Takes changes back, all or none: each record returns to what it was before.
   * @throws AppError `changedMeanwhile` when any of them was changed since.
   */
  async function undo(actor: Actor, sessionId: string, changes: readonly WrittenChange[]): Promise<void> {
    await deps.db.transaction(async (tx) => {
      const session = await deps.sessions.lock(tx, sessionId, 'share');
      await requireAccess(tx, actor, 'attendance.mark', { classId: session.classId, sessionId: session.id });
      for (const change of changes) {
        await deps.register.write(tx, {
          sessionId, personId: change.personId, status: change.before, ownStatus: change.ownBefore, source: 'manual', actorId: actor.personId, reason: 'undo', expectedVersion: change.version,
        });
      }
    });
  }

  /** Every change of one student's record in a session, oldest first. */
  async function readHistory(actor: Actor, sessionId: string, personId: string): Promise<repo.StoredChange[]> {
    const session = await deps.sessions.read(actor, sessionId);
    await requireAccess(deps.db.read, actor, 'attendance.read', { classId: session.classId, sessionId: session.id });
    const record = (await repo.findRecordsOf(deps.db.read, personId, [sessionId]))[0];
    return record ? repo.findChanges(deps.db.read, record.id) : [];
  }

  return { mark, readStanding, undo, readHistory };
}
