/** Closing a session: whoever has no record by then is absent. By a teacher, or by the house when its end has come. */
import type { Actor } from '../access/actor.ts';
import { requireAccess } from '../access/require-access.ts';
import type { Classes } from '../classes/classes.ts';
import type { Database, Tx } from '../db/database.ts';
import { AppError } from '../kernel/errors.ts';
import type { Sessions } from '../sessions/sessions.ts';
import * as repo from './attendance.repo.ts';
import type { Register } from './register.ts';

const batchSize = 50;

export function createCloseSession(deps: { db: Database; classes: Classes; sessions: Sessions; register: Register }) {
  /**
   * Closes an open session and writes the absents, in one transaction.
   * @returns how many were written absent. @throws AppError `conflict` when it is not open.
   */
  async function closeSession(actor: Actor, sessionId: string): Promise<{ absent: number }> {
    return deps.db.transaction(async (tx) => {
      const session = await deps.sessions.lock(tx, sessionId, 'alone');
      await requireAccess(tx, actor, 'sessions.run', { classId: session.classId, sessionId: session.id });
      if (session.status !== 'open') throw new AppError('conflict', { detail: 'This session is not open.' });
      return close(tx, actor, sessionId, session.classId);
    });
  }

  /** Closes every open session whose end has passed. Several processes may do so at once. @returns how many it closed. */
  async function closeDueSessions(): Promise<number> {
    let closed = 0;
    for (const due of await deps.sessions.listDue(batchSize)) {
      await deps.db.transaction(async (tx) => {
        const session = await deps.sessions.lock(tx, due.id, 'alone');
        if (session.status !== 'open') return;
        await close(tx, null, session.id, session.classId);
        closed += 1;
      });
    }
    return closed;
  }

  async function close(tx: Tx, actor: Actor | null, sessionId: string, classId: string): Promise<{ absent: number }> {
    const [roster, records] = [await deps.classes.roster(tx, classId), await repo.findRecords(tx, [sessionId])];
    const known = new Map(records.map((record) => [record.personId, record]));
    const change = { sessionId, status: 'absent', source: 'auto_close', actorId: actor?.personId ?? null, reason: null } as const;
    const unseen = roster.filter((entry) => !known.has(entry.id)).map((entry) => entry.id);
    await deps.register.writeMissing(tx, unseen, change);
    // A mark that was taken back left a record without a status: it is missing like any other.
    const unmarked = roster.filter((entry) => known.has(entry.id) && known.get(entry.id)?.status === null);
    for (const entry of unmarked) await deps.register.write(tx, { ...change, personId: entry.id });
    await deps.sessions.close(tx, actor, sessionId);
    return { absent: unseen.length + unmarked.length };
  }

  return { closeSession, closeDueSessions };
}
