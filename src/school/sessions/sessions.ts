/**
 * Sessions: one meeting of a class is scheduled, opened, closed. Closing writes the absents, which is attendance's
 * part.
 */
import { type Actor, type Permission, requireAccess } from '../../security/access/index.ts';
import type { Audit } from '../../security/audit/index.ts';
import type { Classes } from '../classes/index.ts';
import { type Database, type Queryable, type Tx, isShortNumber } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { Notifications } from '../../delivery/notifications/index.ts';
import { createBulk } from './bulk.ts';
import { createHeld } from './held.ts';
import { createListing } from './listing.ts';
import { createPlan } from './plan.ts';
import { createSelfOpening } from './self-opening.ts';
import * as listing from './listing.repo.ts';
import * as repo from './sessions.repo.ts';
import { longestMs, requireSpan } from './span.ts';
import { createSubstitutes } from './substitutes.ts';
import { createTellPlans, createTellSubstitute } from './tell-plans.ts';
import { words } from './words/en.ts';

export { faultOfSpan } from './span.ts';

/** A scheduled session may be opened this long before its start. */
const openEarlyMs = 30 * 60_000;

export interface NewSession {
  classId: string;
  title: string | null;
  startsAt: Date;
  endsAt: Date;
  placeId?: string | null;
  /** Nobody has to open it: it is open from its start. */
  opensItself?: boolean;
}

export type Sessions = ReturnType<typeof createSessions>;

