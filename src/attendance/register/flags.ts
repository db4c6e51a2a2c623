/**
 * Flags: the same device or the same photo for several people, or somebody who guesses codes. Pointed out to staff, and
 * without any effect of their own.
 */
import { type Actor, requireAccess } from '../../security/access/index.ts';
import type { Audit } from '../../security/audit/index.ts';
import type { Classes } from '../../school/classes/index.ts';
import type { Database, Tx } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { keyedDigest } from '../../security/privacy/index.ts';
import type { SessionView, Sessions } from '../../school/sessions/index.ts';
import * as repo from './flags.repo.ts';
import type { FlagView } from './register.schema.ts';

export interface Traces {
  deviceHash: Buffer<ArrayBuffer> | null;
  photoHash: Buffer<ArrayBuffer> | null;
}

export type Flags = ReturnType<typeof createFlags>;

export function createFlags(deps: {
  db: Database;
  audit: Audit;
  clock: Clock;
  classes: Classes;
  sessions: Sessions;
  digestKey: Buffer;
}) {
  /** After a check-in was written, in its transaction: flags what it shares with other people's. */
  async function raise(tx: Tx, sessionId: string, traces: Traces): Promise<void> {
    if (traces.deviceHash) await raiseOne(tx, sessionId, 'device', traces.deviceHash);
    if (traces.photoHash) await raiseOne(tx, sessionId, 'photo', traces.photoHash);
  }

  async function raiseOne(tx: Tx, sessionId: string, kind: repo.TraceKind, hash: Buffer<ArrayBuffer>): Promise<void> {
    // Two at once with one device wait for each other here, so that the second sees the first.
    await repo.lockTrace(tx, sessionId, kind, hash);
    const personIds = await repo.findPeopleWith(tx, sessionId, kind, hash);
    if (personIds.length < 2) return;
    await repo.upsertFlag(tx, {
      id: newId(),
      sessionId,
      kind,
      subjectHash: hash,
      personIds,
      createdAt: deps.clock.now(),
    });
  }

  /** Somebody has tried so many wrong codes that theirs are not looked at any more: pointed out once a session. */
  const raiseGuessing = (tx: Tx, sessionId: string, personId: string): Promise<void> =>
    repo.upsertFlag(tx, {
      id: newId(),
      sessionId,
      kind: 'guessing',
      subjectHash: keyedDigest(deps.digestKey, 'guessing', personId),
      personIds: [personId],
      createdAt: deps.clock.now(),
    });

  /** The flags of a session, oldest first; those that were settled too. */
  async function listFlags(actor: Actor, sessionId: string): Promise<FlagView[]> {
    return flagsOf(await deps.sessions.read(actor, sessionId, 'attendance.read'));
  }

  /** The same, for whoever has checked the access. */
  async function flagsOf(session: SessionView): Promise<FlagView[]> {
    const flags = await repo.findFlags(deps.db.autocommit, session.id);
    if (flags.length === 0) return [];
    const roster = await deps.classes.roster(deps.db.autocommit, session.classId, { includeLeft: true });
    const names = new Map(roster.map((entry) => [entry.id, entry.name]));
    return flags.map(({ personIds, ...flag }) => ({
      ...flag,
      people: personIds.map((id) => ({ id, name: names.get(id) ?? '' })).sort((a, b) => a.name.localeCompare(b.name)),
    }));
  }

  /** Somebody has looked. Settling twice keeps the first. @throws AppError `notFound`. */
  async function resolveFlag(actor: Actor, flagId: string): Promise<void> {
    await deps.db.transaction(async (tx) => {
      const flag = await repo.findFlag(tx, flagId);
      if (!flag) throw new AppError('notFound');
      const session = await deps.sessions.lock(tx, flag.sessionId, 'share');
      await requireAccess(tx, actor, 'attendance.mark', { classId: session.classId, sessionId: session.id });
      if (!(await repo.resolve(tx, flagId, actor.personId, deps.clock.now()))) return;
      await deps.audit.record(tx, {
        actorId: actor.personId,
        action: 'flag.resolved',
        subjectType: 'session',
        subjectId: session.id,
        facts: { flagId, kind: flag.kind },
      });
    });
  }

  return { raise, raiseGuessing, listFlags, flagsOf, resolveFlag };
}
