/** Marks that were made elsewhere, of one session: written by the register, and only where asked over what stands. */
import { type Actor, requireAccess } from '../../security/access/index.ts';
import type { ClassView } from '../../school/classes/index.ts';
import type { Database, Queryable, Tx } from '../../db/index.ts';
import { AppError } from '../../kernel/errors.ts';
import type { SessionView } from '../../school/sessions/index.ts';
import type { AttendanceStatus } from './receipt.ts';
import type { Register } from './register.ts';
import * as repo from './attendance.repo.ts';
import { words } from './words/en.ts';

/** What stands of a student in a session; no status: it was taken back. */
export type StandingMark = Pick<repo.StoredRecord, 'sessionId' | 'personId' | 'status' | 'ownStatus'>;

export interface TakenMark {
  personId: string;
  status: AttendanceStatus;
  ownStatus: string | null;
  reason: string | null;
}

export function createTakeOver(deps: { db: Database; register: Register }) {
  /**
   * The caller holds the session alone and knows that these are students of its class.
   * @returns how many were written, and what stood before by person; it is left where `overwrites` is false
   * @throws AppError `conflict` for a session that is cancelled, as by hand
   */
  async function takeOver(
    tx: Tx,
    actor: Actor,
    where: { session: SessionView; view: ClassView },
    marks: readonly TakenMark[],
    overwrites: boolean,
  ): Promise<{ written: number; before: ReadonlyMap<string, StandingMark> }> {
    const sessionId = where.session.id;
    await requireAccess(tx, actor, 'attendance.mark', { classId: where.view.id, sessionId });
    if (where.session.status === 'cancelled') throw new AppError('conflict', { detail: words.thisSessionIsCancelled });
    const standing = new Map((await repo.findRecords(tx, [sessionId])).map((mark) => [mark.personId, mark]));
    const cause = { sessionId, source: 'import', actorId: actor.personId, where } as const;
    const fresh = new Map<string, { status: AttendanceStatus; reason: string | null; personIds: string[] }>();
    let written = 0;
    for (const { personId, status, ownStatus, reason } of marks) {
      const before = standing.get(personId);
      if (!before && ownStatus === null) {
        const key = `${status}\n${reason ?? ''}`;
        const group = fresh.get(key) ?? { status, reason, personIds: [] };
        group.personIds.push(personId);
        fresh.set(key, group);
        written += 1;
      } else if ((before?.status ?? null) === null || overwrites) {
        await deps.register.write(tx, { ...cause, personId, status, ownStatus, reason });
        written += before?.status === status && before.ownStatus === ownStatus ? 0 : 1;
      }
    }
    for (const { personIds, status, reason } of fresh.values())
      await deps.register.writeMissing(tx, personIds, { ...cause, status, reason });
    return { written, before: standing };
  }

  /** What stands in these sessions, for modules that have checked the access. */
  const standingIn = (db: Queryable, sessionIds: readonly string[]): Promise<StandingMark[]> =>
    repo.findRecords(db, sessionIds);

  return { takeOver, standingIn };
}