export function createSessions(deps: {
  db: Database;
  audit: Audit;
  clock: Clock;
  classes: Classes;
  notifications: Notifications;
}) {
  const tellPlans = createTellPlans(deps);
  const bulk = createBulk({ ...deps, tellPlans });

  /**
   * @throws AppError `invalidInput` when it would end before it starts, last longer than a day, or lie beyond all
   * sense;
   * `notFound`, also when the place is not on the class's campus.
   */
  async function schedule(actor: Actor, input: NewSession): Promise<repo.StoredSession> {
    requireSpan(input.startsAt, input.endsAt, deps.clock.now());
    return deps.db.transaction(async (tx) => {
      await requireAccess(tx, actor, 'sessions.plan', { classId: input.classId });
      await bulk.lockClass(tx, input.classId);
      await bulk.requirePlace(tx, input.classId, input.placeId ?? null);
      return insert(tx, actor, input);
    });
  }

  async function insert(tx: Tx, actor: Actor, input: NewSession): Promise<repo.StoredSession> {
    const session = await repo.insertSession(tx, { id: newId(), ...input });
    await deps.audit.record(tx, {
      actorId: actor.personId,
      action: 'session.scheduled',
      subjectType: 'session',
      subjectId: session.id,
      facts: { classId: input.classId, startsAt: input.startsAt.toISOString(), endsAt: input.endsAt.toISOString() },
    });
    return session;
  }

  /**
   * Opens the class's session of now: the scheduled one when there is one, else a new one of `durationMinutes`.
   * Opening twice answers with the one that is open.
   */
  async function openNow(
    actor: Actor,
    input: { classId: string; durationMinutes: number; title: string | null },
  ): Promise<{ session: repo.StoredSession; wasOpen: boolean; wasScheduled: boolean }> {
    return deps.db.transaction(async (tx) => {
      await requireAccess(tx, actor, 'sessions.run', { classId: input.classId });
      // Two teachers opening at once must not make two sessions.
      await bulk.lockClass(tx, input.classId);
      const now = deps.clock.now();
      const [open] = (await listing.findOpen(tx, [input.classId])).filter((session) => session.endsAt > now);
      if (open) return { session: open, wasOpen: true, wasScheduled: false };
      const scheduled = await findScheduledNow(tx, input.classId, now);
      const endsAt = new Date(now.getTime() + input.durationMinutes * 60_000);
      const session =
        scheduled ?? (await insert(tx, actor, { classId: input.classId, title: input.title, startsAt: now, endsAt }));
      return { session: await markOpen(tx, actor, session), wasOpen: false, wasScheduled: scheduled !== undefined };
    });
  }

  async function findScheduledNow(tx: Tx, classId: string, now: Date): Promise<repo.StoredSession | undefined> {
    const near = await listing.findBetween(
      tx,
      [classId],
      new Date(now.getTime() - longestMs),
      new Date(now.getTime() + openEarlyMs),
    );
    const found = near.find((session) => session.status === 'scheduled' && session.endsAt > now);
    // It may be moved or cancelled at this very moment: what counts is how it is once it is held.
    const held = found && (await lock(tx, found.id, 'alone'));
    return held?.status === 'scheduled' && held.endsAt > now ? held : undefined;
  }

  async function markOpen(tx: Tx, actor: Actor, session: repo.StoredSession): Promise<repo.StoredSession> {
    const openedAt = deps.clock.now();
    await repo.markOpen(tx, session.id, { openedAt, openedById: actor.personId });
    await deps.audit.record(tx, {
      actorId: actor.personId,
      action: 'session.opened',
      subjectType: 'session',
      subjectId: session.id,
      facts: {},
    });
    return { ...session, status: 'open', openedAt };
  }

  /**
   * Takes back an opening that nobody has used yet. @throws AppError `conflict` once there is a check-in or a record.
   */
  async function undoOpen(actor: Actor, sessionId: string): Promise<void> {
    await deps.db.transaction(async (tx) => {
      const session = await lock(tx, sessionId, 'alone');
      await requireAccess(tx, actor, 'sessions.run', { classId: session.classId, sessionId: session.id });
      const used = (await repo.countCheckIns(tx, sessionId)) + (await repo.countRecords(tx, sessionId));
      if (session.status !== 'open' || used > 0) {
        throw new AppError('conflict', { detail: words.theSessionHasBeenUsedAlready });
      }
      await repo.markCancelled(tx, sessionId);
      await deps.audit.record(tx, {
        actorId: actor.personId,
        action: 'session.cancelled',
        subjectType: 'session',
        subjectId: sessionId,
        facts: {},
      });
    });
  }

  /** Marks a session closed inside the transaction that writes its absents. `actor` is null when its end has come. */
  async function close(tx: Tx, actor: Actor | null, sessionId: string): Promise<void> {
    await repo.markClosed(tx, sessionId, { closedAt: deps.clock.now(), closedById: actor?.personId ?? null });
    await deps.audit.record(tx, {
      actorId: actor?.personId ?? null,
      action: 'session.closed',
      subjectType: 'session',
      subjectId: sessionId,
      facts: {},
    });
  }

  /** @throws AppError `notFound`. */
  async function lock(tx: Tx, sessionId: string, mode: 'share' | 'alone'): Promise<repo.StoredSession> {
    const session = await repo.lockSession(tx, sessionId, mode);
    if (!session) throw new AppError('notFound');
    return session;
  }

  /** For other modules, which check the access themselves. @throws AppError `notFound`. */
  async function get(db: Queryable, sessionId: string): Promise<repo.StoredSession> {
    const session = await repo.findSession(db, sessionId);
    if (!session) throw new AppError('notFound');
    return session;
  }

  /**
   * The session that clients know by this number; undefined when there is none. The access is for the caller to check.
   */
  const findByNumber = async (number: number): Promise<repo.StoredSession | undefined> =>
    isShortNumber(number) ? ((await repo.findSessionByNumber(deps.db.autocommit, number)) ?? undefined) : undefined;

  /**
   * Holds several sessions as they are until the transaction ends, for modules that have checked the access; those that
   * do not exist are missing.
   */
  const hold = (tx: Tx, ids: readonly string[]): Promise<repo.StoredSession[]> => repo.lockSessions(tx, ids);

  /** Sessions by id or by when they start, by start, for modules that have checked the access. */
  const find = (
    db: Queryable,
    which: { ids: readonly string[] } | { classIds: readonly string[]; from: Date; to: Date },
  ): Promise<repo.StoredSession[]> =>
    'ids' in which
      ? listing.findSessions(db, which.ids)
      : listing.findBetween(db, which.classIds, which.from, which.to);

  /**
   * For whoever may see it and do the rest, too. @throws AppError `notFound` also when its class is not the actor's.
   */
  async function read(actor: Actor, sessionId: string, ...also: Permission[]): Promise<repo.StoredSession> {
    const session = await get(deps.db.autocommit, sessionId);
    const { id, classId } = session;
    await requireAccess(deps.db.autocommit, actor, ['classes.read', ...also], { classId, sessionId: id });
    return session;
  }

  /** Open sessions of these classes whose end has not come. */
  async function listOpen(classIds: readonly string[]): Promise<repo.StoredSession[]> {
    const now = deps.clock.now();
    return (await listing.findOpen(deps.db.autocommit, classIds)).filter((session) => session.endsAt > now);
  }

  const listBetween = (classIds: readonly string[], from: Date, to: Date): Promise<repo.StoredSession[]> =>
    listing.findBetween(deps.db.autocommit, classIds, from, to);
  const listLatestHeld = (classId: string, take: number): Promise<repo.StoredSession[]> =>
    listing.findLatestHeld(deps.db.autocommit, classId, deps.clock.now(), take);
  const listDue = (take: number): Promise<repo.StoredSession[]> =>
    listing.findDue(deps.db.autocommit, deps.clock.now(), take);

  return {
    schedule,
    openNow,
    undoOpen,
    close,
    lock,
    hold,
    find,
    findByNumber,
    get,
    read,
    listOpen,
    listBetween,
    listLatestHeld,
    listDue,
    ...createListing(deps),
    ...createHeld(deps),
    ...createSelfOpening({ ...deps, lockClass: bulk.lockClass, insert, lock }),
    ...createPlan({ ...deps, tellPlans, lock }),
    ...createSubstitutes({ ...deps, lock, tellSubstitute: createTellSubstitute(deps) }),
    ...bulk,
  };
}
