/**
 * What leave does to the register: absences become excused when it is approved, and absences again when it is
 * withdrawn.
 */
import { type Classes, type RosterEntry, membershipDuring } from '../../school/classes/index.ts';
import type { Tx } from '../../db/index.ts';
import type { SessionView } from '../../school/sessions/index.ts';
import type { AttendanceStatus } from './receipt.ts';
import * as repo from './attendance.repo.ts';
import type { Register } from './register.ts';

/** One student's leave over sessions that the caller holds. */
export interface LeaveEffect {
  actorId: string;
  personId: string;
  sessions: readonly SessionView[];
}

export function createExcuse(deps: { classes: Classes; register: Register }) {
  /**
   * Writes excused where the student is absent, or has no status, in those of the sessions that are closed, or were
   * before they became void, since they may be given back; the others have their time to come. For leave, which has
   * checked the access. @returns how many records changed.
   */
  async function excuse(tx: Tx, { actorId, personId, sessions }: LeaveEffect): Promise<number> {
    const closed = sessions.filter(({ status, statusBefore }) => status === 'closed' || statusBefore === 'closed');
    const standing = new Map(
      (
        await repo.findRecordsOf(
          tx,
          personId,
          closed.map((session) => session.id),
        )
      ).map((record) => [record.sessionId, record.status]),
    );
    const members = new Map<string, RosterEntry | undefined>();
    let changed = 0;
    for (const session of closed) {
      const status = standing.get(session.id) ?? null;
      if (status !== null && status !== 'absent') continue;
      if (!members.has(session.classId)) members.set(session.classId, await findMember(tx, session.classId, personId));
      // Nobody is missing from a session that they did not belong to all along.
      const member = members.get(session.classId);
      if (status === null && !(member && membershipDuring(member, session) === 'whole')) continue;
      await deps.register.write(tx, {
        sessionId: session.id,
        personId,
        status: 'excused',
        source: 'leave',
        actorId,
        reason: null,
      });
      changed += 1;
    }
    return changed;
  }

  /** Undefined also in an archived class, where nobody is marked anew. */
  async function findMember(tx: Tx, classId: string, personId: string): Promise<RosterEntry | undefined> {
    if ((await deps.classes.get(tx, classId)).status === 'archived') return undefined;
    return (await deps.classes.roster(tx, classId, { includeLeft: true })).find(({ id }) => id === personId);
  }

  /**
   * Takes back what leave wrote and nobody changed since: the status from before the leave, or absent where closing the
   * session wrote excused. For leave, which has checked the access. @returns how many records changed.
   */
  async function unexcuse(tx: Tx, { actorId, personId, sessions }: LeaveEffect): Promise<number> {
    const records = await repo.findRecordsOf(
      tx,
      personId,
      sessions.map((session) => session.id),
    );
    let changed = 0;
    for (const found of records.sort((a, b) => a.sessionId.localeCompare(b.sessionId))) {
      const record = await repo.lockRecord(tx, found.sessionId, personId);
      if (record?.status !== 'excused') continue;
      const before = await statusBefore(tx, record);
      if (!before) continue;
      await deps.register.write(tx, {
        sessionId: record.sessionId,
        personId,
        ...before,
        source: 'leave',
        actorId,
        reason: null,
        expectedVersion: record.version,
      });
      changed += 1;
    }
    return changed;
  }

  /** Undefined when it was not leave that made it excused. */
  async function statusBefore(
    tx: Tx,
    record: repo.StoredRecord,
  ): Promise<{ status: AttendanceStatus | null; ownStatus: string | null } | undefined> {
    // A session that closes by itself or by hand writes excused for one reason only: leave.
    if (record.source === 'auto_close') return { status: 'absent', ownStatus: null };
    if (record.source !== 'leave') return undefined;
    const changes = await repo.findChanges(tx, record.id);
    const [last, previous] = [changes.at(-1), changes.at(-2)];
    return { status: last?.before ?? null, ownStatus: previous?.ownStatus ?? null };
  }

  return { excuse, unexcuse };
}
