/**
 * Closing a session: whoever has no record by then is absent, or excused when on leave. By a teacher, or by the service
 * when its end has come.
 */
import { type Actor, requireAccess } from '../../security/access/index.ts';
import { type Classes, type RosterEntry, membershipDuring } from '../../school/classes/index.ts';
import type { Clock } from '../../kernel/clock.ts';
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
  /** A record whose only mark was taken back. */
  record: repo.StoredRecord | undefined;
}

export function createCloseSession(deps: {
  db: Database;
  clock: Clock;
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
        ofStatus.flatMap(({ entry, record }) => (record ? [] : [entry.id])),
        change,
      );
      // A mark that was taken back left a record without a status: it is missing like any other.
      await deps.register.rewrite(
        tx,
        ofStatus.flatMap(({ record }) => record ?? []),
        change,
      );
    }
    await deps.sessions.close(tx, actor, session.id);
    return count;
  }

  /**
   * Those without a status who belonged to the session all along, up to now or its end. Whoever came onto the roster, or
   * left it, while it ran could not be there for all of it.
   */
  async function findMissing(db: Queryable, session: SessionView): Promise<Missing[]> {
    const [roster, records, onLeave] = [
      await deps.classes.roster(db, session.classId, { includeLeft: true }),
      await repo.findRecords(db, [session.id]),
      await deps.whoIsOnLeave(db, session),
    ];
    const known = new Map(records.map((record) => [record.personId, record]));
    const now = deps.clock.now();
    const held = { ...session, endsAt: now < session.endsAt ? now : session.endsAt };
    return roster.flatMap((entry) => {
      const record = known.get(entry.id);
      const isMissing = (record?.status ?? null) === null && membershipDuring(entry, held) === 'whole';
      return isMissing ? [{ entry, record, status: onLeave.has(entry.id) ? 'excused' : 'absent' }] : [];
    });
  }

  return { closeSession, closeDueSessions, foreseeClosing };
}
