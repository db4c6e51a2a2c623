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
import { createByCalendar } from './by-calendar.ts';
import { createCancelling } from './cancelling.ts';
import { createHeld } from './held.ts';
import { createListing } from './listing.ts';
import { createNotTaken } from './not-taken.ts';
import { createOpening } from './opening.ts';
import { createPlan } from './plan.ts';
import { createSelfOpening } from './self-opening.ts';
import * as listing from './listing.repo.ts';
import * as repo from './sessions.repo.ts';
import { requireSpan } from './span.ts';
import { createSubstitutes } from './substitutes.ts';
import { createTellPlans, createTellSubstitute } from './tell-plans.ts';
import { createUnopening } from './unopening.ts';

export { faultOfSpan } from './span.ts';

export interface NewSession {
  classId: string;
  title: string | null;
  startsAt: Date;
  endsAt: Date;
  placeId?: string | null;
  /** Nobody has to open it: it is open from its start. */
  opensItself?: boolean;
  /** For which groups of the class; for everybody when there is none. */
  groupIds?: string[];
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
      await deps.classes.requireGroups(tx, input.classId, input.groupIds ?? []);
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
  const hold = (tx: Tx, ids: readonly string[], mode: 'share' | 'alone' = 'share'): Promise<repo.StoredSession[]> =>
    repo.lockSessions(tx, ids, mode);

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
    ...createOpening({ ...deps, lockClass: bulk.lockClass, insert, lock }),
    ...createUnopening({ ...deps, lock }),
    ...createNotTaken(deps),
    ...createPlan({ ...deps, tellPlans, lock }),
    ...createCancelling({ ...deps, tellPlans, lock }),
    ...createSubstitutes({ ...deps, lock, tellSubstitute: createTellSubstitute(deps) }),
    ...bulk,
    ...createByCalendar({ tellPlans }),
  };
}
