/**
 * Closing a session: whoever has no record by then is absent, or excused when on leave. By a teacher, or by the service
 * when its end has come.
 */
import { type Actor, requireAccess } from '../../security/access/index.ts';
import type { Classes, RosterEntry } from '../../school/classes/index.ts';
import type { Database, Queryable, Tx } from '../../db/index.ts';
import { AppError } from '../../kernel/errors.ts';
import type { SessionView, Sessions } from '../../school/sessions/index.ts';
import * as repo from './attendance.repo.ts';
import type { Register } from './register.ts';
import { words } from './words/en.ts';

const batchSize = 50;

/** Whose approved leave covers the session. Leave knows this module, so main hands the answer in. */
export type WhoIsOnLeave = (db: Queryable, session: SessionView) => Promise<ReadonlySet<string>>;

export interface Closing {
  /** How many were written absent. */
  absent: number;
  /** How many were written excused, because they are on leave. */
  excused: number;
}

interface Missing {
  entry: RosterEntry;
  status: 'absent' | 'excused';
  /** There is a record, whose only mark was taken back. */
  isKnown: boolean;
}

export function createCloseSession(deps: {
  db: Database;
  classes: Classes;
  sessions: Sessions;
  register: Register;
  whoIsOnLeave: WhoIsOnLeave;
}) {
  /**
   * Closes an open session and writes those who are missing, in one transaction.
   * @throws AppError `conflict` when it is not open.
   */
  async function closeSession(actor: Actor, sessionId: string): Promise<Closing> {
    return deps.db.transaction(async (tx) => {
      const session = await deps.sessions.lock(tx, sessionId, 'alone');
      await requireAccess(tx, actor, 'sessions.run', { classId: session.classId, sessionId: session.id });
      if (session.status !== 'open') throw new AppError('conflict', { detail: words.thisSessionIsNotOpen });
      return close(tx, actor, session);
    });
  }

  /**
   * Closes every open session whose end has passed. Several processes may do so at once. @returns how many it closed.
   */
  async function closeDueSessions(): Promise<number> {
    let closed = 0;
    for (const due of await deps.sessions.listDue(batchSize)) {
      await deps.db.transaction(async (tx) => {
        const session = await deps.sessions.lock(tx, due.id, 'alone');
        if (session.status !== 'open') return;
        await close(tx, null, session);
        closed += 1;
      });
    }
    return closed;
  }

  /** What closing the session now would write: names, by name. */
  async function foreseeClosing(actor: Actor, sessionId: string): Promise<{ absent: string[]; excused: string[] }> {
    const session = await deps.sessions.read(actor, sessionId, 'attendance.read');
    const missing = await findMissing(deps.db.autocommit, session);
    const namesOf = (status: Missing['status']): string[] =>
      missing.filter((one) => one.status === status).map(({ entry }) => entry.name);
    return { absent: namesOf('absent'), excused: namesOf('excused') };
  }

  async function close(tx: Tx, actor: Actor | null, session: SessionView): Promise<Closing> {
    const missing = await findMissing(tx, session);
    const count = { absent: 0, excused: 0 };
    for (const status of ['absent', 'excused'] as const) {
      const ofStatus = missing.filter((one) => one.status === status);
      count[status] = ofStatus.length;
      const change = {
        sessionId: session.id,
        status,
        source: 'auto_close',
        actorId: actor?.personId ?? null,
        reason: null,
      } as const;
      await deps.register.writeMissing(
        tx,
        ofStatus.filter(({ isKnown }) => !isKnown).map(({ entry }) => entry.id),
        change,
      );
      // A mark that was taken back left a record without a status: it is missing like any other.
      for (const { entry } of ofStatus.filter(({ isKnown }) => isKnown))
        await deps.register.write(tx, { ...change, personId: entry.id });
    }
    await deps.sessions.close(tx, actor, session.id);
    return count;
  }

  /** Those without a status. Whoever came onto the roster after the session began could not be there from its begin. */
  async function findMissing(db: Queryable, session: SessionView): Promise<Missing[]> {
    const [roster, records, onLeave] = [
      await deps.classes.roster(db, session.classId),
      await repo.findRecords(db, [session.id]),
      await deps.whoIsOnLeave(db, session),
    ];
    const known = new Map(records.map((record) => [record.personId, record]));
    return roster
      .filter((entry) => entry.enrolledAt <= session.startsAt && (known.get(entry.id)?.status ?? null) === null)
      .map((entry) => ({ entry, status: onLeave.has(entry.id) ? 'excused' : 'absent', isKnown: known.has(entry.id) }));
  }

  return { closeSession, closeDueSessions, foreseeClosing };
}
